"""The bytes of a file, in memory or mapped from the disk, looked at piece by piece.

A mapped file takes no memory for what has been looked at: `pieces` gives it back at once.
"""

import hashlib
import mmap
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

Raw = bytes | memoryview
"""What is read: bytes, or a view of a mapped file."""

PIECE_BYTES = 1 << 20


def map_file(path: Path) -> Raw:
    """The content of `path` without reading it first; read at once where it cannot be mapped.

    Raises OSError. The file must not be cut short while the view of it is in use.
    """
    with path.open("rb") as file:
        try:
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):  # a pipe, or an empty file
            return file.read()


def pieces(raw: Raw, size: int = PIECE_BYTES) -> Iterator[memoryview]:
    """`raw` in views of `size` bytes; those of a mapped file are given back one by one."""
    view = memoryview(raw)
    for start in range(0, len(view), size):
        yield view[start : start + size]
        forget(view, start, start + size)


def forget(view: memoryview, start: int, stop: int) -> None:
    """Give back the memory of these bytes of a mapped file: they can be read from it again."""
    if isinstance(view.obj, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        first = start - start % mmap.PAGESIZE
        view.obj.madvise(mmap.MADV_DONTNEED, first, min(stop, len(view)) - first)


def sha256(raw: Raw) -> str:
    """The SHA-256 of `raw` in hexadecimal digits."""
    found = hashlib.sha256()
    for piece in pieces(raw):
        found.update(piece)
    return found.hexdigest()


def opened(raw: Raw) -> pa.BufferReader:
    """`raw` as a binary file, without a copy."""
    return pa.BufferReader(pa.py_buffer(raw))
