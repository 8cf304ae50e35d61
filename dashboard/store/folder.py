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


@contextmanager
def replacing(path: Path) -> Iterator[int]:
    """A new file to write into, which takes the place of `path`, read-only, when the block ends.

    It survives a crash after `sync_folder` of its folder. Where the block or the system fails,
    `path` is what it was before. The writer holds a lock on the file until it is in its place.
    """
    temporary = path.with_name(f".{secrets.token_hex(8)}{TEMPORARY}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield descriptor
            os.fchmod(descriptor, READ_ONLY)
            os.fsync(descriptor)
            temporary.replace(path)
        finally:
            os.close(descriptor)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def write_file(path: Path, content: bytes | memoryview) -> None:
    """Put `content` at `path` as `replacing` does. Raises OSError."""
    with replacing(path) as descriptor:
        write_all(descriptor, memoryview(content))


def write_all(descriptor: int, content: memoryview) -> None:
    """Write `content`, however many calls it takes. Raises OSError."""
    left = content.cast("B")
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


def clear_abandoned(folder: Path) -> None:
    """As `clear_temporary` without the lock: what some process is writing stays. Raises OSError."""
    for path in folder.glob(f".*{TEMPORARY}"):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)
