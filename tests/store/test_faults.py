"""Disks that fail, fill up or cannot be written: an honest error, nothing lost, viewing goes on."""

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.places import Places
from dashboard.store import Store, StoreError
from tests.store.disks import Failing, Full
from tests.store.files import accept, incident, incidents_file

ROOT = Path(__file__).parents[2]
FIRST = incidents_file(incident(1))
SECOND = incidents_file(incident(2))


def refusal(work: Callable[..., object], *arguments: object) -> str | None:
    """The words of the StoreError that `work` raises; None where it did what it should."""
    try:
        work(*arguments)
    except StoreError as error:
        return str(error)
    return None


def act(store: Store, action: str) -> None:
    """Accept a second file, undo the first, or write a decision."""
    if action == "accept":
        accept(store, SECOND, "second.csv")
    elif action == "undo":
        store.undo(store.uploads()[0].id)
    else:
        store.append("merge", {"ids": ["a", "b"]})


@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("action", ["accept", "undo", "append"])
def test_every_write_sync_and_rename_fails_in_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str, code: int, for_good: bool
) -> None:
    folder = tmp_path / "data"
    first = accept(Store(folder), FIRST, "first.csv").upload
    failed = 0
    while True:
        store, failed = Store(folder), failed + 1
        before = store.entries()
        with monkeypatch.context() as patch:
            disk = Failing(patch, code, for_good)
            disk.fails_at = failed
            error = refusal(act, store, action)
        if error is None:
            break
        assert os.strerror(code) in error
        assert str(store.folder) in error
        found = Store(folder)
        if not for_good:  # else even taking the receipt back may fail: all of it, or nothing
            assert found.entries() == before
            assert found.verify().orphans == ()
        assert found.uploads()[0] == first or action == "undo"
        assert found.verify().faults == ()
        if len(found.entries()) > len(before):  # the next try shall start from the same state
            (found.folder / "receipts" / found.entries()[-1].file).unlink()
        for path in (found.folder / "files").iterdir():
            if path.name not in first.files.values():
                path.unlink()
    assert disk.calls < disk.fails_at
    assert failed > (20 if action == "accept" else 4)
    assert len(Store(folder).entries()) == 2
    assert Store(folder).verify().faults == Store(folder).verify().orphans == ()


@pytest.mark.parametrize("fresh", [True, False], ids=["new folder", "old folder"])
def test_a_first_import_fails_in_turn_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fresh: bool
) -> None:
    for failed in range(1, 100):
        folder = tmp_path / (str(failed) if fresh else "same") / "data"
        with monkeypatch.context() as patch:
            disk = Failing(patch, errno.EIO, for_good=False)
            disk.fails_at = failed
            error = refusal(accept, Store(folder), FIRST)
        if error is None:
            break
        assert Store(folder).entries() == ()
        assert Store(folder).verify().faults == ()
    assert disk.calls < disk.fails_at
    assert len(Store(folder).uploads()) == 1
    assert Store(folder).verify().orphans == ()


FILL = """
import sys
from pathlib import Path
from dashboard.store import Store, StoreError
from tests.store.files import accept, incident, incidents_file

folder, accepted = Path(sys.argv[1]), 0
for number in range(400):
    try:
        accept(Store(folder), incidents_file(*(incident(f"{number}-{row}") for row in range(99))))
    except StoreError as error:
        print(error)
        break
    accepted += 1
found = Store(folder).verify()
print(accepted, len(Store(folder).uploads()), found.receipts, *found.faults)
"""


def check_filled(output: str, cause: str, folder: Path) -> None:
    """What `FILL` prints: the error, then as many uploads and receipts as it was told of."""
    said, counts = output.splitlines()
    assert f"nothing was changed in {folder / 'uploads'}: {cause}; " in said
    accepted, uploads, receipts = counts.split()
    assert accepted == uploads == receipts
    assert 0 < int(accepted) < 400


def test_a_file_system_of_256_kb(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=256k none "$0" || exit 77; exec "$1" -c "$2" "$0"'
    try:
        run = subprocess.run(
            ["unshare", "-m", "sh", "-c", script, str(tmp_path), sys.executable, FILL],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("there is no unshare here")
    if run.returncode == 77 or "unshare" in run.stderr:
        pytest.skip("a file system may not be mounted here (needs root)")
    assert run.stderr == ""
    check_filled(run.stdout, "No space left on device", tmp_path)


def test_a_disk_that_has_256_kb_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, places: Places
) -> None:
    with monkeypatch.context() as patch:
        Full(patch, 256 * 1024)
        for number in range(400):
            lines = (incident(f"{number}-{row}") for row in range(99))
            if error := refusal(accept, Store(tmp_path), incidents_file(*lines)):
                break
        assert "No space left on device; free some space" in str(error)
        store = Store(tmp_path)
        assert len(store.uploads()) == number > 5
        assert store.verify().faults == store.verify().orphans == ()
        dataset = store.read(places)  # viewing goes on while the disk is full
        assert dataset.incidents["incident_id"].str.startswith("T-").sum() == 99 * number


def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        + FILL.replace("range(99)", "range(20 * number + 1)")
    )
    run = subprocess.run(
        [sys.executable, "-B", "-c", code, str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.stderr == ""
    check_filled(run.stdout, "File too large", tmp_path)


def check_read_only(folder: Path, places: Places, cause: str) -> None:
    """Adding and undoing say why not; what is there is shown, and is sound."""
    store = Store(folder)
    words = f"nothing was changed in {store.folder}: {cause}; give this user the right to write"
    for action in ("accept", "undo", "append"):
        with pytest.raises(StoreError) as caught:
            act(store, action)
        assert words in str(caught.value)
    assert [upload.name for upload in store.uploads()] == ["first.csv"]
    assert len(store.read(places).incidents) == 94
    assert store.verify().faults == ()


AS_NOBODY = """
import os, sys
from pathlib import Path
from dashboard.places import read_places
from dashboard.store import Store
from dashboard.store.datasets import DATA
from tests.store.files import loaded
from tests.store.test_faults import SECOND, check_read_only

folder, places = Path(sys.argv[1]), read_places()
Store(folder).read(places), loaded(SECOND)  # so that what is imported late is there
os.setgroups([]), os.setgid(65534), os.setuid(65534)
if not os.access(DATA / "incidents.csv", os.R_OK):
    sys.exit(77)
check_read_only(folder, places, "Permission denied")
"""


def test_a_read_only_folder(places: Places) -> None:
    with tempfile.TemporaryDirectory() as name:  # pytest's own lets no other user in
        folder = Path(name)
        accept(Store(folder), FIRST, "first.csv")
        paths = [folder, folder / "uploads", *(folder / "uploads").rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            if os.geteuid() != 0:
                check_read_only(folder, places, "Permission denied")
                return
            run = subprocess.run(  # root may write anywhere
                [sys.executable, "-c", AS_NOBODY, name],
                cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
        finally:
            for path in paths:
                path.chmod(0o755 if path.is_dir() else 0o444)
    if run.returncode == 77:
        pytest.skip("another user may not read this checkout")
    assert (run.returncode, run.stderr) == (0, "")


def test_a_read_only_file_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, places: Places
) -> None:
    folder = tmp_path / "data"
    accept(Store(folder), FIRST, "first.csv")
    real = os.open

    def read_only(path: Any, flags: int, *rest: Any, **named: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", read_only)
    check_read_only(folder, places, "Read-only file system")
