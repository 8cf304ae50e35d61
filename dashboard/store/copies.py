"""Copies of what was read, to be opened instead of being read again: a cache and nothing else.

The kept CSV is the truth. A copy is named by a hash of all that it was made from: the kept files
with their size and time of change, the boundaries and the gazetteer, and the program. One that is
missing, damaged or of another name is made anew; where none can be written, work goes on without.

Three kinds: `.table`, an upload as it was read; `.places`, the columns that placing its incidents
fills; `.data`, a whole data set. Parquet was measured against files that are mapped (`columnar`),
for 1,000,000 incidents: 1.1 s of CPU to open with lz4 and 2.7 s with zstd against 0.05 s, all of
it in memory of each process' own, and no datetime in seconds; it takes a fifth or a tenth of
the room on the disk.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd
import pyarrow as pa

from dashboard.loading import Loaded
from dashboard.places import PLACED, Places, resolve_places
from dashboard.schema import TABLES
from dashboard.store.columnar import Facts, UnusableError, open_tables, write_tables
from dashboard.store.datasets import DATA, Dataset
from dashboard.store.folder import clear_abandoned, make_folder, sync_folder
from dashboard.store.reported import plain_report, read_report
from dashboard.store.uploads import Upload

FORMAT = 1
"""Another number for another layout of these files."""
LEAST = 256 * 1024
"""Bytes of canonical CSV below which reading them is no wait, and a copy not worth its files."""
SETS = 2
"""Data sets kept: as the files have it and as decided, or as before an undo and after."""
ROOM = 2
"""A copy is written where so many times its size are free: people's files go first."""

PARTS = ("columns.csv", "counting.py", "countries.py", "duplicates", "loading", "origins.py",
         "places", "schema.py", "store", "vocabularies.csv")  # fmt: skip
"""What of the program says how a table is read and combined."""

FRAMES = ("incidents", "accounts", "responses", "superseded")
Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Source:
    """What a copy of an upload is made from, as one hash, and the bytes of its canonical CSV."""

    key: str
    size: int


class Copies:
    """The copies in `folder`/copies, of uploads whose files are in `folder`/files.

    Any number of processes and threads may use them at once. No method raises for a disk that
    is full, read-only or broken.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "copies"
        self._files = folder / "files"

    def upload(self, upload: Upload) -> Loaded | None:
        """`upload` as it was read, not placed; None where there is no copy."""
        source = self._source(upload)
        found = self._open(f"{source.key}.table") if source else None
        if found is None:
            return None
        tables, facts = found
        companion = tables.get("responses") if upload.table == "incidents" else None
        return Loaded(upload.table, tables[upload.table], read_report(facts), companion)

    def keep_upload(self, upload: Upload, loaded: Loaded) -> Loaded | None:
        """Write the copy of `upload`, which is `loaded`, and open it; None where it is too small
        for that, or could not be written."""
        source = self._source(upload)
        if source is None or source.size < LEAST:
            return None
        tables = {str(name): table for name, table in loaded.tables.items()}
        self._write(f"{source.key}.table", tables, plain_report(loaded.report))
        return self.upload(upload)

    def placed(self, upload: Upload, loaded: Loaded, places: Places) -> Loaded:
        """`loaded`, opened from the copy of `upload`, with its incidents placed."""
        source = self._source(upload)
        if upload.table != "incidents" or source is None or not places.version:
            return loaded
        name = _places_name(source, places)
        found = self._open(name)
        if found is None:
            frame = resolve_places(loaded.frame, places)
            self._write(name, {"places": frame[[*PLACED]]}, {})
            found = self._open(name) or ({"places": frame}, {})
        added = found[0]["places"]
        return replace(loaded, frame=loaded.frame.assign(**{each: added[each] for each in PLACED}))

    def dataset_key(self, uploads: Sequence[Upload], places: Places) -> str:
        """What the data set of the bundled files and `uploads` is made from, as one hash; '' where
        it is not worth a copy, or not all of its files are there."""
        sources = [self._source(upload) for upload in uploads]
        found = [source for source in sources if source]
        if len(found) < len(sources) or not places.version:
            return ""
        if sum(source.size for source in found) < LEAST:
            return ""
        return _hash(_bundled(), places.version, *(source.key for source in found))

    def decided_key(self, key: str, decisions: Sequence[str]) -> str:
        """The key of the data set of another key after `decisions`, by their ids."""
        return _hash(key, *decisions) if key else ""

    def dataset(self, key: str) -> Dataset | None:
        """The data set of this key; None where there is no copy, or the key is ''."""
        found = self._open(f"{key}.data") if key else None
        if found is None:
            return None
        tables, facts = found
        return Dataset(
            incidents=tables["incidents"],
            accounts=tables["accounts"],
            responses=tables["responses"],
            superseded=tables["superseded"],
            reports=tuple(map(read_report, facts["reports"])),
            key=key,
        )

    def keep_dataset(self, key: str, dataset: Dataset) -> Dataset:
        """Write the copy of `dataset` (its faults are of the moment and not in it) and open it, and
        remove older ones; `dataset` where it could not be written, or the key is ''."""
        if not key:
            return dataset
        reports = [plain_report(report) for report in dataset.reports]
        tables = {name: getattr(dataset, name) for name in FRAMES}
        self._write(f"{key}.data", tables, {"reports": reports})
        with suppress(OSError):
            sets = sorted(self.folder.glob("*.data"), key=lambda path: path.stat().st_ctime_ns)
            for path in sets[:-SETS]:
                path.unlink(missing_ok=True)
        found = self.dataset(key)
        return replace(found, faults=dataset.faults) if found else dataset

    def clear(self, uploads: Sequence[Upload], places: Places) -> None:
        """Remove the copies of uploads that are of none of `uploads`, and what killed writers left.
        A process that has one of them open keeps it."""
        sources = [source for upload in uploads if (source := self._source(upload))]
        used = {f"{source.key}.table" for source in sources}
        used |= {_places_name(source, places) for source in sources}
        with suppress(OSError):
            clear_abandoned(self.folder)
            for path in (*self.folder.glob("*.table"), *self.folder.glob("*.places")):
                if path.name not in used:
                    path.unlink(missing_ok=True)

    def remove_damaged(self) -> None:
        """Compare every copy with its checksum and remove those that differ."""
        with suppress(OSError):
            for path in self.folder.glob("[0-9a-f]*"):
                try:
                    open_tables(path, thorough=True)
                except UnusableError:
                    path.unlink(missing_ok=True)

    def _source(self, upload: Upload) -> Source | None:
        """None where a file of the upload is not there; whoever reads it tells what is wrong."""
        told: list[object] = [upload.name, upload.table]
        size = 0
        for what, name in upload.files.items():
            if what != "original":
                try:
                    status = (self._files / name).stat()
                except (OSError, ValueError):
                    return None
                told.append([what, name, status.st_size, status.st_mtime_ns])
                size += status.st_size if what in TABLES else 0
        return Source(_hash(told), size)

    def _open(self, name: str) -> tuple[dict[str, pd.DataFrame], Facts] | None:
        with suppress(OSError, UnusableError):
            return open_tables(self.folder / name)
        return None

    def _write(self, name: str, tables: Tables, facts: Facts) -> None:
        with suppress(OSError, ValueError, pa.ArrowException):
            make_folder(self.folder)
            size = sum(int(table.memory_usage(index=False).sum()) for table in tables.values())
            if shutil.disk_usage(self.folder).free > ROOM * size:
                write_tables(self.folder / name, tables, facts)
                sync_folder(self.folder)


def _places_name(source: Source, places: Places) -> str:
    return f"{_hash(source.key, places.version)}.places"


def _hash(*told: object) -> str:
    return hashlib.sha256(json.dumps([FORMAT, _program(), told]).encode()).hexdigest()


@cache
def _program() -> str:
    """This program and what its tables are made with, as one hash."""
    package, found = Path(__file__).parents[1], hashlib.sha256()
    for part in PARTS:
        inside = sorted((package / part).rglob("*")) if (package / part).is_dir() else []
        for path in inside or [package / part]:
            if path.suffix in (".py", ".csv"):
                found.update(hashlib.sha256(path.read_bytes()).digest())
    return f"{found.hexdigest()} {pd.__version__} {pa.__version__}"


def _bundled() -> str:
    """The bundled files as one hash."""
    raw = [(DATA / f"{table}.csv").read_bytes() for table in TABLES]
    return " ".join(hashlib.sha256(each).hexdigest() for each in raw)
