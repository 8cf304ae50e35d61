"""Starting the dashboard on this machine: a free port, the server, its address once it answers."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8501, 100
WAIT = 120  # seconds


def launch(port: int | None, browser: bool) -> int:
    """Run the server until it ends or Ctrl-C is pressed; its exit status (0 after Ctrl-C).

    Without `port`, the first free one from 8501 on. `browser` opens the page where there is a
    screen. Raises OSError where no port is free.
    """
    port = port or _free_port()
    # Ended from outside, it ends the server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    command = ["-m", "streamlit", "run", str(ROOT / "dashboard" / "server.py")]
    # Streamlit reads .streamlit/config.toml of the folder it is started in.
    server = subprocess.Popen(  # noqa: S603  # our own interpreter and script
        [sys.executable, *command, "--server.port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://{HOST}:{port}"
    try:
        if _answers(address, server):
            print(f"The dashboard is at {address}   (Ctrl-C ends it)", flush=True)
            if browser and _has_screen():
                webbrowser.open(address)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return port
    raise OSError(
        f"no free port from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}; name one with --port"
    )


def _answers(address: str, server: "subprocess.Popen[bytes]") -> bool:
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
