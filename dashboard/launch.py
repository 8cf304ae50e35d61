"""Starting the dashboard on this machine: free ports, servers, their addresses once they answer."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

ROOT = Path(__file__).parent.parent
NGINX = ROOT / "dashboard" / "nginx.conf"
"""The configuration that puts several servers behind one address."""
HOST = "127.0.0.1"
NAMES = ("localhost", HOST)
"""allowedHosts of .streamlit/config.toml."""
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # compared with, not listened on
FIRST_PORT, PORTS = 8501, 100
WAIT = 120  # seconds

Server = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Sharing:
    """Where the servers listen, under which names they answer, and whether everyone who reaches
    them may do all. As it is: on this machine, for this machine."""

    address: str = HOST
    names: tuple[str, ...] = ()
    without_login: bool = False

    def arguments(self) -> list[str]:
        """What Streamlit and our script are told of it."""
        if self == Sharing():
            return []
        own = () if self.address in EVERYWHERE else (self.address,)
        names = dict.fromkeys((*NAMES, *own, *self.names))
        told = ["--server.address", self.address]
        told += [word for name in names for word in ("--server.allowedHosts", name)]
        return [*told, "--", *(["--without-login"] if self.without_login else [])]

    def reached(self, port: int) -> str:
        """The address under which this machine reaches a server on `port`."""
        host = HOST if self.address in EVERYWHERE else self.address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def launch(
    port: int | None,
    browser: bool,
    processes: int = 1,
    sharing: Sharing | None = None,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> int:
    """Run `processes` servers until all have ended or Ctrl-C is pressed; the exit status (0 after
    Ctrl-C), of several the first that is not 0.

    They listen on `port` and those after it; without `port`, on the first free ones from 8501 on.
    `browser` opens the page of the first where there is a screen. One that ends is not started
    again, and leaves the others as they are. The servers have the variables of `environment` beside
    those of this process. Raises OSError where no ports are free. Status 2: the server refused to
    start as it is configured, and said why.
    """
    sharing = sharing or Sharing()
    first = port or _free_port(processes)
    # Ended from outside, it ends the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ports = range(first, first + processes)
    servers = {sharing.reached(one): _start(one, sharing, environment) for one in ports}
    try:
        if all(_answers(address, server) for address, server in servers.items()):
            _tell([*servers])
            if browser and _has_screen():
                webbrowser.open(sharing.reached(first))
        return _outlast(servers)
    except KeyboardInterrupt:
        return 0
    finally:
        for server in servers.values():
            server.terminate()
        for server in servers.values():
            server.wait()


def _start(port: int, sharing: Sharing, environment: Mapping[str, str]) -> Server:
    command = ["-m", "streamlit", "run", str(ROOT / "dashboard" / "server.py")]
    # Streamlit reads .streamlit/config.toml of the folder it is started in.
    return subprocess.Popen(  # noqa: S603  # our own interpreter and script
        [sys.executable, *command, "--server.port", str(port), *sharing.arguments()],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )


def _outlast(servers: Mapping[str, Server]) -> int:
    """Wait until all have ended, and say when one did before the others."""
    left = dict(servers)
    while left:
        for address, server in servers.items():
            if address in left and server.poll() is not None:
                del left[address]
                if left:
                    told = f"The process at {address} has ended; {len(left)} left"
                    print(told, file=sys.stderr, flush=True)
        time.sleep(0.1)
    return next((status for server in servers.values() if (status := server.wait())), 0)


def _tell(addresses: list[str]) -> None:
    if len(addresses) == 1:
        print(f"The dashboard is at {addresses[0]}   (Ctrl-C ends it)", flush=True)
        return
    lines = [
        f"{len(addresses)} processes of the dashboard answer   (Ctrl-C ends them)",
        *(f"  {address}" for address in addresses),
        f"One address for all of them: nginx with {NGINX}",
    ]
    print("\n".join(lines), flush=True)


def _free_port(processes: int) -> int:
    """The first of `processes` free ports in a row."""
    row = 0
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as probe:
            row = row + 1 if probe.connect_ex((HOST, port)) != 0 else 0
        if row == processes:
            return port - processes + 1
    wanted = "no free port" if processes == 1 else f"no {processes} free ports in a row"
    raise OSError(f"{wanted} from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}; name one with --port")


def _answers(address: str, server: Server) -> bool:
    """Whether the server answers before it ends and within `WAIT` seconds."""
    until = time.monotonic() + WAIT
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):  # noqa: S310
                return True
        except OSError:
            time.sleep(0.1)
    return False


def _has_screen() -> bool:
    graphical = sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    return graphical and sys.stdout.isatty()
