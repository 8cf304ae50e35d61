"""The data set in use: from its copies where there are any, else from the kept files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from dashboard.loading import Loaded
from dashboard.places import Places
from dashboard.store.copies import Copies
from dashboard.store.datasets import Dataset, combine, read_bundled_files, renamed
from dashboard.store.journal import Contents, Fault
from dashboard.store.uploads import DamagedError, Upload, read_upload, uploads_of


class Readings:
    """What was read of the uploads in `folder`, on the disk where it can be kept there; uploads
    that have no copy are held in memory, each parsed once."""

    def __init__(self, folder: Path) -> None:
        self.copies = Copies(folder)
        self._files = folder / "files"
        self._held: dict[str, Loaded] = {}
        self._times = 0

    def hold(self, upload: Upload, loaded: Loaded) -> None:
        """Spare the next reader, in whatever process, from reading `upload`, which is `loaded`."""
        if loaded.report.name != upload.name:
            loaded = renamed(loaded, upload.name)
        if not self.copies.keep_upload(upload, loaded):
            self._held = {**self._held, upload.id: loaded}

    def dataset(self, contents: Contents, places: Places) -> Dataset:
        """The bundled files and the uploads in force, in their order, with what is at fault."""
        self._times += 1
        uploads = uploads_of(contents.entries)
        chosen = [upload for upload in uploads if upload.in_force]
        key = self.copies.dataset_key(chosen, places)
        dataset, faults = self.copies.dataset(key), list[Fault]()
        if dataset is None:
            loaded = self._loaded(chosen, places, faults)
            dataset = combine(None, [*read_bundled_files(), *loaded], places)
            if key and not faults:
                dataset = self.copies.keep_dataset(key, dataset)
                self.copies.clear(uploads, places)
        return replace(dataset, faults=(*contents.faults, *faults))

    def decided(
        self, dataset: Dataset, decisions: Sequence[str], make: Callable[[], Dataset]
    ) -> Dataset:
        """As `Store.decided`. A copy is written after the first reading alone: when there is a
        later one, a person has just decided something and waits."""
        key = self.copies.decided_key(dataset.key, decisions)
        found = self.copies.dataset(key)
        if found is None:
            return self.copies.keep_dataset(key, make()) if self._times == 1 else make()
        return replace(found, faults=dataset.faults)

    def _loaded(
        self, chosen: Sequence[Upload], places: Places, faults: list[Fault]
    ) -> list[Loaded]:
        """`chosen` but those that are damaged; incidents that have a copy are placed."""
        loaded, held = [], {}
        for upload in chosen:
            copy = self.copies.upload(upload)
            try:
                if copy is None:
                    read = self._held.get(upload.id) or read_upload(upload, self._files)
                    copy = self.copies.keep_upload(upload, read)
            except DamagedError as error:
                what = f"{error}; {upload.name} is left out"
                faults.append(Fault(upload.id, f"{self._files.name}/{error.file}", what))
                continue
            if copy is None:
                held[upload.id] = read
            loaded.append(self.copies.placed(upload, copy, places) if copy else read)
        self._held = held
        return loaded
