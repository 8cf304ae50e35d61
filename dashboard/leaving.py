"""What a closed session held is given back soon after it is gone: a private file, above all.

Streamlit keeps the session of a closed page for `server.disconnectedSessionTTL` seconds, so that a
connection that was lost finds it again, and then lets go of it when the next session comes or goes:
on a quiet server that may be days later.
"""

import ctypes
import gc
import sys
from contextlib import suppress
from types import ModuleType
from typing import Any

import anyio
import pyarrow as pa
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime import get_instance
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.state import SessionState

EVERY = 5.0
"""Seconds between two looks for sessions whose time is over."""


async def let_go_of_closed_sessions() -> None:
    """Look for them as long as the server runs."""
    while True:
        await anyio.sleep(EVERY)
        if _end_expired():
            await anyio.to_thread.run_sync(_give_back)


def _end_expired() -> int:
    """End the sessions whose time is over; how many there were."""
    manager: Any = get_instance()._session_mgr
    with manager._storage_lock:
        expired = manager._session_storage._cache.expire()
    for _, info in expired:
        info.session.shutdown()  # its uploads and downloads go with it
        _empty(info.session)
    return len(expired)


def _empty(session: Any) -> None:
    """Take from an ended session what it holds. The runtime's loop keeps the session that it served
    last until it serves another one."""
    vars(session).update(
        _session_state=SessionState(), _browser_queue=ForwardMsgQueue(), _client_state=ClientState()
    )


def _give_back() -> None:
    """Collect what ended sessions leave, and give the memory back to the system.

    Streamlit leaves the names of the last run, its data among them, as the module `__main__` until
    the next run; one that goes on has its own.
    """
    sys.modules["__main__"] = ModuleType("__main__")
    gc.collect()
    pa.default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):  # a C library without it
        ctypes.CDLL(None).malloc_trim(0)
