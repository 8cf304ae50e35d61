"""The secret of the store: what the ids of the public view are made with."""

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from dashboard.store.folder import locked, make_folder, sync_folder, write_all

NAME, BYTES, PRIVATE = "public.key", 32, 0o600


def read_secret(folder: Path) -> bytes:
    """The secret in `folder`, made at the first call by whatever process; nobody but its owner may
    read the file. Where it can neither be read nor written, one that this process keeps to itself:
    then the ids are others after each start."""
    try:
        return _read(folder) or _make(folder)
    except OSError:
        return _of_this_process()


def _read(folder: Path) -> bytes | None:
    """The secret; None where there is none, or not all of it."""
    with suppress(FileNotFoundError), (folder / NAME).open("rb") as file:
        if os.fstat(file.fileno()).st_mode & ~PRIVATE & 0o777:
            os.fchmod(file.fileno(), PRIVATE)
        found = file.read()
        return found if len(found) == BYTES else None
    return None


def _make(folder: Path) -> bytes:
    make_folder(folder)
    with locked(folder):
        if found := _read(folder):  # another process was faster
            return found
        made, path = secrets.token_bytes(BYTES), folder / NAME
        temporary = path.with_name(f".{secrets.token_hex(8)}.part")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
        try:
            write_all(descriptor, memoryview(made))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
        sync_folder(folder)
        return made


@cache
def _of_this_process() -> bytes:
    return secrets.token_bytes(BYTES)
