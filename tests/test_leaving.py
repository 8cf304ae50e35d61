"""What a closed session held is gone, on a server to which nobody comes any more."""

import gc
import sys
import time
import weakref
from pathlib import Path
from threading import Lock
from types import ModuleType, SimpleNamespace

import anyio
import pytest

from dashboard import leaving
from tests.nginx.reader import Reader
from tests.servers import memory, running_server


class Session:
    def __init__(self) -> None:
        self.ended = False

    def shutdown(self) -> None:
        self.ended = True


def runtime_with(*expired: Session) -> SimpleNamespace:
    """As much of Streamlit's runtime as is asked, with these sessions whose time is over."""
    left = [(str(number), SimpleNamespace(session=one)) for number, one in enumerate(expired)]

    def expire() -> list[tuple[str, SimpleNamespace]]:
        found = [*left]
        left.clear()
        return found

    storage = SimpleNamespace(_cache=SimpleNamespace(expire=expire))
    manager = SimpleNamespace(_storage_lock=Lock(), _session_storage=storage)
    return SimpleNamespace(_session_mgr=manager)


def test_sessions_whose_time_is_over_are_ended_and_their_memory_given_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other, given = Session(), Session(), []
    runtime = runtime_with(one, other)
    monkeypatch.setattr(leaving, "get_instance", lambda: runtime)
    monkeypatch.setattr(leaving, "_give_back", lambda: given.append(1))
    monkeypatch.setattr(leaving, "EVERY", 0.01)

    async def some_time() -> None:
        with anyio.move_on_after(0.5):
            await leaving.let_go_of_closed_sessions()

    anyio.run(some_time)
    assert (one.ended, other.ended) == (True, True)
    assert given == [1]  # not again where nobody left


def test_streamlit_keeps_closed_sessions_where_they_are_looked_for() -> None:
    from streamlit.runtime.memory_session_storage import MemorySessionStorage
    from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

    assert MemorySessionStorage(ttl_seconds=40)._cache.expire() == []
    taken = WebsocketSessionManager.__init__.__code__.co_names
    assert {"_session_storage", "_storage_lock"} <= {*taken}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc, so no memory to read")
def test_a_server_gives_back_within_a_minute_what_closed_sessions_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNREST_DATA", str(tmp_path / "data"))
    with running_server(log=tmp_path / "log.txt") as address:
        with Reader(address) as first:
            first.open("data").upload("small.csv", incidents(2_000, "small")).turn("").run()
        before = memory(address)
        with Reader(address) as mine, Reader(address) as theirs:
            for name, reader in (("mine", mine), ("theirs", theirs)):
                raw = incidents(65_000, name)
                assert len(raw) > 20 * 2**20
                reader.open("data").upload(f"{name}.csv", raw).turn("").run()
            grown = memory(address) - before
        assert grown > 2 * 20 * 2**20
        deadline = time.monotonic() + 60
        while (left := memory(address) - before) > grown / 4 and time.monotonic() < deadline:
            time.sleep(0.5)
        assert left <= grown / 4, (before, grown, left)


def incidents(number: int, name: str) -> bytes:
    """So many incidents of some 350 bytes each."""
    rows = (f"{name}{at},2025-01-05,PRK,strike,{'x' * 300} {at}" for at in range(number))
    head = "incident_id,start_date,country,action_type,description"
    return "\n".join((head, *rows, "")).encode()


def test_an_ended_session_is_empty_though_it_is_kept() -> None:
    """As the loop of the runtime keeps the last one."""
    session = Session()
    held = weakref.ref(kept := Session())
    session._session_state = {"_uploads": kept}  # type: ignore[attr-defined]
    del kept
    leaving._empty(session)
    assert held() is None


def test_the_names_of_the_last_run_are_let_go_of(monkeypatch: pytest.MonkeyPatch) -> None:
    script = ModuleType("__main__")
    script.view = script  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "__main__", script)
    left = weakref.ref(script)
    del script
    leaving._give_back()
    assert left() is None


def test_what_only_holds_itself_is_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    session = Session()
    session.itself = session  # type: ignore[attr-defined]
    left = weakref.ref(session)
    gc.disable()
    try:
        del session
        assert left() is not None
        leaving._give_back()
        assert left() is None
    finally:
        gc.enable()
