import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dashboard.indicators import negbin

MEANS = st.floats(0.01, 60)
ALPHAS = st.floats(0.003, 3)
COUNTS = np.arange(6000)


def one(value: float) -> np.ndarray:
    return np.array([value])


def test_a_dispersion_of_one_is_the_geometric_distribution() -> None:
    y, mean = np.arange(6), 3.0
    assert np.exp(negbin.log_pmf(y, one(mean), one(1.0))) == pytest.approx(0.25 * 0.75**y)
    assert negbin.cdf(y, one(mean), one(1.0)) == pytest.approx(1 - 0.75 ** (y + 1))
    assert negbin.tail(y, one(mean), one(1.0)) == pytest.approx(0.75**y)


def test_a_dispersion_near_zero_is_the_poisson_distribution() -> None:
    poisson = [math.exp(-2) * 2**y / math.factorial(y) for y in range(8)]
    assert np.exp(negbin.log_pmf(np.arange(8), one(2), one(1e-6))) == pytest.approx(
        poisson, rel=1e-4
    )


def test_below_zero_there_is_nothing_and_above_everything() -> None:
    assert negbin.cdf(np.array([-1, -5]), one(2.0), one(0.5)).tolist() == [0, 0]
    assert negbin.tail(np.array([0, -5]), one(2.0), one(0.5)).tolist() == [1, 1]


def test_a_tiny_tail_is_not_lost() -> None:
    assert negbin.tail(one(200), one(3.0), one(1.0)) == pytest.approx(0.75**200, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(MEANS, ALPHAS, st.integers(0, 80))
def test_the_parts_agree(mean: float, alpha: float, y: int) -> None:
    pmf = np.exp(negbin.log_pmf(COUNTS, one(mean), one(alpha)))
    assert pmf.sum() == pytest.approx(1, abs=1e-6)
    assert (pmf * COUNTS).sum() == pytest.approx(mean, rel=1e-4)
    variance = (pmf * COUNTS**2).sum() - mean**2
    assert variance == pytest.approx(mean + alpha * mean**2, rel=1e-2)
    assert negbin.cdf(np.array([y]), one(mean), one(alpha))[0] == pytest.approx(pmf[: y + 1].sum())
    told = negbin.tail(np.array([y]), one(mean), one(alpha))[0]
    assert told == pytest.approx(1 - pmf[:y].sum(), abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(MEANS, ALPHAS, st.floats(0.01, 0.999))
@example(mean=50.0, alpha=3.0, share=0.99999)
def test_a_quantile_is_the_smallest_count_that_reaches_its_share(
    mean: float, alpha: float, share: float
) -> None:
    found = negbin.quantile(share, one(mean), one(alpha))
    assert negbin.cdf(found, one(mean), one(alpha))[0] >= share
    assert negbin.cdf(found - 1, one(mean), one(alpha))[0] < share


@settings(max_examples=30, deadline=None)
@given(MEANS, ALPHAS, st.integers(0, 200))
def test_the_ranked_score_is_that_of_its_other_definition(
    mean: float, alpha: float, y: int
) -> None:
    # E|X - y| - E|X - X'| / 2 (Gneiting and Raftery, 2007)
    pmf = np.exp(negbin.log_pmf(COUNTS, one(mean), one(alpha)))
    below = pmf.cumsum()
    spread = (below * (1 - below)).sum()  # E|X - X'| / 2
    expected = (pmf * np.abs(COUNTS - y)).sum() - spread
    found = negbin.crps(np.array([[y]]), np.array([[mean]]), np.array([[alpha]]))
    assert found[0, 0] == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_scores_of_many_cells_are_those_of_each(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(1)
    mean, y = draw.gamma(1, 10, (20, 7)), draw.poisson(8, (20, 7))
    alpha = draw.uniform(0.01, 2, (20, 1))
    together = negbin.crps(y, mean, alpha)
    monkeypatch.setattr(negbin, "_CELLS", 500)
    assert negbin.crps(y, mean, alpha) == pytest.approx(together)
    assert negbin.crps(y[3:4, 2:3], mean[3:4, 2:3], alpha[3:4])[0, 0] == pytest.approx(
        together[3, 2]
    )
