"""`unrest uploads`, `undo`, `redo`, `verify`: what was added to the shared data, and taken back."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboard.loading.lookalikes import show

if TYPE_CHECKING:
    from dashboard.store import Audit, Entry, Fact, Store, Upload

DONE, FAILED = 0, 1
SHORT = 12
COLUMNS = ("id", "when (UTC)", "who", "records kept", "state", "file")
ALL_COLUMNS = ("id", "when (UTC)", "who", "kind", "state", "what")
TEXT = 120
"""The most characters that the text of an entry takes."""


def json_argument(parser: argparse.ArgumentParser) -> None:
    """The argument of all these commands."""
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def list_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `uploads`."""
    parser.add_argument("--all", action="store_true", help="list decisions too")
    json_argument(parser)


def entry_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `undo` and `redo`."""
    parser.add_argument("id", metavar="ID", help="of an upload or a decision, or its beginning")
    parser.add_argument("--who", metavar="NAME", help="who does it, for the history")
    json_argument(parser)


def list_uploads(asked: argparse.Namespace) -> int:
    """Print all accepted files, those taken back too; with `--all` also the decisions, all that
    `undo` and `redo` take. 1 = the store cannot be read."""

    def listed(store: "Store") -> int:
        if asked.all:
            every = _decided(store.entries())
            print(json.dumps(every) if asked.json else _all_table(every))
            return DONE
        found = store.uploads()
        print(json.dumps([asdict(upload) for upload in found]) if asked.json else _table(found))
        return DONE

    return _with_store(listed)


def undo(asked: argparse.Namespace) -> int:
    """Take an upload or a decision out of every view. 1 = not possible."""
    return _switch(asked, "undo")


def redo(asked: argparse.Namespace) -> int:
    """Bring back what was undone. 1 = not possible."""
    return _switch(asked, "redo")


def verify(asked: argparse.Namespace) -> int:
    """Check the chain of receipts and every file. 0 = as written, 1 = not, or not readable."""

    def checked(store: "Store") -> int:
        found = store.verify()
        print(json.dumps(asdict(found)) if asked.json else _audit_words(found))
        return FAILED if found.faults else DONE

    return _with_store(checked)


def _switch(asked: argparse.Namespace, kind: str) -> int:
    def switched(store: "Store") -> int:
        entry = (store.undo if kind == "undo" else store.redo)(asked.id, who=asked.who)
        name = str(entry.facts.get("name", ""))
        state = "is out of every view; its files are kept" if kind == "undo" else "is back"
        if asked.json:
            print(json.dumps({"id": entry.id, "kind": entry.kind, "in_force": kind == "redo"}))
        else:
            print(f"{entry.kind} {entry.id[:SHORT]} {show(name, 200)}".rstrip(), state)
        return DONE

    return _with_store(switched)


def _with_store(work: Callable[["Store"], int]) -> int:
    from dashboard.store import Store, StoreError  # slow to import: boundaries

    try:
        return work(Store())
    except StoreError as error:
        print(f"unrest: {show(str(error), 2_000)}", file=sys.stderr)
        return FAILED


def _decided(entries: "Sequence[Entry]") -> list[dict[str, object]]:
    """The uploads and decisions among `entries` as plain values, in their order."""
    from dashboard.store.journal import in_force

    kept = in_force(entries)
    return [
        {
            "id": entry.id, "kind": entry.kind, "when": entry.when, "who": entry.who,
            "in_force": entry.id in kept, "text": _text(entry),
        }
        for entry in entries
        if entry.kind not in ("undo", "redo")
    ]  # fmt: skip


def _text(entry: "Entry") -> str:
    """What an entry is about, on one line: the name of a file, else the facts."""
    if entry.kind == "import":
        return show(str(entry.facts["name"]), TEXT)
    told = "; ".join(f"{name}: {_words(fact)}" for name, fact in entry.facts.items())
    return show(" ".join(told.split()), TEXT)


def _words(fact: "Fact") -> str:
    return ", ".join(map(str, fact)) if isinstance(fact, list) else str(fact)


def _all_table(found: list[dict[str, object]]) -> str:
    return _lined(
        ALL_COLUMNS,
        [(*_start(each), str(each["kind"]), _state(each), str(each["text"])) for each in found],
    )


def _table(uploads: "tuple[Upload, ...]") -> str:
    rows = [
        (*_start(each), f"{each['rows']:,}", _state(each), show(str(each["name"]), TEXT))
        for each in map(asdict, uploads)
    ]
    return _lined(COLUMNS, rows)


def _start(told: Mapping[str, object]) -> tuple[str, str, str]:
    when = str(told["when"])[:16].replace("T", " ")
    return str(told["id"])[:SHORT], when, show(str(told["who"] or "-"), 40)


def _state(told: Mapping[str, object]) -> str:
    return "in force" if told["in_force"] else "undone"


def _lined(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return "nothing was added to the shared data yet"
    widths = [max(map(len, column)) for column in zip(names, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (names, *rows)
    )


def _audit_words(found: "Audit") -> str:
    lines = [show(str(fault), 2_000) for fault in found.faults]
    lines += [f"{name}: no receipt names it; it does no harm" for name in found.orphans]
    verdict = f"{len(found.faults):,} faults" if found.faults else "all as written"
    lines.append(f"{found.receipts:,} receipts, {found.files:,} files: {verdict}")
    if found.last:
        lines.append(f"last receipt: {found.last}")
    return "\n".join(lines)
