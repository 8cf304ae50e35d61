"""What could not be placed, as problems of the file it came from."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.schema import Problem

ABROAD = "more than 25 km outside"
_REMEDY = "not on the map: name the province or state in admin1, or correct the coordinates"
_SEVERAL = "not on the map: say in admin1 which is meant, or choose it on the page Data"


def placing_problems(placed: pd.DataFrame) -> list[Problem]:
    """A note for each row of `resolve_places` that gives a place that could not be found, or
    coordinates far outside its country."""
    notes = placed["place_note"].astype("str").fillna("")
    abroad = notes.str.contains(ABROAD, regex=False)
    asked = placed[((placed["place_found"] == "unplaced") | abroad).to_numpy()]
    found = []
    for row in asked.to_dict("records"):
        column = _column(row, ABROAD in str(row["place_note"]))
        note = row["place_note"] if isinstance(row["place_note"], str) else "no unit has this name"
        remedy = _SEVERAL if "several places" in note else _REMEDY
        if row["place_found"] != "unplaced":
            remedy = "its coordinates are not drawn: correct them"
        found.append(
            Problem(int(row["record"]), column, _value(row, column), f"{note}; {remedy}", "note")
        )
    return found


def _column(row: Mapping[Any, Any], abroad: bool) -> str:
    if abroad:
        return "latitude"
    return next(
        (name for name in ("location", "admin2", "admin1") if isinstance(row[name], str)),
        "latitude",
    )


def _value(row: Mapping[Any, Any], column: str) -> str:
    if column == "latitude":
        return f"{row['latitude']:g}, {row['longitude']:g}"
    return str(row[column])[:200]
