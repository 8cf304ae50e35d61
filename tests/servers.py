"""A real server for tests: started on a free port, ended by its own process handle."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(*arguments: str, log: Path, port: int | None = None) -> Iterator[str]:
    """The address of a server that runs until the block ends; its output goes to `log`."""
    port = port or free_port()
    start = [sys.executable, "-m", "dashboard.cli", "run", "--no-browser", "--port", str(port)]
    with serving([*start, *arguments], port, log) as address:
        yield address


@contextmanager
def serving(command: list[str], port: int, log: Path) -> Iterator[str]:
    """The address on `port` of the server that `command` starts, until the block ends."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def memory(address: str, name: str = "VmRSS") -> int:
    """The bytes of memory of the server that listens there."""
    port = address.rpartition(":")[2].encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            if port in words and b"--server.port" in words:
                status = (folder / "status").read_text()
                return int(re.findall(rf"{name}:\s+(\d+) kB", status)[0]) * 1024
        except OSError:
            continue
    raise AssertionError("no such process")


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')}")
