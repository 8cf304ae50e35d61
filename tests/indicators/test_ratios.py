"""Ratios of rates: closed forms, limits, and coverage in simulation."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaincinv, comb

from dashboard.indicators.ratios import (
    Pair,
    dispersion,
    exact_ratio,
    overdispersed_ratio,
)

SIX_TO_THREE = Pair(6, 14, 3, 90)


def test_the_exact_ratio_is_the_closed_form() -> None:
    found = exact_ratio(SIX_TO_THREE)
    assert found is not None
    # Clopper and Pearson's limits of a share are quantiles of beta distributions.
    shares = betaincinv(6, 4, 0.025), betaincinv(7, 3, 0.975)
    low, high = (share / (1 - share) * 90 / 14 for share in shares)
    assert found.ratio == pytest.approx((6 / 14) / (3 / 90), abs=1e-6)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-6)
    share = 14 / 104
    chances = [comb(9, k) * share**k * (1 - share) ** (9 - k) for k in range(10)]
    as_rare = sum(chance for chance in chances if chance <= chances[6] * (1 + 1e-9))
    assert found.p_value == pytest.approx(as_rare, abs=1e-6)
    assert f"{found.ratio:.1f} [{found.low:.2f}, {found.high:.1f}]" == "12.9 [2.75, 79.5]"
    assert f"{found.p_value:.4f}" == "0.0003"


def test_without_bursts_the_other_is_the_exact_one_with_twice_the_smaller_tail() -> None:
    exact, other = exact_ratio(SIX_TO_THREE), overdispersed_ratio(SIX_TO_THREE, 0.0)
    assert exact is not None
    assert other is not None
    assert (other.low, other.high) == (exact.low, exact.high)
    share = 14 / 104
    tail = sum(comb(9, k) * share**k * (1 - share) ** (9 - k) for k in range(6, 10))
    assert other.p_value == pytest.approx(2 * tail, abs=1e-9)
    near = overdispersed_ratio(SIX_TO_THREE, 1.1e-6)
    assert near is not None
    assert near.p_value == pytest.approx(other.p_value, rel=1e-3)
    assert near.high == pytest.approx(other.high, rel=1e-3)


def test_the_p_value_with_bursts_is_the_negative_hypergeometric() -> None:
    # alpha 1, windows of equal length: both counts are geometric, so every split is as likely.
    found = overdispersed_ratio(Pair(9, 10, 0, 10), 1.0)
    assert found is not None
    assert found.p_value == pytest.approx(2 / 10, abs=1e-9)


@pytest.mark.parametrize("alpha", [0.0, 0.3])
def test_none_before_has_no_upper_limit_and_none_after_no_lower(alpha: float) -> None:
    rise, fall = (
        overdispersed_ratio(pair, alpha) for pair in (Pair(5, 14, 0, 90), Pair(0, 9, 9, 9))
    )
    assert rise is not None
    assert fall is not None
    assert math.isinf(rise.ratio)
    assert math.isinf(rise.high)
    assert rise.low > 1
    assert (fall.ratio, fall.low) == (0, 0)
    assert 0 < fall.high < 1.5


def test_no_incident_at_all_has_no_ratio() -> None:
    assert exact_ratio(Pair(0, 14, 0, 90)) is None
    assert overdispersed_ratio(Pair(0, 14, 0, 90), 0.5) is None


def test_dispersion_by_moments_and_missing_where_few() -> None:
    blocks = np.array([0, 4] * 4)
    # mean 2, variance 32/7
    assert dispersion(blocks) == pytest.approx((32 / 7 - 2) / 4)
    assert dispersion(np.full(8, 3)) == 0
    assert dispersion(blocks[:7]) is None
    assert dispersion(np.array([0, 2] * 4)) is None


@given(
    after=st.integers(0, 30),
    before=st.integers(0, 60),
    alpha=st.sampled_from([0.0, 1e-7, 0.05, 0.4, 2.0]),
)
@settings(max_examples=40, deadline=None)
def test_the_ratio_lies_in_its_interval_and_bursts_widen_it(
    after: int, before: int, alpha: float
) -> None:
    pair = Pair(after, 14, before, 90)
    exact, found = exact_ratio(pair), overdispersed_ratio(pair, alpha)
    if exact is None or found is None:
        assert after + before == 0
        return
    assert found.low <= found.ratio <= found.high
    assert 0 < found.p_value <= 1
    assert found.low <= exact.low * 1.01 + 1e-9
    assert found.high >= exact.high * 0.99


@pytest.mark.parametrize(("alpha", "mean", "ratio"), [(0.0, 5, 3), (0.3, 8, 1), (0.3, 8, 4)])
def test_the_interval_covers_the_true_ratio(alpha: float, mean: int, ratio: int) -> None:
    draw = np.random.default_rng(1)
    covered = []
    for _ in range(150):
        means = draw.gamma(1 / alpha, alpha, size=7) if alpha else np.ones(7)
        counts = draw.poisson(means * mean * np.array([ratio, *[1] * 6]))
        found = overdispersed_ratio(Pair(int(counts[0]), 14, int(counts[1:].sum()), 84), alpha)
        assert found is not None
        covered.append(found.low <= ratio <= found.high)
    assert np.mean(covered) >= 0.92
