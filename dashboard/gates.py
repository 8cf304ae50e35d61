"""What a request must show before Streamlit sees it, where a login is configured."""

import json
import time
from collections.abc import Mapping

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.ui import access

GUARDED = ("/media/", "/_stcore/upload_file/")
"""Where the data leave and come in over HTTP; all else of them goes through the session."""


class KnownPeopleOnly:
    """Refuses downloads and uploads to whom the login does not let in. Without one it does nothing.

    Streamlit gives a download to everybody who has its address.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        guarded = scope["type"] == "http" and scope["path"].startswith(GUARDED)
        if guarded and access.has_login() and access.role(_claims(scope), time.time()) is None:
            await PlainTextResponse("log in first", status_code=403)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


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
