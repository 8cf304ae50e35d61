"""What tests share: an empty store, the folder of real files (skipped where it is absent), and a
running server."""

import functools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner
from xdist.remote import Producer

from dashboard.store import Store
from dashboard.ui import state
from tests.nginx.site import Site, running_site
from tests.scheduling import WITH_SERVER, OneServer
from tests.servers import running_server

ROOT = Path(__file__).parent.parent

# A busy machine is slow, not wrong: no test fails for the time that an example took.
settings.register_profile("steady", deadline=None)
settings.register_profile("many", deadline=None, max_examples=20_000)  # tests/fuzz alone
settings.load_profile("steady")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneServer | None:
    return OneServer(config, log) if config.getoption("dist") == "loadscope" else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        asks = {"server", "site"} & {*getattr(item, "fixturenames", ())}
        if asks and not item.nodeid.startswith(WITH_SERVER):
            raise pytest.UsageError(f"add to WITH_SERVER of tests/scheduling.py: {item.nodeid}")


@pytest.fixture(scope="session", autouse=True)
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes what somebody added to the real store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNREST_DATA", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_scan() -> Iterator[None]:
    """Each AppTest would look through every installed distribution for components again."""
    found = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """The folder of real incident files; the test is skipped where there is none."""
    folder = Path(os.environ.get("UNREST_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no folder of real files at {folder} (set UNREST_SHARED)")
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real server, started once for all tests."""
    with running_server(log=tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Two processes behind nginx, started once for all tests; skipped where there is no nginx."""
    with running_site(tmp_path_factory.mktemp("site")) as running:
        yield running
        # No address of a reader is kept, whatever was refused and lost.
        assert running.said_by_nginx() == ""
        left = [path.name for path in (running.folder / "prefix").rglob("*") if path.is_file()]
        assert left == ["nginx.pid"]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """An empty store of its own, which the pages read too, as if another process used it."""
    monkeypatch.setenv("UNREST_DATA", str(tmp_path))
    state.the_store.clear()
    state._shared.clear()
    yield Store(tmp_path)
    state.the_store.clear()
    state._shared.clear()
