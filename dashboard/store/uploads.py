"""An accepted upload: the files that are kept of it, each named by its SHA-256, and their reading.

Kept are the original bytes, a canonical CSV of each table with the record numbers of its rows in
the original, the report, and the mapping where the file was read by one.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from dashboard.loading import Loaded, Raw, Report, read_bytes, sha256, write_csv
from dashboard.schema import TABLES, Problem, Table, columns
from dashboard.store.errors import WrongEntryError
from dashboard.store.journal import SHORT, in_force
from dashboard.store.receipts import Entry, Fact
from dashboard.store.reported import read_loss

SUFFIXES = {
    "original": "original",
    **dict.fromkeys(TABLES, "csv"),
    **{f"{table}_records": "records" for table in TABLES},
    "report": "json",
    "mapping": "toml",
}
"""What a receipt calls a file -> the ending of the file's name."""

FILE_NAME = re.compile(r"[0-9a-f]{64}\.[a-z]+")


class DamagedError(Exception):
    """A kept file is missing or is not what was written; str() says which, and what is wrong."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(what)
        self.file = file


@dataclass(frozen=True)
class Upload:
    """An accepted file as its receipt tells it.

    `rows` are the accepted records of `records`; `sha256` is of the original bytes; `files` are
    the names of the kept files by what they hold; `when` is UTC in ISO 8601.
    """

    id: str
    name: str
    table: Table
    format: str
    records: int
    rows: int
    sha256: str
    when: str
    who: str | None
    in_force: bool
    files: dict[str, str]
    sheet: str | None = None


def upload_of(entry: Entry, in_force: bool) -> Upload:
    """The upload that an entry of the kind import tells of."""
    facts: dict[str, Any] = dict(entry.facts)
    return Upload(
        id=entry.id,
        when=entry.when,
        who=entry.who,
        in_force=in_force,
        files={what: facts[what] for what in SUFFIXES if what in facts},
        sheet=facts.get("sheet"),
        **{key: facts[key] for key in ("name", "table", "format", "records", "rows", "sha256")},
    )


def uploads_of(entries: Sequence[Entry]) -> tuple[Upload, ...]:
    """All uploads that `entries` tell of, in their order."""
    kept = in_force(entries)
    return tuple(upload_of(entry, entry.id in kept) for entry in entries if entry.kind == "import")


def same_upload(
    earlier: Sequence[Upload], report: Report, files: Mapping[str, str]
) -> Upload | None:
    """The upload of the same bytes (and sheet) read in the same way, the one in force before one
    undone.

    Raises WrongEntryError where the same bytes are in force, read in another way.
    """
    asked = (report.sha256, report.sheet)
    alike = [upload for upload in earlier if (upload.sha256, upload.sheet) == asked]
    current = next((upload for upload in alike if upload.in_force), None)
    reading = _reading(files)
    if current and _reading(current.files) != reading:
        raise WrongEntryError(
            f"this file is in the shared data, read in another way, as {current.name}",
            f"undo {current.id[:SHORT]} first",
        )
    return current or next((each for each in alike if _reading(each.files) == reading), None)


def _reading(files: Mapping[str, str]) -> dict[str, str]:
    """The files that say what an original was read as; reports of the same reading may differ."""
    return {what: name for what, name in files.items() if what != "report"}


def files_of(raw: Raw, loaded: Loaded) -> dict[str, Raw]:
    """The content of each file to keep, by what it holds. ValueError where `raw` is another file's.

    The same file read in the same way gives the same bytes, but for its report.
    """
    report = loaded.report
    if sha256(raw) != report.sha256:
        raise ValueError("the bytes are not those that the report is about")
    contents: dict[str, Raw] = {"original": raw}
    for table, frame in loaded.tables.items():
        if table != loaded.table:  # a cell may name one response twice
            frame = frame.drop_duplicates([column.name for column in columns(table)])
        contents[table] = write_csv(frame, table)
        contents[f"{table}_records"] = write_numbers(frame["record"])
    contents["report"] = json.dumps(report.to_json(), ensure_ascii=False).encode(
        errors="surrogatepass"
    )
    if report.mapping is not None:
        contents["mapping"] = report.mapping.encode()
    return contents


def facts_of(loaded: Loaded, name: str, files: dict[str, str]) -> dict[str, Fact]:
    """What the receipt of an accepted file says; `name` is how the shared data call it."""
    report = loaded.report
    return {
        "name": name,
        "table": loaded.table,
        "format": report.format or "canonical",
        "records": report.records,
        "rows": report.accepted,
        "sha256": report.sha256,
        **({} if report.sheet is None else {"sheet": report.sheet}),
        **files,
    }


def file_names(contents: Mapping[str, Raw]) -> dict[str, str]:
    """The name of each file: the SHA-256 of its content, and an ending for what it holds."""
    return {what: f"{sha256(raw)}.{SUFFIXES[what]}" for what, raw in contents.items()}


def read_upload(upload: Upload, folder: Path) -> Loaded:
    """`upload` from its files in `folder`. Raises DamagedError where one is missing or changed."""
    contents = {
        what: check_file(folder, name) for what, name in upload.files.items() if what != "original"
    }
    try:
        return read_contents(contents, upload.name, upload.table)
    except ValueError as error:
        raise DamagedError(upload.files["report"], str(error)) from error


def read_contents(contents: Mapping[str, Raw], name: str, table: Table) -> Loaded:
    """What `files_of` was given, every row with its record in the original, the file named `name`.

    Raises ValueError where a table is no longer read as it was.
    """
    try:
        raw = json.loads(bytes(contents["report"]))
        mapping = bytes(contents["mapping"]).decode() if "mapping" in contents else None
        problems = tuple(Problem(**problem) for problem in raw["problems"])
        losses = tuple(map(read_loss, raw["losses"]))
        names = [field.name for field in fields(Report) if field.name in raw]
        plain = {each: raw[each] for each in names if not isinstance(raw[each], list)}
        report = Report(
            **{**plain, "name": name, "problems": problems, "losses": losses, "mapping": mapping}
        )
        frames = {each: _read_table(contents, name, each) for each in TABLES if each in contents}
        companion = frames.get("responses") if table == "incidents" else None
        return Loaded(table, frames[table], report, companion)
    except (KeyError, TypeError) as error:
        raise ValueError("it is not as this program writes it") from error


def check_file(folder: Path, name: str) -> bytes:
    """The content of a kept file. Raises DamagedError where it is not what its name says."""
    if not FILE_NAME.fullmatch(name):
        raise DamagedError(name, "is not the name of a kept file")
    try:
        raw = (folder / name).read_bytes()
    except FileNotFoundError:
        raise DamagedError(name, "is missing") from None
    except OSError as error:
        raise DamagedError(name, f"cannot be read: {error.strerror}") from None
    if hashlib.sha256(raw).hexdigest() != name.partition(".")[0]:
        raise DamagedError(name, "is not what was written: it was changed or damaged")
    return raw


def is_kept(path: Path) -> bool:
    """Whether `path` is there and holds what its name says: written again it would look new to
    its copies."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == path.name.partition(".")[0]
    except OSError:
        return False


def write_numbers(numbers: pd.Series) -> bytes:
    """Record numbers as lines `first-last`, one for each run in which every number is one more."""
    values = numbers.to_numpy(dtype=np.int64)
    edges = [0, *(np.flatnonzero(np.diff(values) != 1) + 1).tolist(), len(values)]
    runs = [(values[start], values[end - 1]) for start, end in pairwise(edges) if end > start]
    return "".join(f"{first}-{last}\n" for first, last in runs).encode()


def read_numbers(raw: bytes) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """The numbers that `write_numbers` wrote. Raises ValueError for anything else."""
    runs = [line.split("-") for line in raw.decode("ascii").splitlines()]
    spans = [np.arange(int(first), int(last) + 1) for first, last in runs]
    return np.concatenate([np.empty(0, np.int64), *spans]).astype(np.int64)


def _read_table(contents: Mapping[str, Raw], name: str, table: Table) -> pd.DataFrame:
    raw = contents[table]
    numbers = read_numbers(bytes(contents[f"{table}_records"]))
    loaded = read_bytes(raw, name, "utf-8", largest=len(raw))  # Refused is a ValueError
    report = loaded.report
    if loaded.table != table or not len(numbers) == report.records == report.accepted:
        first = next((str(problem) for problem in report.problems), "")
        raise ValueError(f"{report.accepted:,} of {len(numbers):,} {table} are read back: {first}")
    return loaded.frame.assign(file=name, record=pd.array(numbers, dtype="Int64"))
