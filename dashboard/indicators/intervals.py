"""Exact intervals: of a share, and of a median, both from the binomial distribution."""

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, betaincinv

Floats = npt.NDArray[np.float64]

MISSED: Final = 0.05
"""A 95 % interval misses the true value in at most this share of samples."""
LEAST_FOR_A_MEDIAN: Final = 6
"""With fewer values even the whole range covers the median in less than 95 % of samples."""


def share_interval(counts: npt.ArrayLike, of: npt.ArrayLike) -> tuple[Floats, Floats]:
    """The 95 % interval of each share `counts` / `of`, 0..1; NaN where `of` is 0.

    Exact: it covers the true share in at least 95 % of samples (Clopper and Pearson, 1934).
    `counts` are 0..`of`.
    """
    some, all_of = np.asarray(counts, dtype=np.float64), np.asarray(of, dtype=np.float64)
    some, all_of = np.broadcast_arrays(some, all_of)
    rest = all_of - some
    low = betaincinv(np.where(some > 0, some, 1), rest + 1, MISSED / 2)
    high = betaincinv(some + 1, np.where(rest > 0, rest, 1), 1 - MISSED / 2)
    known = all_of > 0
    low = np.where(some > 0, low, 0.0)
    high = np.where(rest > 0, high, 1.0)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def median_interval(values: npt.ArrayLike) -> tuple[float, float]:
    """The 95 % interval of the median of what `values` (not missing) were drawn from.

    Two of the values themselves, by the ranks that the binomial distribution with p = 1/2 gives
    (the sign test's interval: Thompson, 1936); NaN for fewer than `LEAST_FOR_A_MEDIAN` values.
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    if len(ordered) < LEAST_FOR_A_MEDIAN:
        return np.nan, np.nan
    below = bdtr(np.arange(len(ordered) // 2), len(ordered), 0.5)
    rank = int((below <= MISSED / 2).sum())
    return float(ordered[rank - 1]), float(ordered[-rank])
