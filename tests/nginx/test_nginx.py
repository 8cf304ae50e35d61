"""Two processes behind nginx, as `dashboard/nginx.conf` puts them there."""

import http.client
import socket
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboard.launch import NGINX
from dashboard.server import HEADERS
from tests.nginx.reader import Reader, one_incident
from tests.nginx.site import NAME, Site, under_tls
from tests.servers import ROOT

TEMPLATE = ROOT / "data" / "template.csv"


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
        reader.upload(
            f"stays{number}.csv", one_incident(f"stays{number}")
        )  # 400 at any other process
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


def test_what_readers_send_and_get_is_not_written_to_a_disk_by_nginx(
    site: Site, two: tuple[Reader, Reader]
) -> None:
    folders = [path for path in (site.folder / "prefix").iterdir() if path.is_dir()]
    assert {"body", "proxy"} <= {path.name for path in folders}
    before = [path.stat().st_mtime_ns for path in folders]  # a file that came and went changes it
    for reader in two:
        path = f"/_stcore/upload_file/{reader.session}/large"
        assert reader.put(path, "large.csv", b"x" * 8_000_000).status == 204
        assert len(reader.ask("/plotly.min.js").body) > 1_000_000
    assert [path.stat().st_mtime_ns for path in folders] == before


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
    mine.upload("accepted.csv", one_incident("accepted"))
    assert theirs.run().incidents() == before
    mine.add()
    # Not in seconds, which a busy machine stretches: the first run after it, without a wait.
    assert theirs.run().incidents() == before + 1


def test_what_the_command_line_adds_both_show_at_their_next_run(
    site: Site, two: tuple[Reader, Reader], tmp_path: Path
) -> None:
    before = [reader.run().incidents() for reader in two]
    path = tmp_path / "imported.csv"
    path.write_bytes(one_incident("imported"))
    site.unrest("import", "--yes", str(path))
    assert [reader.run().incidents() for reader in two] == [count + 1 for count in before]


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
        assert outside.ask("/map/").headers["location"] == "/map"
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
        "/_stcore/agent/mcp",
        "/_stcore/script-health-check",
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


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_it_answers_under_a_name_of_its_own(site: Site, scheme: str) -> None:
    with Reader(site.address) as reader:
        assert reader.ask("/", Host=NAME).status == 200
        assert reader.ask("/", Host=NAME, Origin=f"{scheme}://{NAME}").status == 200
        assert reader.ask("/", Host=NAME, Origin=site.address).status == 403
    with connect(
        f"ws://{NAME}/_stcore/stream",
        address=("127.0.0.1", urlsplit(site.address).port),
        origin=f"{scheme}://{NAME}",
        proxy=None,
    ) as socket:
        assert socket.response.status_code == 101


def test_the_way_back_from_a_login_passes_with_its_cookies(site: Site) -> None:
    with Reader(site.address) as reader:
        answer = reader.ask("/oauth2callback?state=a&code=b", Cookie="_streamlit_session=a")
        assert (answer.status, answer.headers["location"]) == (302, "/")


def asked(way: socket.socket, path: str, **headers: str) -> http.client.HTTPResponse:
    """The answer to a request for `path` under the name of the site."""
    sent = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    way.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\n{sent}\r\n".encode())
    answer = http.client.HTTPResponse(way)
    answer.begin()
    return answer


def test_with_a_certificate_cookies_and_pages_are_for_tls_alone(site: Site) -> None:
    with under_tls(site) as (port, trusting):
        way = socket.create_connection(("127.0.0.1", port), timeout=60)
        with trusting.wrap_socket(way, server_hostname=NAME) as safe:
            page = asked(safe, "/", Origin=f"https://{NAME}")
            assert (page.status, bool(page.read())) == (200, True)
            assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
            assert page.headers["Set-Cookie"].endswith("; HttpOnly; SameSite=Lax; Secure")
            back = asked(safe, "/oauth2callback?state=a&code=b", Cookie="_streamlit_session=a")
            cookies = back.headers.get_all("Set-Cookie") or []
            assert back.status == 302
            assert cookies
            assert all("secure" in cookie.lower() for cookie in cookies)
        with connect(
            f"wss://{NAME}/_stcore/stream", address=("127.0.0.1", port), ssl=trusting,
            origin=f"https://{NAME}", proxy=None,
        ) as stream:  # fmt: skip
            assert stream.response.status_code == 101
        with socket.create_connection(("127.0.0.1", port), timeout=60) as plain:
            assert asked(plain, "/").status == 400
    with Reader(site.address) as reader:
        assert "strict-transport-security" not in reader.ask("/").headers


def test_a_file_of_the_largest_size_fits() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    largest = settings["server"]["maxUploadSize"] + 1
    assert f"client_max_body_size {largest}m;" in NGINX.read_text(encoding="utf-8")
