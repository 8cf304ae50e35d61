"""What a reader takes away: files made when asked for, exactly what is shown.

No file is offered without another beside it that says what it holds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard.loading import Report, write_csv
from dashboard.ui import state
from dashboard.ui.audience import told_words

WITHHELD_COLUMN = (
    "The column withheld names what is blank, or 'withheld', in a row though it may be recorded."
)
MEDIA = {
    "": "application/octet-stream",
    ".csv": "text/csv",
    ".json": "application/json",
    ".toml": "application/toml",
    ".txt": "text/plain",
}
RECORDS = "the bundled records are CC BY 4.0; the licence of an uploaded file is its own"
GUARDED = "cells that a spreadsheet would run as a formula begin with an apostrophe"


@dataclass(frozen=True)
class Download:
    """A file that is offered: the words of its button, its name, its bytes or what makes them."""

    label: str
    name: str
    content: bytes | Callable[[], bytes]
    disabled: bool = False


def offer(*files: Download, header: Download, key: str) -> None:
    """A button for each file, and one for the text beside them that says what they hold."""
    for file in (*files, header):
        st.download_button(
            file.label, file.content, file.name, MEDIA[Path(file.name).suffix],
            key=f"{key}_{file.name}", on_click="ignore", disabled=file.disabled,
        )  # fmt: skip


def holds(name: str, content: Callable[[], bytes], disabled: bool = False) -> Download:
    """The text beside one file or several."""
    return Download("What the file holds (TXT)", name, content, disabled)


def offer_mapping(text: str, name: str, key: str, disabled: bool) -> None:
    """A button for the mapping (TOML) made for the file `name`, and one for its header."""
    offer(
        Download("Mapping (TOML)", "mapping.toml", text.encode(), disabled),
        header=holds("mapping.txt", lambda: mapping_header(name), disabled),
        key=f"{key}_save",
    )


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
    withheld = f"public view: {told_words(view.release)} {WITHHELD_COLUMN}" if view.release else ""
    more = (GUARDED, withheld) if withheld else (GUARDED,)
    return _text(holds, view.filter.describe(view.unit_names), files, RECORDS, *more)


def report_header(report: Report) -> bytes:
    """What the files made of one file hold, and the file as it came."""
    return _text(
        "what became of one file: report, problems, and the mapping where it was read by one; "
        "'original' is the file as it came, byte for byte: formulas in it are not guarded",
        "none: all records of the file",
        f"{report.name}, SHA-256 {report.sha256}",
        "the licence of an uploaded file is its own",
        GUARDED,
    )


def mapping_header(name: str) -> bytes:
    """What the mapping for the file `name` holds."""
    return _text(
        "a mapping: how the columns of one kind of file become ours",
        "none: it holds no records",
        f"made for {name}",
        "a mapping is its maker's own; words of the file in it are under the licence of the file",
    )


def dictionary_header() -> bytes:
    """What template, dictionary and code lists hold."""
    return _text(
        "the columns that a file may have: an empty template, the dictionary, the code lists",
        "none: they hold no records",
        "the schema of this dashboard",
        "CC BY 4.0",
        GUARDED,
    )


def _text(holds: str, chosen: str, data: str, licence: str, *more: str) -> bytes:
    lines = (
        holds,
        f"filter: {chosen}",
        f"data: {data}",
        f"made: {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        f"licence: {licence}",
        *more,
    )
    return "\n".join(lines).encode(errors="replace")
