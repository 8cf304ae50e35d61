"""Another host, as far as a browser knows: it notes all that it is asked for, and answers with an
empty page.

As the proxy of a browser it is every other host at once: what goes to this machine goes past it.
"""

import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Elsewhere(ThreadingHTTPServer):
    """`asked` are the paths, or for a proxy the whole addresses; `referrers` where each
    was clicked, as the browser tells it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.referrers: dict[str, str | None] = {}
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.referrers[self.path] = self.headers["Referer"]
        self.send_response(403 if self.command == "CONNECT" else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_POST = do_HEAD = do_OPTIONS = do_CONNECT = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Nothing: it is counted."""


@contextmanager
def elsewhere_running() -> Iterator[Elsewhere]:
    """Another host that has counted one request already: its own, which shows that it counts."""
    with Elsewhere() as counter:
        threading.Thread(target=counter.serve_forever, daemon=True).start()
        with urllib.request.urlopen(f"{counter.address}counted"):  # noqa: S310
            yield counter
        counter.shutdown()
