"""What a reader takes away: files made when asked for, exactly what is shown."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from dashboard.loading import Report, write_csv
from dashboard.loading.formulas import guard
from dashboard.ui import parts, state
from dashboard.ui.audience import told_words

WITHHELD_COLUMN = "The column withheld names what is blank in a row though it may be recorded."
BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read UTF-8 as the machine's own code page


def incidents_csv(view: state.View) -> bytes:
    """The selected incidents in the canonical form, safe to open in a spreadsheet; of the public
    view with the column `withheld`."""
    more = ("withheld",) if view.release else ()
    raw: bytes = write_csv(view.rows, "incidents", escape=True, more=more)
    return raw


def accounts_csv(view: state.View) -> bytes:
    """The coded accounts of the selected incidents, safe to open in a spreadsheet."""
    raw: bytes = write_csv(coded_accounts(view), "accounts", escape=True)
    return raw


def coded_accounts(view: state.View) -> pd.DataFrame:
    """The accounts of the selected incidents that a file gives; those made from the sources of
    incidents come back by themselves when the incidents are read."""
    return view.coded


def incidents_header(view: state.View, only: str = "") -> bytes:
    """What the file of incidents holds: filter, what of it `only`, number, date and licence."""
    holds = f"incidents: {view.incidents:,} ({len(view.rows):,} rows, one per location)"
    return _header(view, f"{holds}\nonly: {only}" if only else holds)


def accounts_header(view: state.View) -> bytes:
    """What the file of accounts holds: filter, number, date and licence."""
    number = len(coded_accounts(view))
    return _header(
        view, f"accounts: {number:,} of {view.incidents:,} incidents; tone: as persons judged it"
    )


def _header(view: state.View, holds: str) -> bytes:
    files = ", ".join(view.dataset.files)
    lines = (
        holds,
        f"filter: {view.filter.describe(view.unit_names)}",
        f"data: {files}",
        f"made: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "licence: the bundled records are CC BY 4.0; the licence of an uploaded file is its own",
        "cells that a spreadsheet would run as a formula begin with an apostrophe",
        *([f"public view: {told_words(view.release)} {WITHHELD_COLUMN}"] if view.release else []),
    )
    return "\n".join(lines).encode()


def report_json(report: Report) -> bytes:
    """A file's report as JSON."""
    return json.dumps(report.to_json(), ensure_ascii=False, indent=2).encode()


def problems_csv(report: Report) -> bytes:
    """A file's problems as CSV, safe to open in a spreadsheet."""
    return table_csv(parts.problems_table(report.problems))


def table_csv(table: pd.DataFrame) -> bytes:
    """A small table of ours as CSV with a byte order mark."""
    escaped = table.apply(lambda column: column.map(_escape))
    return f"{BYTE_ORDER_MARK}{escaped.to_csv(index=False)}".encode()


def rows_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """Rows with the same keys as CSV with a byte order mark."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _escape(cell: object) -> object:
    return guard(cell, escape=True) if isinstance(cell, str) else cell
