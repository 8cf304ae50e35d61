"""What an incident, an account and a response are: columns, code lists, limits, and `Problem`.

The columns are data (`columns.csv`), and so are the code lists (`vocabularies.csv`): the reader,
the dictionary, the data package and the Methods page are all made from these two files.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

Kind = Literal["text", "id", "date", "integer", "decimal", "enum", "list", "url", "urls", "country"]
Required = Literal["yes", "expected", "made", "no"]
Effect = Literal["row rejected", "value dropped", "note"]
Table = Literal["incidents", "accounts", "responses"]

TABLES: tuple[Table, ...] = ("incidents", "accounts", "responses")

FIRST_YEAR, LAST_YEAR = 1900, 2100
FIELD_CHARACTERS = 32_768
ID_CHARACTERS = 128
COLUMNS = 256
FILE_BYTES = 50 * 1024 * 1024
"""What `unrest check` takes unless it is told otherwise."""
UPLOAD_BYTES = 400 * 1024 * 1024
"""What a browser may send: about 1,000,000 records. `.streamlit/config.toml` says the same."""
UPLOAD_RECORDS = 2_000_000
"""The most records of one file that a browser sends: each takes memory, however short it is."""
UPLOAD_CELLS = 100_000_000
"""The most records times columns of one file that a browser sends: blank cells take memory too."""
UPLOAD_PROBLEMS = 1_000_000
"""The most problems of one file that a browser sends: each takes some 300 bytes."""
IMPORT_BYTES = 4096 * 1024 * 1024
"""What `unrest import` takes unless it is told otherwise."""

ALIASES = {
    "event_id": ("incident_id",),
    "date": ("start_date",),
    "event_type": ("action_type",),
    "participants": ("workers_low", "workers_high"),
    "notes": ("description",),
    "source": ("source_name",),
}
"""Other names a column of an incidents file may have; used only where our own name is absent."""

SENSITIVITY_UNSTATED = "high"
"""The `sensitivity` that an incident of which nobody coded it has for the public."""

WITHHELD, WITHHELD_WORDS = "withheld", "Withheld"
"""In a coded column of the public view: there may be a code, and it is not told."""

DISPUTED_DATE_TAG = "disputed_date"
"""`tags` key for another date that a source gives: `disputed_date=2025-01-02`."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table. `lowest` and `highest` are inclusive and in `unit`."""

    table: Table
    name: str
    kind: Kind
    required: Required
    vocabulary: str
    lowest: float | None
    highest: float | None
    form: str
    unit: str
    meaning: str
    standard: str


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one vocabulary, with the words a reader sees and where it comes from."""

    kind: str
    code: str
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a file got wrong, and what it cost.

    `record` counts from 1, the first after the header; None where the whole file is meant.
    `value` is cut to 200 characters. `reason` says what to do about it.
    """

    record: int | None
    column: str | None
    value: str
    reason: str
    effect: Effect

    def __str__(self) -> str:
        where = ", ".join(
            part for part in (self.record and f"record {self.record}", self.column) if part
        )
        value = f"{self.value!r} " if self.value else ""
        return f"{where or 'file'}: {value}{self.reason} ({self.effect})"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def columns(table: Table) -> tuple[Column, ...]:
    """The columns of `table`, in their order in a file."""
    return tuple(
        Column(**{**row, "lowest": _number(row["lowest"]), "highest": _number(row["highest"])})  # type: ignore[arg-type]
        for row in _rows("columns.csv")
        if row["table"] == table
    )


@cache
def vocabulary(kind: str) -> dict[str, Code]:
    """The codes of one kind, by code, in their published order; empty for an unknown kind."""
    return {row["code"]: Code(**row) for row in _rows("vocabularies.csv") if row["kind"] == kind}


@cache
def kinds() -> tuple[str, ...]:
    """The names of all vocabularies, in their published order."""
    return tuple(dict.fromkeys(row["kind"] for row in _rows("vocabularies.csv")))


def label(kind: str, code: str) -> str:
    """The words for `code`; the code itself where the vocabulary has none."""
    if code == WITHHELD:
        return WITHHELD_WORDS
    found = vocabulary(kind).get(code)
    return found.label if found else code


def split_list(cell: str | float | None) -> list[str]:
    """The parts of a `;` list, trimmed, blanks left out; [] for a missing cell."""
    parts = cell.split(";") if isinstance(cell, str) else []
    return [part for raw in parts if (part := raw.strip())]


def other_dates(tags: str | float | None) -> list[str]:
    """Other dates that a source of the incident gives, as its `tags` hold them."""
    pairs = (tag.partition("=") for tag in split_list(tags))
    return [value for key, _, value in pairs if key == DISPUTED_DATE_TAG]
