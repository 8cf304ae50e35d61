"""What a process and its children ask the network for: told by Python's own audit events, and by
the kernel's list of sockets, which knows of libraries that do not tell Python."""

import ipaddress
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROC = Path("/proc")
HAS_PROC = (PROC / "self" / "net" / "tcp").is_file()
LISTENING = "0A"
PAUSE = 0.05  # seconds from one look at the kernel's list to the next

HOOK = """
import json, os, sys

_log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def _told(event, given):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        told = [one for one in given if isinstance(one, (str, int, tuple))]
        told = [one.decode(errors="replace") if isinstance(one, bytes) else one for one in told]
        line = json.dumps([os.getpid(), event, told], default=repr)
        os.write(_log, (line + "\\n").encode())

os.write(_log, (json.dumps([os.getpid(), "started", sys.argv[:1]]) + "\\n").encode())
sys.addaudithook(_told)
"""


@dataclass(frozen=True, order=True)
class Socket:
    """An internet socket: where it is bound, its far end ('' and 0: none), whether it listens."""

    near: str
    port: int
    far: str
    far_port: int
    listens: bool


@dataclass
class Watch:
    """What the processes that began under a hook did. `seen` are the sockets of the kernel's list,
    `looks` how often it was looked at."""

    log: Path
    seen: set[Socket] = field(default_factory=set)
    looks: int = 0

    def events(self) -> list[tuple[int, str, list[Any]]]:
        """Process, event and what was given, in their order."""
        if not self.log.exists():
            return []
        lines = self.log.read_text(encoding="utf-8").split("\n")[:-1]
        return [(int(one[0]), str(one[1]), list(one[2])) for one in map(json.loads, lines)]

    def processes(self) -> set[int]:
        """The processes that began under the hook."""
        return {process for process, _, _ in self.events()}

    def outside(self) -> list[object]:
        """Every name that was looked up beside localhost, and every address asked or listened on
        that is not of this machine alone."""
        told: list[object] = [one for one in self.events() if not _is_at_home(one[1], one[2])]
        far = [one for one in self.seen if one.far and not is_loopback(one.far)]
        listening = [one for one in self.seen if one.listens and not is_loopback(one.near)]
        return [*told, *far, *listening]

    def look(self) -> None:
        """Look at the kernel's list once."""
        own = {name for process in _with_children(self.processes()) for name in _held_by(process)}
        self.seen |= {found for name, found in _kernels_list() if name in own}
        self.looks += 1


@contextmanager
def watching(folder: Path) -> Iterator[Watch]:
    """Watch every Python process that begins in the block with `folder` in its PYTHONPATH, and the
    children of these."""
    watch, ended = Watch(folder / "sockets.jsonl"), threading.Event()
    hook = HOOK.format(log=str(watch.log))
    (folder / "sitecustomize.py").write_text(hook, encoding="utf-8")

    def look() -> None:
        while not ended.wait(PAUSE):
            watch.look()

    looking = threading.Thread(target=look, daemon=True)
    if HAS_PROC:
        looking.start()
    try:
        yield watch
    finally:
        ended.set()
        if HAS_PROC:
            looking.join()


def is_loopback(address: str) -> bool:
    """Whether an address of this family's reaches this machine alone."""
    known = ipaddress.ip_address(address)
    mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return (mapped or known).is_loopback


def _is_at_home(event: str, given: list[Any]) -> bool:
    if event == "started":
        return True
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
        # Of a path on this machine there is no list of host and port.
        pairs = [one for one in given if isinstance(one, list)]
        return all(_is_home(one[0]) for one in pairs)
    hosts = [one[0] if isinstance(one, list) else one for one in given[:1]]
    return all(_is_home(host) for host in hosts)


def _is_home(host: object) -> bool:
    if host in (None, "localhost"):
        return True
    try:
        return is_loopback(str(host))
    except ValueError:
        return False


def _with_children(processes: set[int]) -> set[int]:
    found, new = set(processes), set(processes)
    while new:
        lists = [path for process in new for path in PROC.glob(f"{process}/task/*/children")]
        with suppress(OSError):  # one has ended
            new = {int(child) for path in lists for child in path.read_text().split()} - found
            found |= new
            continue
        break
    return found


def _held_by(process: int) -> set[str]:
    """What one process holds open: a socket as 'socket:[123]'; nothing where it has ended."""
    found = set()
    with suppress(OSError):
        for link in (PROC / str(process) / "fd").iterdir():
            with suppress(OSError):  # closed meanwhile
                found.add(os.readlink(link))  # noqa: PTH115  # no path: 'socket:[123]'
    return found


def _kernels_list() -> Iterator[tuple[str, Socket]]:
    """Every internet socket of this machine by its name among what a process holds open."""
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        with suppress(OSError):  # a machine without IPv6
            for line in (PROC / "self" / "net" / kind).read_text().splitlines()[1:]:
                words = line.split()
                yield f"socket:[{words[9]}]", _socket(*words[1:4])


def _socket(near: str, far: str, state: str) -> Socket:
    host, port = _address(near)
    far_host, far_port = _address(far)
    known = far_port != 0
    return Socket(host, port, far_host if known else "", far_port, state == LISTENING)


def _address(text: str) -> tuple[str, int]:
    """'0100007F:2135' is 127.0.0.1, port 8501: words of four bytes in this machine's order."""
    host, _, port = text.partition(":")
    raw = bytes.fromhex(host)
    words = [raw[place : place + 4][::-1] for place in range(0, len(raw), 4)]
    family = socket.AF_INET if len(raw) == 4 else socket.AF_INET6
    return socket.inet_ntop(family, b"".join(words)), int(port, 16)
