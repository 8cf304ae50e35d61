"""Days: how many incidents began on each, where the day is known."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Ints, ids_of, incidents_of

_SPAN = ("start_date", "start_last")
UNKNOWN = np.iinfo(np.int64).max
"""In the place of a day that is not known."""


@dataclass(frozen=True)
class Days:
    """Counts of incidents by day: `numbers` (days from 1970, ascending) and `sums` up to each.

    `sums` has one entry more than `numbers` and starts with 0; a day not in `numbers` has none.
    """

    numbers: Ints
    sums: Ints

    @staticmethod
    def of(counts: "pd.Series[int]") -> "Days":
        """From daily counts, a `DatetimeIndex` over integers in any order."""
        numbers = counts.index.to_numpy().astype("datetime64[D]").astype(np.int64)
        order = np.argsort(numbers, kind="stable")
        ordered = counts.to_numpy(dtype=np.int64)[order]
        return Days(numbers[order], np.concatenate([[0], np.cumsum(ordered)]))

    def first(self, otherwise: int) -> int:
        """The first day of the counts; `otherwise` where there is none."""
        return int(self.numbers[0]) if len(self.numbers) else otherwise

    def within(self, first: int, last: int) -> int:
        """Incidents on the days `first` to `last`, both included."""
        return int(self.between(np.array([first]), np.array([last + 1]))[0])

    def between(self, starts: Ints, ends: Ints) -> Ints:
        """Incidents from each of `starts` up to the day before each of `ends`."""
        upto = np.searchsorted(self.numbers, np.stack([starts, ends]))
        found: Ints = self.sums[upto[1]] - self.sums[upto[0]]
        return found

    def sums_from(self, starts: Ints, length: int) -> Ints:
        """Incidents in the `length` days from each of `starts` on."""
        return self.between(starts, starts + length)


def number_of(day: date) -> int:
    """`day` in days from 1 January 1970."""
    return int(np.datetime64(day, "D").astype(np.int64))


def daily_counts(rows: pd.DataFrame) -> "pd.Series[int]":
    """Incidents per day (int64), complete with zeros from the first to the last dated one.

    An incident counts on the earliest day that one of its rows knows; those of which no row knows
    the day are left out.
    """
    began = first_days(rows)
    began = began[began != UNKNOWN]
    start = int(began.min()) if len(began) else 0
    counts = np.bincount(began - start).astype(np.int64)
    days = (np.arange(len(counts)) + start).astype("datetime64[D]").astype("datetime64[s]")
    return pd.Series(counts, index=pd.DatetimeIndex(days), dtype=np.int64)


def ids_within(rows: pd.DataFrame, first: date, last: date) -> "pd.Series[str]":
    """The ids of the incidents that `daily_counts` has on the days `first` to `last`."""
    began = first_days(rows)[incidents_of(rows).codes]
    return ids_of(rows, (began >= number_of(first)) & (began <= number_of(last)))


def count_left_out(rows: pd.DataFrame, first: date, last: date) -> int:
    """Incidents that may have begun within `first`..`last`, but of which no row knows the day."""
    return incidents_of(rows).among(_left_out(rows, first, last))


def ids_left_out(rows: pd.DataFrame, first: date, last: date) -> "pd.Series[str]":
    """The ids of those that `count_left_out` counts."""
    return ids_of(rows, _left_out(rows, first, last))


def _left_out(rows: pd.DataFrame, first: date, last: date) -> npt.NDArray[np.bool_]:
    vague = first_days(rows) == UNKNOWN
    begins, ends = _spans(rows)
    touches = (begins <= np.datetime64(last, "D")) & (ends >= np.datetime64(first, "D"))
    return np.asarray(touches & vague[incidents_of(rows).codes], dtype=bool)


def first_days(rows: pd.DataFrame) -> Ints:
    """The earliest known first day of each incident, in days from 1970; `UNKNOWN` where none is.

    By the number of the incident in `incidents_of`.
    """
    incidents = incidents_of(rows)
    begins, ends = _spans(rows)
    known = (begins == ends) & ~np.isnat(begins)
    days = np.where(known, begins.astype(np.int64), UNKNOWN)
    found = np.full(incidents.total, UNKNOWN)
    firsts = incidents.first_rows(days)
    found[incidents.codes[firsts]] = days[firsts]
    return found


def _spans(
    rows: pd.DataFrame,
) -> tuple[npt.NDArray[np.datetime64], npt.NDArray[np.datetime64]]:
    """The first and the last day on which the action of each row may have begun."""
    begins, ends = (rows[name].to_numpy().astype("datetime64[D]") for name in _SPAN)
    return begins, ends
