"""UTF-8 bytes to records: the delimiter, the header line, and the shape of every record."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import schema
from dashboard.loading.buffers import Raw, opened
from dashboard.loading.decoding import Unreadable
from dashboard.schema import Problem

if TYPE_CHECKING:
    from _csv import Reader  # the type of csv.reader() has no public name

DELIMITERS = (",", ";", "\t", "|")
HEADER_CHARACTERS = 1_000_000
CHUNK = 50_000
"""Records read one by one into a batch: Python's own strings take ten times the room."""


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
    and `problems` rejects each of those. A blank cell is '' or null.
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


def open_records(data: Raw, known: Callable[[str], bool] | None = None) -> Opening:
    """Read the header line; raise Unreadable if there is none or it has too many columns.

    The delimiter is the one that finds most names that are `known`: those of ours unless told.
    """
    lines = io.TextIOWrapper(opened(data), encoding="utf-8", newline="")
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


def join_records(batches: Iterable[Records], width: int) -> Records:
    """The records of all batches, in their order, as one; blank cells are ''."""
    parts = list(batches)
    columns = zip(*(batch.columns for batch in parts), strict=True) if parts else [()] * width
    nothing = pa.array([], pa.large_string())
    return Records(
        columns=tuple(pc.fill_null(pa.concat_arrays([*cells, nothing]), "") for cells in columns),
        numbers=np.concatenate([np.empty(0, np.int64), *(batch.numbers for batch in parts)]),
        total=sum(batch.total for batch in parts),
        problems=tuple(chain.from_iterable(batch.problems for batch in parts)),
    )


def read_rows(opening: Opening) -> Iterator[Records]:
    """The records after the header in batches, read one by one, those of another shape set apart.

    Raises Unreadable where a quotation mark leaves it open what they are.
    """
    width = len(opening.header)
    told = 0
    rows: list[list[str]] = []
    numbers: list[int] = []
    problems: list[Problem] = []

    def batch(number: int) -> Records:
        return Records(
            as_columns(rows, width), np.array(numbers, np.int64), number, tuple(problems)
        )

    for number, row in enumerate(_rows(opening.rows), start=1):
        if isinstance(row, list) and len(row) == width:
            rows.append(row)
            numbers.append(number)
        else:
            problems.append(_broken(number, row, width))
        if number - told == CHUNK:
            yield batch(CHUNK)
            told = number
            rows, numbers, problems = [], [], []
    yield batch(len(rows) + len(problems))


def as_columns(rows: list[list[str]], width: int) -> tuple[pa.Array, ...]:
    columns = zip(*rows, strict=True) if rows else [()] * width
    return tuple(pa.array(column, pa.large_string()) for column in columns)


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
