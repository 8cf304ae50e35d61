"""UTF-8 bytes to records: the delimiter, the header line, and the shape of every record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from dashboard import schema
from dashboard.loading.decoding import Unreadable
from dashboard.loading.quoting import is_well_quoted, read_columns
from dashboard.schema import Problem

if TYPE_CHECKING:
    from _csv import Reader  # the type of csv.reader() has no public name

DELIMITERS = (",", ";", "\t", "|")
HEADER_CHARACTERS = 1_000_000
CHUNK = 50_000
"""Records turned into Arrow columns at a time: Python's own strings take ten times the room."""


@dataclass(frozen=True)
class Opening:
    """A file opened at its first record: the header as written, and what is left to read."""

    header: tuple[str, ...]
    delimiter: str
    rows: Reader


@dataclass(frozen=True)
class Records:
    """The records whose shape is right, as columns of text (`columns[i]` is under `header[i]`).

    `numbers` are their places in the file, from 1; `total` counts all records, broken ones too,
    and `problems` rejects each of those.
    """

    columns: tuple[pa.Array, ...]
    numbers: NDArray[np.int64]
    total: int
    problems: tuple[Problem, ...]


def fold_name(name: str) -> str:
    """A column's name without the differences that do not matter: case, blanks, hyphens."""
    return re.sub(r"[\s\-]+", "_", name.strip().casefold())


def known_names() -> frozenset[str]:
    """Every column name of every table, and the aliases."""
    own = {column.name for table in schema.TABLES for column in schema.columns(table)}
    return frozenset(own | set(schema.ALIASES))


def open_records(data: bytes, known: Callable[[str], bool] | None = None) -> Opening:
    """Read the header line; raise Unreadable if there is none or it has too many columns.

    The delimiter is the one that finds most names that are `known`: those of ours unless told.
    """
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline="")
    first = next((line for line in lines if line.strip()), "")
    told = re.fullmatch(r'"?sep=(.)"?\s*', first)  # Excel's own way to name the delimiter
    if told:
        first = next((line for line in lines if line.strip()), "")
    if len(first) > HEADER_CHARACTERS:
        raise Unreadable(f"the first line is too long for a header: {len(first):,} characters")
    delimiter = told[1] if told and told[1] in DELIMITERS else _delimiter(first, known or is_ours)
    rows = csv.reader(chain([first], lines), delimiter=delimiter, strict=True)
    try:
        header = next(rows, [])
    except csv.Error as error:
        raise Unreadable(f"the header line cannot be read: {error} (a quotation mark?)") from None
    if len(header) > schema.COLUMNS:
        raise Unreadable(
            f"the header names {len(header):,} columns: too many, the limit is {schema.COLUMNS}"
        )
    if not header:
        raise Unreadable("the file has no header line: it is empty")
    return Opening(tuple(header), delimiter, rows)


def is_ours(name: str) -> bool:
    """Whether `name` is that of a column of ours, or an alias of one."""
    return fold_name(name) in known_names()


def _delimiter(line: str, known: Callable[[str], bool]) -> str:
    def worth(delimiter: str) -> tuple[int, int]:
        try:
            names = next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        return sum(known(name) for name in names), len(names)

    return max(DELIMITERS, key=worth)


def read_records(data: bytes, opening: Opening) -> Records:
    """Read all records; raise Unreadable where a quotation mark leaves it open what they are."""
    width = len(opening.header)
    if is_well_quoted(data, opening.delimiter):
        columns = read_columns(data, opening.delimiter, width)
        if columns and tuple(column[0].as_py() for column in columns) == opening.header:
            total = len(columns[0]) - 1
            rest = tuple(column.slice(1) for column in columns)
            return Records(rest, np.arange(1, total + 1), total, ())
    return _read_slowly(opening)


def _read_slowly(opening: Opening) -> Records:
    """Read record by record, those of another shape set apart."""
    width = len(opening.header)
    chunks: list[list[pa.Array]] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    number = 0
    for number, row in enumerate(_rows(opening.rows), start=1):
        if isinstance(row, list) and len(row) == width:
            rows.append(row)
            numbers.append(number)
            if len(rows) == CHUNK:
                chunks.append(_columns(rows, width))
                rows = []
        else:
            problems.append(_broken(number, row, width))
    chunks.append(_columns(rows, width))
    return Records(
        columns=tuple(pa.concat_arrays(parts) for parts in zip(*chunks, strict=True)),
        numbers=np.array(numbers, dtype=np.int64),
        total=number,
        problems=tuple(problems),
    )


def _columns(rows: list[list[str]], width: int) -> list[pa.Array]:
    if not rows:
        return [pa.array([], pa.large_string())] * width
    return [pa.array(column, pa.large_string()) for column in zip(*rows, strict=True)]


def _rows(reader: Reader) -> Iterator[list[str] | str]:
    """The fields of each record; the reason instead where one cannot be split.

    A broken record within one line costs that record alone. Over several lines nobody can tell
    which records a quotation mark has swallowed.
    """
    line = reader.line_num
    number = 0
    while True:
        try:
            for row in reader:
                line = reader.line_num
                if row and (len(row) > 1 or row[0].strip()):
                    number += 1
                    yield row
            return
        except csv.Error as error:
            number += 1
            if reader.line_num - line > 1:
                raise Unreadable(
                    f"record {number:,}: a quotation mark opened in line {line + 1:,} is not "
                    f"closed properly by line {reader.line_num:,} ({error}); quote the whole field "
                    'and double every " inside it'
                ) from None
            line = reader.line_num
            yield _quote_reason(str(error))


def _quote_reason(error: str) -> str:
    if "field limit" in error:
        return f"has a field that is too long (limit {schema.FIELD_CHARACTERS:,} characters)"
    if "unexpected end" in error:
        return 'has a quotation mark that is never closed (double every " inside a field)'
    return f'has a misplaced quotation mark: {error} (double every " inside a quoted field)'


def _broken(number: int, row: list[str] | str, width: int) -> Problem:
    if isinstance(row, str):
        return Problem(number, None, "", row, "row rejected")
    if len(row) > width:
        why = "is a comma or line break missing its quotation marks?"
    else:
        why = "is a field missing, or a line break not quoted?"
    reason = f"has {len(row):,} fields, the header has {width:,} columns: {why}"
    return Problem(number, None, row[0][:200], reason, "row rejected")
