"""The order in which an accepted file reaches the disk: nothing is named before it is there."""

import os
from pathlib import Path

import pytest

from dashboard.store import Store
from tests.store.files import accept, incident, incidents_file


class Calls:
    """`os.fsync` and `os.replace` as they are called, by the number of the file (inode)."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.made: list[tuple[str, int]] = []
        self.fsync, self.replace = os.fsync, os.replace
        patch.setattr(os, "fsync", self.sync)
        patch.setattr(os, "replace", self.rename)

    def sync(self, descriptor: int) -> None:
        self.fsync(descriptor)
        self.made.append(("sync", os.fstat(descriptor).st_ino))

    def rename(self, source: Path, target: Path) -> None:
        self.replace(source, target)
        self.made.append(("rename", Path(target).stat().st_ino))

    def at(self, what: str, path: Path) -> int:
        """When it was done to the file or folder now at `path`; fails where it never was."""
        call = (what, path.stat().st_ino)
        assert call in self.made, f"no {what} of {path.name}"
        return self.made.index(call)


def test_what_is_named_is_on_the_disk_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls(monkeypatch)
    upload = accept(store, incidents_file(incident(1), incident(2))).upload
    files, receipts = store.folder / "files", store.folder / "receipts"
    receipt = receipts / store.entries()[0].file
    paths = [files / name for name in upload.files.values()]
    assert len(paths) == 4
    for path in paths:
        assert calls.at("sync", path) < calls.at("rename", path) < calls.at("sync", files)
    assert calls.at("sync", files) < calls.at("rename", receipt)
    assert calls.at("sync", receipt) < calls.at("rename", receipt) < calls.at("sync", receipts)
