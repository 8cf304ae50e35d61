"""What the forecasts of the past were worth: rolling origin over the last two years."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from dashboard.counting import Ints
from dashboard.indicators import negbin, rates, scores
from dashboard.indicators.choosing import Predictive, foretell
from dashboard.indicators.forecast import (
    FEW,
    HORIZON,
    band,
    foretell_shown,
    shown_origins,
    surge_from,
)
from dashboard.indicators.rates import YEAR, window_totals
from dashboard.indicators.weeks import WeeklyCounts

ORIGINS = 104
FEWEST_ORIGINS = 13
MODELS = ("historical_mean", "last_value", "ewma", "forecast")


@dataclass(frozen=True)
class Scores:
    """One model's scores over all origins and regions.

    `crps` (incidents) and `log_score` (minus log probability) are better the smaller they are.
    `coverage80` and `coverage95` should be .80 and .95, `ece_any` (expected calibration error)
    near 0. `auc_any` and `auc_surge` are .5 by chance and 1 at best, NaN where all or nothing
    came true. `skill` is 1 - crps / crps of the historical mean: above 0 is better than it.
    """

    crps: float
    log_score: float
    coverage80: float
    coverage95: float
    auc_any: float
    auc_surge: float
    ece_any: float
    skill: float


@dataclass(frozen=True, eq=False)
class Backtest:
    """Forecasts of `horizon` weeks from `origins` Mondays, `first` to `last`, and what came.

    `missing` says what the data lack to be tested, and is empty where they were; then `models`
    has the scores by name and `reliability` that of the forecast's p_any by band, as
    scores.reliability gives it; `bands` (int64, weeks x regions) the band that was foretold for the
    `horizon` weeks from each Monday on, -1 where none was tested. Without a test there are no
    models, origins, nor first and last.
    """

    regions: int
    weeks: int
    incidents: int
    horizon: int
    origins: int
    first: date | None
    last: date | None
    models: dict[str, Scores]
    reliability: pd.DataFrame
    bands: Ints
    missing: tuple[str, ...]


def backtest(weekly: WeeklyCounts, horizon: int = HORIZON, origins: int = ORIGINS) -> Backtest:
    """Score every model from the last `origins` weeks whose horizon lies in the data.

    At each origin a model sees the weeks before it and chooses its setting and dispersion by them.
    Origins at which no forecast would have been shown are left out, for all models.
    """
    counts, weeks = weekly.counts, len(weekly.weeks)
    shown = shown_origins(counts, weeks - horizon)[-origins:]
    missing = _missing(weekly, len(shown))
    bands = np.full(counts.shape, -1)
    if missing:
        nothing = scores.reliability(np.zeros(0), np.zeros(0, dtype=bool))
        return Backtest(
            len(weekly.regions), weeks, weekly.incidents, horizon,
            origins=0, first=None, last=None, models={}, reliability=nothing, bands=bands,
            missing=missing,
        )  # fmt: skip
    y = window_totals(counts, horizon)[shown]
    surge = np.array([surge_from(counts, origin, horizon) for origin in shown])
    told = {name: predictions(name, counts, horizon, shown) for name in MODELS}
    found = {name: _scores(one, y, surge) for name, one in told.items()}
    usual = found["historical_mean"]["crps"]
    any_told = negbin.tail(np.array(1), told["forecast"].mean, told["forecast"].alpha)
    bands[shown] = band(any_told)
    return Backtest(
        len(weekly.regions), weeks, weekly.incidents, horizon,
        origins=len(shown),
        first=weekly.weeks[shown[0]].astype(date),
        last=weekly.weeks[shown[-1]].astype(date),
        models={name: Scores(**one, skill=1 - one["crps"] / usual) for name, one in found.items()},
        reliability=scores.reliability(any_told, y > 0, horizon),
        bands=bands,
        missing=(),
    )  # fmt: skip


def predictions(name: str, counts: Ints, horizon: int, origins: Ints) -> Predictive:
    """What the model `name` (one of MODELS) foretold at each of the origins."""
    if name == "historical_mean":
        return foretell(rates.historical_mean(counts), counts, horizon, origins)
    if name == "last_value":
        return foretell(rates.last_value(counts, horizon), counts, horizon, origins)
    if name == "ewma":
        return foretell(rates.ewma(counts), counts, horizon, origins)
    return foretell_shown(counts, horizon, origins)


def _missing(weekly: WeeklyCounts, origins: int) -> tuple[str, ...]:
    found = []
    if len(weekly.weeks) < YEAR:
        found.append(f"{YEAR} weeks of data are needed, and there are {len(weekly.weeks):,}")
    if weekly.incidents < FEW:
        found.append(f"{FEW} incidents are needed, and there are {weekly.incidents:,}")
    if not found and origins < FEWEST_ORIGINS:
        found.append(
            f"{FEWEST_ORIGINS} weeks with a forecast are needed, and there are {origins:,}: there "
            f"is none before the first {FEW} incidents"
        )
    return tuple(found)


def _scores(told: Predictive, y: Ints, surge: Ints) -> dict[str, float]:
    mean, alpha = told.mean, told.alpha
    any_told = negbin.tail(np.array(1), mean, alpha)
    return {
        "crps": float(negbin.crps(y, mean, alpha).mean()),
        "log_score": float(-negbin.log_pmf(y, mean, alpha).mean()),
        "coverage80": scores.coverage(0.80, y, mean, alpha),
        "coverage95": scores.coverage(0.95, y, mean, alpha),
        "auc_any": scores.auc(any_told, y > 0),
        "auc_surge": scores.auc(negbin.tail(surge, mean, alpha), y >= surge),
        "ece_any": scores.calibration_error(scores.reliability(any_told, y > 0)),
    }
