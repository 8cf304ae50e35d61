"""Columns that are mostly plain: what a pattern tells to be right is read at once, the rest word by
word."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.loading.findings import Findings
from dashboard.loading.headings import Field
from dashboard.loading.texts import to_text
from dashboard.loading.tidying import parts
from dashboard.loading.validators import PLAIN_URL, parse_date, parse_decimal, parse_integer, parser
from dashboard.loading.words import Words, encode, parse_words

Flags = NDArray[np.bool_]

PRECISIONS = ("day", "week", "month", "year")


@dataclass(frozen=True)
class Dates:
    """A column of dates as intervals: first and last day (NaT = missing), place in PRECISIONS."""

    first: NDArray[np.datetime64]
    last: NDArray[np.datetime64]
    rank: NDArray[np.int8]


PLAIN = {"url": rf"^{PLAIN_URL}$", "urls": rf"^{PLAIN_URL}(?:;{PLAIN_URL})*$", "list": "^[^;]+$"}
"""Patterns (RE2) of cells that their parser leaves as they are: most, and often all distinct."""


def read_plainly(cells: pa.Array, pattern: str, written: Field, findings: Findings) -> pd.Series:
    plain = pc.match_substring_regex(cells, pattern)
    if pc.all(plain).as_py():
        return to_text(cells)
    nothing = pa.scalar(None, pa.large_string())
    words = encode(pc.if_else(plain, nothing, cells))
    rest = parse_words(words, parser(written.columns[0]), written, findings).texts()
    return to_text(pc.coalesce(pc.if_else(plain, cells, nothing), rest))


def read_decimals(cells: pa.Array, written: Field, findings: Findings) -> pd.Series:
    """Plain numbers within the limits are taken at once, the rest one by one."""
    column = written.columns[0]
    values = _plain_decimals(cells)
    low, high = column.lowest or 0.0, column.highest or np.inf
    fine = (values >= low) & (values <= high) & (values != 0)  # NaN is not fine
    if np.count_nonzero(fine) == len(cells) - cells.null_count:
        return pd.Series(values)
    words = encode(pc.if_else(pa.array(fine), pa.scalar(None, pa.large_string()), cells))
    parsed = parse_words(words, lambda text: parse_decimal(text, column), written, findings)
    slow = np.array(parsed.values, dtype=np.float64)[parsed.codes]
    return pd.Series(np.where(fine, values, slow))


def _plain_decimals(cells: pa.Array) -> NDArray[np.float64]:
    """The numbers that are digits with a point or minus at most; NaN for the rest."""
    _, _, marks = parts(cells)
    if not DECIMAL[marks].all():
        plain = pc.match_substring_regex(cells, r"^-?[0-9]{1,9}(?:\.[0-9]{1,9})?$")
        cells = pc.if_else(plain, cells, pa.scalar(None, pa.large_string()))
    try:
        numbers = pc.cast(cells, pa.float64())
    except pa.ArrowInvalid:  # a point or minus out of place
        return np.full(len(cells), np.nan)
    values: NDArray[np.float64] = numbers.to_numpy(zero_copy_only=False)
    return values


DECIMAL = np.isin(np.arange(256), np.frombuffer(b"0123456789.-", dtype=np.uint8))
"""The bytes that a plain number may have."""


def read_integers(words: Words, written: Field, findings: Findings) -> pd.Series:
    """Plain numbers within the limits are taken at once, the rest word by word."""
    column = written.columns[0]
    plain = _matches(words.distinct, "^[0-9]{1,9}$")
    digits = pc.if_else(pa.array(plain), words.distinct, "0")
    numbers = np.append(pc.cast(digits, pa.int64()).to_numpy(zero_copy_only=False), 0)
    high = np.inf if column.highest is None else column.highest
    plain &= (numbers[:-1] >= (column.lowest or 0)) & (numbers[:-1] <= high)
    missing = np.append(~plain, True)
    if not plain.all():
        rest = parse_words(
            words.others(plain), lambda text: parse_integer(text, column), written, findings
        ).values[:-1]
        numbers[:-1][~plain] = [value or 0 for value in rest]
        missing[:-1][~plain] = [value is None for value in rest]
    return pd.Series(pd.arrays.IntegerArray(numbers[words.codes], missing[words.codes]))


def _matches(words: pa.Array, pattern: str) -> Flags:
    found: Flags = pc.match_substring_regex(words, pattern).to_numpy(zero_copy_only=False)
    return found.astype(bool)


PLAIN_DAY = "^(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"


def read_dates(words: Words, written: Field, findings: Findings) -> "Dates":
    """The intervals of one cleaned column of dates."""
    plain = _matches(words.distinct, PLAIN_DAY)
    try:
        days = pc.cast(pc.if_else(pa.array(plain), words.distinct, "1900-01-01"), pa.date32())
    except pa.ArrowInvalid:  # a month without such a day
        plain[:] = False
        days = pa.array([0] * len(plain), pa.int32()).cast(pa.date32())
    first = np.append(days.to_numpy(zero_copy_only=False).astype("M8[D]"), np.datetime64("NaT"))
    last, rank = first.copy(), np.append(np.zeros(len(plain), np.int8), np.int8(-1))
    if not plain.all():
        rest = parse_words(words.others(plain), parse_date, written, findings).values[:-1]
        first[:-1][~plain] = np.array([value and value.first for value in rest], dtype="M8[D]")
        last[:-1][~plain] = np.array([value and value.last for value in rest], dtype="M8[D]")
        ranks = [PRECISIONS.index(value.precision) if value else -1 for value in rest]
        rank[:-1][~plain] = np.array(ranks, dtype=np.int8)
    return Dates(first[words.codes], last[words.codes], rank[words.codes])
