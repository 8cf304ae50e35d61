import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from dashboard.indicators.intervals import median_interval, share_interval


@given(st.integers(1, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_a_share_has_the_exact_interval_of_the_binomial_test(case: tuple[int, int]) -> None:
    count, of = case
    low, high = share_interval([count], of)
    expected = binomtest(count, of).proportion_ci(method="exact")
    assert low[0] == pytest.approx(expected.low, abs=1e-9)
    assert high[0] == pytest.approx(expected.high, abs=1e-9)


def test_a_share_of_nothing_is_missing() -> None:
    low, high = share_interval([0, 0], [0, 3])
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], round(float(high[1]), 4)) == (0.0, 0.7076)


def test_a_median_has_an_interval_from_six_values_on() -> None:
    assert np.isnan(median_interval([1, 2, 3, 4, 5])).all()
    assert median_interval([9, 1, 5, 3, 7, 2]) == (1, 9)
    # Ranks 2 and 8 of nine, as in the tables of the sign test.
    assert median_interval(range(1, 10)) == (2, 8)


@pytest.mark.parametrize("n", [6, 9, 17, 40, 101])
def test_the_interval_of_a_median_is_the_narrowest_that_covers_95_percent(n: int) -> None:
    low, high = median_interval(range(1, n + 1))
    assert high == n + 1 - low
    missed = [2 * binom.cdf(rank - 1, n, 0.5) for rank in (int(low), int(low) + 1)]
    assert missed[0] <= 0.05 < missed[1]
