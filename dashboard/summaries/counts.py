"""Small tables from the rows that a filter let pass: by period and by code, and the latest.

Incidents are counted once by `incident_id`. What cannot be counted (a date too
vague for the period) has a function of its own that says how many incidents it is.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import (
    NO_DAY,
    Incidents,
    Ints,
    days_in,
    incidents_of,
    numbered_in,
    occurring,
)
from dashboard.periods import Freq, LongFreq
from dashboard.rows import of_table, once
from dashboard.schema import WITHHELD, columns, label, split_list, vocabulary

NOT_STATED = "Not stated"
VAGUE = np.iinfo(np.int64).max
"""The number of no period: the date spans several."""
Step = Freq | LongFreq
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_MONDAY = 3  # 1 January 1970 was a Thursday, the fourth day of a week that starts on Monday.


def count_by_period(
    rows: pd.DataFrame, freq: Freq, start: date | None = None, end: date | None = None
) -> pd.DataFrame:
    """Incidents per period and action type, complete with zeros.

    Columns: period (datetime64[s], first day; weeks start on Monday), action_type (category),
    incidents (int64). There is a row for every period from the first to the last incident, or
    from `start` to `end` where given, and every action type that occurs. An incident is counted
    in the period of its first day; `count_too_vague` are left out, and those outside
    `start`..`end`.
    """
    periods, actions = period_numbers(rows, freq)
    action = numbered_in(rows, "action_type")
    dated = periods != VAGUE
    periods, codes = periods[dated], action.codes[actions[dated]]
    if not len(periods) and (start is None or end is None):
        return _period_table(np.arange(0), freq, action.values[:0], np.arange(0))
    first = _period_of_day(start, freq) if start else int(periods.min())
    last = _period_of_day(end, freq) if end else int(periods.max())
    shown = (periods >= first) & (periods <= last) & (codes >= 0)
    types = len(action.values)
    cells = (periods[shown] - first) * types + codes[shown]
    steps = np.arange(first, last + 1)
    counts = np.bincount(cells, minlength=len(steps) * types).reshape(len(steps), types)
    occurs = action.values.isin(occurring(rows, "action_type"))
    return _period_table(steps, freq, action.values[occurs], counts[:, occurs])


def count_too_vague(rows: pd.DataFrame, freq: Step) -> int:
    """Incidents whose start is not known to one period of `freq`."""
    periods, _ = period_numbers(rows, freq)
    return int((periods == VAGUE).sum())


def first_periods(rows: pd.DataFrame, freq: Step) -> "pd.Series[pd.Timestamp]":
    """The first day of the period in which each incident began, indexed by `incident_id`.

    One value (datetime64[s]) per distinct incident, as `count_by_period` counts it; missing where
    the start is not known to one period of `freq`.
    """
    periods, chosen = period_numbers(rows, freq)
    days = period_starts(np.where(periods == VAGUE, 0, periods), freq)
    index = pd.Index(rows["incident_id"].iloc[chosen], name="incident_id")
    return pd.Series(days, index=index).mask(periods == VAGUE)


def count_by_code(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Incidents per code of a coded column (one code or a `;` list), the most frequent first.

    Columns: code, label, incidents. An incident with several codes counts in each. Incidents of
    which no row has a code are the last row, 'Not stated', with a missing code; before it stand
    those of which it is withheld from the public.
    """
    incidents = incidents_of(rows)
    cells = numbered_in(rows, column)
    held = [split_list(str(cell)) for cell in cells.values]
    kind = next(spec.vocabulary for spec in columns("incidents") if spec.name == column)
    unknown = {code for one in held for code in one} - {*vocabulary(kind)}
    codes = [*vocabulary(kind), *sorted(unknown)]
    counts = _of_each(codes, held, cells.codes, incidents)
    found: list[tuple[str | float, str, int]] = [
        (code, label(kind, code), count) for code, count in zip(codes, counts, strict=True) if count
    ]
    stated = incidents.among(np.array([bool(one) for one in held] + [False])[cells.codes])
    if stated < incidents.total:
        found.append((np.nan, NOT_STATED, incidents.total - stated))
    table = pd.DataFrame(found, columns=["code", "label", "incidents"])
    table = table.astype({"code": "str", "label": "str", "incidents": "int64"})
    order = np.lexsort([-table["incidents"], table["code"] == WITHHELD, table["code"].isna()])
    return table.iloc[order].reset_index(drop=True)


def _of_each(
    codes: list[str], held: list[list[str]], cells: Ints, incidents: Incidents
) -> list[int]:
    """Incidents with each of `codes`; `cells` are the numbers of the lists `held`, -1 for none."""
    if max(map(len, held), default=0) < 2:  # one count for all codes
        place = {code: number for number, code in enumerate(codes)}
        keys = np.array([place[one[0]] if one else -1 for one in held] + [-1])
        return [int(count) for count in incidents.per(keys[cells], len(codes))]
    holds = (np.array([code in one for one in held] + [False]) for code in codes)
    return [incidents.among(each[cells]) for each in holds]


def latest(rows: pd.DataFrame, n: int) -> pd.DataFrame:
    """The `n` incidents that began last, one row each; a vague date counts by its first day."""
    began = days_in(rows, "start_date")
    firsts = incidents_of(rows).first_rows(-began.astype(np.int64), sequence(rows))
    days = began[firsts]
    if len(days) > n:
        firsts = firsts[days >= np.partition(days, -n)[-n]] if n else firsts[:0]
    found = rows.iloc[firsts][["start_date", "incident_id"]].reset_index(drop=True)
    found = found.sort_values(["start_date", "incident_id"], ascending=[False, True])
    return rows.iloc[firsts[found.index[:n]]]


def sequence(rows: pd.DataFrame) -> Ints:
    """The place of each row among those of its incident; 0 where it is not told."""
    return of_table(
        rows,
        "sequence",
        lambda table: table["location_seq"].fillna(0).to_numpy(dtype=np.int64),
    )


def period_numbers(rows: pd.DataFrame, freq: Step) -> tuple[Ints, Ints]:
    """Per incident the number of its period (`VAGUE` if too vague), and the row it is from.

    Periods are counted from the one of 1 January 1970; `period_starts` makes days of them. Where
    the rows of one incident differ, the earliest period that is known counts.
    """

    def make() -> tuple[Ints, Ints]:
        began = days_in(rows, "start_date")
        first = _periods_of(began, freq)
        known = (first == _periods_of(days_in(rows, "start_last"), freq)) & (began != NO_DAY)
        period = np.where(known, first, VAGUE)
        incidents = incidents_of(rows)
        chosen = incidents.first_rows(period, numbered_in(rows, "action_type").codes)
        return (period if incidents.one_row_each else period[chosen]), chosen

    return once(rows, ("periods", freq), make)


def _periods_of(days: npt.NDArray[np.int32], freq: Step) -> Ints:
    """The number of the period of each day; of no day any. Each distinct day is looked up once."""
    known = days[days != NO_DAY]
    if not len(known):
        return np.zeros(len(days), dtype=np.int64)
    low, high = int(known.min()), int(known.max())
    if high - low >= len(days):
        return _period_of(days.astype("datetime64[D]"), freq)
    of_day = _period_of(np.arange(low, high + 1).astype("datetime64[D]"), freq)
    return np.asarray(of_day[np.maximum(days, low) - low], dtype=np.int64)


def _period_of_day(day: date, freq: Freq) -> int:
    return int(_period_of(np.array([day], dtype="datetime64[D]"), freq)[0])


def _period_of(days: npt.NDArray[np.datetime64], freq: Step) -> Ints:
    """The number of the period of each day, counted from the one of 1 January 1970."""
    if freq in _MONTHS:
        return days.astype("datetime64[M]").astype(np.int64) // _MONTHS[freq]
    number = days.astype("datetime64[D]").astype(np.int64)
    return number if freq == "day" else (number + _MONDAY) // 7


def period_starts(numbers: Ints, freq: Step) -> npt.NDArray[np.datetime64]:
    """The first days (datetime64[s]) of periods numbered as by `period_numbers`."""
    if freq in _MONTHS:
        days = (numbers * _MONTHS[freq]).astype("datetime64[M]").astype("datetime64[D]")
    else:
        days = (numbers if freq == "day" else numbers * 7 - _MONDAY).astype("datetime64[D]")
    return days.astype("datetime64[s]")


def _period_table(steps: Ints, freq: Freq, types: pd.Index, counts: Ints) -> pd.DataFrame:
    days = period_starts(steps, freq)
    codes = np.tile(np.arange(len(types)), len(steps))
    return pd.DataFrame(
        {
            "period": np.repeat(days, len(types)),
            "action_type": pd.Categorical.from_codes(codes, categories=types),
            "incidents": counts.ravel().astype(np.int64),
        }
    )
