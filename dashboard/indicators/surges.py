"""How many surges of a known size the alerts would find: a benchmark by injection."""

from dataclasses import dataclass

import numpy as np

from dashboard.counting import Floats, Ints
from dashboard.indicators import negbin
from dashboard.indicators.alerts import BUDGET, Watch, judge, threshold, watch
from dashboard.indicators.choosing import means
from dashboard.indicators.forecast import SURGE_LEAST
from dashboard.indicators.rates import YEAR, pooled, shrunk_mean
from dashboard.indicators.weeks import WeeklyCounts

TESTED = 104
_LONGEST = 6
_SPREAD = 0.5
_PARTS = 4


@dataclass(frozen=True)
class Detection:
    """`found` (0 to 1) of `injected` surges, at `rate` false alarms per region and year.

    `rate` is that of the same weeks without a surge. NaN where there is nothing to go by.
    """

    found: float
    injected: int
    rate: float


def detect_surges(
    weekly: WeeklyCounts,
    size: float = 10,
    budget: float = BUDGET,
    least: int = SURGE_LEAST,
    runs: int = 100,
    seed: int = 1,
) -> Detection:
    """Inject surges of `size` standard deviations into the last 104 weeks and count those found.

    A surge adds a Poisson number of incidents, in the mean `size` times the standard deviation of
    the region's counts in the 52 weeks before, spread over the weeks from its start on by a
    lognormal delay of mean log 0 and spread .5 (Noufaily et al., 2013). One that would add fewer
    than `least` is left out: it is no surge as the forecast means it. It is found when any week to
    which it adds something raises an alarm. In each run a surge strikes a quarter of the regions,
    each at a time of its own. Settings and dispersions are those of the data without a surge, and
    the threshold is the one that keeps these data within the `budget`; what a surge adds is in the
    counts from which the weeks after are forecast.
    """
    counts, draw = weekly.counts, np.random.default_rng(seed)
    base = watch(counts, budget)
    tested = np.arange(len(base.weeks))[-TESTED:]
    if not len(tested):
        return Detection(float("nan"), 0, float("nan"))
    limit = threshold(base.judged[tested], budget)
    found = injected = 0
    for _ in range(runs):
        extra = _surges(counts, base.weeks[tested], size, draw)
        extra = extra * (extra.sum(axis=0) >= least)
        told = _tails(counts + extra, base)[tested]
        struck = extra[base.weeks[tested]] > 0
        injected += int(struck.any(axis=0).sum())
        found += int((struck & (told < limit)).any(axis=0).sum())
    rate = float((base.judged[tested] < limit).mean() * YEAR)
    return Detection(found / injected if injected else float("nan"), injected, rate)


def _surges(counts: Ints, weeks: Ints, size: float, draw: np.random.Generator) -> Ints:
    """What one run adds to the counts, at some of the `weeks`."""
    regions = counts.shape[1]
    struck = draw.permutation(regions)[: max(regions // _PARTS, 1)]
    extra = np.zeros_like(counts)
    for region in struck:
        start = int(draw.choice(weeks[: -_LONGEST or None]))
        deviation = counts[max(start - YEAR, 0) : start, region].std()
        delays = draw.lognormal(0, _SPREAD, draw.poisson(size * deviation)).astype(np.int64)
        late = np.minimum(delays, _LONGEST - 1)
        extra[:, region] = np.bincount(start + late, minlength=len(counts))
    return extra


def _tails(counts: Ints, base: Watch) -> Floats:
    """The judged tails of other counts, with the settings and dispersions of `base`."""
    plain, setting, weeks = base.told.setting < 0, base.told.setting, base.weeks
    mean = np.empty((len(weeks), counts.shape[1]))
    if plain.any():
        mean[plain] = means(shrunk_mean(counts), 1, weeks[plain], setting[plain])
    if not plain.all():
        mean[~plain] = means(pooled(counts, 1), 1, weeks[~plain], setting[~plain])
    return judge(negbin.tail(counts[weeks], mean, base.told.alpha), counts[weeks])
