"""`unrest duplicates FILE`: which records of a file may tell of one incident.

The file is read more leniently than for the dashboard: a table with `title` (or `description`) and
`start_date` is enough. Country, admin1, the other place columns, source_name and what else is
compared are used where they are there.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard import schema
from dashboard.countries import resolve_country
from dashboard.duplicates import Found, Proposal, propose
from dashboard.duplicates.reasons import COLUMNS
from dashboard.loading.batches import read_records
from dashboard.loading.decoding import ENCODINGS, Unreadable, decode
from dashboard.loading.lookalikes import show
from dashboard.loading.records import fold_name, open_records
from dashboard.loading.validators import parse_date

ACCEPTED, REFUSED, USAGE = 0, 1, 2
PLACE_COLUMNS = (
    "country", "admin1", "admin1_code", "admin2", "location", "location_native", "latitude",
    "longitude", "location_precision",
)  # fmt: skip
_NUMBERS = ("latitude", "longitude", "workers_low", "workers_high")


@dataclass(frozen=True)
class Table:
    """A file as far as it can be compared: placed rows, and for each incident id how its record is
    named in the output. `undated` are the numbers of the records whose date cannot be read."""

    incidents: pd.DataFrame
    records: dict[str, int | str]
    undated: tuple[int, ...]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `unrest duplicates` takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help='print {"clusters": [[record, ...]]}')
    parser.add_argument("--encoding", metavar="E", help=f"one of: {', '.join(ENCODINGS)}")


def run(asked: argparse.Namespace) -> int:
    """Print the proposals. 0 = compared, 1 = refused, 2 = no such file."""
    path: Path = asked.file
    try:
        raw = path.read_bytes()
    except OSError as error:
        print(f"unrest duplicates: {show(str(path), 500)}: {error.strerror}", file=sys.stderr)
        return USAGE
    try:
        table = read_table(raw, asked.encoding)
    except Unreadable as error:
        reason = show(str(error), 2_000)
        told = json.dumps({"error": reason, "clusters": []})
        print(told if asked.json else f"{show(path.name, 200)}: refused\n  {reason}")
        return REFUSED
    found = propose(table.incidents)
    if asked.json:
        print(json.dumps({"clusters": clusters(found, table)}))
    else:
        print("\n".join(_lines(found, table, path.name)))
    for line in _left_out(found, table):
        print(f"unrest duplicates: {line}", file=sys.stderr)
    return ACCEPTED


def clusters(found: Found, table: Table) -> list[list[int | str]]:
    """The records of each proposal: what the column `record` calls them, else their numbers."""
    return [[table.records[one] for one in proposal.incidents] for proposal in found.proposals]


def read_table(raw: bytes, encoding: str | None = None) -> Table:
    """Raises Unreadable for a file that is no table or lacks a title or a start date."""
    data, _ = decode(raw, encoding, sys.maxsize)
    opening = open_records(data)
    names = _names(opening.header)
    records = read_records(data, opening)
    cells = {name: _text(records.columns[place]) for name, place in names.items()}
    frame = pd.DataFrame(cells, index=pd.RangeIndex(len(records.numbers)))
    numbers = pd.Series(records.numbers)
    blank = pd.Series(np.nan, frame.index, dtype="str")
    named = pd.Series(frame.get("record", blank), dtype="str")
    written = pd.Series(frame.get("incident_id", blank), dtype="str")
    ids = written.mask(written.isna(), "record " + numbers.astype("str"))
    typed = _typed(frame).assign(incident_id=ids)
    dated = typed["start_date"].notna()
    called = [_name(cell, number) for cell, number in zip(named, numbers, strict=True)]
    return Table(
        incidents=_placed(typed[dated].reset_index(drop=True)),
        records=dict(zip(ids.iloc[::-1], called[::-1], strict=True)),
        undated=tuple(numbers[~dated].tolist()),
    )


def _names(header: tuple[str, ...]) -> dict[str, int]:
    """The columns that are used, and where they stand; the first of two of one name."""
    folded = [fold_name(name) for name in header]
    places = {name: folded.index(name) for name in folded if name}
    for alias, targets in schema.ALIASES.items():
        if alias in places and not any(target in places for target in targets):
            places |= dict.fromkeys(targets, places[alias])
    missing = [] if {"title", "description"} & set(places) else ["title (or description)"]
    missing += [] if "start_date" in places else ["start_date (or date)"]
    if missing:
        raise Unreadable(
            f"missing column{'s' if len(missing) > 1 else ''} {', '.join(missing)}: records are "
            f"compared by them. The file has {', '.join(map(repr, map(show, header[:30])))}"
        )
    return places


def _text(column: pa.Array) -> pd.Series:
    trimmed = pc.utf8_trim_whitespace(column)
    blank = pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.large_string()), trimmed)
    return pd.Series(blank.to_pandas(), dtype="str")


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that are compared, missing ones blank; what is no number or date is blank."""
    names = dict.fromkeys((*COLUMNS, *PLACE_COLUMNS, "title", "description"))
    made = {name: frame.get(name, pd.Series(np.nan, frame.index, dtype="str")) for name in names}
    made |= {name: pd.to_numeric(made[name], errors="coerce") for name in _NUMBERS}
    made["latitude"] = made["latitude"].where(made["latitude"].abs() <= 90)
    made["longitude"] = made["longitude"].where(made["longitude"].abs() <= 180)
    one_sided = made["latitude"].isna() | made["longitude"].isna()
    made |= {name: made[name].mask(one_sided).astype(float) for name in ("latitude", "longitude")}
    countries = {cell: resolve_country(cell) or "" for cell in made["country"].dropna().unique()}
    made["country"] = made["country"].map(countries).astype("str").fillna("")
    read = {cell: parse_date(cell).value for cell in made["start_date"].dropna().unique()}
    days = [read.get(cell) for cell in made["start_date"]]
    made["start_date"] = _days([day and day.first for day in days])
    made["start_last"] = _days([day and day.last for day in days])
    return pd.DataFrame(made)


def _days(days: list[object]) -> pd.Series:
    return pd.Series(np.array(days, dtype="M8[D]").astype("M8[s]"))


def _placed(typed: pd.DataFrame) -> pd.DataFrame:
    from dashboard.places import read_places, resolve_places  # slow to import: boundaries

    placed = resolve_places(typed, read_places())
    # Two units that no boundary is known for are still two: by the words of the file.
    written = typed["country"] + " " + typed["admin1"].str.casefold()
    return placed.assign(unit=placed["unit"].fillna(written))


def _name(cell: object, number: int) -> int | str:
    if not isinstance(cell, str):
        return int(number)
    return int(cell) if cell.isascii() and cell.isdecimal() and len(cell) < 16 else cell


def _lines(found: Found, table: Table, name: str) -> Iterator[str]:
    compared = table.incidents["incident_id"].nunique()
    together = sum(len(proposal.incidents) for proposal in found.proposals)
    yield (
        f"{show(name, 200)}: {compared:,} incidents compared; {together:,} of them may be "
        f"{len(found.proposals):,}"
    )
    rows = table.incidents
    titles = rows["title"].fillna(rows["description"]).fillna("")
    texts: dict[str, str] = {}
    for one, title in zip(rows["incident_id"], titles, strict=True):
        texts.setdefault(one, str(title))
    for proposal in found.proposals:
        yield from _proposal_lines(proposal, table, texts)


def _proposal_lines(proposal: Proposal, table: Table, texts: dict[str, str]) -> Iterator[str]:
    yield ""
    for one in proposal.incidents:
        yield f"  {show(str(table.records[one]))}: {show(texts[one], 300)}"
    for what, words in proposal.why:
        yield f"      {what}: {show(words, 300)}"


def _left_out(found: Found, table: Table) -> Iterator[str]:
    if table.undated:
        shown = ", ".join(map(str, table.undated[:20]))
        more = f" and {len(table.undated) - 20:,} more" if len(table.undated) > 20 else ""
        yield (
            f"not compared, since start_date is no date (write YYYY-MM-DD): record {shown}{more}"
        )
    if found.left_out:
        yield (
            f"{found.left_out:,} pairs of incidents of one unit and time were too many to compare"
        )
