"""A process that is killed behind nginx: what becomes of accepted files, and of its readers."""

import json
import threading
from http.client import HTTPException
from pathlib import Path

from websockets.exceptions import ConnectionClosed

from tests.nginx.reader import Reader, one_incident
from tests.nginx.site import running_site, started_again


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
                self.reader.upload(name, one_incident(name[:-4])).add()
                self.added.append(name)
                self.first.set()
        except (ConnectionClosed, HTTPException, OSError):
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

        kept = json.loads(site.unrest("uploads", "--json"))
        assert {*doomed.added, *spared.added} <= {upload["name"] for upload in kept}
        site.unrest("verify")

        again = first.open("data")
        assert again.process == left
        assert again.incidents() == second.run().incidents() == 93 + len(kept)
        before = again.incidents()
        again.upload("again.csv", one_incident("again")).add()
        assert second.run().incidents() == before + 1
        with Reader(site.address) as third, Reader(site.address) as fourth:
            assert {one.open().process for one in (third, fourth)} == {left}

        with started_again(site, gone):  # who went to the other stays there
            again.upload("stays.csv", one_incident("stays")).add()
            assert again.process == left
            with Reader(site.address) as third, Reader(site.address) as fourth:
                assert {one.open().process for one in (third, fourth)} == {gone, left}
                assert third.incidents() == fourth.incidents() == before + 2

            site.kill(left)
            assert {again.ask("/").status for _ in range(4)} == {200}
            assert again.process == gone
        assert again.ask("/").status == 502
        assert site.said_by_nginx() == ""
