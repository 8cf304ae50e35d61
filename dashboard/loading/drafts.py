"""A table being read: each column parsed alone, before the rules that hold between columns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from dashboard import schema
from dashboard.loading.cells import Dates, clean, missing_column, read_column, read_dates, to_text
from dashboard.loading.extras import read_extras
from dashboard.loading.findings import Findings
from dashboard.loading.headings import Heading
from dashboard.loading.progress import Progress, quiet
from dashboard.loading.records import Records
from dashboard.schema import Table


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


def read_draft(
    records: Records,
    heading: Heading,
    findings: Findings,
    dirty: bool,
    progress: Progress = quiet,
) -> Draft:
    """Parse every column; `dirty` says that the file has control characters somewhere."""
    length = len(records.numbers)
    own = schema.columns(heading.table)
    draft = Draft(
        table=heading.table,
        columns={column.name: missing_column(column, length) for column in own},
        dates={column.name: no_dates(length) for column in own if column.kind == "date"},
        names={column.name: f.written for f in heading.fields for column in f.columns},
        cells={},
        findings=findings,
    )
    number = len(heading.fields)
    for done, written in enumerate(heading.fields):
        words = f"{records.total:,} records: {done} of {number} columns checked"
        progress(words, 0.2 + 0.6 * done / number)
        cell = clean(records.columns[written.position], written, findings, dirty)
        first = written.columns[0]
        if first.required == "yes":
            blank = pc.is_null(cell).to_numpy(zero_copy_only=False)
            _reject_blanks(blank, written.written, first.name, findings)
        if first.kind == "date":
            draft.dates[first.name] = read_dates(cell, written, findings)
            continue
        if first.kind == "decimal":
            draft.cells[first.name] = to_text(cell)
        values = read_column(cell, written, findings)
        draft.columns.update({column.name: values for column in written.columns})
    tags = read_extras(draft.columns.get("tags"), records, heading.extras, dirty, findings)
    if tags is not None:
        draft.columns["tags"] = tags
    return draft


def no_dates(length: int) -> Dates:
    """A column of dates that are all missing."""
    missing = np.full(length, "NaT", dtype="M8[D]")
    return Dates(missing, missing, np.full(length, -1, dtype=np.int8))


def _reject_blanks(
    blank: "np.ndarray[tuple[int], np.dtype[np.bool_]]", written: str, name: str, findings: Findings
) -> None:
    rows = np.flatnonzero(blank)
    label = name if name == written else f"{name} ({written})"
    reason = f"{label} is blank: every record needs one"
    findings.add(rows, written, [""] * len(rows), reason, "row rejected")
