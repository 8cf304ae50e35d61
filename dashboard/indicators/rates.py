"""Weekly rates as each model sees them: one per region, from what was counted before.

An origin is a number of weeks, 0 to T: the rates at an origin are made from the first so many weeks
alone. Arrays with a row for every origin have the shape (T + 1) x R.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from dashboard.counting import Floats, Ints

TRENDS = (1.0, 0.9, 0.7)
MEMORIES = (0.88, 0.92, 0.95, 0.97)
WEIGHTS = (4.0, 12.0, 30.0, 80.0)
SEASONS = (0.0, 0.5)
SMOOTHINGS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99)
YEAR = 52
_LEVEL = 0.95
_SETTLED = 13
_LEAST = 1e-4
_LARGEST_PRIOR = 50.0


@dataclass(frozen=True)
class Setting:
    """One choice of the discounted model.

    `trend` and `memory` are the share of the weight that a week keeps when it is one week older
    (0 to 1): for the level of all regions together (1 = no trend), and for each region's own
    counts. `weight` (weeks) is how much of the common level is mixed into a region's own. `season`
    is the power (0 = none) of what followed upon the same week in the years before.
    """

    trend: float
    memory: float
    weight: float
    season: float


@dataclass(frozen=True)
class Family:
    """A model before its choice is made.

    `rates(i, origins)` are those of its i-th of `size` settings, a row per origin.
    """

    size: int
    rates: Callable[[int, Ints], Floats]


SETTINGS = tuple(Setting(*one) for one in product(TRENDS, MEMORIES, WEIGHTS, SEASONS))
"""Of the discounted model; the simplest of equals is the first."""


def historical_mean(counts: Ints) -> Family:
    """The mean of all weeks so far; half an incident where there was none."""
    return _fixed(_mean(counts, 0.5))


def last_value(counts: Ints, weeks: int) -> Family:
    """The mean of the last `weeks` weeks."""
    total = _cumulated(counts)
    ends = np.arange(len(total))
    starts = np.maximum(ends - weeks, 0)
    recent = (total - total[starts]) / np.maximum(ends - starts, 1)[:, None]
    return _fixed(np.maximum(recent, _floor(counts)))


def ewma(counts: Ints) -> Family:
    """The exponentially weighted mean, by `SMOOTHINGS`."""
    floor = _floor(counts)

    def rates(place: int, origins: Ints) -> Floats:
        total, weeks = discounted(counts, SMOOTHINGS[place])
        return np.maximum(total / np.maximum(weeks, _LEAST), floor)[origins]

    return Family(len(SMOOTHINGS), rates)


def shrunk_mean(counts: Ints) -> Family:
    """The historical mean drawn to the mean of all regions, the more the less there is to go by."""
    return _fixed(shrunken(counts))


def pooled(counts: Ints, horizon: int) -> Family:
    """The discounted gamma-Poisson model around a common trend and season.

    rate = (a + k m) / (b + k), a' = d a + y, b' = d b + 1 (West and Harrison, 1997): each region's
    own counts, discounted, are mixed with m, its historical mean times the common trend (the
    discounted mean of all regions against their historical one). All is multiplied by the season.
    """
    mean = shrunken(counts)
    season = seasonal(counts, horizon)

    @cache
    def own(memory: float) -> tuple[Floats, Floats]:
        return discounted(counts, memory)

    @cache
    def level(trend: float) -> Floats:
        together = counts.sum(axis=1, keepdims=True)
        total, weeks = discounted(together, trend)
        usual = np.maximum(_mean(together), _LEAST)
        return np.maximum(mean * (total / np.maximum(weeks, _LEAST)) / usual, _LEAST)

    def rates(place: int, origins: Ints) -> Floats:
        one = SETTINGS[place]
        total, weeks = (part[origins] for part in own(one.memory))
        mixed: Floats = (total + one.weight * level(one.trend)[origins]) / (weeks + one.weight)
        return mixed * season[origins] ** one.season

    return Family(len(SETTINGS), rates)


def discounted(counts: Ints, keep: float) -> tuple[Floats, Floats]:
    """Counts and weeks with the weight `keep` ** age: shapes (T + 1) x R and (T + 1) x 1."""
    total = np.zeros((len(counts) + 1, counts.shape[1]))
    for week, row in enumerate(counts):
        total[week + 1] = keep * total[week] + row
    ages = np.arange(len(counts) + 1)[:, None]
    weeks = ages if keep == 1 else (1 - keep**ages) / (1 - keep)
    return total, np.asarray(weeks, dtype=np.float64)


def shrunken(counts: Ints) -> Floats:
    """Each region's mean so far, drawn to that of all regions as a gamma prior would.

    The prior's weight, in weeks, comes from the spread between regions beyond what chance makes
    (moments; Marshall, 1991).
    """
    regions = counts.shape[1]
    weeks = np.maximum(np.arange(len(counts) + 1), 1)[:, None]
    mean = _mean(counts)
    common = np.maximum(mean.mean(axis=1, keepdims=True), _LEAST)
    between = mean.var(axis=1, keepdims=True) * regions / max(regions - 1, 1) - common / weeks
    prior = common / np.maximum(between, common**2 / _LARGEST_PRIOR)
    found: Floats = (mean * weeks + prior * common) / (weeks + prior)
    return found


def seasonal(counts: Ints, horizon: int) -> Floats:
    """What followed upon this week of the year, of all regions together: (T + 1) x 1, 1 = as usual.

    The geometric mean over the years before of the count of the `horizon` weeks against the level
    at their start; 1 where no year lies before.
    """
    together = counts.sum(axis=1, keepdims=True)
    total, weeks = discounted(together, _LEVEL)
    followed = window_totals(together, horizon)
    expected = (horizon * total / np.maximum(weeks, _LEAST))[: len(followed)]
    change = np.log((followed + 1) / (expected + 1))
    sums, number = np.zeros((len(counts) + 1, 1)), np.zeros((len(counts) + 1, 1))
    for back in range(YEAR, len(counts) + 1 - _SETTLED, YEAR):
        sums[back + _SETTLED :] += change[_SETTLED : len(counts) + 1 - back]
        number[back + _SETTLED :] += 1
    return np.exp(sums / np.maximum(number, 1))


def window_totals(counts: Ints, weeks: int) -> Ints:
    """Row t: the total of the weeks t .. t + `weeks` - 1; T - `weeks` + 1 rows."""
    total = _cumulated(counts)
    found: Ints = total[weeks:] - total[: max(len(total) - weeks, 0)]
    return found


def _fixed(rates: Floats) -> Family:
    return Family(1, lambda _, origins: rates[origins])


def _cumulated(counts: Ints) -> Ints:
    return np.vstack([np.zeros((1, counts.shape[1]), dtype=np.int64), counts.cumsum(axis=0)])


def _mean(counts: Ints, least: float = 0.0) -> Floats:
    """The mean per week so far, of at least `least` incidents."""
    weeks = np.maximum(np.arange(len(counts) + 1), 1)[:, None]
    found: Floats = np.maximum(_cumulated(counts), least) / weeks
    return found


def _floor(counts: Ints) -> Floats:
    """A twentieth of the historical mean: a model that says 0 could never be wrong by a little."""
    return _mean(counts, 0.5) / 20
