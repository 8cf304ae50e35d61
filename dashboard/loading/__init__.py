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
from dashboard.loading.headings import read_heading
from dashboard.loading.records import open_records, read_records
from dashboard.loading.reports import Loaded, Refused, Report
from dashboard.loading.writing import write_csv

__all__ = ["ENCODINGS", "Loaded", "Refused", "Report", "read_bytes", "write_csv"]


def read_bytes(
    raw: bytes,
    name: str,
    encoding: str | None = None,
    *,
    largest: int = schema.FILE_BYTES,
    today: date | None = None,
) -> Loaded:
    """Read one CSV file of incidents, accounts or responses; raise Refused and nothing else.

    `name` is for display alone. `encoding` is the reader's own choice, one of ENCODINGS. `largest`
    is in bytes. Dates after `today` are noted.
    """
    report = Report(
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
    findings = Findings(records.numbers, list(records.problems))
    dirty = len(data.translate(None, CONTROLS)) != len(data)
    draft = read_draft(records, heading, findings, dirty)
    draft = identities.identify(rules.apply_rules(draft, today or date.today()))
    rules.note_expected(draft)
    if not records.total:
        findings.add_file(None, "the file has a header and no records")
    frame = _assemble(draft, report.name)
    problems = sorted(findings.problems, key=lambda problem: problem.record or 0)
    report = replace(report, records=records.total, accepted=len(frame), problems=tuple(problems))
    return Loaded(heading.table, frame, report)


def display_name(name: str) -> str:
    """The last part of a file's name, without what cannot be shown, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(mark for mark in last if mark.isprintable()).strip() or "file"
    return shown if len(shown) <= 120 else f"{shown[:80]}…{shown[-39:]}"


DERIVED = {
    "incidents": ("start_last",),
    "accounts": ("published_precision",),
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
