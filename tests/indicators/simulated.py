"""SIMULATED weekly counts of known rates: nothing here happened."""

import numpy as np
import pandas as pd

from dashboard.indicators.weeks import WeeklyCounts


def weekly(counts: np.ndarray, first: str = "2020-01-06") -> WeeklyCounts:
    """Counts (weeks x regions) of the regions R00, R01 ... from the Monday `first` on."""
    weeks = np.datetime64(first, "D") + 7 * np.arange(len(counts))
    names = pd.Index([f"R{number:02}" for number in range(counts.shape[1])], dtype="str")
    return WeeklyCounts(weeks, names, counts.astype(np.int64))


def steady(weeks: int = 200, regions: int = 20, mean: float = 1.0, seed: int = 1) -> WeeklyCounts:
    """Poisson counts of rates that never change, gamma-spread around `mean` between regions."""
    draw = np.random.default_rng(seed)
    rates = mean * draw.gamma(1.5, 1 / 1.5, regions)
    return weekly(draw.poisson(rates, (weeks, regions)))


def rising(weeks: int = 200, regions: int = 20, seed: int = 1) -> WeeklyCounts:
    """A common level that grows, falls and has a season, regions around it, overdispersed."""
    draw = np.random.default_rng(seed)
    week = np.arange(weeks)[:, None]
    level = np.exp(np.cumsum(draw.normal(0, 0.05, (weeks, 1)), axis=0))
    season = np.exp(0.3 * np.sin(2 * np.pi * week / 52))
    own = draw.gamma(1.0, 1.0, regions)
    return weekly(draw.poisson(draw.gamma(4, level * season * own / 4)))
