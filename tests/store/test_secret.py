"""The secret of the store: made once, the same for all, read by nobody else."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard.store import Store, secret


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_made_once_and_private(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = {*threads.map(lambda _: Store(tmp_path).secret(), range(16))}
    (made,) = found
    assert len(made) == 32
    path = tmp_path / "uploads" / secret.NAME
    assert mode(path) == 0o600
    assert [one.name for one in path.parent.iterdir() if one.name.endswith(".part")] == []
    assert Store(tmp_path / "other").secret() != made
    assert Store(tmp_path).verify().orphans == ()


def test_a_file_that_others_can_read_is_closed_again(tmp_path: Path) -> None:
    made = Store(tmp_path).secret()
    path = tmp_path / "uploads" / secret.NAME
    path.chmod(0o644)
    assert Store(tmp_path).secret() == made
    assert mode(path) == 0o600


def test_a_torn_file_is_made_anew(tmp_path: Path) -> None:
    made = Store(tmp_path).secret()
    (tmp_path / "uploads" / secret.NAME).write_bytes(made[:7])
    anew = Store(tmp_path).secret()
    assert anew != made
    assert Store(tmp_path).secret() == anew


def test_where_nothing_can_be_written_the_process_keeps_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError("full")

    monkeypatch.setattr(os, "fsync", full)
    made = Store(tmp_path).secret()
    assert Store(tmp_path / "other").secret() == made
    assert len(made) == 32
