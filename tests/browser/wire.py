"""Everything that a browser receives, byte by byte, and looking for what must not be in it."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import numpy as np
import streamlit
from playwright.sync_api import BrowserContext, Download, Page, Route, WebSocket

from dashboard.published import PLOTLY_PATH, PREFIX, plotly_script, read_published

STREAMLIT = Path(streamlit.__file__).parent / "static"
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{16,}={0,2}")


@dataclass
class Wire:
    """What came over the wire of a context; `addresses` hold the heads of the answers too."""

    bodies: list[tuple[str, bytes]] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    downloads: list[bytes] = field(default_factory=list)

    def listen(self, context: BrowserContext, page: Page) -> None:
        """Record all that comes from now on."""
        context.route(lambda url: "/static/" not in url, self._answer)
        context.on("request", lambda request: self.addresses.append(request.url))
        page.on("websocket", self._connected)

    def _answer(self, route: Route) -> None:
        if "/media/" in route.request.url:  # a download: its file is read
            route.continue_()
            return
        response = route.fetch(max_redirects=0)
        self.bodies.append((route.request.url, response.body()))
        self.addresses += [f"{name}: {words}" for name, words in response.headers.items()]
        if route.request.resource_type == "document":
            route.continue_()  # once more: Chromium lets no page that it was handed connect here
        else:
            route.fulfill(response=response)

    def _connected(self, socket: WebSocket) -> None:
        self.addresses.append(socket.url)
        socket.on("framereceived", self._received)

    def _received(self, payload: str | bytes) -> None:
        self.frames.append(payload.encode() if isinstance(payload, str) else payload)

    def fetch_scripts(self) -> None:
        """Ask once more for the scripts and styles that the browser asked for: too many to have
        each of them pass through here while it waits."""
        for url in sorted({url for url in self.addresses if "/static/" in url}):
            with urlopen(url, timeout=30) as answer:  # noqa: S310  # the test's own server
                self.bodies.append((url, answer.read()))

    def took(self, download: Download) -> bytes:
        """Record a download: its name and its bytes."""
        with open(download.path(), "rb") as file:  # noqa: PTH123  # a path of Playwright's own
            raw = file.read()
        self.downloads.append(raw)
        self.addresses += [download.url, download.suggested_filename]
        return raw

    def data(self) -> Iterator[tuple[str, bytes]]:
        """All that is no file of the project, with where it came from."""
        yield from ((url, body) for url, body in self.bodies if not is_file(url, body))
        yield from ((f"frame {number}", frame) for number, frame in enumerate(self.frames))
        yield from ((f"download {number}", raw) for number, raw in enumerate(self.downloads))


def is_file(url: str, body: bytes) -> bool:
    """Whether it is a script, a style or boundaries, the same for every reader and every store:
    byte by byte what is installed."""
    path = urlsplit(url).path
    if path == PLOTLY_PATH:
        return body == plotly_script().body
    if path.startswith(PREFIX):
        return body == read_published(path.removeprefix(PREFIX)).body
    name = path.removeprefix("/")
    own = STREAMLIT / name
    return bool(name) and own.is_file() and own.suffix != ".html" and body == own.read_bytes()


def found_texts(raw: bytes, texts: Iterable[str]) -> set[str]:
    """Which of `texts` are in `raw`: as UTF-8 in any case, as JSON writes them, or in base64."""
    lower = raw.lower()
    packed = b"\n".join(_unpacked(raw)).lower()
    return {text for text in texts if any(form in lower or form in packed for form in _forms(text))}


def _forms(text: str) -> set[bytes]:
    return {text.lower().encode(), json.dumps(text)[1:-1].lower().encode()}


def found_numbers(raw: bytes, numbers: Mapping[str, float]) -> set[str]:
    """The names of those of `numbers` that are in `raw`: as text with three decimals or more, or as
    a float of 8 or 4 bytes of either order, packed in base64 or not."""
    every = [raw, *_unpacked(raw)]
    return {
        name
        for name, number in numbers.items()
        if f"{int(number * 1000) / 1000:.3f}".encode() in raw
        or any(form in part for part in every for form in _floats(number))
    }


def _floats(number: float) -> list[bytes]:
    return [np.array(number, dtype=kind).tobytes() for kind in ("<f8", ">f8", "<f4", ">f4")]


def _unpacked(raw: bytes) -> list[bytes]:
    parts = []
    for match in _BASE64.findall(raw):
        text = match.rstrip(b"=")
        try:
            parts.append(base64.b64decode(text + b"=" * (-len(text) % 4)))
        except binascii.Error:
            continue
    return parts
