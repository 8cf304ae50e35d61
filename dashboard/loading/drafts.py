"""A table being read: each column parsed alone, before the rules that hold between columns."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import schema
from dashboard.loading.cells import missing_column, read_cells, read_words
from dashboard.loading.extras import read_extras
from dashboard.loading.findings import Findings
from dashboard.loading.headings import Field, Heading
from dashboard.loading.plain import Dates, read_dates
from dashboard.loading.records import Records
from dashboard.loading.texts import nulls, to_text
from dashboard.loading.tidying import clean, is_tidy
from dashboard.loading.tidying import filled as filled_cells
from dashboard.loading.words import Words, encode
from dashboard.schema import Column, Table

Flags = NDArray[np.bool_]

Filled = dict[int, Flags]
"""The position of each column of a file -> which of its cells are not blank."""


@dataclass(frozen=True)
class Draft:
    """All rows of one file, rejected ones too (`findings` says which).

    `columns` are our columns; those of dates are in `dates` until the rules have been applied.
    `names` are our column names -> the names in the file, for those that it has. `cells` keeps the
    coordinates as written.
    """

    table: Table
    columns: dict[str, pd.Series]
    dates: dict[str, Dates]
    names: dict[str, str]
    cells: dict[str, pd.Series]
    findings: Findings

    def __len__(self) -> int:
        return len(self.findings.numbers)


LATER = to_text(nulls(0))
"""Holds the place of a column, whose order tells in the ids that are made."""


def read_draft(
    records: Records,
    heading: Heading,
    findings: Findings,
    dirty: bool,
    tell: Callable[[int, int], None] = lambda done, number: None,
) -> tuple[Draft, Filled]:
    """Parse every column; `dirty` says that the file has control characters somewhere.

    With the draft comes which cells of each column of the file are not blank. `tell` is told how
    many columns have been checked, and of how many.
    """
    length = len(records.numbers)
    names = {column.name: f.written for f in heading.fields for column in f.columns}
    own = schema.columns(heading.table)
    draft = Draft(
        table=heading.table,
        columns={c.name: LATER if c.name in names else missing_column(c, length) for c in own},
        dates={c.name: no_dates(length) for c in own if c.kind == "date" and c.name not in names},
        names=names,
        cells={},
        findings=findings,
    )
    filled = {}
    for done, written in enumerate(heading.fields):
        tell(done, len(heading.fields))
        cells = records.columns[written.position]
        filled[written.position] = _read_field(cells, written, draft, dirty)
    for written in heading.extras:
        filled[written.position] = filled_cells(records.columns[written.position])
    tags = read_extras(draft.columns.get("tags"), records, heading.extras, dirty, findings)
    if tags is not None:
        draft.columns["tags"] = tags
    return draft, filled


def _read_field(cells: pa.Array, written: Field, draft: Draft, dirty: bool) -> Flags:
    """Parse one column of the file into `draft`; return which of its cells are not blank."""
    findings, first = draft.findings, written.columns[0]
    words = None
    if has_few_words(first, cells):
        words, cell = tidy_words(cells, written, findings, dirty)
        blank = words.codes < 0
    else:
        cell = clean(cells, written, findings, dirty)
        blank = np.asarray(cell.is_null().to_numpy(zero_copy_only=False), dtype=bool)
    if first.required == "yes":
        _reject_blanks(blank, written.written, first.name, findings)
    if first.kind == "date" and words:
        draft.dates[first.name] = read_dates(words, written, findings)
    else:
        if first.kind == "decimal":
            draft.cells[first.name] = to_text(cell)
        values = (
            read_words(words, written, findings) if words else read_cells(cell, written, findings)
        )
        draft.columns.update({column.name: values for column in written.columns})
    return ~blank if cell is cells else filled_cells(cells)


def has_few_words(column: Column, cells: pa.Array) -> bool:
    """Whether the cells of a column are parsed word by word: lists only where they repeat."""
    if column.kind in {"integer", "enum", "country", "date"} or column.vocabulary:
        return True
    if column.kind != "list":
        return False
    sample = cells.slice(0, SAMPLE)
    return bool(2 * pc.count_distinct(sample).as_py() < len(sample))


SAMPLE = 1_000


def tidy_words(
    cells: pa.Array, written: Field, findings: Findings, dirty: bool
) -> tuple[Words, pa.Array]:
    """The words of a column, and its cells cleaned; they are `cells` where all were tidy."""
    words = encode(cells)
    if dirty or not is_tidy(words.distinct):
        cells = clean(cells, written, findings, dirty)
        words = encode(cells)
    return words, cells


def no_dates(length: int) -> Dates:
    """A column of dates that are all missing."""
    missing = np.full(length, "NaT", dtype="M8[D]")
    return Dates(missing, missing, np.full(length, -1, dtype=np.int8))


def _reject_blanks(blank: Flags, written: str, name: str, findings: Findings) -> None:
    rows = np.flatnonzero(blank)
    if not len(rows):
        return
    label = name if name == written else f"{name} ({written})"
    reason = f"{label} is blank: every record needs one"
    findings.add(rows, written, [""] * len(rows), reason, "row rejected")
