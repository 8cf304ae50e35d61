"""`unrest uploads`, `undo`, `redo`, `verify`: what was added to the shared data, and taken back."""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboard.loading.lookalikes import show

if TYPE_CHECKING:
    from dashboard.store import Audit, Store, Upload

DONE, FAILED = 0, 1
SHORT = 12
COLUMNS = ("id", "when (UTC)", "who", "records kept", "state", "file")


def json_argument(parser: argparse.ArgumentParser) -> None:
    """The argument of all these commands."""
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def entry_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `undo` and `redo`."""
    parser.add_argument("id", metavar="ID", help="of an upload or a decision, or its beginning")
    parser.add_argument("--who", metavar="NAME", help="who does it, for the history")
    json_argument(parser)


def list_uploads(asked: argparse.Namespace) -> int:
    """Print all accepted files, those taken back too. 1 = the store cannot be read."""

    def listed(store: "Store") -> int:
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


def _table(uploads: "tuple[Upload, ...]") -> str:
    if not uploads:
        return "nothing was added to the shared data yet"
    rows = [
        (
            upload.id[:SHORT],
            upload.when[:16].replace("T", " "),
            show(upload.who or "-", 40),
            f"{upload.rows:,}",
            "in force" if upload.in_force else "undone",
            show(upload.name, 120),
        )
        for upload in uploads
    ]
    widths = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in (COLUMNS, *rows)
    )


def _audit_words(found: "Audit") -> str:
    lines = [show(str(fault), 2_000) for fault in found.faults]
    lines += [f"{name}: no receipt names it; it does no harm" for name in found.orphans]
    verdict = f"{len(found.faults):,} faults" if found.faults else "all as written"
    lines.append(f"{found.receipts:,} receipts, {found.files:,} files: {verdict}")
    if found.last:
        lines.append(f"last receipt: {found.last}")
    return "\n".join(lines)
