"""Bytes to a table of text, whatever holds it: CSV, a JSON array or an Excel workbook."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from dashboard.formats import objects, workbooks
from dashboard.formats.mapping import Mapping, fold_header
from dashboard.loading.batches import read_records, within
from dashboard.loading.decoding import ENCODINGS, Unreadable, decode
from dashboard.loading.limits import UNLIMITED, Limits
from dashboard.loading.records import (
    CHUNK,
    DELIMITERS,
    Records,
    as_columns,
    join_records,
    open_records,
)
from dashboard.loading.tidying import has_controls
from dashboard.schema import Problem

TOP_LINES = 40
"""A header is looked for in so many lines from the top of a file."""

TOP_BYTES = 1 << 18

IsHeader = Callable[[Sequence[str]], bool]


@dataclass(frozen=True)
class Sheet:
    """A table as text: the header as written, its records, and what the file was.

    `dirty` says that cells may hold control characters; `typed`, that dates were dates in the file
    and are now ISO, whatever notation the column declares. `encoding` and `delimiter` are None
    where the file has none.
    """

    header: tuple[str, ...]
    records: Records
    encoding: str | None
    delimiter: str | None
    dirty: bool
    typed: bool = False


def read_sheet(
    raw: bytes,
    mapping: Mapping,
    encoding: str | None,
    sheet: str | None,
    largest: int,
    most: int | None = None,
    limits: Limits = UNLIMITED,
) -> Sheet:
    """The table in `raw` as `mapping` describes it, at most `most` records; raise Unreadable, also
    as soon as there are more than `limits` allow.

    `encoding` and `sheet` are the reader's own choice and win over the mapping's.
    """
    if workbooks.is_workbook(raw):
        rows = workbooks.read_rows(raw, sheet or mapping.sheet or None, largest, mapping.describes)
        return from_rows(rows, mapping, most, limits)
    data, found = decode_any(raw, mapping, encoding, largest)
    if objects.is_array(data):
        header, records = objects.read_objects(data, most, limits)
        if mapping.signs and not mapping.describes(header):
            raise Unreadable(no_header(mapping))
        return Sheet(header, records, found, None, dirty=True)
    data, notes = _repair(data, mapping)
    start, above = _find_header(data, mapping)
    data = data[start:]
    if most is not None:
        data = _first_records(data, most)
    opening = open_records(data, _known(mapping))
    notes += _note_above(above)
    records = read_records(data, opening, limits)
    problems = (*notes, *records.problems)
    numbered = Records(records.columns, records.numbers, records.total, problems)
    return Sheet(opening.header, numbered, found, opening.delimiter, has_controls(data))


def decode_any(
    raw: bytes, mapping: Mapping, encoding: str | None, largest: int
) -> tuple[bytes, str]:
    """The file as UTF-8 from the encoding chosen, or else the first declared that can be it."""
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    as_json = start[:1] in {b"[", b"{"}
    chosen = [encoding] if encoding else [e if e != "utf-8" else None for e in mapping.encodings]
    for place, name in enumerate(chosen, start=1):
        try:
            data, found = decode(raw, name, largest, refuse_text=not as_json)
            return bytes(data), found
        except Unreadable:
            if place == len(chosen):
                raise
    raise Unreadable(f"the mapping names no encoding (choose {', '.join(ENCODINGS)})")


def no_header(mapping: Mapping) -> str:
    """Why a file cannot be read by `mapping`: the columns that tell it are not there."""
    signs = ", ".join(mapping.signs)
    return (
        f"this is not {mapping.title}: no line near the top names the columns that tell one "
        f"({signs}); choose another format, or make a mapping of your own"
    )


def _repair(data: bytes, mapping: Mapping) -> tuple[bytes, tuple[Problem, ...]]:
    if mapping.line_end and mapping.line_end.encode() in data:
        count = data.count(mapping.line_end.encode())
        shown = mapping.line_end.encode("unicode_escape").decode()
        reason = f"{count:,} lines end in {shown}: read as line ends, with nothing between"
        note = Problem(None, None, "", reason, "note")
        return data.replace(mapping.line_end.encode(), b"\r\n"), (note,)
    return data, ()


def _known(mapping: Mapping) -> Callable[[str], bool] | None:
    if mapping.delimiter:
        return lambda name: mapping.delimiter not in name
    names = {fold_header(name) for use in mapping.columns for name in use.names}
    names |= {fold_header(name) for name in (*mapping.signs, *mapping.header)}
    return lambda name: fold_header(name) in names


def _find_header(data: bytes, mapping: Mapping) -> tuple[int, list[list[str]]]:
    """Where the header starts, in bytes, and the lines above it that say something."""
    if not mapping.signs:
        return 0, []
    for start, above, row in candidate_headers(data, mapping.delimiter):
        if mapping.describes(row):
            return start, [line for line in above if any(cell.strip() for cell in line)]
    raise Unreadable(no_header(mapping))


def candidate_headers(
    data: bytes, delimiter: str = ""
) -> Iterator[tuple[int, list[list[str]], list[str]]]:
    """Each line near the top under each delimiter: its place in bytes, the lines above, its names.

    A name that is quoted may hold line breaks.
    """
    lines = list(io.StringIO(data[:TOP_BYTES].decode("utf-8", "ignore"), newline=""))
    for mark in [delimiter] if delimiter else DELIMITERS:
        start, above = 0, list[list[str]]()
        for number, line in enumerate(lines[:TOP_LINES]):
            row: list[str] = []
            with suppress(csv.Error):
                row = next(csv.reader(iter(lines[number : number + 20]), delimiter=mark), [])
            yield start, list(above), row
            above.append(row)
            start += len(line.encode())


def _note_above(above: list[list[str]]) -> tuple[Problem, ...]:
    reason = "stands above the header: skipped"
    texts = [" ".join(cell for cell in row if cell.strip()) for row in above]
    return tuple(Problem(None, None, text[:200], reason, "note") for text in texts)


def _first_records(data: bytes, most: int) -> bytes:
    """The header and the first `most` records of a text, as UTF-8 (for a preview)."""
    quotes = taken = 0
    lines: list[bytes] = []
    for line in io.BytesIO(data):
        lines.append(line)
        quotes += line.count(b'"')
        taken += quotes % 2 == 0 and bool(line.strip())
        if taken > most:
            break
    return b"".join(lines)


def from_rows(
    rows: workbooks.Rows,
    mapping: Mapping | None = None,
    most: int | None = None,
    limits: Limits = UNLIMITED,
) -> Sheet:
    """The table of a workbook; its header is the first row that has the signs, or has anything."""
    signs = mapping.signs if mapping else ()
    above: list[list[str]] = []
    header: tuple[str, ...] = ()
    for row in rows.cells:
        filled = any(cell.strip() for cell in row)
        if filled and (not mapping or not signs or mapping.describes(row)):
            header = tuple(row)
            break
        above += [row] if filled else []
        if len(above) > TOP_LINES:
            break
    if not header:
        raise Unreadable(no_header(mapping) if mapping and signs else "the sheet is empty")
    while header and not header[-1].strip():
        header = header[:-1]
    batches = within(limits, _batches(rows.cells, len(header), most))
    found = join_records(batches, len(header))
    problems = (*rows.notes, *_note_above(above), *found.problems)
    return Sheet(header, replace(found, problems=problems), None, None, True, typed=True)


def _batches(rows: Iterator[list[str]], width: int, most: int | None) -> Iterator[Records]:
    """Rows of text as columns; blank rows do not count, a cell beyond the header rejects a row."""
    filled = (row for row in rows if any(cell.strip() for cell in row))
    numbered = enumerate(islice(filled, most), start=1)
    while some := list(islice(numbered, CHUNK)):
        beyond = {number for number, row in some if any(map(str.strip, row[width:]))}
        good = {number: row for number, row in some if number not in beyond}
        cells = [(row + [""] * width)[:width] for row in good.values()]
        problems = tuple(_beyond(number, row, width) for number, row in some if number in beyond)
        yield Records(as_columns(cells, width), np.array([*good], np.int64), len(some), problems)


def _beyond(number: int, row: list[str], width: int) -> Problem:
    reason = f"has a cell beyond the {width:,} columns of the header: name that column"
    return Problem(number, None, row[0][:200], reason, "row rejected")
