"""The journal: all receipts in the order they were made, and which of them are in force.

One file a receipt, so that each is there whole or not at all. Writers hold the folder's lock;
readers take none, and see every receipt up to some moment and none after it.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from dashboard.store.errors import WrongEntryError
from dashboard.store.folder import sync_folder, write_file
from dashboard.store.receipts import (
    NAME,
    Entry,
    Fact,
    Kind,
    file_name,
    read_receipt,
    write_receipt,
)

SHORT = 12
"""Characters of an id that are shown."""


@dataclass(frozen=True)
class Fault:
    """Something in the store that is not as it was written.

    `receipt` is the id of the receipt it belongs to, '' where none does; `file` is its path inside
    the folder of uploads.
    """

    receipt: str
    file: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}: {self.what}"


@dataclass(frozen=True)
class Contents:
    """The receipts that could be read, in order, and what is wrong with the rest."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    last: tuple[int, str]
    """Number and id of the last receipt, by the name of its file; (0, '') where there is none."""


class Journal:
    """The receipts in `folder`. Those read once are kept, since a receipt never changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, Entry] = {}
        self._turn = Lock()

    def names(self) -> list[str]:
        """The names of the receipts' files in order. OSError where the folder cannot be read.

        A listing may miss a file made while it runs and hold a later one; the next has both.
        """
        found = self._listed()
        return found if _follow(found) else self._listed()

    def last_name(self) -> str:
        """The name of the last receipt's file, '' where there is none. OSError as `names`."""
        return next(filter(NAME.fullmatch, sorted(self._all_names(), reverse=True)), "")

    def read(self) -> Contents:
        """All receipts. OSError where the folder cannot be read."""
        names = self.names()
        with self._turn:
            known = [self._known.get(name) or self._read(name) for name in names]
            entries = tuple(each for each in known if isinstance(each, Entry))
            self._known = {entry.file: entry for entry in entries}
        faults = [each for each in known if isinstance(each, Fault)]
        parts = [_parts(name) for name in names]
        return Contents(
            entries, (*faults, *_breaks(parts, entries)), parts[-1] if parts else (0, "")
        )

    def append(self, kind: Kind, facts: Mapping[str, Fact], who: str | None) -> Entry:
        """Add a receipt; only while holding the lock. On OSError it is as if it never was."""
        number, previous = self.read().last
        when = datetime.now(UTC).isoformat(timespec="seconds")
        entry, raw = write_receipt(number + 1, kind, when, who, previous, facts)
        path = self.folder / entry.file
        try:
            write_file(path, raw)
            sync_folder(self.folder)
        except OSError:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            raise
        return entry

    def _listed(self) -> list[str]:
        return sorted(filter(NAME.fullmatch, self._all_names()))

    def _all_names(self) -> list[str]:
        try:
            return os.listdir(self.folder)  # noqa: PTH208  # asked several times a run: the fastest
        except FileNotFoundError:  # nothing was written yet
            return []

    def _read(self, name: str) -> Entry | Fault:
        file = f"{self.folder.name}/{name}"
        try:
            return read_receipt(name, (self.folder / name).read_bytes())
        except OSError as error:
            return Fault(_parts(name)[1], file, f"cannot be read: {error.strerror}")
        except ValueError as error:
            return Fault(_parts(name)[1], file, str(error))


def in_force(entries: Sequence[Entry]) -> frozenset[str]:
    """The ids of the decisions that were not undone, or were redone since."""
    found: set[str] = set()
    for entry in entries:
        if entry.kind == "undo":
            found.discard(str(entry.facts.get("entry")))
        else:
            found.add(str(entry.facts.get("entry")) if entry.kind == "redo" else entry.id)
    return frozenset(found)


def find_entry(entries: Sequence[Entry], start: str) -> Entry:
    """The decision whose id begins with `start`. Raises WrongEntryError for none, or several."""
    decisions = [entry for entry in entries if entry.kind not in ("undo", "redo")]
    found = [entry for entry in decisions if start and entry.id.startswith(start.lower())]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(entry.id[:SHORT] for entry in found[:5])
        raise WrongEntryError(f"{len(found)} entries begin with {start!r}", f"give more of: {ids}")
    if any(start and entry.id.startswith(start.lower()) for entry in entries):
        raise WrongEntryError(
            f"{start!r} is an undo or a redo", "name the entry that it undid or redid"
        )
    raise WrongEntryError(
        f"no entry has the id {start[:80]!r}", "`unrest uploads --all` lists them"
    )


def _parts(name: str) -> tuple[int, str]:
    return int(name[:8]), name[9:73]


def _follow(names: Sequence[str]) -> bool:
    return [_parts(name)[0] for name in names] == list(range(1, len(names) + 1))


def _breaks(parts: Sequence[tuple[int, str]], entries: Sequence[Entry]) -> list[Fault]:
    """Numbers that are missing or there twice, and receipts that do not name the one before."""
    faults, expected = [], 1
    for number, entry_id in parts:
        if number != expected:
            gap = f"receipt {expected} is missing, or more up to {number - 1}"
            what = gap if number > expected else f"there are two receipts {number}"
            faults.append(Fault(entry_id, f"receipts/{file_name(number, entry_id)}", what))
        expected = number + 1
    before = {number + 1: entry_id for number, entry_id in parts}
    faults += [
        Fault(entry.id, f"receipts/{entry.file}", "it does not follow the receipt before it")
        for entry in entries
        if entry.previous != before.get(entry.number, "")
    ]
    return faults
