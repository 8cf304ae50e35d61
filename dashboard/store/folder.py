"""Files that are there whole or not at all, whatever kills the process that writes them.

Written under a temporary name in the same folder, synced to the disk, renamed; then the folder is
synced too. Writers take turns by a lock on a file, which the system drops when a process ends.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TEMPORARY = ".part"
READ_ONLY = 0o444
CHUNK = 16 * 2**20  # bytes; Linux writes at most 2 GB at once


def write_file(path: Path, content: bytes) -> None:
    """Put `content` at `path`, read-only. It survives a crash after `sync_folder` of its folder.

    Raises OSError, and then `path` is what it was before.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}{TEMPORARY}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _write_all(descriptor, content)
            os.fchmod(descriptor, READ_ONLY)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left[:CHUNK]) :]


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` survive a crash. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Make `folder` and those above it where they are missing, each synced. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):  # another process was faster; a file there fails later
        folder.mkdir()
    sync_folder(folder.parent)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the writers' lock of `folder`, waiting for it; threads wait for each other too."""
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def clear_temporary(folder: Path) -> None:
    """Remove what killed writers left in `folder`. Only under the lock: others may be writing."""
    for path in folder.glob(f".*{TEMPORARY}"):
        with suppress(OSError):
            path.unlink()
