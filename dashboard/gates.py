"""What a request must show before Streamlit sees it: who sends it, and how much."""

import json
import time
from collections.abc import Mapping

import streamlit as st
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.public.serving import is_public
from dashboard.ui import access

UPLOADS = "/_stcore/upload_file/"
GUARDED = ("/media/", UPLOADS)
"""Where the data leave and come in over HTTP; all else of them goes through the session."""


class KnownPeopleOnly:
    """Refuses downloads and uploads to whom the login does not let in, and uploads to everybody
    where the public is served: a page without a place for files is no lock.

    Streamlit gives a download to everybody who has its address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = _refusal(scope) if scope["type"] == "http" else None
        if refused is not None:
            await PlainTextResponse(refused, status_code=403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _refusal(scope: Scope) -> str | None:
    path: str = scope["path"]
    if path.startswith(UPLOADS) and is_public():
        return "nothing can be added to the public view"
    if path.startswith(GUARDED) and access.has_login():
        return "log in first" if access.role(_claims(scope), time.time()) is None else None
    return None


MB = 2**20
ENVELOPE = MB
"""What a browser may put around the bytes of a file."""
PENDING = 1024 * MB
"""What one session may have sent and not yet had read, all files together."""


class UploadLimit:
    """Answers 413 to a file above maxUploadSize, and to more than a session may have waiting: at
    once where the request says its length, else as soon as so much has arrived.

    A file of exactly that size passes. Streamlit alone compares the length of the request, with
    the envelope, with what the file may have; so the length is kept from it. It counts too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(UPLOADS):
            await self.app(scope, receive, send)
            return
        length = dict(scope["headers"]).get(b"content-length", b"")
        left = _left(scope["path"].removeprefix(UPLOADS).partition("/")[0])
        if length.isdigit() and int(length) > left:
            await PlainTextResponse("too large", status_code=413)(scope, receive, send)
            return
        headers = [one for one in scope["headers"] if one[0] != b"content-length"]
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > left:
                raise HTTPException(status_code=413, detail="too large")
            return message

        await self.app({**scope, "headers": headers}, counted, send)


def _left(session_id: str) -> int:
    """The bytes that the next upload of a session may have, envelope and all."""
    waiting = 0
    if runtime.exists():
        files = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
        waiting = sum(len(file.data) for file in [*files.get(session_id, {}).values()])
    largest: int = st.get_option("server.maxUploadSize") * MB
    return min(largest, max(PENDING - waiting, 0)) + ENVELOPE


def _claims(scope: Scope) -> Mapping[str, object]:
    """What the signed cookie of the login says; {} without one that is whole and signed."""
    sent = HTTPConnection(scope).cookies

    def signed(name: str) -> bytes | None:
        value = sent.get(name, "").encode("latin-1", "replace")
        return decode_signed_value(get_cookie_secret(), name, value) if value else None

    try:
        claims = json.loads(get_cookie_with_chunks(signed, USER_COOKIE_NAME) or b"{}")
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}
