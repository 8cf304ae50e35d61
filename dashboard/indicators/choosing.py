"""Which setting and dispersion a model takes at an origin: those that foretold its past best.

What is chosen at an origin and foretold from it knows the weeks before it and nothing later. It is
scored by the total of the `horizon` weeks that follow.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from dashboard.counting import Floats, Ints
from dashboard.indicators.rates import Family, window_totals

ALPHAS = np.geomspace(0.003, 3, 16)
"""Dispersions tried; the likelihood is flat between neighbours."""

SETTLED = 13
"""Weeks before the first forecast that is scored."""

_REGIONS_EACH_WEEK = 200
_LEAST = 1e-4


@dataclass(frozen=True)
class Predictive:
    """Negative binomial forecasts from some origins, of N origins and R regions.

    `mean` (N x R) is of the total of the horizon, `alpha` (N x 1) its dispersion and `setting`
    (N) the position of the chosen setting in the family.
    """

    mean: Floats
    alpha: Floats
    setting: Ints


def foretell(family: Family, counts: Ints, horizon: int, origins: Ints) -> Predictive:
    """The forecasts of `family`, its setting and dispersion chosen anew at each origin.

    Chosen is what has the highest log score over all regions and all origins from `SETTLED` on
    whose horizon was over (maximum likelihood, for the dispersion). Of several hundred regions
    not every week is scored. Origins lie between `SETTLED` + `horizon` and T.
    """
    every = max(1, counts.shape[1] // _REGIONS_EACH_WEEK)
    scored = np.arange(SETTLED, len(counts) - horizon + 1, every)
    known = np.searchsorted(scored, origins - horizon, side="right") - 1
    scores = _scores(family, counts, horizon, scored)[:, :, known]
    best = scores.reshape(-1, len(origins)).argmax(axis=0)
    setting, alpha = best // len(ALPHAS), ALPHAS[best % len(ALPHAS)]
    return Predictive(means(family, horizon, origins, setting), alpha[:, None], setting)


def means(family: Family, horizon: int, origins: Ints, settings: Ints) -> Floats:
    """The mean of the total of the horizon from each origin (N x R), with the setting given."""
    parts = [(settings == one, int(one)) for one in np.unique(settings)]
    rows = np.concatenate([np.flatnonzero(there) for there, _ in parts])
    rates = np.concatenate([family.rates(one, origins[there]) for there, one in parts])
    found: Floats = np.maximum(horizon * rates[np.argsort(rows)], _LEAST)
    return found


def _scores(family: Family, counts: Ints, horizon: int, scored: Ints) -> Floats:
    """Log scores up to each scored origin, summed over regions: settings x dispersions x N.

    The part of the log probability that no setting changes is summed once.
    """
    y = window_totals(counts, horizon)[scored]
    sizes = 1 / ALPHAS[:, None, None]
    fixed = (
        gammaln(y + sizes) - gammaln(sizes) - gammaln(y + 1.0) + y * np.log(ALPHAS)[:, None, None]
    )
    fixed = fixed.sum(axis=2)
    found = np.empty((family.size, len(ALPHAS), len(scored)))
    for place in range(family.size):
        mean = np.maximum(horizon * family.rates(place, scored), _LEAST)
        told = (y * np.log(mean)).sum(axis=1)
        for number, alpha in enumerate(ALPHAS):
            # log1p would take four times as long, and what it adds is far below what is compared.
            spread = np.einsum("nr,nr->n", y + 1 / alpha, np.log(1 + alpha * mean))
            found[place, number] = fixed[number] + told - spread
    return found.cumsum(axis=2)
