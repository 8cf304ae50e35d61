"""What labor actions put at risk: workers involved, days not worked, production as reported.

Days not worked are those of the International Labour Organization (resolution on statistics of
strikes and lockouts, 15th ICLS, 1993): workers involved times the days they did not work. It asks
for working days; a record gives calendar days, so the figures here are an upper bound on that.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Floats, Ints, ids_of, incidents_of, numbered
from dashboard.schema import label
from dashboard.sizes import sizes
from dashboard.summaries.lanes import sure_end

ALL: Final = "All sectors"
NOT_STATED: Final = "Sector not stated"
IMPACTS: Final = ("none", "slowed", "partly_stopped", "stopped")
"""Production impacts that a report states, the gravest last."""
_STOPPAGES: Final = ("no", "unknown", "yes")
_YES: Final = _STOPPAGES.index("yes")
_NO: Final = _STOPPAGES.index("no")
_COUNTS: Final = (
    "incidents", "with_size", "open_ended", "stoppages", "stoppage_unknown", "with_days",
    "days_open_ended", "days_stoppage_unknown", *IMPACTS, "impact_unknown",
)  # fmt: skip
_SUMS: Final = ("workers_low", "workers_high", "days_low", "days_high")

Flags = npt.NDArray[np.bool_]


def losses_by_sector(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for all incidents, one for each sector that occurs, one for those without a sector.

    Columns: code (ISIC Rev.4 section; missing for all and for not stated), label, and, Int64:

    - incidents; with_size, those with any number of workers; workers_low, workers_high, the sums
      over these (persons); open_ended, those of with_size of which no most is given ('at least
      500' is 500 at both ends, so workers_high is then no upper bound);
    - stoppages, those in which work surely stopped; stoppage_unknown, those of which it is not
      known. The rest went on working;
    - with_days, the stoppages with both a size and a length; days_low, days_high, the sums of
      worker-days over these; days_open_ended, those of with_days that are open_ended;
      days_stoppage_unknown, those with a size and a length that are left out because it is not
      known whether work stopped;
    - none, slowed, partly_stopped, stopped: production impact as reported; impact_unknown: 'not
      known' or blank.

    A sum is missing where no incident has the number: unknown is not 0. 'Up to 500' says nothing
    of the fewest and adds 0 to the low end. An incident counts once, however many rows it has: the
    largest size, the shortest and longest length and the gravest impact of its rows; one with
    several sectors counts in each of them and once in all. All comes first, the sector with most
    days (then workers, then incidents) next, not stated last.
    """
    incidents = incidents_of(rows)
    per = _per_incident(rows, incidents.codes, incidents.total)
    sector = numbered(rows["sector"])
    number = len(sector.values)
    stated = np.zeros(incidents.total, dtype=bool)
    stated[incidents.codes[sector.codes >= 0]] = True
    pairs = incidents.codes * number + sector.codes
    pairs = pd.unique(pairs[sector.codes >= 0])
    unstated = np.flatnonzero(~stated)
    everyone = np.arange(incidents.total)
    table = _sums(
        per,
        np.concatenate([everyone, pairs // max(number, 1), unstated]),
        np.concatenate([everyone * 0, pairs % max(number, 1) + 1, unstated * 0 + number + 1]),
        number + 2,
    )
    codes = [None, *sector.values.astype(str), None]
    names = [ALL, *(label("sector", str(code)) for code in sector.values), NOT_STATED]
    table.insert(0, "code", pd.Series(codes, dtype="str"))
    table.insert(1, "label", pd.Series(names, dtype="str"))
    return _ordered(table)


def loss_ids(rows: pd.DataFrame, label: str, code: object, count: str) -> "pd.Series[str]":
    """The ids behind `count`, a column of `losses_by_sector`, in its row of `label` and `code`."""
    incidents = incidents_of(rows)
    flag = _flags(_per_incident(rows, incidents.codes, incidents.total))[count]
    of_sector = np.ones(len(rows), dtype=bool)
    if isinstance(code, str):
        of_sector = (rows["sector"].astype("str") == code).to_numpy(dtype=bool)
    elif label == NOT_STATED:
        stated = np.zeros(incidents.total, dtype=bool)
        stated[incidents.codes[rows["sector"].notna().to_numpy()]] = True
        of_sector = ~stated[incidents.codes]
    return ids_of(rows, flag[incidents.codes] & of_sector)


@dataclass(frozen=True)
class Dominant:
    """One incident that carries more than half of the upper total of `what` ('workers' or 'days').

    `most` of `total`; `rest` is the first row of `losses_by_sector` without that incident.
    """

    incident_id: str
    what: str
    most: int
    total: int
    rest: dict[Hashable, Any]


def dominant(rows: pd.DataFrame) -> tuple[Dominant, ...]:
    """The incident that carries more than half of the upper total of workers, and that of
    worker-days; none for a total of one incident, or where none does."""
    ids = numbered(rows["incident_id"])
    per = _per_incident(rows, ids.codes, len(ids.values))
    flags = _flags(per)
    found = []
    for what, counted, values in (
        ("workers", flags["with_size"], per.high),
        ("days", flags["with_days"], per.high * per.longest),
    ):
        each = np.where(counted, values, 0.0)
        if counted.sum() < 2 or each.max() * 2 <= each.sum():
            continue
        top = str(ids.values[int(each.argmax())])
        others = rows[(rows["incident_id"] != top).to_numpy(dtype=bool)]
        rest = losses_by_sector(others).iloc[0].to_dict()
        found.append(Dominant(top, what, round(each.max()), round(each.sum()), rest))
    return tuple(found)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    sectors = table.iloc[1:-1].sort_values(
        ["days_high", "workers_high", "incidents", "code"],
        ascending=[False, False, False, True], na_position="last",
    )  # fmt: skip
    found = pd.concat([table.iloc[:1], sectors, table.iloc[-1:]])
    return found[(found["incidents"] > 0).to_numpy()].reset_index(drop=True)


@dataclass(frozen=True)
class _Each:
    """Per incident: sizes (persons) and lengths (days), NaN where not known; `open_ended`: no most
    is given; `stoppage` a position in `_STOPPAGES`, `impact` one in `IMPACTS`, -1 not known."""

    low: Floats
    high: Floats
    shortest: Floats
    longest: Floats
    open_ended: Flags
    stoppage: Ints
    impact: Ints


def _per_incident(rows: pd.DataFrame, codes: Ints, total: int) -> _Each:
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(total))

    def most(values: Floats) -> Floats:
        return np.fmax.reduceat(values[order], starts) if total else values

    low, high = sizes(rows)
    shortest, longest = lengths(rows)
    told = rows["workers_high"].to_numpy(dtype="float64", na_value=np.nan)
    largest, most_told = most(high), most(told)
    return _Each(
        low=most(low),
        high=largest,
        shortest=-most(-shortest),
        longest=most(longest),
        open_ended=~np.isnan(largest) & ~(most_told >= largest),
        stoppage=most(_ranks(rows["work_stoppage"], _STOPPAGES)).astype(np.int64),
        impact=most(_ranks(rows["production_impact"], IMPACTS)).astype(np.int64),
    )


def _ranks(column: pd.Series, order: tuple[str, ...]) -> Floats:
    """The position of each value in `order`, -1 for one not in it and for missing."""
    cells = numbered(column)
    places = [order.index(value) if value in order else -1 for value in cells.values]
    return np.array([*places, -1], dtype="float64")[cells.codes]


def lengths(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Fewest and most calendar days per row, first and last day included; NaN: not known.

    From the last and the first day on which it may have begun to `end_date`, else `duration_days`,
    a part of a day counted as a day as it is where both dates are one. An action lasts a day at
    least. Not known where the end lies before every possible start.
    """
    end, start, latest = rows["end_date"], rows["start_date"], rows["start_last"]
    longest = ((end - start).dt.days + 1).to_numpy(dtype="float64", na_value=np.nan)
    shortest = ((sure_end(rows) - latest).dt.days + 1).to_numpy(dtype="float64", na_value=np.nan)
    known = longest >= 1
    lasted = np.ceil(rows["duration_days"].to_numpy(dtype="float64"))
    lasted = np.where(lasted > 0, lasted, np.nan)
    instead = np.where(end.isna().to_numpy(), lasted, np.nan)
    return (
        np.where(known, np.fmax(shortest, 1.0), instead),
        np.where(known, longest, instead),
    )


def _flags(per: _Each) -> dict[str, Flags]:
    """Which incidents each count of `losses_by_sector` counts."""
    sized = ~np.isnan(per.high)
    both = sized & ~np.isnan(per.longest)
    stopped = per.stoppage == _YES
    unsure = ~stopped & (per.stoppage != _NO)
    days = both & stopped
    return {
        "incidents": np.ones(len(sized), dtype=bool),
        "with_size": sized,
        "open_ended": per.open_ended,
        "stoppages": stopped,
        "stoppage_unknown": unsure,
        "with_days": days,
        "days_open_ended": days & per.open_ended,
        "days_stoppage_unknown": both & unsure,
        **{impact: per.impact == place for place, impact in enumerate(IMPACTS)},
        "impact_unknown": per.impact < 0,
    }


def _sums(per: _Each, members: Ints, keys: Ints, number: int) -> pd.DataFrame:
    """Sums over the incidents `members` for the key 0 .. `number` - 1 beside each of them."""
    chosen = _flags(per)
    sized, days = chosen["with_size"], chosen["with_days"]
    weights = {
        "workers_low": (sized, per.low),
        "workers_high": (sized, per.high),
        "days_low": (days, per.low * per.shortest),
        "days_high": (days, per.high * per.longest),
    }
    counts = {
        name: np.bincount(keys[flags[members]], minlength=number) for name, flags in chosen.items()
    }
    sums = {
        name: np.bincount(
            keys[flags[members]], weights=values[members][flags[members]], minlength=number
        )
        for name, (flags, values) in weights.items()
    }
    table = pd.DataFrame({**counts, **{name: sums[name].round() for name in _SUMS}}).astype("Int64")
    for name, among in zip(_SUMS, ("with_size",) * 2 + ("with_days",) * 2, strict=True):
        table[name] = table[name].mask(table[among] == 0)
    return table[[*_COUNTS[:2], *_SUMS[:2], *_COUNTS[2:6], *_SUMS[2:], *_COUNTS[6:]]]
