"""The store: what people added to the shared data, decided about it, and took back."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from dashboard.loading import Loaded, Raw
from dashboard.places import Places
from dashboard.schema import TABLES
from dashboard.store.audit import Audit, audit
from dashboard.store.datasets import DATA, Dataset, free_name, read_bundled
from dashboard.store.errors import StoreError, WrongEntryError, not_read, not_written
from dashboard.store.folder import (
    clear_temporary,
    locked,
    make_folder,
    sync_folder,
    write_file,
)
from dashboard.store.journal import SHORT, Contents, Fault, Journal, find_entry, in_force
from dashboard.store.reading import Readings
from dashboard.store.receipts import DECISIONS, Decision, Entry, Fact, Kind
from dashboard.store.secret import read_secret
from dashboard.store.uploads import (
    DamagedError,
    Upload,
    check_file,
    facts_of,
    file_names,
    files_of,
    is_kept,
    read_contents,
    same_upload,
    upload_of,
    uploads_of,
)

VERIFY = "run `unrest verify` for all that is damaged"
BUNDLED = frozenset(f"{table}.csv" for table in TABLES)


@dataclass(frozen=True)
class Accepted:
    """What came of accepting a file: `added`; `there` already; or there and `undone`, and then
    `Store.redo(upload.id)` brings it back."""

    upload: Upload
    outcome: Literal["added", "there", "undone"]


def data_folder() -> Path:
    """The folder named by UNREST_DATA; `data/` of this project where it is not set."""
    return Path(os.environ.get("UNREST_DATA") or DATA).absolute()


class Store:
    """The uploads in `folder`/uploads and the journal of decisions about them.

    Any number of processes and threads may use the same folder. What a method returned is on the
    disk; where it raised StoreError nothing changed. Reading never waits for a writer.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = (folder or data_folder()) / "uploads"
        self._files = self.folder / "files"
        self._journal = Journal(self.folder / "receipts")
        self._readings = Readings(self.folder)

    @property
    def version(self) -> str:
        """Another text after each change, by whatever process; cheap enough for every run."""
        try:
            return self._journal.last_name()
        except OSError as error:
            return f"unreadable: {error.strerror}"

    def secret(self) -> bytes:
        """What the ids of the public view are made with: the same for all processes, for ever."""
        return read_secret(self.folder)

    def entries(self) -> tuple[Entry, ...]:
        """The whole journal in its order. Raises StoreError where it cannot be read."""
        return self._contents().entries

    def active(self, kind: Kind) -> tuple[Entry, ...]:
        """The entries of one kind that are in force, in their order."""
        entries = self.entries()
        kept = in_force(entries)
        return tuple(entry for entry in entries if entry.kind == kind and entry.id in kept)

    def uploads(self) -> tuple[Upload, ...]:
        """All accepted files in their order, those taken back too."""
        return uploads_of(self.entries())

    def accept(self, raw: Raw, loaded: Loaded, *, who: str | None = None) -> Accepted:
        """Add a file to the shared data. `raw` are its bytes, `loaded` what they were read as.

        A file that is there already changes nothing. Raises WrongEntryError where it is there,
        read in another way; StoreError where it could not be kept, or would not be read back as it
        is; ValueError where `raw` are not the bytes that `loaded` was read from.
        """
        contents = files_of(raw, loaded)
        back = _read_back(contents, loaded)
        files = file_names(contents)
        with self._writing():
            earlier = uploads_of(self._journal.read().entries)
            if found := same_upload(earlier, loaded.report, files):
                return Accepted(found, "there" if found.in_force else "undone")
            name = free_name(loaded.report.name, BUNDLED | {upload.name for upload in earlier})
            with self._all_or_none({self._files / each for each in files.values()}):
                for what, content in contents.items():
                    if not is_kept(self._files / files[what]):
                        _write(self._files / files[what], content)
                sync_folder(self._files)
                entry = self._journal.append("import", facts_of(loaded, name, files), who)
        upload = upload_of(entry, in_force=True)
        self._readings.hold(upload, back)
        return Accepted(upload, "added")

    def append(self, kind: Decision, facts: Mapping[str, Fact], *, who: str | None = None) -> Entry:
        """Write down a decision: `facts` are text, finite numbers, or lists of them.

        Raises WrongEntryError for other kinds or facts, StoreError where it could not be kept.
        """
        if kind not in DECISIONS:
            raise WrongEntryError(f"{kind!r} is no decision", f"use one of {', '.join(DECISIONS)}")
        with self._writing():
            return self._journal.append(kind, facts, who)

    def original(self, upload: Upload) -> bytes:
        """The bytes of an upload as they came. Raises StoreError where they are damaged."""
        try:
            return check_file(self._files, upload.files["original"])
        except DamagedError as error:
            raise StoreError(f"{upload.name} cannot be read", str(error), VERIFY) from error

    def undo(self, entry_id: str, *, who: str | None = None) -> Entry:
        """Take an upload or a decision out of every view; its files stay. Returns that entry.

        `entry_id` may be the beginning of an id. Raises WrongEntryError where no entry, or several,
        have it, or it is undone already; StoreError where it could not be written.
        """
        return self._switch(entry_id, "undo", who)

    def redo(self, entry_id: str, *, who: str | None = None) -> Entry:
        """Bring back what was undone. As `undo`; WrongEntryError where it is in force."""
        return self._switch(entry_id, "redo", who)

    def verify(self) -> Audit:
        """Read every file of the store again and say what is not as it was written."""
        self._readings.copies.remove_damaged()
        try:
            return audit(self.folder)
        except OSError as error:
            raise not_read(error, self.folder) from error

    def read(self, places: Places) -> Dataset:
        """The bundled files and the uploads in force, in their order; no decision is applied.

        An upload that cannot be read is left out and told in `faults`; so is a store that cannot be
        read. What was read before, by whatever process, is opened from its copy (`copies`).
        """
        try:
            return self._readings.dataset(self._contents(), places)
        except StoreError as error:
            faults = (Fault("", self.folder.name, str(error)),)
            return replace(read_bundled(places), faults=faults)

    def decided(
        self, dataset: Dataset, decisions: Sequence[str], make: Callable[[], Dataset]
    ) -> Dataset:
        """What `make` makes of `dataset`, which `read` returned, or the copy that an earlier call
        left. `decisions` are the ids of all entries that `make` goes by, in its order."""
        return self._readings.decided(dataset, decisions, make)

    def _contents(self) -> Contents:
        try:
            return self._journal.read()
        except OSError as error:
            raise not_read(error, self.folder) from error

    def _switch(self, entry_id: str, kind: Literal["undo", "redo"], who: str | None) -> Entry:
        with self._writing():
            entries = self._journal.read().entries
            entry = find_entry(entries, entry_id)
            if (entry.id in in_force(entries)) == (kind == "redo"):
                state = "in force" if kind == "redo" else "undone already"
                other = "undo" if kind == "redo" else "redo"
                raise WrongEntryError(f"{entry.id[:SHORT]} is {state}", f"{other} is possible")
            self._journal.append(kind, {"entry": entry.id}, who)
        return entry

    @contextmanager
    def _all_or_none(self, paths: Collection[Path]) -> Iterator[None]:
        """Where the block fails, none of the files stays that were not there before it.

        A full disk would stay full. They do stay where the receipt that names them might.
        """
        receipts, new = self._journal.names(), [path for path in paths if not path.exists()]
        try:
            yield
        except BaseException:
            with suppress(OSError):
                sync_folder(self._journal.folder)
                if self._journal.names() == receipts:
                    for path in new:
                        path.unlink(missing_ok=True)
            raise

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """The writers' lock, on folders that are there and free of what killed writers left."""
        folders = (self._files, self._journal.folder)
        try:
            for folder in folders:
                make_folder(folder)
            with locked(self.folder):
                for folder in folders:
                    clear_temporary(folder)
                yield
        except OSError as error:
            raise not_written(error, self.folder) from error


def _write(path: Path, content: Raw) -> None:
    """Keep `content` under its hash. StoreError where a mapped file changed since it was read."""
    write_file(path, content)
    if not is_kept(path):
        raise StoreError("nothing was added", "the file changed meanwhile", "add it once more")


def _read_back(contents: Mapping[str, Raw], loaded: Loaded) -> Loaded:
    try:
        return read_contents(contents, loaded.report.name, loaded.table)
    except ValueError as error:
        raise StoreError(
            "nothing was added", str(error), "this is a fault of the program"
        ) from error
