"""Alerts: weeks with more incidents than the forecast of the week before led to expect."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Floats, Ints
from dashboard.indicators import negbin
from dashboard.indicators.choosing import Predictive
from dashboard.indicators.forecast import FEW, FEWEST_WEEKS, foretell_shown, shown_origins
from dashboard.indicators.rates import YEAR
from dashboard.indicators.weeks import WeeklyCounts
from dashboard.summaries.headline import compare

BUDGET = 1.05
"""False alarms per region and year."""

LEAST = 2
"""Incidents in a week below which none is an alarm: one alone is news, but no unusual number."""

RAREST = 0.05
"""The largest tail that is an alarm, however few the budget would need."""

RECENT = 4
SHOWN = 12
WATCHED = 104
"""The last weeks, whose thresholds are reckoned: as many as the back-test has."""

_LEARNT = 26
"""Weeks with a forecast before the first threshold."""


@dataclass(frozen=True, eq=False)
class Watch:
    """One-step forecasts of N weeks and R regions, and how unlikely what came was.

    `weeks` (N) are positions in the counts, `tails` (N x R) the probability of at least the count
    that came, and `judged` (N x R) the same as `judge` gives it. An alarm is one of these below the
    `thresholds` (N) of its week, NaN while there is none.
    """

    weeks: Ints
    told: Predictive
    tails: Floats
    judged: Floats
    thresholds: Floats

    @property
    def alarms(self) -> npt.NDArray[np.bool_]:
        return self.judged < self.thresholds[:, None]

    @property
    def rate(self) -> float:
        """Alarms per region and year over the weeks with a threshold; NaN where there is none."""
        ready = ~np.isnan(self.thresholds)
        cells = int(ready.sum()) * self.judged.shape[1]
        return float(self.alarms[ready].sum() * YEAR / cells) if cells else float("nan")


@dataclass(frozen=True, eq=False)
class Alerts:
    """What the last weeks raised, the newest week first, then by tail.

    `budget` is what was asked for, `rate` the alarms per region and year that the thresholds
    raised over `weeks` past weeks (NaN where 0): all of them taken as false, though some were
    not. `missing` says what the data lack for alerts. `table`, one row per week and region:

    - week (datetime64[s], Monday), region, incidents (int64), expected (the forecast mean);
    - tail: the probability (0 to 1) of at least so many; alarm (bool);
    - level4, level52: against the mean of the 4 and 52 weeks before, in words (see
      summaries.headline.compare); fewer weeks where there are no more.
    """

    budget: float
    rate: float
    weeks: int
    missing: tuple[str, ...]
    table: pd.DataFrame


def alerts(weekly: WeeklyCounts, budget: float = BUDGET, shown: int = SHOWN) -> Alerts:
    """The last `shown` weeks against what was expected; `budget` in alarms per region and year."""
    found = watch(weekly.counts, budget)
    ready = int((~np.isnan(found.thresholds)).sum())
    missing = _missing(weekly, ready)
    last = np.flatnonzero(~np.isnan(found.thresholds))[-shown:]
    return Alerts(budget, found.rate, ready, missing, _table(weekly, found, last))


def watch(counts: Ints, budget: float) -> Watch:
    """Every week's count against the forecast from the week before, with running thresholds."""
    weeks = shown_origins(counts, len(counts) - 1)
    if not len(weeks):
        nothing = np.zeros((0, counts.shape[1]))
        told = Predictive(nothing, np.zeros((0, 1)), weeks)
        return Watch(weeks, told, nothing, nothing, np.zeros(0))
    told = foretell_shown(counts, 1, weeks)
    tails = negbin.tail(counts[weeks], told.mean, told.alpha)
    judged = judge(tails, counts[weeks])
    return Watch(weeks, told, tails, judged, thresholds(judged, budget))


def judge(tails: Floats, counts: Ints) -> Floats:
    """`tails`, or 1 where the count is below `LEAST` and raises no alarm whatever its tail."""
    return np.where(counts < LEAST, 1.0, tails)


def thresholds(tails: Floats, budget: float) -> Floats:
    """The threshold of each of the last 104 weeks, by all weeks before it and no other.

    NaN for the weeks before them, and for the first 26.
    """
    found = np.full(len(tails), np.nan)
    for week in range(max(_LEARNT, len(tails) - WATCHED), len(tails)):
        found[week] = threshold(tails[:week], budget)
    return found


def threshold(tails: Floats, budget: float) -> float:
    """The largest tail below which lie no more than the `budget` allows, `RAREST` at most."""
    cells = tails.ravel()
    allowed = min(int(len(cells) * budget / YEAR), len(cells) - 1)
    return min(float(np.partition(cells, allowed)[allowed]), RAREST)


def _missing(weekly: WeeklyCounts, ready: int) -> tuple[str, ...]:
    if ready:
        return ()
    needed = FEWEST_WEEKS + _LEARNT + 1
    found = []
    if weekly.incidents < FEW:
        found.append(f"{FEW} incidents are needed, and there are {weekly.incidents:,}")
    if len(weekly.weeks) < needed:
        found.append(f"{needed} weeks of data are needed, and there are {len(weekly.weeks):,}")
    if not found:
        found.append(f"{_LEARNT} weeks are needed after the first {FEW} incidents")
    return tuple(found)


def _table(weekly: WeeklyCounts, found: Watch, rows: Ints) -> pd.DataFrame:
    weeks, regions = found.weeks[rows], len(weekly.regions)
    counts = weekly.counts[weeks]
    table = pd.DataFrame(
        {
            "week": np.repeat(weekly.weeks[weeks].astype("datetime64[s]"), regions),
            "region": pd.Series(np.tile(weekly.regions.to_numpy(), len(rows)), dtype="str"),
            "incidents": counts.ravel(),
            "expected": found.told.mean[rows].ravel(),
            "tail": found.tails[rows].ravel(),
            "alarm": found.alarms[rows].ravel(),
            "level4": _levels(weekly.counts, weeks, RECENT),
            "level52": _levels(weekly.counts, weeks, YEAR),
        }
    )
    return table.sort_values(
        ["week", "tail", "region"], ascending=[False, True, True], ignore_index=True
    )


def _levels(counts: Ints, weeks: Ints, before: int) -> pd.Series:
    means = [counts[max(week - before, 0) : week].mean(axis=0) for week in weeks]
    pairs = [pair for week, mean in zip(weeks, means, strict=True)
             for pair in zip(counts[week].tolist(), mean.tolist(), strict=True)]  # fmt: skip
    return pd.Series([compare(now, mean) for now, mean in pairs], dtype="str")
