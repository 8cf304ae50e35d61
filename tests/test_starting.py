"""A server that must not start says why and ends: the real process, started as a person does."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.servers import ROOT, free_port, running_server

STREAMLIT = Subprotocol("streamlit")
RUN = (sys.executable, "-m", "dashboard.cli", "run", "--no-browser")


def refused(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What `unrest run` answers, which must be done within a minute."""
    command = [*RUN, "--port", str(free_port()), *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--public", "--address", "0.0.0.0"), "--without-login"),  # noqa: S104  # it must not be listened on
        (("--host", "dashboard.example"), "--without-login"),
    ],
)
def test_without_a_login_it_starts_for_nobody_else(arguments: tuple[str, ...], why: str) -> None:
    done = refused(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("unrest run: ")
    assert why in done.stderr
    assert "Traceback" not in done.stderr
    assert "dashboard is at" not in done.stdout


def opens_session(port: int, name: str) -> bool:
    """Whether the server answers on its websocket to a page that reached it under `name`."""
    way = socket.create_connection(("127.0.0.1", port), timeout=30)
    try:
        with connect(f"ws://{name}:{port}/_stcore/stream", sock=way, subprotocols=[STREAMLIT]):
            return True
    except InvalidStatus:
        return False


def test_what_was_said_in_words_is_done_and_no_more(tmp_path: Path) -> None:
    told = ("--host", "dashboard.example", "--without-login")
    with running_server(*told, log=tmp_path / "log.txt") as address:
        port = int(address.rpartition(":")[2])
        assert opens_session(port, "127.0.0.1")
        assert opens_session(port, "dashboard.example")
        assert not opens_session(port, "evil.example")
