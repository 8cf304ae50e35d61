"""Bytes to a table: `read_bytes` runs every step from the first byte to the last rule.

decoding -> records -> headings -> cells (validators) -> rules -> identities
"""

import hashlib
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from dashboard import schema
from dashboard.loading import identities, rules
from dashboard.loading.cells import CONTROLS, TEXT
from dashboard.loading.decoding import ENCODINGS, Unreadable, decode
from dashboard.loading.drafts import Draft, read_draft
from dashboard.loading.findings import Findings
from dashboard.loading.headings import Heading, read_heading
from dashboard.loading.losses import count_losses
from dashboard.loading.progress import Progress, quiet
from dashboard.loading.records import Records, open_records, read_records
from dashboard.loading.reports import Loaded, Loss, Refused, Report
from dashboard.loading.writing import write_csv

__all__ = [
    "ENCODINGS",
    "Loaded",
    "Loss",
    "Progress",
    "Refused",
    "Report",
    "read_bytes",
    "write_csv",
]


def read_bytes(
    raw: bytes,
    name: str,
    encoding: str | None = None,
    *,
    largest: int = schema.FILE_BYTES,
    today: date | None = None,
    progress: Progress = quiet,
) -> Loaded:
    """Read one CSV file of incidents, accounts or responses; raise Refused and nothing else.

    `name` is for display alone. `encoding` is the reader's own choice, one of ENCODINGS. `largest`
    is in bytes. Dates after `today` are noted. `progress` is told how far the reading has come.
    """
    report = start_report(raw, name)
    try:
        data, found = decode(raw, encoding, largest)
        report = replace(report, encoding=found)
        opening = open_records(data)
        report = replace(report, delimiter=opening.delimiter)
        heading = read_heading(opening.header)
        report = replace(report, table=heading.table, format="canonical")
        records = read_records(data, opening)
    except Unreadable as error:
        raise Refused(replace(report, error=str(error))) from None
    dirty = len(data.translate(None, CONTROLS)) != len(data)
    loaded = finish(report, records, heading, dirty, today, progress)
    kept = np.isin(records.numbers, loaded.frame["record"].to_numpy(dtype=np.int64))
    losses = count_losses(records, heading, loaded.report.problems, kept)
    return replace(loaded, report=replace(loaded.report, losses=losses))


def start_report(raw: bytes, name: str) -> Report:
    """The report on a file of which nothing has been read yet."""
    return Report(
        name=display_name(name),
        error=None,
        table=None,
        format=None,
        encoding=None,
        delimiter=None,
        records=0,
        accepted=0,
        problems=(),
        unplaced=None,
        sha256=hashlib.sha256(raw).hexdigest(),
    )


def finish(
    report: Report,
    records: Records,
    heading: Heading,
    dirty: bool,
    today: date | None,
    progress: Progress = quiet,
) -> Loaded:
    """Every check from the cells to the last rule, on records however they came.

    Several rows may have one number in `records.numbers`: a record with several places. It is
    accepted where one of its rows is. `dirty` says that cells may hold control characters.
    """
    findings = Findings(records.numbers, list(records.problems))
    draft = read_draft(records, heading, findings, dirty, progress)
    progress(f"{records.total:,} records: rules between columns", 0.85)
    draft = identities.identify(rules.apply_rules(draft, today or date.today()))
    rules.note_expected(draft)
    if not records.total:
        findings.add_file(None, "the file has a header and no records")
    frame = _assemble(draft, report.name)
    problems = sorted(findings.problems, key=lambda problem: problem.record or 0)
    accepted = int(frame["record"].nunique())
    return Loaded(
        table=heading.table,
        frame=frame,
        report=replace(report, records=records.total, accepted=accepted, problems=tuple(problems)),
    )


def display_name(name: str) -> str:
    """The last part of a file's name, without what cannot be shown, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(mark for mark in last if mark.isprintable()).strip() or "file"
    return shown if len(shown) <= 120 else f"{shown[:80]}…{shown[-39:]}"


DERIVED = {
    "incidents": ("start_last",),
    "accounts": ("published_precision", "claimed_date_precision"),
    "responses": ("response_date_precision",),
}
"""Columns of a loaded table beyond the schema's, before `file` and `record`."""


def _assemble(draft: Draft, name: str) -> pd.DataFrame:
    """The kept rows with a fresh index, the schema's columns first."""
    kept = ~draft.findings.rejected
    order = [column.name for column in schema.columns(draft.table)] + [*DERIVED[draft.table]]
    frame = pd.DataFrame({column: draft.columns[column] for column in order})
    whole = kept.all()
    frame = frame if whole else frame[kept].reset_index(drop=True)
    numbers = draft.findings.numbers[kept]
    file = pd.Series(np.full(len(frame), name, dtype=object)).astype(TEXT)
    return frame.assign(file=file, record=pd.Series(numbers, dtype="Int64"))
