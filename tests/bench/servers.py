"""Servers to measure: each a Streamlit process of its own, with its CPU time and its memory."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.datasets import ROOT
from tests.servers import free_port

APPS = Path(__file__).parent / "apps"
DASHBOARD, EMPTY, PLAIN = ROOT / "dashboard" / "server.py", APPS / "empty.py", APPS / "plain.py"
START = 600  # seconds: millions of rows are read first


@dataclass(frozen=True)
class Server:
    """A running server: its address and the id of its process."""

    address: str
    pid: int

    def cpu(self) -> float:
        """Milliseconds of CPU that the process has taken so far, of users and of the system."""
        stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8")
        return cpu_ticks(stat) * 1000 / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident memory in MB (1,000,000 bytes)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return resident_kib(status) * 1024 / 1e6


def cpu_ticks(stat: str) -> int:
    """utime + stime of a line of /proc/PID/stat; the name in it may hold blanks and brackets."""
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def resident_kib(status: str) -> int:
    """VmRSS of a /proc/PID/status."""
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


@contextmanager
def serving(script: Path, log: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """A server of `script` on a free port, all with the dashboard's configuration, until the block
    ends; its output goes to `log`. Raises RuntimeError where it does not start."""
    port = free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
            cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process, log)
            yield Server(address, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")
