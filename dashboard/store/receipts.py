"""Receipts: one small JSON file for each decision that a person made about the shared data.

A receipt's id is the SHA-256 of its bytes and stands in its file's name, after its number. It names
the id of the receipt before it, so that none can be changed or taken out unseen.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from dashboard.store.errors import StoreError, WrongEntryError

Decision = Literal["merge", "different", "place", "mapping"]
Kind = Literal["import", "undo", "redo", "merge", "different", "place", "mapping"]
Value = str | int | float
Fact = Value | list[Value]

KINDS: tuple[Kind, ...] = get_args(Kind)
DECISIONS: tuple[Decision, ...] = get_args(Decision)
NAME = re.compile(r"(\d{8})-([0-9a-f]{64})\.json")
BYTES = 1_048_576
"""The most that one receipt may take."""
WHO_CHARACTERS = 200

NEEDED: Mapping[str, Mapping[str, type]] = {
    "import": {
        "name": str, "table": str, "format": str, "records": int, "rows": int, "sha256": str,
        "original": str, "report": str,
    },
    "undo": {"entry": str},
    "redo": {"entry": str},
}  # fmt: skip
"""The facts that a receipt of each kind cannot do without."""


@dataclass(frozen=True)
class Entry:
    """One receipt. `when` is UTC in ISO 8601; `who` is None where nobody said.

    `previous` is the id of the entry before, '' for the first; `number` counts from 1.
    """

    id: str
    number: int
    kind: Kind
    when: str
    who: str | None
    previous: str
    facts: Mapping[str, Fact]

    @property
    def file(self) -> str:
        """The name of the receipt's file."""
        return file_name(self.number, self.id)


def file_name(number: int, entry_id: str) -> str:
    """The name of a receipt's file."""
    return f"{number:08d}-{entry_id}.json"


def write_receipt(
    number: int, kind: Kind, when: str, who: str | None, previous: str, facts: Mapping[str, Fact]
) -> tuple[Entry, bytes]:
    """The entry and the bytes of its file. Raises WrongEntryError for facts that cannot be kept."""
    _check(facts)
    named = _shown_name(who)
    content = {
        "number": number, "kind": kind, "when": when, "who": named, "previous": previous,
        "facts": dict(facts),
    }  # fmt: skip
    raw = (json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()
    if len(raw) > BYTES:
        raise WrongEntryError(f"the facts take {len(raw):,} bytes", f"keep them below {BYTES:,}")
    entry_id = hashlib.sha256(raw).hexdigest()
    return Entry(entry_id, number, kind, when, named, previous, dict(facts)), raw


def read_receipt(name: str, raw: bytes) -> Entry:
    """The entry in the file `name`. Raises ValueError saying what is wrong with it."""
    found = NAME.fullmatch(name)
    if found is None:
        raise ValueError("its name is not a number and a hash")
    if hashlib.sha256(raw).hexdigest() != found[2]:
        raise ValueError("its content is not what its name says: it was changed or damaged")
    try:
        content: dict[str, Any] = json.loads(raw)
        entry = Entry(id=found[2], **{key: content[key] for key in KEYS})
        _check(entry.facts)
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError, StoreError) as error:
        raise ValueError(FOREIGN) from error
    if entry.number != int(found[1]) or not _is_whole(entry):
        raise ValueError(FOREIGN)
    return entry


FOREIGN = "it is not a receipt of this program"


def _is_whole(entry: Entry) -> bool:
    texts = (entry.when, entry.previous, entry.who or "")
    if entry.kind not in KINDS or not all(isinstance(text, str) for text in texts):
        return False
    needed = NEEDED.get(entry.kind, {})
    return all(isinstance(entry.facts.get(name), kind) for name, kind in needed.items())


KEYS = ("number", "kind", "when", "who", "previous", "facts")


def _check(facts: Mapping[str, Fact]) -> None:
    for name, fact in facts.items():
        if not re.fullmatch("[a-z][a-z0-9_]{0,63}", name):
            raise WrongEntryError(
                f"{name!r} is no name for a fact", "use small letters, digits and underscores"
            )
        values = fact if isinstance(fact, list) else [fact]
        if not all(map(_is_kept_as_it_is, values)):
            raise WrongEntryError(
                f"the fact {name} is {str(fact)[:200]!r}",
                "give text, a finite number, or a list of them",
            )


def _is_kept_as_it_is(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return not any("\ud800" <= mark <= "\udfff" for mark in value)
    return isinstance(value, int)


def _shown_name(who: str | None) -> str | None:
    """`who` on one line without what cannot be shown; None where nothing is left."""
    shown = "".join(mark for mark in who or "" if mark.isprintable()).strip()
    return shown[:WHO_CHARACTERS] or None
