"""Small tables of the right types for tests: give the columns that matter, the rest is filled.

A frame from here looks as one that was read and placed: `start_last`, `unit`, `file` and the
other derived columns are there. Dates may be given as text; `start_last` follows from
`start_date` and `date_precision` unless given, and `start_date` moves to the first day it may be.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import get_args

import pandas as pd

from dashboard.places.spots import FOUND
from dashboard.schema import Kind, Table, columns, vocabulary

DERIVED = {
    "incidents": {
        "start_last": "date",
        "file": "text",
        "record": "integer",
        "unit": "text",
        "unit_name": "text",
        "place_found": tuple(FOUND),
        "place_note": "text",
        "map_latitude": "decimal",
        "map_longitude": "decimal",
    },
    "accounts": {
        "published_precision": ("day", "month", "year"),
        "claimed_date_precision": ("day", "month", "year"),
        "file": "text",
        "record": "integer",
    },
    "responses": {
        "response_date_precision": ("day", "month", "year"),
        "file": "text",
        "record": "integer",
    },
}

SPAN = {"week": "W-SUN", "month": "M", "year": "Y"}


def series(values: Iterable[object], kind: object) -> pd.Series:
    """`values` as the type that a column of this kind (or with these categories) has in memory."""
    values = list(values)
    if kind == "date":
        return pd.Series(pd.to_datetime(values, format="ISO8601"), dtype="datetime64[s]")
    if kind == "integer":
        return pd.Series(values, dtype="Int64")
    if kind == "decimal":
        return pd.Series(values, dtype="float64")
    if isinstance(kind, tuple):
        return pd.Series(pd.Categorical(values, dtype=category(kind)))
    assert kind in get_args(Kind)
    return pd.Series(values, dtype="str")


@cache
def category(names: tuple[str, ...]) -> pd.CategoricalDtype:
    """The type of a column with these codes, made once."""
    return pd.CategoricalDtype(list(names))


@lru_cache(maxsize=4096)
def repeated(value: object, length: int, kind: object) -> pd.Series:
    """`value` so many times. A frame copies what it is made of, so that all may share it."""
    return series([value] * length, kind)


@cache
def kinds_of(table: Table) -> dict[str, object]:
    """What the columns of `table` hold, by name."""
    told: dict[str, object] = {
        column.name: tuple(vocabulary(column.vocabulary)) if column.kind == "enum" else column.kind
        for column in columns(table)
    }
    return told | DERIVED[table] | ({"credibility": "integer"} if table == "accounts" else {})


def typed(table: Table, given: dict[str, Sequence[object]], defaults: dict[str, object]):
    """A frame of all columns of `table`; a column neither given nor with a default is missing."""
    length = max((len(values) for values in given.values()), default=0)
    kinds = kinds_of(table)
    if unknown := set(given) - set(kinds):
        raise KeyError(f"{table} has no column {sorted(unknown)}")
    return pd.DataFrame(
        {
            name: series(given[name], kind)
            if name in given
            else repeated(defaults.get(name), length, kind)
            for name, kind in kinds.items()
        }
    )


def interval(frame: pd.DataFrame, first: bool) -> pd.Series:
    """The first or last day on which the action may have begun."""
    day = frame["start_date"]
    for precision, span in SPAN.items():
        if not (frame["date_precision"] == precision).any():
            continue
        spans = frame["start_date"].dt.to_period(span).dt
        ends = spans.start_time if first else spans.end_time.dt.floor("D")
        day = day.mask(frame["date_precision"] == precision, ends.astype("datetime64[s]"))
    return day


def incidents(**given: Sequence[object]) -> pd.DataFrame:
    """A frame of incidents: ids I1, I2 ..., strikes in North Korea, dates known to the day."""
    length = max((len(values) for values in given.values()), default=0)
    numbered: dict[str, Sequence[object]] = {
        "incident_id": [f"I{number}" for number in range(1, length + 1)],
        "record": list(range(1, length + 1)),
    }
    defaults: dict[str, object] = {
        "location_seq": 1,
        "description": "Workers stopped work.",
        "start_date": "2024-01-01",
        "date_precision": "day",
        "country": "PRK",
        "action_type": "strike",
        "file": "test.csv",
    }
    frame = typed("incidents", numbered | given, defaults)
    if "start_last" in given:
        return frame
    return frame.assign(start_date=interval(frame, True), start_last=interval(frame, False))


def accounts(**given: Sequence[object]) -> pd.DataFrame:
    """A frame of accounts: independent, of incident I1, saying that it happened."""
    length = max((len(values) for values in given.values()), default=0)
    numbered: dict[str, Sequence[object]] = {
        "account_id": [f"A{number}" for number in range(1, length + 1)],
        "record": list(range(1, length + 1)),
    }
    defaults: dict[str, object] = {
        "incident_id": "I1",
        "side": "independent",
        "outlet": "The Paper",
        "summary": "It happened.",
        "claims_happened": "yes",
        "file": "accounts.csv",
    }
    return typed("accounts", numbered | given, defaults)


def responses(**given: Sequence[object]) -> pd.DataFrame:
    """A frame of responses: negotiations by the employer that were observed at incident I1."""
    length = max((len(values) for values in given.values()), default=0)
    defaults: dict[str, object] = {
        "incident_id": "I1",
        "actor": "employer",
        "response": "negotiation",
        "status": "observed",
        "file": "responses.csv",
    }
    return typed("responses", {"record": list(range(1, length + 1))} | given, defaults)
