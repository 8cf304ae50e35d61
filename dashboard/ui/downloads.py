"""What a reader takes away: files made when asked for, exactly what is shown."""

from datetime import UTC, datetime

import pandas as pd

from dashboard.loading import write_csv
from dashboard.ui import state


def incidents_csv(view: state.View) -> bytes:
    """The selected incidents in the canonical form, safe to open in a spreadsheet."""
    raw: bytes = write_csv(view.rows, "incidents", escape=True)
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
    )
    return "\n".join(lines).encode()
