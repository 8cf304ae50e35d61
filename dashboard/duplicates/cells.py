"""One cell out of several: how each column of merged incidents is made."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from dashboard.schema import (
    DISPUTED_DATE_TAG,
    SENSITIVITY_UNSTATED,
    columns,
    split_list,
    vocabulary,
)

Row = Mapping[str, object]

_KINDS = {column.name: column.kind for column in columns("incidents")}
JOINED = tuple(
    name
    for name, kind in _KINDS.items()
    if kind in ("list", "urls") or name in ("source_name", "tags")
)
"""Lists, with `;` between the parts: the parts of all records, each once."""

DATES = ("start_date", "start_last", "date_precision")
PLACE = (
    "country", "admin1", "admin1_code", "admin2", "location", "location_native", "latitude",
    "longitude", "location_precision", "unit", "unit_name", "place_found", "place_note",
    "map_latitude", "map_longitude",
)  # fmt: skip
FILLED = tuple(
    name
    for name in _KINDS
    if name not in {*JOINED, *DATES, *PLACE, "incident_id", "location_seq", "end_date"}
    and name not in {"workers_low", "workers_high", "workers_text", "verification", "sensitivity"}
)
"""The first record that fills these is believed."""

EXACT = ("town", "county", "province", "country")


def is_missing(cell: object) -> bool:
    """Whether a cell of a frame's record is blank."""
    return cell is None or cell is pd.NA or cell is pd.NaT or cell != cell


def cell_text(row: Row, name: str) -> str:
    """A cell as it would stand in a file; '' for a blank one."""
    cell = row[name]
    if is_missing(cell):
        return ""
    if isinstance(cell, datetime):
        known = {"year": 4, "month": 7}.get(str(row["date_precision"]), 10)
        return cell.date().isoformat()[: known if name == "start_date" else 10]
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def merge_cells(rows: Sequence[Row]) -> dict[str, object]:
    """The cells of one incident out of those of its records (one row each, the best first), but
    for those of its place."""
    made: dict[str, object] = {name: _first(rows, name) for name in FILLED}
    made |= {name: joined(rows, name) for name in JOINED}
    made |= _dates(rows)
    made |= _workers(rows)
    made["verification"] = verification([row["verification"] for row in rows])
    made["sensitivity"] = sensitivity([row["sensitivity"] for row in rows])
    return made


def better_place(own: Row, others: Sequence[Row]) -> dict[str, object]:
    """The place columns of the record that knows its place most exactly, its own before others."""
    best = min([own, *others], key=_vagueness)
    return {name: best[name] for name in PLACE}


def joined(rows: Sequence[Row], name: str) -> str | None:
    """The parts of all lists, each once, in order; None where there is none."""
    parts = [part for row in rows for part in split_list(_text(row[name]))]
    return ";".join(dict.fromkeys(parts)) or None


def verification(told: Sequence[object]) -> str | None:
    """What the persons who coded the records said of the whole.

    'Single origin' was said of one record alone, so it does not hold for several: the accounts
    decide then. Retracted is what all of them retract.
    """
    codes = {str(code) for code in told if not is_missing(code)}
    if codes & {"retracted", "disputed"}:
        return "retracted" if codes == {"retracted"} else "disputed"
    if "corroborated" in codes:
        return "corroborated"
    return "unverified" if codes == {"unverified"} else None


def sensitivity(told: Sequence[object]) -> str | None:
    """The strictest class of the records, of which one that says none counts as it would alone."""
    if all(map(is_missing, told)):
        return None
    strict = [*vocabulary("sensitivity")]
    codes = [SENSITIVITY_UNSTATED if is_missing(code) else str(code) for code in told]
    return max(codes, key=strict.index)


def _first(rows: Sequence[Row], name: str) -> object:
    return next((row[name] for row in rows if not is_missing(row[name])), None)


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


def _dates(rows: Sequence[Row]) -> dict[str, object]:
    """The best record's date, or the most exact one of those that lie within it; a date that
    contradicts it goes into tags, where the page finds disputed dates."""
    first, last = _day(rows[0], "start_date"), _day(rows[0], "start_last")
    within = [
        row for row in rows if first <= _day(row, "start_date") and _day(row, "start_last") <= last
    ]
    exact = min(within, key=lambda row: _day(row, "start_last") - _day(row, "start_date"))
    other = [
        f"{DISPUTED_DATE_TAG}={cell_text(row, 'start_date')}"
        for row in rows
        if _day(row, "start_date") > last or _day(row, "start_last") < first
    ]
    tags = ";".join(dict.fromkeys([*split_list(joined(rows, "tags")), *other])) or None
    ends = [row["end_date"] for row in rows if not is_missing(row["end_date"])]
    begun = _day(exact, "start_date")
    end = next((one for one in ends if isinstance(one, datetime) and one.date() >= begun), None)
    return {name: exact[name] for name in DATES} | {"tags": tags, "end_date": end}


def _day(row: Row, name: str) -> date:
    cell = row[name]
    if not isinstance(cell, datetime):
        raise TypeError(f"{name}: {cell!r} is not a date")
    return cell.date()


def _workers(rows: Sequence[Row]) -> dict[str, object]:
    """The interval that holds every number given; at least 50 and at least 80 leave it open."""
    lows = [row["workers_low"] for row in rows if not is_missing(row["workers_low"])]
    highs = [row["workers_high"] for row in rows if not is_missing(row["workers_high"])]
    words = [row["workers_text"] for row in rows if not is_missing(row["workers_text"])]
    return {
        "workers_low": min(lows, default=None),  # type: ignore[type-var]
        "workers_high": max([*highs, *lows]) if highs else None,  # type: ignore[type-var]
        "workers_text": "; ".join(dict.fromkeys(map(str, words))) or None,
    }


def _vagueness(row: Row) -> int:
    precision = row["location_precision"]
    return EXACT.index(str(precision)) if precision in EXACT else len(EXACT)
