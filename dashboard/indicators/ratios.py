"""Two counts over spans of days: the ratio of their rates, its interval and its p-value."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import bdtr, bdtrc, betaincinv, expit, gammaln, logit, logsumexp
from scipy.stats import binomtest

from dashboard.counting import Floats, Ints

CONFIDENCE = 0.95
MIN_BLOCKS = 8
MIN_IN_BLOCKS = 10
_FURTHEST = 60.0
_LEAST = 1e-15
_STEPS = 64
_TO = 1e-7  # How exactly the log of a limit is found.
_POISSON = 1e-6  # A dispersion below it changes nothing.


@dataclass(frozen=True)
class Pair:
    """`after` incidents in `days_after` days (>= 1) against `before` in `days_before` (>= 1)."""

    after: int
    days_after: int
    before: int
    days_before: int

    @property
    def expected(self) -> float:
        """How many the days after would hold at the rate before."""
        return self.before * self.days_after / self.days_before

    @property
    def ratio(self) -> float:
        """Rate after / rate before: inf where none came before, NaN where none at all."""
        if not self.before:
            return np.inf if self.after else np.nan
        return self.after / self.expected


@dataclass(frozen=True)
class RateRatio:
    """A ratio of rates with its 95 % interval and two-sided p-value of 'the rates are one'.

    `ratio` and `high` are inf where nothing bounds them.
    """

    ratio: float
    low: float
    high: float
    p_value: float


def exact_ratio(pair: Pair) -> RateRatio | None:
    """The ratio if incidents come independently of each other; None without any incident.

    Given the sum, the count after is binomial (Przyborowski and Wilenski 1940); interval by Clopper
    and Pearson (1934). Real counts come in bursts, so its p-values are too small: see
    `overdispersed_ratio`.
    """
    total = pair.after + pair.before
    if not total:
        return None
    share = pair.days_after / (pair.days_after + pair.days_before)
    test = binomtest(pair.after, total, share)
    interval = test.proportion_ci(CONFIDENCE, method="exact")
    low, high = (
        np.inf if part == 1 else part / (1 - part) * pair.days_before / pair.days_after
        for part in (interval.low, interval.high)
    )
    return RateRatio(pair.ratio, float(low), float(high), float(test.pvalue))


def dispersion(blocks: Ints) -> float | None:
    """alpha in variance = mean + alpha mean^2 of counts in blocks of equal length, by moments.

    0 where they vary no more than Poisson counts; None with fewer than 8 blocks or 10 incidents,
    of which nothing can be said.
    """
    if len(blocks) < MIN_BLOCKS or blocks.sum() < MIN_IN_BLOCKS:
        return None
    mean = float(blocks.mean())
    return max(0.0, (float(blocks.var(ddof=1)) - mean) / mean**2)


def overdispersed_ratio(pair: Pair, alpha: float) -> RateRatio | None:
    """The ratio if blocks of `days_after` days are negative binomial with dispersion `alpha`.

    None without any incident. The baseline is a sum of such blocks. The share of the sum that
    falls after is then binomial with a beta-distributed chance (the share of one gamma variable in
    two), which makes the count negative hypergeometric when the rates are one: exact given
    `alpha`, and the conditional binomial test at alpha = 0. The p-value is twice the smaller tail.
    The interval multiplies the odds of that chance by the ratio; covered as it says in simulation.
    """
    total = pair.after + pair.before
    fewer, more = _tails_at_one(pair, alpha)
    p_value = min(1.0, 2 * min(fewer, more))
    exact = exact_ratio(pair)
    if exact is None or alpha < _POISSON:
        return exact and replace(exact, p_value=p_value)
    log_odds, weights = _log_odds(pair, alpha)
    outside = (1 - CONFIDENCE) / 2

    def below(log_ratio: float) -> float:
        """P(as few or fewer after) less what the interval leaves out above."""
        return float(weights @ bdtr(pair.after, total, expit(log_odds + log_ratio))) - outside

    def above(log_ratio: float) -> float:
        """P(as many or more after) less what the interval leaves out below."""
        chances = bdtrc(pair.after - 1, total, expit(log_odds + log_ratio))
        return float(weights @ chances) - outside

    span = -_FURTHEST, _FURTHEST
    low = float(np.exp(brentq(above, *span, xtol=_TO))) if pair.after else 0.0
    high = float(np.exp(brentq(below, *span, xtol=_TO))) if pair.before else np.inf
    return RateRatio(pair.ratio, low, high, p_value)


def _sizes(pair: Pair, alpha: float) -> tuple[float, float]:
    """The shapes of the gamma variables behind the counts after and before."""
    return 1 / alpha, pair.days_before / pair.days_after / alpha


def _tails_at_one(pair: Pair, alpha: float) -> tuple[float, float]:
    """P(as few or fewer after) and P(as many or more after) when the rates are one."""
    total = pair.after + pair.before
    after = np.arange(total + 1)
    before = total - after
    ways = -gammaln(after + 1) - gammaln(before + 1)
    if alpha >= _POISSON:
        size_after, size_before = _sizes(pair, alpha)
        ways = ways + gammaln(after + size_after) + gammaln(before + size_before)
    else:
        ways = ways + after * np.log(pair.days_after) + before * np.log(pair.days_before)
    chances = np.exp(ways - logsumexp(ways))
    return float(chances[: pair.after + 1].sum()), float(chances[pair.after :].sum())


def _log_odds(pair: Pair, alpha: float) -> tuple[Floats, Floats]:
    """Values of the log odds that an incident falls after, when the rates are one, with weights.

    Quantiles at the nodes of a Gauss-Legendre rule, whose weights sum to 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(_STEPS)
    share = betaincinv(*_sizes(pair, alpha), (nodes + 1) / 2)
    return logit(np.clip(share, _LEAST, 1 - _LEAST)), weights / 2
