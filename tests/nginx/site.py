"""Several processes on one data folder behind a real nginx, as the README says to start them."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.launch import NGINX
from tests.nginx.binary import MISSING, find_nginx
from tests.nginx.certificate import write_certificate
from tests.servers import ROOT, free_port

SHIPPED_PORTS = (8501, 8502)
SHIPPED_LISTEN = "listen 127.0.0.1:8080;"
SHIPPED_NAME, NAME = "localhost 1;", "dashboard.example"
WAIT = 300  # seconds


@dataclass(frozen=True)
class Site:
    """Where nginx answers, the ports of the processes behind it, and what started them."""

    address: str
    ports: tuple[int, ...]
    data: Path
    folder: Path
    launcher: int

    def processes(self) -> dict[int, int]:
        """The ports of the processes that run, by the number of the process."""
        told = Path(f"/proc/{self.launcher}/task/{self.launcher}/children").read_text()
        found = {}
        for child in map(int, told.split()):
            arguments = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
            if b"--server.port" in arguments:  # not in one that has ended
                found[child] = int(arguments[arguments.index(b"--server.port") + 1])
        return found

    def kill(self, port: int) -> None:
        """End the process that listens on `port` at once, as a lack of memory does."""
        (process,) = [one for one, its in self.processes().items() if its == port]
        os.kill(process, signal.SIGKILL)

    def unrest(self, *arguments: str) -> str:
        """What the command line prints on the same data, in a process of its own."""
        return subprocess.run(
            [sys.executable, "-m", "dashboard.cli", *arguments], cwd=ROOT, check=True,
            env={**os.environ, "UNREST_DATA": str(self.data)}, capture_output=True, text=True,
        ).stdout  # fmt: skip

    def said_by_nginx(self) -> str:
        """All that nginx wrote."""
        return (self.folder / "nginx.txt").read_text(encoding="utf-8", errors="replace")


@contextmanager
def running_site(folder: Path, processes: int = 2) -> Iterator[Site]:
    """`processes` of the dashboard behind nginx until the block ends; all is kept in `folder`.

    Skips the test where there is no nginx.
    """
    nginx = find_nginx()
    if nginx is None:
        pytest.skip(MISSING)
    ports, data, prefix = _free_ports(processes), folder / "data", folder / "prefix"
    data.mkdir(parents=True)
    prefix.mkdir()
    listen = free_port()
    written = folder / "nginx.conf"
    written.write_text(configured(ports, listen), encoding="utf-8")
    behind = [nginx, "-p", prefix, "-c", written, "-e", "stderr", "-g", "daemon off;"]
    started = []
    try:
        started.append(_start_servers(ports, data, folder / "servers.txt"))
        started.append(_start(behind, folder / "nginx.txt"))
        for port in (*ports, listen):
            _wait(f"http://127.0.0.1:{port}/_stcore/health", folder)
        yield Site(f"http://127.0.0.1:{listen}", ports, data, folder, started[0].pid)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=WAIT)


@contextmanager
def started_again(site: Site, port: int) -> Iterator[None]:
    """A process on the port of one that was killed, until the block ends."""
    process = _start_servers((port,), site.data, site.folder / "again.txt")
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", site.folder)
        yield
    finally:
        process.terminate()
        process.wait(timeout=WAIT)


@contextmanager
def under_tls(site: Site) -> Iterator[tuple[int, ssl.SSLContext]]:
    """The port of a second nginx before the same processes, with the lines for a certificate in
    place of the other, and what trusts that certificate; until the block ends."""
    nginx, folder, port = find_nginx(), site.folder / "tls", free_port()
    assert nginx is not None
    (folder / "prefix").mkdir(parents=True)
    write_certificate(folder, NAME)
    told = [line.removeprefix("        #   ") for line in NGINX.read_text().splitlines()
            if line.startswith("        #   ")]  # fmt: skip
    assert told[0] == "listen 443 ssl;"
    lines = "\n".join(told).replace("443", f"127.0.0.1:{port}")
    text = configured(site.ports, port).replace(f"listen 127.0.0.1:{port};", lines)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = [nginx, "-p", folder / "prefix", "-c", folder / "nginx.conf", "-e", "stderr"]
    process = _start([*command, "-g", "daemon off;"], folder / "nginx.txt")
    try:
        while _is_free(port):
            assert process.poll() is None, (folder / "nginx.txt").read_text()
            time.sleep(0.1)
        yield port, ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    finally:
        process.terminate()
        process.wait(timeout=WAIT)


def configured(ports: tuple[int, ...], listen: int) -> str:
    """The shipped configuration with the ports of one or two processes, a name, and the port of
    nginx; nothing else is changed."""
    text = NGINX.read_text(encoding="utf-8")
    for shipped, ours in (
        (SHIPPED_LISTEN, f"listen 127.0.0.1:{listen};"),
        (SHIPPED_NAME, f"{NAME} 1;"),
    ):
        assert text.count(shipped) == 1, shipped
        text = text.replace(shipped, ours)
    kept = [
        line for line in text.splitlines()
        if not re.search(rf"\b{SHIPPED_PORTS[1]}\b", line) or len(ports) > 1
    ]  # fmt: skip
    names = {str(shipped): str(port) for shipped, port in zip(SHIPPED_PORTS, ports, strict=False)}
    return re.sub(r"\b850[12]\b", lambda found: names[found[0]], "\n".join(kept) + "\n")


def _free_ports(number: int) -> tuple[int, ...]:
    """Ports in a row that nobody listens on right now."""
    while True:
        first = free_port()
        row = tuple(range(first, first + number))
        if row[-1] < 65_536 and all(_is_free(port) for port in row):
            return row


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _start(command: list[object], log: Path, **environment: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [str(word) for word in command], cwd=ROOT, stdout=output, stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment},
        )  # fmt: skip


def _start_servers(ports: tuple[int, ...], data: Path, log: Path) -> subprocess.Popen[bytes]:
    command = ["-m", "dashboard.cli", "run", "--no-browser", "--host", NAME, "--without-login"]
    which = ["--port", ports[0], "--processes", len(ports)]
    return _start([sys.executable, *command, *which], log, UNREST_DATA=str(data))


def _wait(address: str, folder: Path) -> None:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=10):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    told = [path.read_text(errors="replace") for path in sorted(folder.glob("*.txt"))]
    raise AssertionError(f"{address} did not answer:\n" + "\n".join(told))
