"""From its start to its end the server asks no other machine, looks up no name, and is reached by
this machine alone."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.indicators.kept import DIRECT
from tests.nginx.reader import Reader, one_incident
from tests.pages import PAGES
from tests.servers import running_server
from tests.sockets import HAS_PROC, Watch, watching

DOWNLOADS = {
    "incidents": "Download these",
    "accounts": "Download the",
    "data": "Problems (CSV)",
}
INCIDENTS = one_incident("S-1") + b"S-2,2025-02-30,PRK,strike,No such day\n"
PROCESSES = 3  # the command, the server, and the one that measures the tone
STRAY = """
import socket, time
asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # connecting one sends nothing
for host in ("127.0.0.1", "192.0.2.1"):
    try:
        asking.connect((host, 9))
    except OSError:
        pass
open_to_all = socket.create_server(("0.0.0.0", 0))
try:
    socket.getaddrinfo("nobody.invalid", 80, flags=socket.AI_NUMERICHOST)  # asks nobody
except OSError:
    pass
print("asked", flush=True)
time.sleep(60)
"""


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """What the processes do that the test starts."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with watching(tmp_path) as found:
        yield found


@dataclass(frozen=True)
class Life:
    """A server from its start to its end: the port it was given, and what was seen of it."""

    port: int
    watch: Watch


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The life of a server that is used for everything, and has ended."""
    folder, hook = tmp_path_factory.mktemp("life"), tmp_path_factory.mktemp("hook")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(hook))
        patch.setenv("UNREST_DATA", str(folder / "data"))
        with watching(hook) as watch:
            with running_server(log=folder / "log.txt") as address:
                use(address)
                wait_for(watch, PROCESSES)
            return Life(int(address.rpartition(":")[2]), watch)


def use(address: str) -> None:
    """Open every page, upload, take files away, share what was uploaded, and leave."""
    with Reader(address) as reader:
        for page in PAGES:
            reader.open("" if page == "overview" else page)
            for label in starting(reader, DOWNLOADS.get(page, "nothing")):
                assert reader.download(label)
        reader.open("data").upload("mine.csv", INCIDENTS)
        for label in ("Report (JSON)", "Problems (CSV)"):
            assert reader.download(label)
        reader.add().upload("accounts.csv", accounts()).add()
    with Reader(address) as other:
        assert other.open("").incidents() == 94  # the tone of all accounts is on the Overview


def accounts() -> bytes:
    """So many accounts that their tone is measured by a process of its own."""
    rows = [f"S-1,local,A paper,They stopped work on day {n}" for n in range(2 * DIRECT["vader"])]
    return "\n".join(("incident_id,side,outlet,summary", *rows, "")).encode()


def starting(reader: Reader, words: str) -> list[str]:
    """The buttons for downloads on the page that begin with `words`."""
    labels = [one.label for one in reader.all("download_button")]
    return [label for label in labels if label.startswith(words)]


def wait_for(watch: Watch, processes: int) -> None:
    """Wait until so many processes have begun."""
    deadline = time.monotonic() + 60
    while len(watch.processes()) < processes and time.monotonic() < deadline:
        time.sleep(0.1)


def test_no_other_machine_is_asked_and_no_name_is_looked_up(life: Life) -> None:
    assert life.watch.outside() == []
    assert len(life.watch.processes()) >= PROCESSES
    bound = [given for _, event, given in life.watch.events() if event == "socket.bind"]
    assert {tuple(one) for given in bound for one in given} == {("127.0.0.1", life.port)}


@pytest.mark.skipif(not HAS_PROC, reason="no /proc, so no list of the kernel's sockets")
def test_the_kernel_knows_of_no_socket_to_another_machine(life: Life) -> None:
    assert life.watch.looks > 10
    listening = {(one.near, one.port) for one in life.watch.seen if one.listens}
    assert listening == {("127.0.0.1", life.port)}
    assert {one.far for one in life.watch.seen} == {"", "127.0.0.1"}


def test_the_watch_sees_what_it_is_there_for(watch: Watch) -> None:
    """What makes the tests above worth anything."""
    with subprocess.Popen([sys.executable, "-c", STRAY], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"asked\n"
        looks = watch.looks
        while HAS_PROC and watch.looks < looks + 2:
            time.sleep(0.01)
        process.kill()
    told = "\n".join(map(str, watch.outside()))
    for words in (
        "'socket.connect', [['192.0.2.1', 9]]", "'socket.bind', [['0.0.0.0', 0]]",
        "'socket.getaddrinfo', ['nobody.invalid'",
    ):  # fmt: skip
        assert words in told, told
    assert "127.0.0.1" not in told
    if HAS_PROC:
        assert "near='0.0.0.0'" in told
