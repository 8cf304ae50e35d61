"""Tables in one file that is opened, not read: each column stands there as it does in memory.

A column is one Arrow IPC stream, uncompressed, aligned to 64 bytes; a footer says where each is.
Opening maps the file: texts and numbers are views of it, so a part of it is read when a row in it
is shown, and all processes share what was read. A stream for each column, where Arrow's own file
has all of them in one, needs the room of one column more while it is written, not of the table.

The file's time of change is set by its writer and stands in the footer: a file that was touched
since is compared with its checksum before it is believed; another one is not read through.
"""

import hashlib
import json
import mmap
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from dashboard.store.folder import CHUNK, replacing, write_all

MAGIC = b"UNREST 1"
ALIGNMENT = 64
MAPPED = 2**20
"""Files from so many bytes are mapped; a smaller one is read, and then no file stays open."""
SEALED_BEFORE = 10
"""Seconds from a file's time of change to its writing, so that no later writer leaves it as is."""
TAIL = hashlib.sha256().digest_size + 8 + len(MAGIC)
"""What follows the footer: its SHA-256, its length, and the mark of the format once more."""

TEXT: Any = pd.StringDtype(storage="pyarrow", na_value=np.nan)
MASKED = (pd.arrays.IntegerArray, pd.arrays.FloatingArray, pd.arrays.BooleanArray)
Facts = Mapping[str, Any]
"""Plain values, as JSON has them."""
Numbers = npt.NDArray[Any]


class UnusableError(ValueError):
    """A file is not what `write_tables` writes, or not all of it."""


def write_tables(path: Path, tables: Mapping[str, pd.DataFrame], facts: Facts) -> None:
    """Put `tables` (their rows numbered from 0) and `facts` at `path`, whole or not at all.

    Raises OSError, and ValueError for a column of a type that cannot be kept, or another index.
    """
    with replacing(path) as descriptor:
        out = _Out(descriptor)
        out.write(MAGIC)
        described = {name: _write_table(out, table) for name, table in tables.items()}
        sealed = int(time.time()) - SEALED_BEFORE
        footer = {
            "tables": described, "facts": facts, "sealed": sealed,
            "size": out.size, "checksum": out.hash.hexdigest(),
        }  # fmt: skip
        raw = json.dumps(footer).encode()
        out.write(raw + hashlib.sha256(raw).digest() + len(raw).to_bytes(8, "big") + MAGIC)
        os.utime(descriptor, (sealed, sealed))


def open_tables(path: Path, *, thorough: bool = False) -> tuple[dict[str, pd.DataFrame], Facts]:
    """The tables and facts at `path`, which is compared with its checksum where it was touched
    since it was written, and where `thorough`.

    Raises OSError, and UnusableError where it is damaged. The tables cannot be written into.
    """
    raw, changed = _contents(path)
    try:
        footer = _footer(raw)
        if thorough or changed != footer["sealed"] * 10**9:
            _compare(raw[: footer["size"]], footer["checksum"])
        tables = {name: _read_table(raw, table) for name, table in footer["tables"].items()}
        return tables, footer["facts"]
    except (ValueError, TypeError, LookupError, AttributeError, pa.ArrowException) as error:
        raise UnusableError(f"{path.name} is damaged: {error}") from error


class _Out:
    """The file that Arrow writes into: what is written is hashed and counted."""

    closed = False

    def __init__(self, descriptor: int) -> None:
        self.descriptor, self.size, self.hash = descriptor, 0, hashlib.sha256()

    def write(self, content: Any) -> None:
        part = memoryview(content)
        write_all(self.descriptor, part)
        self.hash.update(part)
        self.size += part.nbytes

    def flush(self) -> None:
        """Nothing is held back."""

    def align(self) -> int:
        """Fill up to where the next column may begin; returns that place."""
        self.write(bytes(-self.size % ALIGNMENT))
        return self.size


def _write_table(out: _Out, table: pd.DataFrame) -> dict[str, Any]:
    if not table.index.equals(pd.RangeIndex(len(table))):
        raise ValueError("the rows are not numbered from 0")
    columns = []
    for name, column in table.items():
        start, batch = out.align(), _batch(column)
        with pa.ipc.new_stream(pa.PythonFile(out, "w"), batch.schema) as stream:
            stream.write_batch(batch)
        columns.append({"name": str(name), "start": start, "end": out.size, **_kind(column)})
    return {"rows": len(table), "columns": columns}


def _kind(column: pd.Series) -> dict[str, Any]:
    """What, beside its values, makes the column what it is."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return {"dtype": str(column.dtype)}
    categories = column.cat.categories
    if categories.dtype != TEXT:
        raise ValueError(f"{column.name}: categories that are no texts cannot be kept")
    return {"dtype": "category", "categories": [*categories], "ordered": bool(column.cat.ordered)}


def _batch(column: pd.Series) -> pa.RecordBatch:
    """The column as Arrow has it: its values, and beside them which are missing."""
    array: Any = column.array
    dtype: Any = column.dtype
    if dtype == TEXT:
        texts = pa.chunked_array(pa.array(column)).cast(pa.large_string())
        whole = texts.chunk(0) if texts.num_chunks == 1 else texts.combine_chunks()
        return pa.record_batch([whole], names=["values"])
    if isinstance(array, MASKED):
        values = array.to_numpy(dtype=dtype.numpy_dtype, na_value=0)
        masked = [_numbers(values), _numbers(np.asarray(array.isna()))]
        return pa.record_batch(masked, names=["values", "missing"])
    if isinstance(dtype, pd.CategoricalDtype):
        return pa.record_batch([_numbers(column.cat.codes.to_numpy())], names=["values"])
    if not isinstance(dtype, np.dtype) or dtype.kind not in "biufmM":
        raise ValueError(f"{column.name}: {dtype} cannot be kept")
    return pa.record_batch([_numbers(column.to_numpy())], names=["values"])


def _numbers(values: Numbers) -> pa.Array:
    """Numbers as they are, truths as bytes, moments and spans as whole numbers of their unit."""
    plain = np.ascontiguousarray(values)
    if plain.dtype.kind == "b":
        plain = plain.view(np.uint8)
    elif plain.dtype.kind in "mM":
        plain = plain.view(np.int64)
    return pa.array(plain)


def _contents(path: Path) -> tuple[memoryview, int]:
    """The bytes of a file, mapped where it is large, and its time of change in nanoseconds."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        status = os.fstat(descriptor)
        if status.st_size >= MAPPED:
            mapped = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
            return memoryview(mapped), status.st_mtime_ns
        return memoryview(os.read(descriptor, MAPPED)), status.st_mtime_ns
    finally:
        os.close(descriptor)


def _footer(raw: memoryview) -> dict[str, Any]:
    tail = bytes(raw[-TAIL:])
    if bytes(raw[: len(MAGIC)]) != MAGIC or tail[-len(MAGIC) :] != MAGIC:
        raise ValueError("it begins or ends in another way")
    length = int.from_bytes(tail[-len(MAGIC) - 8 : -len(MAGIC)], "big")
    footer = bytes(raw[-TAIL - length : -TAIL])
    if hashlib.sha256(footer).digest() != tail[: -len(MAGIC) - 8]:
        raise ValueError("its footer is not what was written")
    found: dict[str, Any] = json.loads(footer)
    if found["size"] + length + TAIL != len(raw):
        raise ValueError("it is longer or shorter than what was written")
    return found


def _compare(raw: memoryview, checksum: str) -> None:
    found = hashlib.sha256()
    for start in range(0, len(raw), CHUNK):
        found.update(raw[start : start + CHUNK])
    if found.hexdigest() != checksum:
        raise ValueError("it is not what was written")


def _read_table(raw: memoryview, table: Mapping[str, Any]) -> pd.DataFrame:
    arrays = {column["name"]: _read_column(raw, column) for column in table["columns"]}
    if any(len(array) != table["rows"] for array in arrays.values()):
        raise ValueError("a column has more rows, or fewer")
    return pd.DataFrame(arrays, index=pd.RangeIndex(table["rows"]), copy=False)


def _read_column(raw: memoryview, column: Mapping[str, Any]) -> Any:
    part = pa.py_buffer(raw[column["start"] : column["end"]])
    batch = pa.ipc.open_stream(part).read_next_batch()
    dtype: Any = TEXT if column["dtype"] == "str" else pd.api.types.pandas_dtype(column["dtype"])
    if dtype == TEXT:
        return TEXT.__from_arrow__(batch.column(0))
    values = batch.column(0).to_numpy()
    if isinstance(dtype, pd.CategoricalDtype):
        categories = pd.Index(column["categories"], dtype=TEXT)
        kept = pd.CategoricalDtype(categories, column["ordered"])
        return pd.Categorical.from_codes(values, dtype=kept, validate=False)
    if batch.num_columns == 2:
        values = values.view(dtype.numpy_dtype)
        return dtype.construct_array_type()(values, batch.column(1).to_numpy().view(bool))
    return values.view(dtype)
