"""Files in our own columns, in a CSV file or a workbook."""

from dataclasses import replace
from datetime import date

from dashboard.formats import tables, workbooks
from dashboard.loading import (
    Limits,
    Loaded,
    Progress,
    Raw,
    Refused,
    finish,
    read_bytes,
    start_report,
)
from dashboard.loading.decoding import Unreadable
from dashboard.loading.headings import read_heading
from dashboard.loading.records import is_ours


def read_canonical(
    raw: Raw,
    name: str,
    encoding: str | None,
    sheet: str | None,
    largest: int,
    today: date | None,
    progress: Progress,
    limits: Limits,
) -> Loaded:
    """As `read_bytes`, and a workbook too: its header is the first row that is not blank."""
    if not workbooks.is_workbook(raw):
        return read_bytes(
            raw, name, encoding, largest=largest, limits=limits, today=today, progress=progress
        )
    report = replace(start_report(raw, name), format="canonical", sheet=sheet)
    try:
        rows = workbooks.read_rows(
            bytes(raw), sheet, largest, lambda row: sum(map(is_ours, row)) > 2
        )
        table = tables.from_rows(rows, limits=limits)
        heading = read_heading(table.header)
        report = replace(report, table=heading.table)
        return finish(report, table.records, heading, table.dirty, today, progress, limits)
    except Unreadable as error:
        raise Refused(replace(report, error=str(error))) from None
