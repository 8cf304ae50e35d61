"""Whether the store is as it was written: the chain of receipts, and every file by its hash."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.store.journal import Fault, Journal
from dashboard.store.receipts import NAME, Entry
from dashboard.store.uploads import DamagedError, Upload, check_file, upload_of


@dataclass(frozen=True)
class Audit:
    """What `unrest verify` says. `last` is the id of the last receipt, '' where there is none: who
    wrote it down can tell later that no receipt was cut off the end.

    `orphans` are files that no receipt names, such as a killed import leaves: they do no harm.
    """

    receipts: int
    files: int
    last: str
    faults: tuple[Fault, ...]
    orphans: tuple[str, ...]


def audit(folder: Path) -> Audit:
    """Everything in `folder` read anew. OSError where a folder cannot be listed."""
    contents = Journal(folder / "receipts").read()
    named = {
        name: upload
        for entry in contents.entries
        if entry.kind == "import"
        for upload in [upload_of(entry, in_force=True)]
        for name in upload.files.values()
    }
    checked = [_check(folder / "files", name, upload) for name, upload in sorted(named.items())]
    return Audit(
        receipts=len(contents.entries),
        files=len(named),
        last=contents.last[1],
        faults=(
            *contents.faults,
            *_strays(contents.entries),
            *(fault for fault in checked if fault),
        ),
        orphans=_orphans(folder, set(named)),
    )


def _check(folder: Path, name: str, upload: Upload) -> Fault | None:
    try:
        check_file(folder, name)
    except DamagedError as error:
        what = next(what for what, file in upload.files.items() if file == name)
        return Fault(upload.id, f"{folder.name}/{name}", f"{error} ({what} of {upload.name})")
    return None


def _strays(entries: tuple[Entry, ...]) -> list[Fault]:
    """Undoings and redoings of entries that are not there before them."""
    seen: set[str] = set()
    faults = []
    for entry in entries:
        if entry.kind in ("undo", "redo") and entry.facts["entry"] not in seen:
            what = f"its kind is {entry.kind}, of an entry that is not there"
            faults.append(Fault(entry.id, f"receipts/{entry.file}", what))
        seen.add(entry.id)
    return faults


def _orphans(folder: Path, named: set[str]) -> tuple[str, ...]:
    """Files that no receipt names, unfinished ones included, by their path in `folder`."""
    found = [path for path in _listed(folder / "files") if path.name not in named]
    found += [path for path in _listed(folder / "receipts") if not NAME.fullmatch(path.name)]
    return tuple(str(path.relative_to(folder)) for path in found)


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []
