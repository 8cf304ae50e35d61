"""`unrest run`: the ports it takes, and what it says of several processes."""

import socket
from contextlib import ExitStack

import pytest

from dashboard import launch
from dashboard.cli import main
from tests.servers import free_port


def listening(stack: ExitStack, port: int) -> None:
    stack.enter_context(socket.create_server((launch.HOST, port)))


def test_several_processes_take_the_first_free_ports_in_a_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taken = {8502, 8504, 8505}

    class Probe(socket.socket):
        def connect_ex(self, address: tuple[str, int]) -> int:  # type: ignore[override]
            return 0 if address[1] in taken else 111

    monkeypatch.setattr(launch.socket, "socket", Probe)
    assert [launch._free_port(number) for number in (1, 2, 3)] == [8501, 8506, 8506]
    taken.update(range(8501, 8600, 2))
    assert launch._free_port(1) == 8506
    with pytest.raises(OSError, match="no 2 free ports in a row from 8501 to 8600"):
        launch._free_port(2)


def test_a_port_that_is_taken_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with ExitStack() as stack:
        first = free_port()
        listening(stack, first)
        monkeypatch.setattr(launch, "FIRST_PORT", first)
        assert launch._free_port(1) > first


def test_several_are_told_with_the_configuration_of_nginx(
    capsys: pytest.CaptureFixture[str],
) -> None:
    launch._tell(["http://127.0.0.1:8501"])
    launch._tell(["http://127.0.0.1:8501", "http://127.0.0.1:8502"])
    one, *more = capsys.readouterr().out.splitlines()
    assert one == "The dashboard is at http://127.0.0.1:8501   (Ctrl-C ends it)"
    assert more[:3] == [
        "2 processes of the dashboard answer   (Ctrl-C ends them)",
        "  http://127.0.0.1:8501",
        "  http://127.0.0.1:8502",
    ]
    assert more[3].endswith("dashboard/nginx.conf")
    assert launch.NGINX.is_file()


@pytest.mark.parametrize("number", ["0", "-1", "two", "", "1.5"])
def test_a_number_of_processes_starts_at_1(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["run", f"--processes={number}"])
    assert caught.value.code == 2
    assert "is no number from 1 on" in capsys.readouterr().err
