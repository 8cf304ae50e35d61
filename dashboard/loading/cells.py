"""Columns of text to columns of values: each distinct cell is parsed once, however many rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import schema
from dashboard.loading import formulas, lookalikes
from dashboard.loading.findings import VALUE_CHARACTERS, Findings, Rows
from dashboard.loading.headings import Field
from dashboard.loading.validators import (
    PLAIN_URL,
    Interval,
    Reading,
    parse_date,
    parse_decimal,
    parse_integer,
    parser,
)
from dashboard.schema import Column, Problem

T = TypeVar("T")

TEXT: Any = pd.StringDtype(storage="pyarrow", na_value=np.nan)
CONTROLS = bytes({*range(32)} - {9, 10, 13})
LITERAL = frozenset({"description", "notes", "summary"})
"""Columns kept to the last blank; every other cell is trimmed."""


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """A column parsed: `codes` (-1 = blank) point into `readings`, one per distinct cell."""

    codes: NDArray[np.int64]
    readings: list[Reading[T]]

    @property
    def values(self) -> list[T | None]:
        """The value of each distinct cell, and None at the end, where -1 points."""
        return [*(reading.value for reading in self.readings), None]

    def texts(self) -> pa.Array:
        """The values as an Arrow column of text, null where there is none."""
        distinct = pa.array(self.values, pa.large_string())
        indices = np.where(self.codes < 0, len(self.readings), self.codes)
        return distinct.take(pa.array(indices))

    def report(self, findings: Findings, written: Field) -> None:
        """Enter every fault of every row."""
        required = any(column.required == "yes" for column in written.columns)
        bad = {code for code, reading in enumerate(self.readings) if reading.faults}
        flags = np.zeros(len(self.readings) + 1, dtype=bool)
        flags[list(bad)] = True
        rows = np.flatnonzero(flags[self.codes])
        if required:
            missing = np.array([value is None for value in self.values])
            findings.rejected[rows[missing[self.codes[rows]]]] = True
        hint = written.alias
        ready = {
            code: [
                (
                    fault.value[:VALUE_CHARACTERS],
                    fault.reason + hint,
                    "row rejected" if required and reading.value is None else fault.effect,
                )
                for fault in reading.faults
            ]
            for code in bad
            for reading in (self.readings[code],)
        }
        numbers, codes = findings.numbers[rows].tolist(), self.codes[rows].tolist()
        findings.problems += [
            Problem(number, written.written, value, reason, effect)
            for number, code in zip(numbers, codes, strict=True)
            for value, reason, effect in ready[code]
        ]


def to_text(cells: pa.Array) -> pd.Series:
    """An Arrow column as the `str` dtype of pandas, null as NaN."""
    return pd.Series(TEXT.__from_arrow__(cells))


def clean(cells: pa.Array, written: Field, findings: Findings, dirty: bool) -> pa.Array:
    """The cells trimmed, blank as null, without a spreadsheet guard; unfit ones reject their row.

    `dirty` says that the file has control characters somewhere.
    """
    texts = all(column.kind in {"text", "id", "list"} for column in written.columns)
    guarded = pc.match_substring_regex(cells, formulas.GUARDED)
    if written.columns and texts and pc.any(guarded).as_py():
        cells = pc.if_else(guarded, pc.utf8_slice_codeunits(cells, 1), cells)
        count = pc.sum(guarded).as_py()
        findings.add_file(
            written.written, f"an apostrophe that guards a formula was taken off in {count:,} cells"
        )
    if dirty:
        _reject_controls(cells, written, findings)
    _reject_long(cells, written, findings)
    trimmed = pc.utf8_trim_whitespace(cells)
    kept = cells if any(column.name in LITERAL for column in written.columns) else trimmed
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.large_string()), kept)


def _reject_controls(cells: pa.Array, written: Field, findings: Findings) -> None:
    hits = pc.match_substring_regex(cells, r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
    rows = np.flatnonzero(hits.to_numpy(zero_copy_only=False))
    values = cells.take(pa.array(rows)).to_pylist()
    marks = [
        next(char for char in value if char < " " and char not in "\t\r\n") for value in values
    ]
    reasons = [f"has a control character (U+{ord(mark):04X}): take it out" for mark in marks]
    findings.add_each(rows, written.written, values, reasons, "row rejected")


def _reject_long(cells: pa.Array, written: Field, findings: Findings) -> None:
    if not len(cells) or (pc.max(pc.binary_length(cells)).as_py() or 0) <= schema.ID_CHARACTERS:
        return
    lengths = pc.utf8_length(cells).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(lengths > schema.FIELD_CHARACTERS)
    values = [cells[row].as_py() for row in rows.tolist()]
    reason = f"is too long: the limit is {schema.FIELD_CHARACTERS:,} characters (shorten it)"
    findings.add(rows, written.written, values, reason, "row rejected")


def parse_cells(
    cells: pa.Array, parse: Callable[[str], Reading[T]], written: Field, findings: Findings
) -> Parsed[T]:
    """Parse each distinct cell once and enter what is wrong."""
    coded = cells.dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    parsed = Parsed(codes, [parse(word) for word in coded.dictionary.to_pylist()])
    parsed.report(findings, written)
    return parsed


def read_column(cells: pa.Array, written: Field, findings: Findings) -> Any:
    """The values of one cleaned column, in the dtype its kind has in our tables."""
    column = written.columns[0]
    if column.kind in {"text", "id"}:
        return to_text(cells)
    if column.kind == "integer":
        whole = parse_cells(cells, lambda text: parse_integer(text, column), written, findings)
        return integers(whole.values, whole.codes)
    if column.kind == "decimal":
        return _read_decimals(cells, written, findings)
    if column.kind in PLAIN and not column.vocabulary:
        return _read_plainly(cells, PLAIN[column.kind], written, findings)
    parsed = parse_cells(cells, parser(column), written, findings)
    if column.kind == "enum":
        names = list(schema.vocabulary(column.vocabulary))
        places = {name: place for place, name in enumerate(names)}
        codes = np.array([places.get(value or "", -1) for value in parsed.values], dtype=np.int64)
        return categories(codes[parsed.codes], names)
    return to_text(parsed.texts())


PLAIN = {"url": rf"^{PLAIN_URL}$", "urls": rf"^{PLAIN_URL}(?:;{PLAIN_URL})*$", "list": "^[^;]+$"}
"""Patterns (RE2) of cells that their parser leaves as they are: most, and often all distinct."""


def _read_plainly(cells: pa.Array, pattern: str, written: Field, findings: Findings) -> pd.Series:
    plain = pc.match_substring_regex(cells, pattern)
    nothing = pa.scalar(None, pa.large_string())
    parse = parser(written.columns[0])
    rest = parse_cells(pc.if_else(plain, nothing, cells), parse, written, findings).texts()
    return to_text(pc.coalesce(pc.if_else(plain, cells, nothing), rest))


def _read_decimals(cells: pa.Array, written: Field, findings: Findings) -> pd.Series:
    """Plain numbers within the limits are taken at once, the rest one by one."""
    column = written.columns[0]
    plain = pc.match_substring_regex(cells, r"^-?[0-9]{1,9}(?:\.[0-9]{1,9})?$")
    numbers = pc.cast(pc.if_else(plain, cells, pa.scalar(None, pa.large_string())), pa.float64())
    values = numbers.to_numpy(zero_copy_only=False) + 0.0  # -0.0 becomes 0.0
    low, high = column.lowest or 0.0, column.highest or np.inf
    fine = (values >= low) & (values <= high) & (values != 0)  # NaN is not fine
    others = pc.if_else(pa.array(fine), pa.scalar(None, pa.large_string()), cells)
    parsed = parse_cells(others, lambda text: parse_decimal(text, column), written, findings)
    slow = np.array(parsed.values, dtype=np.float64)[parsed.codes]
    return pd.Series(np.where(fine, values, slow))


def read_dates(cells: pa.Array, written: Field, findings: Findings) -> "Dates":
    """The intervals of one cleaned column of dates."""
    parsed: Parsed[Interval] = parse_cells(cells, parse_date, written, findings)
    values = parsed.values
    first = np.array([value and value.first for value in values], dtype="M8[D]")
    last = np.array([value and value.last for value in values], dtype="M8[D]")
    rank = np.array([PRECISIONS.index(value.precision) if value else -1 for value in values])
    return Dates(first[parsed.codes], last[parsed.codes], rank[parsed.codes].astype(np.int8))


PRECISIONS = ("day", "week", "month", "year")


@dataclass(frozen=True)
class Dates:
    """A column of dates as intervals: first and last day (NaT = missing), place in PRECISIONS."""

    first: NDArray[np.datetime64]
    last: NDArray[np.datetime64]
    rank: NDArray[np.int8]


def integers(values: Sequence[int | None], codes: NDArray[np.int64]) -> pd.Series:
    """`values[codes]` as Int64."""
    numbers = np.array([value or 0 for value in values], dtype=np.int64)[codes]
    missing = np.array([value is None for value in values])[codes]
    return pd.Series(pd.arrays.IntegerArray(numbers, missing))


def categories(codes: NDArray[np.int64], names: Iterable[str]) -> pd.Series:
    """`names[codes]` as a category with all of `names`; -1 is missing."""
    return pd.Series(pd.Categorical.from_codes(codes, dtype=_category(tuple(names))))


@lru_cache
def _category(names: tuple[str, ...]) -> Any:
    return pd.CategoricalDtype(pd.Index(list(names)))


def missing_column(column: Column, length: int) -> Any:
    """A column that the file does not have: every value missing."""
    if column.kind == "integer":
        return integers([None], np.zeros(length, dtype=np.int64))
    if column.kind == "decimal":
        return pd.Series(np.full(length, np.nan))
    if column.kind == "enum":
        nothing = np.full(length, -1, dtype=np.int64)
        return categories(nothing, schema.vocabulary(column.vocabulary))
    return to_text(pa.nulls(length, pa.large_string()))


def shown(values: Any, rows: Rows) -> list[str]:
    """The cells of `values` at `rows` as text for a problem."""
    return [lookalikes.show(str(value), VALUE_CHARACTERS) for value in values.iloc[rows].tolist()]
