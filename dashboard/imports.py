"""`unrest import`: files into the shared data, after a person saw their reports and agreed."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard import schema
from dashboard.loading import Refused, Report, map_file
from dashboard.loading.lookalikes import show
from dashboard.readings import placed_report, read, reading_arguments

if TYPE_CHECKING:
    from dashboard.store import Accepted, Store

DONE, FAILED, USAGE = 0, 1, 2
SHOWN = 20
"""Problems listed of each kind before the question."""

Tell = Callable[[Report, int | None], Iterable[str]]
"""A report as lines, at most so many problems of each kind."""


def import_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `unrest import`."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print what came of each file as JSON")
    parser.add_argument("--yes", action="store_true", help="add without asking")
    parser.add_argument("--who", metavar="NAME", help="who adds them, for the history")
    reading_arguments(parser, schema.IMPORT_BYTES)


def import_files(asked: argparse.Namespace, tell: Tell) -> int:
    """Add each file to the shared data, one after the other; one that fails stops no other.

    0 = all are in the shared data and in force, 1 = some are not, 2 = a file is not there, or
    nobody can be asked.
    """
    if missing := next((path for path in asked.files if not path.is_file()), None):
        return _wrong(f"{show(str(missing), 500)}: no such file")
    if not asked.yes and not sys.stdin.isatty():
        return _wrong("there is no terminal to ask on; give --yes to add the files unasked")
    from dashboard.store import Store  # slow to import: boundaries

    store = Store()
    came = [_import(path, asked, store, tell) for path in asked.files]
    if asked.json:
        print(json.dumps(came))
    return DONE if all(each["status"] in ("added", "there") for each in came) else FAILED


def _import(path: Path, asked: argparse.Namespace, store: "Store", tell: Tell) -> dict[str, object]:
    """What came of one file, told to the person unless JSON is asked for."""
    from dashboard.store import StoreError

    try:
        raw = map_file(path)
        loaded = read(raw, path.name, asked)
        shown = placed_report(loaded) if asked.json or not asked.yes else loaded.report
        if not asked.yes and not _agreed(shown, tell):
            return _told(asked, path, "not added", "nothing was added")
        accepted = store.accept(raw, loaded, who=asked.who)
    except OSError as error:
        return _told(asked, path, "failed", error.strerror or str(error))
    except Refused as refused:
        if not asked.json:
            print("\n".join(tell(refused.report, SHOWN)))
        return {"file": path.name, "status": "refused", "report": refused.report.to_json()}
    except StoreError as error:
        return _told(asked, path, "failed", str(error))
    result = _told(asked, path, accepted.outcome, _words(accepted))
    return {**result, "id": accepted.upload.id, "report": shown.to_json()}


def _agreed(report: Report, tell: Tell) -> bool:
    """Show the report on standard error, where the question is, and ask."""
    print("\n".join(tell(report, SHOWN)), file=sys.stderr)
    print(f"Add these {report.accepted:,} {report.table} to the shared data? [y/N] ", end="",
          file=sys.stderr, flush=True)  # fmt: skip
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _told(asked: argparse.Namespace, path: Path, status: str, words: str) -> dict[str, object]:
    stream = sys.stderr if asked.json or status == "failed" else sys.stdout
    if not asked.json or status == "failed":
        print(f"{show(path.name, 200)}: {show(words, 2_000)}", file=stream)
    return {"file": path.name, "status": status, "message": words}


def _words(accepted: "Accepted") -> str:
    upload = accepted.upload
    short = upload.id[:12]
    if accepted.outcome == "added":
        return (
            f"{upload.rows:,} of {upload.records:,} records added as {upload.name}; "
            f"`unrest undo {short}` takes them back"
        )
    if accepted.outcome == "there":
        return f"the same file is in the shared data as {upload.name} ({short}); nothing changed"
    return (
        f"the same file was added as {upload.name} and taken back; nothing changed; "
        f"`unrest redo {short}` brings it back"
    )


def _wrong(words: str) -> int:
    print(f"unrest import: {words}", file=sys.stderr)
    return USAGE
