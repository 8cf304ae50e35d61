"""What columns must say together: dates in order, coordinates in pairs, sizes from low to high."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard import schema
from dashboard.loading.cells import categories, shown
from dashboard.loading.drafts import Draft
from dashboard.loading.findings import Findings
from dashboard.loading.plain import PRECISIONS, Dates
from dashboard.loading.texts import nulls, to_text

DAY = np.timedelta64(1, "D")


def _iso(days: NDArray[np.datetime64]) -> list[str]:
    return [str(text) for text in np.datetime_as_string(days, unit="D").tolist()]


def apply_rules(draft: Draft, today: date) -> Draft:
    """`draft` with the rules between its columns applied and its dates among its columns."""
    if draft.table != "incidents":
        sizes = _claimed_sizes(draft) if draft.table == "accounts" else {}
        return replace(draft, columns={**draft.columns, **_dated(draft), **sizes})
    columns, names, findings = draft.columns, draft.names, draft.findings
    given = columns["date_precision"]
    start = widen_dates(draft.dates["start_date"], given, names.get("date_precision", ""), findings)
    note_future(start, names["start_date"], findings, today)
    end = drop_early_ends(start, draft.dates["end_date"], names.get("end_date", ""), findings)
    latitude, longitude = pair_coordinates(draft)
    low, high = columns["workers_low"], columns["workers_high"]
    if names.get("workers_low") != names.get("workers_high"):  # an alias fills both
        low, high = order_workers(draft, "workers_low", "workers_high")
    changed = {
        "start_date": _days(start.first),
        "start_last": _days(start.last),
        "date_precision": _precision(start, PRECISIONS),
        "end_date": _days(end.last),
        "latitude": latitude,
        "longitude": longitude,
        "workers_low": low,
        "workers_high": high,
    }
    return replace(draft, columns={**columns, **changed})


def _dated(draft: Draft) -> dict[str, pd.Series]:
    """The date columns of accounts or responses, each with how much of it is known."""
    found = {}
    for name, when in draft.dates.items():
        found[name] = _days(when.first)
        found[f"{name}_precision"] = _precision(when, ("day", "month", "year"))
    return found


def _claimed_sizes(draft: Draft) -> dict[str, pd.Series]:
    low, high = order_workers(draft, "claimed_workers_low", "claimed_workers_high")
    return {"claimed_workers_low": low, "claimed_workers_high": high}


def _days(days: NDArray[np.datetime64]) -> pd.Series:
    return pd.Series(days.astype("M8[s]"))


def _precision(dates: Dates, names: tuple[str, ...]) -> pd.Series:
    places = np.array([*(names.index(n) if n in names else -1 for n in PRECISIONS), -1])
    codes = np.where(np.isnat(dates.first), -1, places[dates.rank])
    return categories(codes.astype(np.int64), names)


def widen_dates(written: Dates, given: pd.Series, name: str, findings: Findings) -> Dates:
    """`written` at the precision `given` beside it: 1998-08-01 with 'month' is all of August 1998.

    A precision finer than the date as written is corrected, with a note.
    """
    told = given.cat.codes.to_numpy().astype(np.int8)
    known = ~np.isnat(written.first)
    finer = np.flatnonzero(known & (told >= 0) & (told < written.rank))
    for rank in np.unique(written.rank[finer]):
        rows = finer[written.rank[finer] == rank]
        reason = f"is finer than the date written: {PRECISIONS[rank]} is used as its precision"
        findings.add(rows, name, shown(given, rows), reason, "note")
    rank = np.where(known, np.maximum(told, written.rank), told).astype(np.int8)
    first, last = written.first.copy(), written.last.copy()
    week = known & (rank == 1)
    monday = first[week] - ((first[week].astype(np.int64) + 3) % 7) * DAY  # 1970-01-01: a Thursday
    first[week], last[week] = monday, monday + 6 * DAY
    for unit, place in (("M8[M]", 2), ("M8[Y]", 3)):
        rows = np.flatnonzero(known & (rank == place))
        span = first[rows].astype(unit)
        first[rows], last[rows] = span.astype("M8[D]"), (span + 1).astype("M8[D]") - DAY
    return Dates(first, last, rank)


def note_future(start: Dates, name: str, findings: Findings, today: date) -> None:
    """Note dates after `today`: a plan, or a slip of the pen."""
    rows = np.flatnonzero(start.first > np.datetime64(today, "D"))
    findings.add(
        rows,
        name,
        _iso(start.first[rows]),
        "is a date in the future (correct the year if it is a slip)",
        "note",
    )


def drop_early_ends(start: Dates, end: Dates, name: str, findings: Findings) -> Dates:
    """`end` without the dates that lie wholly before `start` begins."""
    rows = np.flatnonzero(end.last < start.first)
    reason = "is a date before the start_date: write the last day of the action, or leave it blank"
    findings.add(rows, name, _iso(end.last[rows]), reason, "value dropped")
    last = end.last.copy()
    last[rows] = np.datetime64("NaT")
    return Dates(end.first, last, end.rank)


def pair_coordinates(draft: Draft) -> tuple[pd.Series, pd.Series]:
    """Both coordinates or neither.

    Exactly (0, 0) is where a missing place lands, off Ghana, and is dropped.
    """
    latitude, longitude = draft.columns["latitude"], draft.columns["longitude"]
    findings, blank = draft.findings, to_text(nulls(len(draft)))
    cells = (draft.cells.get("latitude", blank), draft.cells.get("longitude", blank))
    both = latitude.notna() & longitude.notna()
    written = cells[0].notna() | cells[1].notna()
    names = [draft.names.get(name, name) for name in ("latitude", "longitude")]
    _note_swaps(cells, written & ~both, names[0], findings)
    for name, value, cell, other in (
        ("latitude", latitude, cells[0], "longitude"),
        ("longitude", longitude, cells[1], "latitude"),
    ):
        rows = np.flatnonzero(value.notna() & ~both)
        reason = f"is a {name} without a usable {other}: give both or neither"
        findings.add(rows, draft.names.get(name, name), shown(cell, rows), reason, "value dropped")
    zero = both & (latitude == 0) & (longitude == 0)
    rows = np.flatnonzero(zero)
    reason = "latitude and longitude are exactly 0: that is the sea (leave unknown ones blank)"
    findings.add(rows, names[0], ["0, 0"] * len(rows), reason, "value dropped")
    kept = both & ~zero
    if kept.equals(latitude.notna()) and kept.equals(longitude.notna()):
        return latitude, longitude
    return latitude.where(kept), longitude.where(kept)


def _note_swaps(
    cells: tuple[pd.Series, pd.Series], unpaired: pd.Series, name: str, findings: Findings
) -> None:
    rows = np.flatnonzero(unpaired)
    if not len(rows):
        return
    north, east = (pd.to_numeric(cell.iloc[rows], errors="coerce").to_numpy() for cell in cells)
    swapped = (np.abs(north) > 90) & (np.abs(north) <= 180) & (np.abs(east) <= 90)
    rows = rows[swapped]
    reason = "latitude and longitude look swapped: latitude is north, at most 90"
    findings.add(rows, name, shown(cells[0], rows), reason, "note")


def order_workers(draft: Draft, lowest: str, highest: str) -> tuple[pd.Series, pd.Series]:
    """The columns `lowest` and `highest`, both dropped where the highest is below the lowest."""
    low, high, findings = draft.columns[lowest], draft.columns[highest], draft.findings
    wrong = (high < low).fillna(value=False).to_numpy(dtype=bool)
    rows = np.flatnonzero(wrong)
    if not len(rows):
        return low, high
    reason = f"is below {lowest}: both are dropped (write the lower number in {lowest})"
    names = [draft.names.get(name, name) for name in (highest, lowest)]
    findings.add(rows, names[0], shown(high, rows), reason, "value dropped")
    findings.add(
        rows, names[1], shown(low, rows), f"is above {highest}: both are dropped", "value dropped"
    )
    return low.mask(wrong), high.mask(wrong)


def note_expected(draft: Draft) -> None:
    """Note how many kept records leave blank what is expected of every source."""
    findings = draft.findings
    for column in schema.columns(draft.table):
        if column.required != "expected":
            continue
        if column.name not in draft.names:
            findings.add_file(
                column.name,
                f"the file has no column {column.name} ({column.meaning}): left blank throughout",
            )
            continue
        blank = int(draft.columns[column.name][~findings.rejected].isna().sum())
        if blank:
            noun = "record" if blank == 1 else "records"
            reason = f"{column.name} is blank in {blank:,} {noun}"
            findings.add_file(draft.names[column.name], reason)
