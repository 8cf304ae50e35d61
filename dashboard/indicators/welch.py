"""Welch's interval for the difference of two means."""

import numpy as np
from scipy.special import stdtrit

from dashboard.counting import Floats, Ints


def welch_interval(
    means: Floats, variances: Floats, counts: Ints, level: float
) -> tuple[Floats, Floats]:
    """Low and high end of the interval for first mean - second mean, for many pairs at once.

    All three arrays are n x 2; the variances are those of the samples (divisor count - 1), each
    count is at least 2, and of each pair at least one variance is above 0. Welch (1947), degrees
    of freedom after Satterthwaite (1946).
    """
    squared = variances / counts
    error = squared.sum(axis=1)
    freedom = error**2 / (squared**2 / (counts - 1)).sum(axis=1)
    reach = stdtrit(freedom, (1 + level) / 2) * np.sqrt(error)
    gap = means[:, 0] - means[:, 1]
    return gap - reach, gap + reach
