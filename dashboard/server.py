"""The server: Streamlit's own, with routes for boundaries and Plotly, and headers on every answer.

`streamlit run dashboard/server.py`; `unrest run` does that and opens the page.
"""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import anyio
import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import published, starting
from dashboard.gates import KnownPeopleOnly, UploadLimit
from dashboard.leaving import let_go_of_closed_sessions
from dashboard.ui import state

YEAR = 31_536_000  # seconds

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "form-action 'none'",
            "base-uri 'self'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
}


class SecurityHeaders:
    """Sets `HEADERS` on every HTTP answer, whoever gives it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class NoTraversal:
    """Answers 404 to a path that climbs, before anything looks at it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        climbs = scope["type"] == "http" and {"..", "\0"} & {
            *scope["path"].split("/"),
            *scope["path"],
        }
        answer = PlainTextResponse("not found", status_code=404) if climbs else self.app
        await answer(scope, receive, send)


class OwnOrigin:
    """Refuses what a page of another host asks for, before Streamlit looks at it.

    Streamlit would ask a service outside for the address of this machine, to compare the two.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        origin, host = headers.get(b"origin"), headers.get(b"host", b"")
        if origin is None or origin.partition(b"://")[2].lower() == host.lower():
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: 403
        else:
            await PlainTextResponse("foreign origin", status_code=403)(scope, receive, send)


def _answer(request: Request, file: published.PublishedFile, media_type: str) -> Response:
    headers = {
        "ETag": f'"{file.etag}"',
        "Vary": "Accept-Encoding",
        # Only an address that names this very content may be kept unasked.
        "Cache-Control": f"public, max-age={YEAR}, immutable"
        if request.query_params.get("v") == file.etag[:12]
        else "no-cache",
    }
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            file.gzipped, media_type=media_type, headers={**headers, "Content-Encoding": "gzip"}
        )
    return Response(file.body, media_type=media_type, headers=headers)


def boundaries(request: Request) -> Response:
    """A boundary file of `geo/`; 404 for anything else, whatever the path says."""
    try:
        file = published.read_published(request.path_params["name"])
    except (OSError, ValueError):  # ValueError: a NUL in the path
        return PlainTextResponse("not found", status_code=404)
    return _answer(request, file, "application/geo+json")


def plotly_script(request: Request) -> Response:
    """Plotly's script as the installed package ships it."""
    return _answer(request, published.plotly_script(), "text/javascript")


SLOW_TO_IMPORT = ("averages", "narrative", "backtest", "english", "spread")


def warm() -> None:
    """Load the shared data and the modules that no reader should wait for."""
    for name in SLOW_TO_IMPORT:
        import_module(f"dashboard.indicators.{name}")
    state.shared()


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Load what all readers share before the first one comes, then freeze it.

    Streamlit collects garbage after every run; objects frozen here are not walked again,
    which takes most of the time out of an empty rerun (see tests/bench).
    """
    await anyio.to_thread.run_sync(warm)
    gc.collect()
    gc.freeze()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(let_go_of_closed_sessions)
        yield {}
        tasks.cancel_scope.cancel()


starting.prepare(Path(__file__))
app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[
        Route(published.PREFIX + "{name:path}", boundaries),
        Route(published.PLOTLY_PATH, plotly_script),
    ],
    middleware=[
        Middleware(one)
        for one in (SecurityHeaders, NoTraversal, OwnOrigin, KnownPeopleOnly, UploadLimit)
    ],
    lifespan=lifespan,
    on_script_error=starting.tell,
)
