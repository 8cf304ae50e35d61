"""Cells as they are meant: trimmed, blank as null, without a spreadsheet's guard.

Most columns of most files are tidy already. A look at the first and last byte of each cell tells.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import schema
from dashboard.loading import formulas
from dashboard.loading.buffers import Raw
from dashboard.loading.findings import Findings
from dashboard.loading.headings import Field

CONTROLS = bytes({*range(32)} - {9, 10, 13})
LITERAL = frozenset({"description", "notes", "summary"})
"""Columns kept to the last blank; every other cell is trimmed."""

BLANK, APOSTROPHE, DELETE = b" '\x7f"

Flags = NDArray[np.bool_]


def has_controls(data: Raw) -> bool:
    """Whether there are control characters in `data`."""
    return len(bytes(data).translate(None, CONTROLS)) != len(data)


def clean(cells: pa.Array, written: Field, findings: Findings, dirty: bool) -> pa.Array:
    """The cells trimmed, blank as null, without a spreadsheet guard; unfit ones reject their row.

    `dirty` says that the file has control characters somewhere.
    """
    if not dirty and is_tidy(cells):
        return cells
    texts = all(column.kind in {"text", "id", "list"} for column in written.columns)
    guarded = pc.match_substring_regex(cells, formulas.GUARDED)
    if written.columns and texts and pc.any(guarded).as_py():
        cells = pc.if_else(guarded, pc.utf8_slice_codeunits(cells, 1), cells)
        reason = "an apostrophe that guards a formula was taken off"
        findings.count(written, reason, ("cells", "cells"), pc.sum(guarded).as_py())
    if dirty:
        _reject_controls(cells, written, findings)
    _reject_long(cells, written, findings)
    trimmed = pc.utf8_trim_whitespace(cells)
    kept = cells if any(column.name in LITERAL for column in written.columns) else trimmed
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.large_string()), kept)


def filled(cells: pa.Array) -> Flags:
    """Which cells are not blank."""
    if cells.null_count == len(cells):
        return np.zeros(len(cells), dtype=bool)
    if not is_tidy(cells):
        cells = pc.fill_null(pc.utf8_trim_whitespace(cells), "")
        return np.asarray(pc.not_equal(cells, "").to_numpy(zero_copy_only=False), dtype=bool)
    return np.asarray(cells.is_valid().to_numpy(zero_copy_only=False), dtype=bool)


def is_tidy(cells: pa.Array) -> bool:
    """Whether cleaning would change nothing and find nothing but control characters.

    False for a few columns that are tidy all the same.
    """
    if cells.null_count == len(cells):
        return True
    starts, stops, marks = parts(cells)
    lengths = stops - starts
    if lengths.max() > schema.FIELD_CHARACTERS:
        return False
    there = lengths > 0
    if np.count_nonzero(there) != len(cells) - cells.null_count:
        return False  # a blank cell that is no null
    if not there.all():
        starts, stops = starts[there], stops[there]
    first, last = marks[starts], marks[stops - 1]
    if (first == APOSTROPHE).any():
        return False
    open_ended = _may_be_blank(first) | _may_be_blank(last)
    if not open_ended.any():
        return True
    some = cells.drop_null().take(pa.array(np.flatnonzero(open_ended)))
    return bool(pc.all(pc.equal(some, pc.utf8_trim_whitespace(some))).as_py())


def _may_be_blank(marks: NDArray[np.uint8]) -> Flags:
    return np.asarray((marks <= BLANK) | (marks > DELETE))


def parts(
    cells: pa.Array,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]:
    """Where each cell starts and stops in the bytes of an Arrow column of text, and the bytes."""
    _, bounds, text = cells.buffers()
    edges = np.frombuffer(bounds, dtype=np.int64)[cells.offset : cells.offset + len(cells) + 1]
    marks = np.frombuffer(text, dtype=np.uint8) if text is not None else np.empty(0, np.uint8)
    return edges[:-1], edges[1:], marks


def _reject_controls(cells: pa.Array, written: Field, findings: Findings) -> None:
    hits = pc.fill_null(pc.match_substring_regex(cells, r"[\x00-\x08\x0b\x0c\x0e-\x1f]"), False)
    rows = np.flatnonzero(hits.to_numpy(zero_copy_only=False))
    values = cells.take(pa.array(rows)).to_pylist()
    marks = [
        next(char for char in value if char < " " and char not in "\t\r\n") for value in values
    ]
    reasons = [f"has a control character (U+{ord(mark):04X}): take it out" for mark in marks]
    findings.add_each(rows, written.written, values, reasons, "row rejected")


def _reject_long(cells: pa.Array, written: Field, findings: Findings) -> None:
    if (pc.max(pc.binary_length(cells)).as_py() or 0) <= schema.FIELD_CHARACTERS:
        return
    lengths = pc.fill_null(pc.utf8_length(cells), 0).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(lengths > schema.FIELD_CHARACTERS)
    values = [cells[row].as_py() for row in rows.tolist()]
    reason = f"is too long: the limit is {schema.FIELD_CHARACTERS:,} characters (shorten it)"
    findings.add(rows, written.written, values, reason, "row rejected")
