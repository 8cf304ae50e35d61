"""One record with several places in a cell becomes one row for each place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.formats.bindings import Binding
from dashboard.formats.words import split_cell
from dashboard.loading.findings import Findings

Rows = NDArray[np.int64]

MOST = 9_999
"""More places than this in one record (the limit of location_seq) are left out."""


@dataclass(frozen=True)
class Spread:
    """The rows that records became: `origin` is the record's position, `place` counts from 1.

    `cells` are the columns by position, one value for each row; None where no cell was split.
    """

    origin: Rows
    place: Rows
    cells: dict[int, pa.Array]

    @property
    def any(self) -> bool:
        """Whether any record became more than one row."""
        return bool((self.place > 1).any())


def spread(columns: Sequence[pa.Array], binding: Binding, findings: Findings) -> Spread:
    """Split the cells whose use names a separator of places.

    A cell with one value goes for all places. One with another number of values than there are
    places belongs to none of them: it is dropped, with the reason.
    """
    marks = {place: use.places for use, place in binding.uses if use.places}
    length = len(findings.numbers)
    several = np.zeros(length, dtype=bool)
    for position, mark in marks.items():
        sign = "," if mark == "python" else mark
        hits = pc.fill_null(pc.match_substring(columns[position], sign), False)
        several |= np.asarray(hits.to_numpy(zero_copy_only=False), dtype=bool)
        if mark == "python":
            listed = pc.fill_null(pc.match_substring(columns[position], "["), False)
            several |= np.asarray(listed.to_numpy(zero_copy_only=False), dtype=bool)
    rows = np.flatnonzero(several)
    split = {
        position: [split_cell(columns[position][row].as_py() or "", mark) for row in rows.tolist()]
        for position, mark in marks.items()
    }
    counts = np.ones(length, dtype=np.int64)
    for place, row in enumerate(rows.tolist()):
        counts[row] = min(MOST, max([1, *(len(parts[place]) for parts in split.values())]))
    origin = np.repeat(np.arange(length), counts)
    starts = np.cumsum(counts) - counts
    place_number = np.arange(len(origin)) - starts[origin] + 1
    cells = {
        position: _spread_cells(
            columns[position], parts, rows, counts, binding.written(position), findings
        )
        for position, parts in split.items()
    }
    return Spread(origin, place_number, cells)


def note_counts(column: pa.Array, rows: Spread, name: str, findings: Findings) -> None:
    """Note the records that say another number of places than they have."""
    found = np.bincount(rows.origin, minlength=len(findings.numbers))
    told = pc.utf8_trim_whitespace(column)
    whole = pc.fill_null(pc.match_substring_regex(told, "^[0-9]{1,9}(?:[.]0+)?$"), False)
    numbers = pc.cast(pc.if_else(whole, told, pa.scalar("0", pa.large_string())), pa.float64())
    said = numbers.to_numpy(zero_copy_only=False).astype(np.int64)
    wrong = np.flatnonzero((said > 0) & (said != found) & ~findings.rejected)
    values = [str(number) for number in said[wrong].tolist()]
    reasons = [f"places are told, the record names {count:,}" for count in found[wrong].tolist()]
    findings.add_each(wrong, name, values, reasons, "note")


def _spread_cells(
    column: pa.Array,
    parts: list[list[str]],
    rows: NDArray[np.intp],
    counts: Rows,
    name: str,
    findings: Findings,
) -> pa.Array:
    lists: dict[int, list[str | None]] = {}
    for row, values in zip(rows.tolist(), parts, strict=True):
        count = int(counts[row])
        if len(values) in {0, 1}:
            lists[row] = [*values, *[None] * (1 - len(values))] * count
        elif len(values) == count:
            lists[row] = list(values)
        else:
            reason = f"has {len(values):,} values for {count:,} places: which belongs to which?"
            shown = [str(column[row].as_py())]
            findings.add(np.array([row]), name, shown, reason, "value dropped")
            lists[row] = [None] * count
    if not lists:
        return column
    texts = column.to_pylist()
    spread = [value for row, text in enumerate(texts) for value in lists.get(row, [text])]
    return pa.array(spread, pa.large_string())
