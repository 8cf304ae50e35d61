"""What a process that serves the public takes: nothing, whatever is sent to it."""

import anyio
import pytest
from starlette.types import Message, Receive, Scope, Send

from dashboard.gates import UPLOADS, KnownPeopleOnly
from dashboard.public.serving import PUBLIC


async def taken(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})


def status_of(path: str) -> int:
    """The status of the answer to a request for `path` behind the gate."""
    sent: list[Message] = []

    async def ask() -> None:
        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "PUT", "path": path, "headers": []}
        await KnownPeopleOnly(taken)(scope, receive, send)

    anyio.run(ask)
    return int(sent[0]["status"])


def test_a_file_that_is_sent_without_a_page_for_it_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert status_of(f"{UPLOADS}session/file") == 204
    monkeypatch.setenv(PUBLIC, "1")
    assert status_of(f"{UPLOADS}session/file") == 403
    assert status_of("/media/file.csv") == 204
    assert status_of("/_stcore/health") == 204
