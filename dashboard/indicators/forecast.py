"""How likely an incident, and a surge, is in the next weeks, for each region."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaincinv

from dashboard.counting import Floats, Ints
from dashboard.indicators import negbin
from dashboard.indicators.choosing import Predictive, foretell
from dashboard.indicators.rates import (
    SETTINGS,
    YEAR,
    Setting,
    pooled,
    shrunk_mean,
    window_totals,
)
from dashboard.indicators.weeks import WeeklyCounts

HORIZON = 4
"""Weeks ahead."""

FEW, MANY = 50, 500
"""Incidents below which nothing is forecast, and from which the discounted model is used."""

FEWEST_WEEKS = 26

BANDS = (0.05, 0.20, 0.50, 0.80)
BAND_WORDS = ("very unlikely", "unlikely", "possible", "likely", "very likely")
"""Below 5 %, 5 to below 20 %, 20 to below 50 %, 50 to below 80 %, 80 % and more."""

SURGE_SHARE, SURGE_LEAST = 0.95, 3

Basis = Literal["too few", "historical mean", "discounted"]


@dataclass(frozen=True, eq=False)
class Forecast:
    """The `horizon` weeks from Monday `start` on, made from `incidents` in `weeks` weeks.

    `start` is None where there is no week, and then the rates are missing too.

    `basis` says how: 'too few' is no forecast, only counts and rates. `setting` is what the
    discounted model chose, `alpha` the dispersion; None where there is none. `regions` has one row
    per region, in the order of the counts:

    - region; incidents (int64), and rate, rate_low, rate_high: incidents per week over all weeks,
      with its exact 95 % Poisson interval (Garwood, 1936);
    - expected: the mean of the forecast total; low80, high80, low95, high95 (Int64): what lies
      within them has at least that probability;
    - p_any: the probability (0 to 1) of at least 1 incident, any_words its band;
    - surge_from (Int64): the total that would be a surge; p_surge its probability, surge_words.

    What needs a forecast is missing where there is none.
    """

    start: date | None
    horizon: int
    basis: Basis
    incidents: int
    weeks: int
    setting: Setting | None
    alpha: float | None
    regions: pd.DataFrame


def forecast(weekly: WeeklyCounts, horizon: int = HORIZON) -> Forecast:
    """The forecast from the last week of `weekly`."""
    counts, weeks = weekly.counts, len(weekly.weeks)
    start = (weekly.weeks[-1] + np.timedelta64(7, "D")).astype(date) if weeks else None
    basis = basis_of(weekly.incidents, weeks)
    table = _rates(weekly)
    if basis == "too few":
        table = pd.concat([table, _no_forecast(len(table))], axis=1)
        return Forecast(start, horizon, basis, weekly.incidents, weeks, None, None, table)
    told = foretell_shown(counts, horizon, np.array([weeks]))
    table = pd.concat([table, _foretold(told, surge_from(counts, weeks, horizon))], axis=1)
    setting = SETTINGS[told.setting[0]] if basis == "discounted" else None
    alpha = float(told.alpha[0, 0])
    return Forecast(start, horizon, basis, weekly.incidents, weeks, setting, alpha, table)


def foretell_shown(counts: Ints, horizon: int, origins: Ints) -> Predictive:
    """What is shown at each origin of at least `FEWEST_WEEKS` weeks and `FEW` incidents.

    That is the historical mean while data are few (setting -1), then the discounted model.
    """
    many = counts.sum(axis=1).cumsum()[origins - 1] >= MANY
    if many.all():
        return foretell(pooled(counts, horizon), counts, horizon, origins)
    plain = foretell(shrunk_mean(counts), counts, horizon, origins)
    plain = replace(plain, setting=np.full(len(origins), -1))
    if not many.any():
        return plain
    full = foretell(pooled(counts, horizon), counts, horizon, origins)
    return Predictive(
        np.where(many[:, None], full.mean, plain.mean),
        np.where(many[:, None], full.alpha, plain.alpha),
        np.where(many, full.setting, plain.setting),
    )


def shown_origins(counts: Ints, last: int) -> Ints:
    """The origins, up to `last`, at which there was enough for a forecast."""
    seen = np.concatenate([[0], counts.sum(axis=1).cumsum()])
    possible = np.arange(FEWEST_WEEKS, max(last, 0) + 1)
    return possible[seen[possible] >= FEW]


def basis_of(incidents: int, weeks: int) -> Basis:
    """What so many incidents in so many weeks allow."""
    if incidents < FEW or weeks < FEWEST_WEEKS:
        return "too few"
    return "historical mean" if incidents < MANY else "discounted"


def surge_from(counts: Ints, origin: int, horizon: int) -> Ints:
    """The total of `horizon` weeks that is a surge in each region, as seen after `origin` weeks.

    At least 3, and at least the 95 % quantile of the totals within the last 52 weeks.
    """
    totals = window_totals(counts[max(origin - YEAR, 0) : origin], horizon)
    usual = np.quantile(totals, SURGE_SHARE, axis=0)
    found: Ints = np.ceil(usual).astype(np.int64).clip(min=SURGE_LEAST)
    return found


def band(probability: npt.ArrayLike) -> Ints:
    """The position in `BAND_WORDS` of each probability (0 to 1)."""
    found: Ints = np.digitize(np.asarray(probability, dtype=float), BANDS).astype(np.int64)
    return found


def words(probability: npt.ArrayLike) -> pd.Series:
    """The words for each probability (0 to 1)."""
    return pd.Series(np.array(BAND_WORDS)[band(probability)], dtype="str")


def exact_interval(
    incidents: npt.ArrayLike, weeks: float, share: float = 0.95
) -> tuple[Floats, Floats]:
    """The exact interval of the rate per week behind a count (Garwood, 1936)."""
    seen = np.asarray(incidents, dtype=float)
    outside = (1 - share) / 2
    low = np.where(seen > 0, gammaincinv(np.maximum(seen, 1), outside), 0.0)
    return low / weeks, gammaincinv(seen + 1, 1 - outside) / weeks


def _rates(weekly: WeeklyCounts) -> pd.DataFrame:
    seen, weeks = weekly.counts.sum(axis=0), len(weekly.weeks) or float("nan")
    low, high = exact_interval(seen, weeks)
    return pd.DataFrame(
        {
            "region": weekly.regions.to_numpy(),
            "incidents": seen,
            "rate": seen / weeks,
            "rate_low": low,
            "rate_high": high,
        }
    )


def _foretold(told: Predictive, surge: Ints) -> pd.DataFrame:
    mean, alpha = told.mean[0], told.alpha[0]
    any_incident = negbin.tail(np.array(1), mean, alpha)
    surging = negbin.tail(surge, mean, alpha)
    ends = {
        f"{end}{percent}": pd.array(negbin.quantile(share, mean, alpha), dtype="Int64")
        for percent in (80, 95)
        for end, share in (("low", 0.5 - percent / 200), ("high", 0.5 + percent / 200))
    }
    return pd.DataFrame(
        {"expected": mean, **ends, "p_any": any_incident, "any_words": words(any_incident)}
        | {"surge_from": pd.array(surge, dtype="Int64"), "p_surge": surging}
        | {"surge_words": words(surging)}
    )


def _no_forecast(length: int) -> pd.DataFrame:
    """The columns of a forecast, all missing."""
    like = _foretold(Predictive(np.ones((1, 1)), np.ones((1, 1)), np.zeros(1, int)), np.array([3]))
    return like.iloc[:0].reindex(range(length))
