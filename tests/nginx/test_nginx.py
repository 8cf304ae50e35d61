"""Two processes behind nginx, as `dashboard/nginx.conf` puts them there."""

import json
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from dashboard.launch import NGINX
from dashboard.server import HEADERS
from tests.nginx.reader import Reader
from tests.nginx.site import Site, running_site, started_again
from tests.servers import ROOT

HEADER = "incident_id,start_date,country,action_type,description\n"
TEMPLATE = ROOT / "data" / "template.csv"
ADD = "Add to the shared data"


def file_of(name: str) -> bytes:
    """A file with one incident of its own."""
    return f"{HEADER}{name},2025-01-05,PRK,strike,Weavers of {name} stop the looms\n".encode()


@pytest.fixture
def two(site: Site) -> Iterator[tuple[Reader, Reader]]:
    with Reader(site.address) as mine, Reader(site.address) as theirs:
        yield mine.open("data"), theirs.open("data")


def test_sessions_take_turns_and_each_stays_with_its_process(
    site: Site, two: tuple[Reader, Reader]
) -> None:
    assert {one.process for one in two} == {*site.ports}
    for number, reader in enumerate(two):
        before, process = reader.incidents(), reader.process
        reader.upload(f"stays{number}.csv", file_of(f"stays{number}"))  # 400 at any other process
        assert reader.incidents() == before + 1
        for _ in range(6):
            assert reader.ask("/").status == 200
            assert reader.process == process
        (template,) = [
            one.url for one in reader.all("download_button") if one.label == "Template (CSV)"
        ]
        assert reader.ask(template).body.startswith(b"\xef\xbb\xbfincident_id") or (
            reader.ask(template).body.startswith(b"incident_id")
        )


def test_a_session_is_known_to_its_own_process_alone(
    site: Site, two: tuple[Reader, Reader]
) -> None:
    mine, theirs = two
    path = f"/_stcore/upload_file/{mine.session}/one"
    assert mine.put(path, "a.csv", b"a").status == 204
    refused = theirs.put(path, "a.csv", b"a")
    assert (refused.status, b"sticky sessions" in refused.body) == (400, True)


@pytest.mark.parametrize("cookie", ["1", "22", "8501 ", "127.0.0.1", "any", "", "a;b"])
def test_a_cookie_leads_to_the_processes_of_the_list_alone(site: Site, cookie: str) -> None:
    with Reader(site.address) as reader:
        reader.cookies["unrest_process"] = cookie
        assert reader.ask("/_stcore/health").status == 200
        assert reader.process in site.ports


def test_what_one_process_accepts_the_other_shows_at_its_next_run(
    two: tuple[Reader, Reader],
) -> None:
    mine, theirs = two
    before = theirs.incidents()
    assert mine.process != theirs.process
    mine.upload("accepted.csv", file_of("accepted"))
    assert theirs.run().incidents() == before
    mine.press(ADD)
    # Not in seconds, which a busy machine stretches: the first run after it, without a wait.
    assert theirs.run().incidents() == before + 1


def test_what_the_command_line_adds_both_show_at_their_next_run(
    site: Site, two: tuple[Reader, Reader], tmp_path: Path
) -> None:
    before = [reader.run().incidents() for reader in two]
    path = tmp_path / "imported.csv"
    path.write_bytes(file_of("imported"))
    unrest(site, "import", "--yes", str(path))
    assert [reader.run().incidents() for reader in two] == [count + 1 for count in before]


def unrest(site: Site, *arguments: str) -> str:
    """What a process of its own prints: the command line on the data of the site."""
    return subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *arguments],
        cwd=ROOT, env={"UNREST_DATA": str(site.data)}, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


def test_headers_arrive_as_the_process_sends_them(site: Site) -> None:
    hop = {"connection", "keep-alive", "transfer-encoding", "date", "server", "set-cookie"}
    with Reader(site.address) as outside, Reader(f"http://127.0.0.1:{site.ports[0]}") as inside:
        for path in ("/", "/map", "/_stcore/health", "/geo/units/PRK.geojson", "/geo/nothing"):
            for encoding in ("identity", "gzip"):
                sent, came = (
                    reader.ask(path, Accept_Encoding=encoding) for reader in (inside, outside)
                )
                assert came.status == sent.status
                assert came.body == sent.body
                kept = {name: text for name, text in sent.headers.items() if name not in hop}
                assert kept.items() <= came.headers.items()
                assert {name.lower() for name in HEADERS} <= {*came.headers}
                assert came.headers["server"] == "nginx"
        cookie = outside.ask("/", Cookie="").headers["set-cookie"]
        assert cookie.endswith("; Path=/; HttpOnly; SameSite=Lax")


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/%6detrics",
        "//_stcore//metrics",
        "/a/../_stcore/metrics?families=session_events",
    ],
)
def test_counts_of_readers_are_not_shown_outside(site: Site, path: str) -> None:
    with Reader(site.address) as reader:
        assert reader.ask(path).status == 404
    with Reader(f"http://127.0.0.1:{site.ports[0]}") as inside:
        assert inside.ask("/_stcore/metrics").status == 200


def test_another_name_gets_no_answer_and_a_foreign_page_none_that_counts(site: Site) -> None:
    with Reader(site.address) as reader:
        with pytest.raises((ConnectionError, OSError)):
            reader.ask("/", Host="rebound.example")
        for origin in ("http://rebound.example", "null", "http://localhost:1", f"{site.address}1"):
            assert reader.ask("/", Origin=origin).status == 403
            stream = f"{site.address.replace('http', 'ws')}/_stcore/stream"
            with (
                pytest.raises(InvalidStatus) as refused,
                connect(stream, origin=origin, proxy=None),
            ):
                pass
            assert refused.value.response.status_code == 403
        assert reader.ask("/", Origin=site.address).status == 200


def test_a_file_of_the_largest_size_fits() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    largest = settings["server"]["maxUploadSize"] + 1
    assert f"client_max_body_size {largest}m;" in NGINX.read_text(encoding="utf-8")


class Adding(threading.Thread):
    """A reader who adds one file after the other; `added` are those that the page has confirmed."""

    def __init__(self, reader: Reader, name: str, most: int) -> None:
        super().__init__()
        self.reader, self.name_of, self.most = reader, name, most
        self.added: list[str] = []
        self.first = threading.Event()
        self.lost = False

    def run(self) -> None:
        try:
            for number in range(self.most):
                name = f"{self.name_of}{number}.csv"
                self.reader.upload(name, file_of(name[:-4])).press(ADD)
                assert ADD not in [one.label for one in self.reader.all("button")]
                self.added.append(name)
                self.first.set()
        except (ConnectionClosed, OSError):
            self.lost = True
        finally:
            self.first.set()


def test_a_killed_process_loses_nothing_and_its_readers_go_on_at_the_other(tmp_path: Path) -> None:
    with (
        running_site(tmp_path) as site,
        Reader(site.address) as first,
        Reader(site.address) as second,
    ):
        doomed = Adding(first.open("data"), "doomed", 1_000)
        spared = Adding(second.open("data"), "spared", 5)
        gone, left = first.process, second.process
        assert gone != left
        for adding in (doomed, spared):
            adding.start()
        for adding in (doomed, spared):
            assert adding.first.wait(timeout=300)
        site.kill(gone)
        for adding in (doomed, spared):
            adding.join(timeout=600)
        assert (doomed.lost, spared.lost) == (True, False)
        assert len(spared.added) == 5
        assert doomed.added

        kept = json.loads(unrest(site, "uploads", "--json"))
        assert {*doomed.added, *spared.added} <= {upload["name"] for upload in kept}
        unrest(site, "verify")

        again = first.open("data")
        assert again.process == left
        assert again.incidents() == second.run().incidents() == 93 + len(kept)
        before = again.incidents()
        again.upload("again.csv", file_of("again")).press(ADD)
        assert second.run().incidents() == before + 1
        with Reader(site.address) as third, Reader(site.address) as fourth:
            assert {one.open().process for one in (third, fourth)} == {left}

        with started_again(site, gone):  # who went to the other stays there
            again.upload("stays.csv", file_of("stays")).press(ADD)
            assert again.process == left
            with Reader(site.address) as third, Reader(site.address) as fourth:
                assert {one.open().process for one in (third, fourth)} == {gone, left}
                assert third.incidents() == fourth.incidents() == before + 2
        assert site.said_by_nginx() == ""
