"""Damage: each is found by `verify`, named, and costs no more than the file it is in."""

import errno
import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from dashboard.places import Places
from dashboard.store import Store
from dashboard.store.datasets import DATA
from tests.store.files import accept, incident, incidents_file, kept

BUNDLED = 93


@pytest.fixture
def filled(store: Store) -> Store:
    """Two uploads, the first undone and redone."""
    first = accept(store, incidents_file(incident(1)), "a.csv").upload
    accept(store, incidents_file(incident(2)), "b.csv")
    store.undo(first.id)
    store.redo(first.id)
    return store


def overwrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def receipts(store: Store) -> list[Path]:
    return sorted((store.folder / "receipts").iterdir())


def test_a_sound_store_has_no_fault(filled: Store) -> None:
    found = filled.verify()
    assert (found.receipts, found.files, found.faults, found.orphans) == (4, 7, (), ())
    assert found.last == filled.entries()[-1].id


def test_an_absent_store_has_no_fault(store: Store) -> None:
    assert store.verify().faults == ()
    assert not store.folder.exists()


@pytest.mark.parametrize("what", ["original", "incidents", "incidents_records", "report"])
@pytest.mark.parametrize("damage", ["missing", "changed", "empty"])
def test_a_damaged_file_is_found_and_costs_only_its_upload(
    filled: Store, places: Places, what: str, damage: str
) -> None:
    upload = filled.uploads()[0]
    shared = set(upload.files.values()) & set(filled.uploads()[1].files.values())
    path = filled.folder / "files" / upload.files[what]
    if damage == "missing":
        path.unlink()
    else:
        overwrite(path, b"" if damage == "empty" else path.read_bytes()[:-1] + b"?")
    faults = filled.verify().faults
    assert [fault.file for fault in faults] == [f"files/{path.name}"]
    assert faults[0].what.startswith("is missing" if damage == "missing" else "is not what was")
    assert f"({what} of " in faults[0].what
    dataset = Store(filled.folder.parent).read(places)
    left = {"original": 2, "incidents_records": 0 if path.name in shared else 1}.get(what, 1)
    assert len(dataset.incidents) == BUNDLED + left
    assert [fault.file for fault in dataset.faults] == [f"files/{path.name}"] * (2 - left)
    assert all("is left out" in fault.what for fault in dataset.faults)


def test_a_changed_receipt_is_found_and_not_believed(filled: Store, places: Places) -> None:
    path = receipts(filled)[1]
    overwrite(path, path.read_bytes().replace(b"b.csv", b"c.csv"))
    fresh = Store(filled.folder.parent)
    assert [str(fault) for fault in fresh.verify().faults] == [
        f"receipts/{path.name}: its content is not what its name says: it was changed or damaged"
    ]
    dataset = fresh.read(places)
    assert len(dataset.incidents) == BUNDLED + 1
    assert len(dataset.faults) == 1
    assert accept(fresh, incidents_file(incident(3))).outcome == "added"  # the chain goes on
    assert len(fresh.verify().faults) == 1


def test_a_receipt_taken_out_is_found(filled: Store, places: Places) -> None:
    receipts(filled)[1].unlink()
    whats = [fault.what for fault in filled.verify().faults]
    assert "receipt 2 is missing, or more up to 2" in whats
    assert "it does not follow the receipt before it" in whats
    assert len(Store(filled.folder.parent).read(places).incidents) == BUNDLED + 1


def test_a_receipt_forged_whole_breaks_the_chain(filled: Store) -> None:
    path = receipts(filled)[0]
    forged = {**json.loads(path.read_bytes()), "who": "somebody else"}
    raw = json.dumps(forged).encode()
    path.unlink()
    name = f"00000001-{hashlib.sha256(raw).hexdigest()}.json"
    (filled.folder / "receipts" / name).write_bytes(raw)
    whats = [fault.what for fault in filled.verify().faults]
    assert "it does not follow the receipt before it" in whats
    assert "its kind is undo, of an entry that is not there" in whats


def test_what_is_no_receipt_is_told_and_ignored(filled: Store, places: Places) -> None:
    for number, raw in enumerate([b"", b"[]", b'{"number": 5}', b"\xff", b'{"facts": 3}'], 5):
        name = f"{number:08d}-{hashlib.sha256(raw).hexdigest()}.json"
        (filled.folder / "receipts" / name).write_bytes(raw)
    whats = [fault.what for fault in filled.verify().faults]
    assert whats.count("it is not a receipt of this program") == 5
    assert len(Store(filled.folder.parent).read(places).incidents) == BUNDLED + 2


def test_orphans_are_named_and_unfinished_files_cleared(filled: Store, places: Places) -> None:
    for name in ("receipts/.0a.part", "files/.0b.part", f"files/{'0' * 64}.original"):
        (filled.folder / name).write_bytes(b"x")
    found = filled.verify()
    assert found.faults == ()
    assert set(found.orphans) == {
        "receipts/.0a.part", "files/.0b.part", f"files/{'0' * 64}.original",
    }  # fmt: skip
    assert len(filled.read(places).incidents) == BUNDLED + 2
    accept(filled, incidents_file(incident(3)))
    assert filled.verify().orphans == (f"files/{'0' * 64}.original",)


def test_accepting_again_heals_a_file_that_a_crash_left(filled: Store) -> None:
    raw = incidents_file(incident(9))
    first = accept(filled, raw).upload
    receipts(filled)[-1].unlink()  # as if killed just before it
    overwrite(kept(filled)[first.files["original"]], b"torn")
    assert accept(filled, raw).outcome == "added"
    assert filled.verify().faults == filled.verify().orphans == ()


def test_no_receipt_leads_out_of_the_folder(filled: Store, places: Places) -> None:
    path = receipts(filled)[-1]
    before = path.name[9:73]
    facts = {
        "name": "x", "table": "incidents", "format": "canonical", "records": 1, "rows": 1,
        "sha256": "0" * 64, "original": "../../secret", "report": "../../secret",
        "incidents": "/etc/passwd",
    }  # fmt: skip
    receipt = {"number": 5, "kind": "import", "when": "", "who": None, "previous": before}
    raw = json.dumps({**receipt, "facts": facts}).encode()
    name = f"00000005-{hashlib.sha256(raw).hexdigest()}.json"
    (filled.folder / "receipts" / name).write_bytes(raw)
    assert {fault.what.partition(" (")[0] for fault in filled.verify().faults} == {
        "is not the name of a kept file"
    }
    assert len(filled.read(places).incidents) == BUNDLED + 2


def by_hand(store: Store) -> str:
    """What the lines in data/README.md print."""
    text = (DATA / "README.md").read_text("utf-8")
    lines = text.partition("By hand")[2].split("```")[1].strip().splitlines()
    assert len(lines) == 3
    script = "\n".join(f"({line.replace('uploads/', '', 1)})" for line in lines)
    run = subprocess.run(
        ["sh", "-c", script], cwd=store.folder, capture_output=True, text=True, check=False
    )
    assert run.stderr == ""
    return run.stdout


@pytest.mark.parametrize("damaged", ["files", "receipts"])
def test_the_audit_by_hand_finds_what_is_damaged(filled: Store, damaged: str) -> None:
    assert by_hand(filled) == ""
    path = sorted((filled.folder / damaged).iterdir())[1]
    overwrite(path, path.read_bytes() + b" ")
    assert path.name in by_hand(filled)
    path.unlink()
    assert by_hand(filled) == "" if damaged == "files" else "00000003" in by_hand(filled)


def test_a_receipt_that_may_not_be_read_is_told(
    filled: Store, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, real = receipts(filled)[1], Path.read_bytes

    def read(path: Path) -> bytes:
        """As for a user without the right; root may read everything."""
        if path == closed:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", read)
    assert "Permission denied" in str(Store(filled.folder.parent).read(places).faults)
