"""Composite of a regional profile: descriptive only, with the ranks that other choices would give.

Measured: such a composite predicts worse than the plain historical mean, so it describes the past
and forecasts nothing. After the OECD/JRC Handbook on constructing composite indicators (2008): a
weighted mean of percentiles, and an interval of ranks over the choices that could have been made.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr
from scipy.stats import rankdata

from dashboard.counting import Floats
from dashboard.indicators.profile import COMPONENTS

Flags = npt.NDArray[np.bool_]

PREDICTS = "Descriptive: it predicts less well than the forecast, and than the historical mean."
DRAWS = 500
NEEDED = 3
_SPREAD = 10
"""Each weight is drawn around its own from Dirichlet(10, ..., 10), ten times its share."""
_LEAST = 1.0  # So that a percentile of 0 does not make a geometric mean 0.
_BOUNDS = (5, 95)


def composite(
    table: pd.DataFrame,
    weights: Mapping[str, float] | None = None,
    draws: int = DRAWS,
    seed: int = 1,
) -> pd.DataFrame:
    """The composite of each unit in a table of `profile`, highest first.

    Columns: unit, score (0-100: the mean of its percentiles, weighted), rank (1 is the highest;
    ties share the mean), rank_low and rank_high (5-95 % of the draws), components (how many have
    data and a weight). A unit with fewer than 3 components, or without intensity, has none of these
    but the last: NaN, and no rank is taken up by it. `weights` by component, 0 or more; one that is
    not named weighs 1. ValueError where a weight is below 0 or of no component, or all are 0.
    """
    shares = _shares(weights)
    ranks = _wide(table, "percentile")
    scored = _scored(ranks, shares)
    score = np.where(scored, _arithmetic(ranks, shares), np.nan)
    order = _ranks(score)
    low, high = _rank_interval(table, shares, scored, draws, seed)
    found = pd.DataFrame(
        {
            "unit": _units(table),
            "score": score,
            "rank": order,
            "rank_low": low,
            "rank_high": high,
            "components": (~np.isnan(ranks) & (shares > 0)).sum(axis=1),
        }
    )
    return found.sort_values(["rank", "unit"], na_position="last", ignore_index=True)


def contributions(table: pd.DataFrame, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """What each component adds to each score: columns unit, component, points.

    The points of a unit sum to its score; NaN where the component has no data or the unit no score.
    """
    shares = _shares(weights)
    ranks = _wide(table, "percentile")
    held = ~np.isnan(ranks) * shares
    with np.errstate(invalid="ignore"):
        points = ranks * held / held.sum(axis=1, keepdims=True)
    points[~_scored(ranks, shares)] = np.nan
    units = _units(table)
    return pd.DataFrame(
        {
            "unit": np.repeat(units, len(COMPONENTS)),
            "component": list(COMPONENTS) * len(units),
            "points": points.ravel(),
        }
    ).astype({"unit": "str", "component": "str"})


def _shares(weights: Mapping[str, float] | None) -> Floats:
    given = dict(weights or {})
    if unknown := set(given) - set(COMPONENTS):
        raise ValueError(f"no component is called {sorted(unknown)}; there are {[*COMPONENTS]}")
    found = np.array([float(given.get(name, 1.0)) for name in COMPONENTS])
    if (found < 0).any() or not found.sum() > 0:
        raise ValueError("weights are 0 or more, and not all 0")
    shares: Floats = found / found.sum()
    return shares


def _units(table: pd.DataFrame) -> list[str]:
    return sorted(table["unit"].unique())


def _wide(table: pd.DataFrame, column: str) -> Floats:
    """(units, components) of one column."""
    wide = table.pivot(index="unit", columns="component", values=column)
    found: Floats = wide.reindex(index=_units(table), columns=[*COMPONENTS]).to_numpy(np.float64)
    return found


def _scored(ranks: Floats, shares: Floats) -> Flags:
    held = ~np.isnan(ranks) & (shares > 0)
    found: Flags = held[:, 0] & (held.sum(axis=1) >= NEEDED)
    return found


def _arithmetic(scores: Floats, shares: Floats) -> Floats:
    held = ~np.isnan(scores) * shares
    total = held.sum(axis=1)
    found: Floats = np.full(len(scores), np.nan)
    np.divide(np.nansum(scores * held, axis=1), total, out=found, where=total > 0)
    return found


def _geometric(scores: Floats, shares: Floats) -> Floats:
    found: Floats = np.exp(_arithmetic(np.log(np.maximum(scores, _LEAST)), shares))
    return found


def _ranks(score: Floats) -> Floats:
    return np.asarray(rankdata(-score, nan_policy="omit"), dtype=np.float64)


def _rank_interval(
    table: pd.DataFrame,
    shares: Floats,
    scored: Flags,
    draws: int,
    seed: int,
) -> tuple[Floats, Floats]:
    """5-95 % of each unit's rank over `draws` of everything that could have been chosen otherwise.

    Weights, one component left out (or none; never the intensity), percentiles or min-max or
    z-scores, arithmetic or geometric mean, and the counts of the intensity (gamma(k + .5) for k).
    """
    none: Floats = np.full(len(scored), np.nan)
    if not scored.any():
        return none, none
    percentiles, values = (_wide(table, name)[scored] for name in ("percentile", "value"))
    values[:, [*COMPONENTS].index("tone")] *= -1
    known = _wide(table, "known")[scored, 0]
    draw = np.random.default_rng(seed)
    found = np.empty((draws, len(values)))
    for number in range(draws):
        chosen = draw.dirichlet(np.maximum(shares * len(shares) * _SPREAD, 1e-9))
        left_out = int(draw.integers(0, len(shares)))
        if left_out:  # 0 is the intensity, and stands for none.
            chosen[left_out] = 0
        counted = _recounted(values, known, draw)
        kind = draw.integers(3)
        if kind == 0:
            scores = _again(percentiles, values, counted)
        else:
            scores = _min_max(counted) if kind == 1 else _z_scores(counted)
        mean = _geometric if draw.integers(2) else _arithmetic
        found[number] = mean(scores, chosen)
    low, high = none.copy(), none.copy()
    low[scored], high[scored] = np.percentile(rankdata(-found, axis=1), _BOUNDS, axis=0)
    return low, high


def _recounted(values: Floats, known: Floats, draw: np.random.Generator) -> Floats:
    """`values` with the intensity that other counts from the same rates would have given."""
    seen = known > 0
    per_incident = np.divide(values[:, 0], known, out=np.zeros(len(known)), where=seen)
    usual = float(np.median(per_incident[seen])) if seen.any() else 0.0
    found = values.copy()
    found[:, 0] = draw.gamma(known + 0.5) * np.where(seen, per_incident, usual)
    return found


def _again(percentiles: Floats, values: Floats, counted: Floats) -> Floats:
    """`percentiles` with that of the new intensity, read off between those of the units."""
    order = np.argsort(values[:, 0], kind="stable")
    found = percentiles.copy()
    found[:, 0] = np.interp(counted[:, 0], values[order, 0], percentiles[order, 0])
    return found


def _min_max(values: Floats) -> Floats:
    low, high = _extreme(values, np.fmin), _extreme(values, np.fmax)
    return np.where(
        np.isnan(values), np.nan, (values - low) / np.where(high > low, high - low, 1) * 100
    )


def _extreme(values: Floats, of: np.ufunc) -> Floats:
    found: Floats = of.reduce(values, axis=0)
    return found


def _z_scores(values: Floats) -> Floats:
    """Through the normal distribution to 0-100."""
    number = np.maximum((~np.isnan(values)).sum(axis=0), 1)
    mean = np.nansum(values, axis=0) / number
    spread = np.sqrt(np.nansum((values - mean) ** 2, axis=0) / number)
    found: Floats = ndtr((values - mean) / np.where(spread > 0, spread, 1)) * 100
    return found
