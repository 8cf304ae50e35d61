"""The real server: headers on every answer, settings in force, and nothing served outside geo/."""

import asyncio
import gzip
import http.client
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit import config

ROOT = Path(__file__).parent.parent
UNITS = "/geo/units/PRK.geojson"


def ask(
    server: str, path: str, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """The answer to `path` exactly as written: a client library would tidy `..` away."""
    address = urlsplit(server)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=20)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "path", ["/", "/map", "/_stcore/health", UNITS, "/geo/nothing.geojson", "/plotly.min.js"]
)
def test_every_answer_has_the_security_headers(server: str, path: str) -> None:
    _, headers, _ = ask(server, path)
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "form-action 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    "path",
    [
        "/geo/",
        "/geo/README.md",
        "/geo/units.parquet",
        "/geo/nothing.geojson",
        "/geo/../pyproject.toml",
        "/geo/%2e%2e/pyproject.toml",
        "/geo/..%2f..%2fetc/passwd",
        "/geo/units/%2e%2e/%2e%2e/data/incidents.csv",
        "/geo//etc/passwd",
        "/geo/%00.geojson",
        "/geo/units/PRK.geojson/",
    ],
)
def test_only_boundaries_are_served(server: str, path: str) -> None:
    status, _, body = ask(server, path)
    assert status == 404
    assert body == b"not found"


def test_no_file_of_the_project_is_served_elsewhere(server: str) -> None:
    for path in ("/data/incidents.csv", "/dashboard/app.py", "/.streamlit/config.toml"):
        _, headers, body = ask(server, path)
        assert headers["content-type"].startswith("text/html"), path  # Streamlit's own page
        assert b"incident_id" not in body
        assert b"gatherUsageStats" not in body


def test_boundaries_are_kept_and_compressed(server: str) -> None:
    status, plain, body = ask(server, UNITS)
    assert status == 200
    assert plain["cache-control"] == "no-cache"
    assert len(json.loads(body)["features"]) == 11
    tag = plain["etag"]

    status, kept, _ = ask(server, f"{UNITS}?v={tag[1:13]}")
    assert "max-age=31536000" in kept["cache-control"]
    assert "immutable" in kept["cache-control"]

    status, compressed, squeezed = ask(server, UNITS, {"Accept-Encoding": "gzip"})
    assert compressed["content-encoding"] == "gzip"
    assert gzip.decompress(squeezed) == body
    assert len(squeezed) < len(body) / 2

    status, _, nothing = ask(server, UNITS, {"If-None-Match": tag})
    assert (status, nothing) == (304, b"")


def test_settings_are_in_force(server: str) -> None:
    wanted = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    shown = subprocess.run(
        [sys.executable, "-m", "streamlit", "config", "show"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    for section, settings in wanted.items():
        _, _, rest = shown.partition(f"\n[{section}]\n")
        text = rest.partition("\n[")[0]
        for name, value in settings.items():
            if not isinstance(value, dict):
                # A setting left at its default is printed as a comment.
                found = re.findall(rf"^(?:# )?({name} = (?:\[\n[^]]*\]|.+))$", text, re.M)
                if not found:  # Streamlit shows not all of them
                    assert config.get_option(f"{section}.{name}") == value
                    continue
                assert tomllib.loads(found[-1]) == {name: value}, f"{section}.{name}"


def test_each_setting_has_its_reason() -> None:
    for line in (ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8").splitlines():
        if " = " in line and not line.startswith("#"):
            assert "  # " in line, line


def test_it_listens_on_loopback_only(server: str) -> None:
    port = urlsplit(server).port
    listening = {
        line.split()[1]
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
        if line.split()[3] == "0A" and int(line.split()[1].rsplit(":", 1)[1], 16) == port
    }
    assert listening == {f"0100007F:{port:04X}"}


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize(
    ("origin", "passes"),
    [(None, True), ("http://here:8501", True), ("https://HERE:8501", True), ("null", False),
     ("http://here", False), ("http://rebound.example", False), ("", False)],
)  # fmt: skip
def test_a_foreign_page_is_refused_before_streamlit_asks_an_outside_host_about_it(
    kind: str, origin: str | None, passes: bool
) -> None:
    from dashboard.server import OwnOrigin

    seen: list[object] = []

    async def streamlit(*asked: object) -> None:
        seen.append(asked)

    async def send(message: dict) -> None:
        seen.append((message["type"], message.get("status", message.get("code"))))

    headers = [(b"host", b"here:8501")]
    headers += [] if origin is None else [(b"origin", origin.encode())]
    scope = {"type": kind, "path": "/_stcore/stream", "headers": headers, "method": "GET"}
    asyncio.run(OwnOrigin(streamlit)(scope, None, send))
    refused = {"http": ("http.response.start", 403), "websocket": ("websocket.close", 1008)}[kind]
    assert (seen[0] == (scope, None, send)) == passes
    assert (seen[0] == refused) != passes


def test_a_foreign_page_may_not_open_the_websocket(server: str) -> None:
    handshake = {
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    here = urlsplit(server).netloc
    status, _, _ = ask(server, "/_stcore/stream", {**handshake, "Host": here})
    assert status == 101
    status, _, _ = ask(server, "/_stcore/stream", {**handshake, "Host": "rebound.example"})
    assert status == 403
    foreign = {**handshake, "Host": here, "Origin": "http://rebound.example"}
    status, _, _ = ask(server, "/_stcore/stream", foreign)
    assert status == 403
