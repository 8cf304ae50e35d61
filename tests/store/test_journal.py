"""Decisions in the journal: what may be written, found, undone, and what the chain shows."""

import hashlib
import json
from itertools import pairwise

import pytest

from dashboard.store import Store, WrongEntryError
from tests.store.files import accept, incident, incidents_file

MERGE = {"ids": ["T-1", "T-2"], "score": 0.93, "why": "same day and plant, 회령"}


def test_a_decision_is_kept_as_it_was_made(store: Store) -> None:
    entry = store.append("merge", MERGE, who=" Kim\x1b[2J\n ")
    assert (entry.number, entry.kind, entry.who, entry.previous) == (1, "merge", "Kim[2J", "")
    assert Store(store.folder.parent).entries() == (entry,)
    assert store.active("merge") == (entry,)
    assert store.active("different") == ()


def test_each_receipt_names_the_hash_of_the_file_before_it(store: Store) -> None:
    accept(store, incidents_file(incident(1)))
    store.append("different", {"ids": ["a", "b"]})
    store.undo(store.entries()[0].id)
    files = sorted((store.folder / "receipts").iterdir())
    assert [path.name[:8] for path in files] == ["00000001", "00000002", "00000003"]
    for before, after in pairwise(files):
        sha256 = hashlib.sha256(before.read_bytes()).hexdigest()
        assert before.name == f"{before.name[:8]}-{sha256}.json"
        assert json.loads(after.read_bytes())["previous"] == sha256


@pytest.mark.parametrize("kind", ["merge", "different", "place", "mapping"])
def test_every_decision_can_be_undone_and_redone(store: Store, kind: str) -> None:
    entry = store.append(kind, {"note": "x"})  # type: ignore[arg-type]
    store.undo(entry.id)
    assert store.active(entry.kind) == ()
    store.redo(entry.id[:6])
    assert store.active(entry.kind) == (entry,)


def test_what_makes_no_sense_is_refused_with_a_remedy(store: Store) -> None:
    first = store.append("place", {"name": "Sinuiju"})
    for number in range(16):
        store.append("place", {"number": number})
    twins = sorted(entry.id for entry in store.entries())
    shared = next(a[0] for a, b in pairwise(twins) if a[0] == b[0])
    with pytest.raises(WrongEntryError, match="is in force; undo is possible"):
        store.redo(first.id)
    store.undo(first.id)
    with pytest.raises(WrongEntryError, match="is undone already; redo is possible"):
        store.undo(first.id)
    with pytest.raises(WrongEntryError, match=f"entries begin with '{shared}'; give more of: "):
        store.undo(shared)
    for unknown in ("", "zz", "0" * 64):
        with pytest.raises(WrongEntryError, match=r"no entry has the id .*uploads --all` lists"):
            store.undo(unknown)
    with pytest.raises(WrongEntryError, match="name the entry that it undid"):
        store.undo(store.entries()[-1].id)
    assert len(store.entries()) == 18


@pytest.mark.parametrize(
    "facts",
    [
        {"a": {"b": 1}}, {"a": None}, {"a": [["x"]]}, {"a": float("nan")}, {"a": "\ud800"},
        {"A b": 1}, {"a": [float("inf")]}, {"a": "x" * 2_000_000}, {"a": b"x"},
    ],
)  # fmt: skip
def test_facts_that_would_not_come_back_are_refused(store: Store, facts: dict[str, str]) -> None:
    with pytest.raises(WrongEntryError, match="nothing was changed"):
        store.append("merge", facts)
    assert store.entries() == ()


@pytest.mark.parametrize("kind", ["import", "undo", "redo", "other"])
def test_only_decisions_are_appended_by_hand(store: Store, kind: str) -> None:
    with pytest.raises(WrongEntryError, match="use one of merge, different, place, mapping"):
        store.append(kind, {})  # type: ignore[arg-type]
