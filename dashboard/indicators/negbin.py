"""The negative binomial by its mean and dispersion: variance = mean + alpha * mean squared.

`mean` and `alpha` are above 0 and broadcast with `y`, a count. As alpha goes to 0 it is the
Poisson distribution.
"""

import numpy as np
from scipy.special import betainc, gammaln

from dashboard.counting import Floats, Ints

_CELLS = 2_000_000


def log_pmf(y: Ints, mean: Floats, alpha: Floats) -> Floats:
    """log P(Y = y)."""
    size = 1 / alpha
    ways = gammaln(y + size) - gammaln(size) - gammaln(y + 1.0)
    found: Floats = ways + y * np.log(alpha * mean) - (y + size) * np.log1p(alpha * mean)
    return found


def cdf(y: Ints, mean: Floats, alpha: Floats) -> Floats:
    """P(Y <= y), 0 for a negative y."""
    found = betainc(1 / alpha, np.maximum(y, 0) + 1.0, 1 / (1 + alpha * mean))
    return np.where(np.asarray(y) < 0, 0.0, found)


def tail(y: Ints, mean: Floats, alpha: Floats) -> Floats:
    """P(Y >= y), exact also where it is tiny; 1 for y of 0 or less."""
    spread = alpha * mean
    found = betainc(np.maximum(y, 1.0), 1 / alpha, spread / (1 + spread))
    return np.where(np.asarray(y) <= 0, 1.0, found)


def quantile(share: float, mean: Floats, alpha: Floats) -> Ints:
    """The smallest y with P(Y <= y) of at least `share` (0 to below 1 - 1e-9)."""
    low = np.full(np.broadcast(mean, alpha).shape, -1)
    high = _upper(mean, alpha) + np.zeros_like(low)
    for _ in range(int(high.max(initial=1)).bit_length() + 1):
        middle = (low + high) // 2
        enough = cdf(middle, mean, alpha) >= share
        high, low = np.where(enough, middle, high), np.where(enough, low, middle)
    return high


def crps(y: Ints, mean: Floats, alpha: Floats) -> Floats:
    """Continuous ranked probability score of each count, in incidents; smaller is better.

    The sum over x of (P(Y <= x) - [x >= y])^2 (Gneiting and Raftery, 2007), to 1e-6.
    """
    y, mean, alpha = np.broadcast_arrays(y, mean, alpha)
    counts, means, alphas = y.ravel(), mean.ravel(), alpha.ravel()
    ends = np.maximum(_upper(means, alphas), counts) + 1
    order = np.argsort(ends)
    found = np.empty(len(ends))
    while len(order):
        width = int(np.searchsorted(ends[order] * np.arange(1, len(order) + 1), _CELLS)) or 1
        cells, order = order[:width], order[width:]
        found[cells] = _crps(counts[cells], means[cells], alphas[cells], int(ends[cells[-1]]))
    return found.reshape(y.shape)


def _crps(y: Ints, mean: Floats, alpha: Floats, end: int) -> Floats:
    x = np.arange(end)[:, None]
    below = np.exp(log_pmf(x, mean, alpha)).cumsum(axis=0)
    found: Floats = np.square(below - (x >= y)).sum(axis=0)
    return found


def _upper(mean: Floats, alpha: Floats) -> Ints:
    """A count that is exceeded with a probability below 1e-9."""
    spread = 8 * np.sqrt(mean * (1 + alpha * mean)) + 25 * alpha * mean
    return np.ceil(mean + spread + 20).astype(np.int64)
