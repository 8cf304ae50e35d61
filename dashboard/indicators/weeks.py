"""Counts per week and region, complete with zeros: what forecasts and alerts are made from."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Incidents, Ints, ids_of, incidents_of, numbered

Days = npt.NDArray[np.datetime64]

TABLE_COLUMNS = ("week", "region", "incidents")
_MONDAY = 3  # 1 January 1970 was a Thursday, the fourth day of a week that starts on Monday.
_NEVER = np.iinfo(np.int64).max
_MOST_CELLS = 50_000_000


@dataclass(frozen=True, eq=False)
class WeeklyCounts:
    """Incidents of T weeks and R regions.

    `weeks` (datetime64[D], shape T) are Mondays without a gap, `regions` (R) sorted names,
    `counts` (T x R) are at least 0; a week in which nothing was reported is 0. Left out of them
    are the distinct incidents `too_vague` (their start is not known to the week), `unplaced`
    (no row has a region) and `outside` (before the first week or after the last whole one).
    """

    weeks: Days
    regions: pd.Index
    counts: Ints
    too_vague: int = 0
    unplaced: int = 0
    outside: int = 0

    @property
    def incidents(self) -> int:
        """The sum of the counts; an incident with places in two regions counts in both."""
        return int(self.counts.sum())

    def after(self, day: date) -> "WeeklyCounts":
        """The whole weeks from `day` on: where the way of collecting changed on that day."""
        kept = self.weeks >= np.datetime64(day, "D")
        gone = int(self.counts[~kept].sum())
        return replace(
            self, weeks=self.weeks[kept], counts=self.counts[kept], outside=self.outside + gone
        )


def count_weeks(
    rows: pd.DataFrame, end: date | None = None, start: date | None = None, by: str = "unit"
) -> WeeklyCounts:
    """The weekly counts of incident rows, by the column `by`.

    An incident counts once in every region in which it has a row, in the earliest week that is
    known of it. `start` and `end` (inclusive) are the first and last day that the data cover, by
    default those of the first incident and of the last. A week that `end` cuts is left out, since
    half a week would look like calm; the week of `start` is kept. Raises ValueError where weeks
    times regions are too many to hold.
    """
    incidents = incidents_of(rows)
    known, earliest = _earliest(rows, incidents)
    dated = earliest != _NEVER
    region = numbered(rows[by].astype("str"))
    placed = np.zeros(incidents.total, dtype=bool)
    placed[incidents.codes[region.codes >= 0]] = True
    counted = dated & placed
    span = _span(rows, known, start, end)
    inside = counted & (earliest >= span[0]) & (earliest < span[1])
    left_out = (int((~dated).sum()), int((dated & ~placed).sum()), int((counted & ~inside).sum()))
    weeks = max(span[1] - span[0], 0)
    _refuse_size(weeks, len(region.values))
    # Regions with no incident inside are kept: silence there is a row of zeros.
    order = np.argsort(region.values.to_numpy(dtype=str), kind="stable")
    place = np.argsort(order, kind="stable")
    held = (region.codes >= 0) & inside[incidents.codes]
    keys = np.full(len(rows), -1, dtype=np.int64)
    week = earliest[incidents.codes[held]] - span[0]
    keys[held] = week * len(order) + place[region.codes[held]]
    counts = incidents.per(keys, weeks * len(order)).reshape(weeks, len(order))
    return WeeklyCounts(_mondays(span[0], weeks), region.values[order], counts, *left_out)


def ids_in_weeks(
    rows: pd.DataFrame, first: date, last: date, region: str | None = None, by: str = "unit"
) -> "pd.Series[str]":
    """The ids of the incidents that `count_weeks` has in the weeks of the days `first` to `last`,
    in `region` or in any: each once, though the counts have it in every region of its rows."""
    incidents = incidents_of(rows)
    _, earliest = _earliest(rows, incidents)
    begin, end = _weeks_of(pd.Series(pd.to_datetime([first, last]).astype("datetime64[s]")))
    week = earliest[incidents.codes]
    regions = rows[by].astype("str")
    placed = regions.notna() if region is None else regions == region
    return ids_of(rows, (week >= begin) & (week <= end) & placed.to_numpy(dtype=bool))


def ids_in_cells(
    rows: pd.DataFrame, weeks: Days, regions: pd.Index, cells: npt.NDArray[np.bool_]
) -> "pd.Series[str]":
    """The ids of the incidents that `count_weeks` has in the cells that are True.

    `cells` has a row for each Monday in `weeks`, which follow one another, and a column for each of
    `regions`, which are units.
    """
    incidents = incidents_of(rows)
    _, earliest = _earliest(rows, incidents)
    week = earliest[incidents.codes] - (_weeks_of(pd.Series(weeks[:1]))[0] if len(weeks) else 0)
    region = regions.get_indexer(pd.Index(rows["unit"].astype("str")))
    inside = (week >= 0) & (week < len(weeks)) & (region >= 0)
    inside[inside] = cells[week[inside], region[inside]]
    return ids_of(rows, inside)


def _earliest(rows: pd.DataFrame, incidents: Incidents) -> tuple[npt.NDArray[np.bool_], Ints]:
    """Whether the week of each row is known, and the earliest known week of each incident."""
    first, last = _weeks_of(rows["start_date"]), _weeks_of(rows["start_last"])
    known = (first == last) & rows["start_date"].notna().to_numpy()
    earliest = np.full(incidents.total, _NEVER)
    np.minimum.at(earliest, incidents.codes, np.where(known, first, _NEVER))
    return known, earliest


def read_table(table: pd.DataFrame) -> WeeklyCounts:
    """The counts of a table of text cells `week`, `region`, `incidents`.

    A week and region without a row is 0. Any day of a week names it. Raises ValueError, naming
    the record, for a blank or wrong cell and for a region that stands twice in one week.
    """
    if missing := [name for name in TABLE_COLUMNS if name not in table]:
        raise ValueError(
            f"missing column{'s' * (len(missing) > 1)} {', '.join(missing)}: a table of counts has "
            f"{', '.join(TABLE_COLUMNS)}"
        )
    cells = {name: table[name].astype("str").str.strip() for name in TABLE_COLUMNS}
    iso = cells["week"].where(cells["week"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").fillna(False))
    days = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce")
    _refuse(days.isna(), "week", cells["week"], "is not a date (write YYYY-MM-DD)")
    _refuse(cells["region"].fillna("") == "", "region", cells["region"], "names no region")
    whole = cells["incidents"].str.fullmatch(r"\d{1,9}").fillna(False).astype(bool)
    _refuse(~whole, "incidents", cells["incidents"], "is not a whole number (write 0 for none)")
    if table.empty:
        return WeeklyCounts(_mondays(0, 0), pd.Index([], dtype="str"), np.zeros((0, 0), np.int64))
    weeks = _weeks_of(days)
    first, number = int(weeks.min()), int(weeks.max() - weeks.min()) + 1
    codes, names = pd.factorize(cells["region"], sort=True)
    _refuse_size(number, len(names))
    keys = pd.Series((weeks - first) * len(names) + codes, table.index)
    _refuse(keys.duplicated(), "region", cells["region"], "stands twice in one week")
    counts = np.zeros(number * len(names), dtype=np.int64)
    counts[keys] = cells["incidents"].astype("int64")
    return WeeklyCounts(
        _mondays(first, number), pd.Index(names), counts.reshape(number, len(names))
    )


def _refuse(wrong: pd.Series, column: str, cells: pd.Series, reason: str) -> None:
    if wrong.any():
        place = int(np.flatnonzero(wrong)[0])
        cell = cells.fillna("").iloc[place][:60]
        more = f" ({int(wrong.sum()):,} such records)" if wrong.sum() > 1 else ""
        raise ValueError(f"record {place + 1}, {column}: {cell!r} {reason}{more}")


def _refuse_size(weeks: int, regions: int) -> None:
    if weeks * regions > _MOST_CELLS:
        raise ValueError(
            f"{weeks:,} weeks of {regions:,} regions are too many to count: is a date wrong?"
        )


def _span(
    rows: pd.DataFrame, known: npt.NDArray[np.bool_], start: date | None, end: date | None
) -> tuple[int, int]:
    """The number of the first week, and of the one after the last whole week."""
    days = rows["start_date"].to_numpy().astype("datetime64[D]")[known]
    if not len(days) and (start is None or end is None):
        return 0, 0
    begin = np.datetime64(start, "D") if start else days.min()
    until = np.datetime64(end, "D") if end else rows["start_last"][known].max().to_datetime64()
    edges = np.array([begin, until.astype("datetime64[D]") + np.timedelta64(1, "D")])
    numbers = _weeks_of(pd.Series(edges.astype("datetime64[s]")))
    return int(numbers[0]), int(numbers[1])


def _weeks_of(days: pd.Series) -> Ints:
    """The number of the week of each day, counted from that of 1 January 1970."""
    numbers = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    return (numbers + _MONDAY) // 7


def _mondays(first: int, number: int) -> Days:
    return (np.arange(first, first + number) * 7 - _MONDAY).astype("datetime64[D]")
