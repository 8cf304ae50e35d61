"""How much one file, one session and one process take: more is refused, told, and kills nothing."""

import http.client
import re
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dashboard import schema
from dashboard.formats import FORMATS, read_file
from dashboard.loading import Limits, Refused, read_bytes
from dashboard.ui import room
from tests.nginx.reader import Reader
from tests.pages import filter_line, press, start, upload
from tests.servers import memory, running_server
from tests.test_intake import CLB_FILE

HEADER = b"incident_id,start_date,country,action_type,description\n"
LARGEST = 4 * 2**20


def rows(number: int, name: str = "a", text: str = "d") -> bytes:
    one = "{}{},2025-01-05,PRK,strike,{}\n"
    return HEADER + "".join(one.format(name, n, text) for n in range(number)).encode()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server for files of 4 MB, and sessions of 120 MB of memory."""
    folder = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STREAMLIT_SERVER_MAX_UPLOAD_SIZE", "4")
        patch.setenv("UNREST_SESSION_MB", "120")
        patch.setenv("UNREST_DATA", str(folder / "data"))
        with running_server(log=folder / "log.txt") as address:
            yield address, folder / "log.txt"


def begin(reader: Reader, *headers: str) -> socket.socket:
    """Send the head of an upload alone."""
    address = urlsplit(f"http://{reader.host}")
    sent = socket.create_connection((address.hostname or "", address.port or 0), timeout=60)
    lines = (
        f"PUT /_stcore/upload_file/{reader.session}/{uuid.uuid4().hex} HTTP/1.1",
        f"Host: {reader.host}", f"X-Xsrftoken: {reader.cookies['_streamlit_xsrf']}",
        f"Cookie: _streamlit_xsrf={reader.cookies['_streamlit_xsrf']}",
        "Content-Type: multipart/form-data; boundary=edge", *headers,
    )  # fmt: skip
    sent.sendall("\r\n".join((*lines, "", "")).encode())
    return sent


def test_a_file_of_exactly_the_largest_size_passes_and_a_larger_one_does_not(
    small: tuple[str, Path],
) -> None:
    with Reader(small[0]) as reader:
        path = f"/_stcore/upload_file/{reader.open('data').session}/"
        assert reader.put(path + "exact", "exact.csv", b"x" * LARGEST).status == 204
        assert reader.put(path + "above", "above.csv", b"x" * (LARGEST + 1)).status == 413


def test_a_length_that_is_too_large_is_refused_before_anything_was_sent(
    small: tuple[str, Path],
) -> None:
    with Reader(small[0]) as reader:
        reader.open("data")
        with begin(reader, f"Content-Length: {LARGEST + 2**20 + 1}") as sent:
            answer = http.client.HTTPResponse(sent)
            answer.begin()
            assert answer.status == 413


def test_without_a_length_it_is_refused_while_it_arrives(small: tuple[str, Path]) -> None:
    with Reader(small[0]) as reader:
        reader.open("data")
        with begin(reader, "Transfer-Encoding: chunked") as sent:
            chunk = b"x" * 2**16
            head = b'--edge\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n'
            for part in (head, *[chunk] * ((LARGEST + 2**20) // len(chunk) + 1)):
                sent.sendall(b"%x\r\n%s\r\n" % (len(part), part))
            answer = http.client.HTTPResponse(sent)  # the end was never sent
            answer.begin()
            assert answer.status == 413


def test_twenty_uploads_that_are_too_many_are_told_and_the_server_lives(
    small: tuple[str, Path],
) -> None:
    address, log = small
    with Reader(address) as reader:
        reader.open("data").upload("first.csv", rows(1, "first"))
        before, told = memory(address), []
        for number in range(20):
            raw = rows(3_700, f"n{number}_", "x" * 1_000)  # 3.8 MB
            reader.upload(f"many{number}.csv", raw)
            told += [one.body for one in reader.all("alert")]
        said = "1 file was not read: there is no room left in the memory of this server."
        assert told == [said] * len(told)
        kept = 20 - len(told)
        assert 5 <= kept <= 15
        texts = " ".join(one.body for one in reader.all("text"))
        assert "one session may take 120 MB" in texts
        assert re.search(r"Take out, or add to the shared data: many\d\.csv \(\d+ MB\)", texts)
        assert reader.incidents() == 94 + kept * 3_700
        # What is read and what waits, of which a browser takes back what was read.
        assert memory(address) - before < (120 + 20 * 4 + 150) * 2**20
        with Reader(address) as other:
            assert other.open().incidents() == 93
    assert log.read_text().count("\n") <= 2


def test_the_memory_of_all_sessions_is_bounded_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert room.is_there_room(0, room.of_session())
    assert not room.is_there_room(1, room.of_session())
    others = room.Held(room.of_process())
    room._all.add(others)
    assert not room.is_there_room(0, 1)
    del others  # as where a session ends
    assert room.is_there_room(0, 1)
    assert room.of_process() < 1.1 * 2**40
    monkeypatch.setenv("UNREST_SESSION_MB", "many")
    assert room.of_session() == room.SESSION_MB * 2**20


def test_there_is_room_again_once_a_file_was_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNREST_SESSION_MB", "8")
    app = upload(start(), ("one.csv", rows(1_000, "one", "x" * 1_000)))
    app = upload(app, ("two.csv", rows(1_000, "two", "x" * 1_000)))
    assert filter_line(app).startswith("1,093 of")
    assert [one.value for one in app.error] == [
        "1 file was not read: there is no room left in the memory of this server."
    ]
    assert any("two.csv. The files of this session take" in one.value for one in app.text)
    app = upload(press(app, "Take it out of this session"), ("two.csv", rows(10, "two")))
    assert filter_line(app).startswith("103 of")
    assert not app.error


def test_records_and_problems_of_an_upload_are_limited() -> None:
    limits = Limits(records=100, problems=50)
    assert read_bytes(rows(100), "a.csv", limits=limits).report.accepted == 100
    with pytest.raises(Refused, match=r"more than 100 records.*unrest import"):
        read_bytes(rows(101), "a.csv", limits=limits)
    broken = HEADER + b"a\n" * 51
    with pytest.raises(Refused, match="more than 50 things in it"):
        read_bytes(broken, "a.csv", limits=limits)
    assert read_bytes(broken[:-2], "a.csv", limits=limits).report.records == 50
    assert len(read_bytes(broken, "a.csv").report.problems) >= 51
    wrong = HEADER + b"".join(b"a%d,?,?,?,\n" % n for n in range(40))
    with pytest.raises(Refused, match="more than 50 things in it"):
        read_bytes(wrong, "a.csv", limits=limits)
    with pytest.raises(Refused, match="more than 1 records"):
        read_file(CLB_FILE, "clb.csv", mapping=FORMATS["clb"], limits=Limits(records=1))


def test_columns_fields_and_bytes_are_limited() -> None:
    wide = HEADER[:-1] + b"," + b",".join(b"x%d" % n for n in range(schema.COLUMNS)) + b"\n"
    with pytest.raises(Refused, match=f"too many, the limit is {schema.COLUMNS}"):
        read_bytes(wide, "a.csv")
    long = read_bytes(rows(2, text="x" * (schema.FIELD_CHARACTERS + 1)), "a.csv")
    assert any("too long" in problem.reason for problem in long.report.problems)
    with pytest.raises(Refused, match="too large"):
        read_bytes(rows(1000), "a.csv", largest=1000)
