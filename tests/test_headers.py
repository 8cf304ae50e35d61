"""Every kind of answer carries every header."""

import pytest

from dashboard.server import HEADERS
from tests.nginx.reader import Answer, Reader, one_incident
from tests.test_server import UNITS


def has_all(answer: Answer) -> bool:
    return all(answer.headers.get(name.lower()) == value for name, value in HEADERS.items())


@pytest.mark.parametrize(
    ("path", "method", "headers", "status"),
    [
        ("/", "GET", {}, 200),
        ("/", "HEAD", {}, 200),
        ("/data", "GET", {}, 200),
        ("/data/", "GET", {}, 301),
        ("/index.html", "GET", {}, 200),
        ("/static/nothing.js", "GET", {}, 200),
        ("/media/nothing.csv", "GET", {}, 404),
        ("/_stcore/health", "GET", {}, 200),
        ("/_stcore/health", "POST", {}, 405),
        ("/_stcore/host-config", "GET", {}, 200),
        ("/_stcore/upload_file/nobody/one", "PUT", {}, 403),
        ("/_stcore/upload_file/nobody/one", "OPTIONS", {}, 204),
        ("/_stcore/upload_file/nobody/one", "PUT", {"Content_Length": str(2**40)}, 413),
        ("/_stcore/stream", "GET", {"Origin": "http://foreign.example"}, 403),
        ("/", "GET", {"Origin": "http://foreign.example"}, 403),
        ("/oauth2callback", "GET", {}, 302),
        (UNITS, "GET", {}, 200),
        ("/geo/../x", "GET", {}, 404),
        ("/plotly.min.js", "GET", {}, 200),
    ],
)
def test_an_answer_has_all_headers(
    server: str, path: str, method: str, headers: dict[str, str], status: int
) -> None:
    with Reader(server) as reader:
        answer = reader.ask(path, method, **headers)
        assert (answer.status, has_all(answer)) == (status, True), answer.headers


def test_kept_files_uploads_and_downloads_have_them_too(server: str) -> None:
    with Reader(server) as reader:
        tag = reader.ask(UNITS).headers["etag"]
        kept = reader.ask(UNITS, If_None_Match=tag)
        assert (kept.status, has_all(kept)) == (304, True)
        reader.open("data")
        path = f"/_stcore/upload_file/{reader.session}/one"
        sent = reader.put(path, "a.csv", one_incident("a"))
        assert (sent.status, has_all(sent)) == (204, True)
        refused = reader.put("/_stcore/upload_file/nobody/one", "a.csv", b"a")
        assert (refused.status, has_all(refused)) == (400, True)
        (template,) = [
            one.url for one in reader.all("download_button") if one.label == "Template (CSV)"
        ]
        download = reader.ask(template)
        assert (download.status, has_all(download)) == (200, True)
        part = reader.ask(template, Range="bytes=0-3")
        assert (part.status, has_all(part)) == (206, True)
