"""Whether a CSV text is quoted by the book (RFC 4180), and then its columns, read in one go.

Where it is, every CSV reader finds the same fields, and Arrow's is ten times as fast as Python's.
Where it is not, readers differ: Arrow and pandas lose or merge fields silently.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from dashboard.loading.buffers import Raw, opened

QUOTE, LINE_FEED, CARRIAGE_RETURN, TAB = b'"\n\r\t'
BLOCK_BYTES = 1 << 21
"""Arrow reads so much at a time: what the processor's own memory holds."""

WINDOW = 1 << 18


@dataclass(frozen=True)
class Look:
    """What a look at the bytes of a text tells.

    `plain`: every carriage return has its line feed, every quotation mark stands either after or
    before a delimiter or line end, and as many after as before. A text of which no field holds a
    quotation mark is then well quoted: a field whose quotes are followed by more text would leave
    one mark too few before a delimiter. `quoted`: there are quotation marks at all. `dirty`: there
    are control characters.
    """

    plain: bool
    quoted: bool
    dirty: bool


def look(data: Raw, delimiter: str) -> Look:
    """Look at the bytes of a text, a window at a time."""
    marks = np.full(len(data) + 2, LINE_FEED, dtype=np.uint8)
    marks[1:-1] = np.frombuffer(data, dtype=np.uint8)
    quotes = opening = closing = 0
    plain, dirty = marks[-2] != CARRIAGE_RETURN, False
    for start in range(1, len(data) + 1, WINDOW):
        seen = marks[start - 1 : min(start + WINDOW, len(data) + 1) + 1]
        feeds = seen == LINE_FEED
        edges = feeds | (seen == ord(delimiter))
        before = edges[:-2]
        if np.count_nonzero(seen < 32) != np.count_nonzero(feeds):
            returns = seen == CARRIAGE_RETURN
            plain &= not (returns[1:-1] & ~feeds[2:]).any()
            dirty |= bool(((seen < 32) & ~feeds & ~returns & (seen != TAB)).any())
            edges = edges | returns
        quote = seen[1:-1] == QUOTE
        number = int(np.count_nonzero(quote))
        if number:
            opens, closes = quote & before, quote & edges[2:]
            quotes += number
            opening += int(np.count_nonzero(opens))
            closing += int(np.count_nonzero(closes))
            plain &= not (opens & closes).any()
    plain &= opening == closing and opening + closing == quotes
    return Look(bool(plain), quotes > 0, dirty)


def is_well_quoted(data: Raw, delimiter: str) -> bool:
    """Whether every quoted field begins and ends at a delimiter or a line end.

    Carriage returns alone count as not well quoted: readers disagree on them.
    """
    bounds = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    text = pa.Array.from_buffers(pa.large_binary(), 1, [None, bounds, pa.py_buffer(data)])
    return bool(pc.match_substring_regex(text, _grammar(delimiter))[0].as_py())


@lru_cache
def _grammar(delimiter: str) -> str:
    """The pattern (RE2) of a well-quoted text."""
    mark = re.escape(delimiter)
    field = rf'(?:"(?:[^"\r]|\r\n|"")*"|[^"{mark}\r\n]*)'
    return rf"\A(?:{field}(?:{mark}|\r?\n|\z))*\z"


def read_columns(data: Raw, delimiter: str, width: int) -> list[pa.Array] | None:
    """The `width` columns of a well-quoted text, the header as their first cell, '' as null.

    None where a record has another width, or anything else is unusual.
    """
    for block in (BLOCK_BYTES, len(data) + 1):  # a record longer than a block is unusual to Arrow
        columns = _parse(data, delimiter, width, block)
        if columns:
            return columns
    return None


def _parse(data: Raw, delimiter: str, width: int, block: int) -> list[pa.Array] | None:
    names = [f"f{place}" for place in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            opened(data),
            read_options=pyarrow.csv.ReadOptions(
                column_names=names, block_size=block, use_threads=False
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=True
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                check_utf8=False,
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None
    return [table[name].combine_chunks() for name in names]


def read_well_quoted(data: Raw, delimiter: str, width: int) -> tuple[list[pa.Array], bool] | None:
    """As `read_columns` for any text, None too where it is not well quoted.

    With the columns comes whether there are control characters.
    """
    seen = look(data, delimiter)
    if not (seen.plain or is_well_quoted(data, delimiter)):
        return None
    columns = read_columns(data, delimiter, width)
    if columns and seen.plain and seen.quoted and any(map(_has_quote, columns)):
        columns = columns if is_well_quoted(data, delimiter) else None
    return (columns, seen.dirty) if columns else None


def _has_quote(cells: pa.Array) -> bool:
    text = cells.buffers()[2]
    return text is not None and bool((np.frombuffer(text, dtype=np.uint8) == QUOTE).any())
