"""An empty store for each test, and the places, read once."""

from pathlib import Path

import pytest

from dashboard.places import Places, read_places
from dashboard.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a folder that does not exist yet."""
    return Store(tmp_path / "data")


@pytest.fixture(scope="session")
def places() -> Places:
    """Boundaries and gazetteer."""
    return read_places()
