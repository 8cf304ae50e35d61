from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import negbin
from dashboard.indicators.alerts import alerts
from dashboard.indicators.backtest import backtest
from dashboard.indicators.forecast import (
    BAND_WORDS,
    band,
    basis_of,
    exact_interval,
    forecast,
    surge_from,
    words,
)
from dashboard.indicators.rates import SETTINGS
from dashboard.indicators.weeks import WeeklyCounts
from tests.indicators.simulated import rising, steady, weekly

FORETOLD = ["expected", "low80", "high80", "low95", "high95", "p_any", "any_words", "surge_from"]
FORETOLD += ["p_surge", "surge_words"]


def test_a_simulated_rate_is_recovered() -> None:
    draw = np.random.default_rng(5)
    rates = np.array([0.2, 0.5, 1.0, 2.0, 5.0])
    found = forecast(weekly(draw.poisson(rates, (400, 5))))
    assert found.basis == "discounted"
    expected, rate, p_any = (
        found.regions[name].to_numpy() for name in ("expected", "rate", "p_any")
    )
    # three standard errors of 400 weeks, and of the 100 that the forecast at least goes by
    assert (np.abs(rate - rates) < 3 * np.sqrt(rates / 400)).all()
    assert (np.abs(expected / 4 - rates) < 3 * np.sqrt(rates / 100)).all()
    assert p_any == pytest.approx(1 - np.exp(-4 * rates), abs=0.08)
    assert (found.regions["rate_low"] < rates).all()
    assert (found.regions["rate_high"] > rates).all()


def test_a_rate_that_rose_is_followed() -> None:
    draw = np.random.default_rng(6)
    level = np.repeat([1.0, 3.0], [150, 60])[:, None]
    found = forecast(weekly(draw.poisson(level, (210, 12))))
    assert found.regions["expected"].mean() == pytest.approx(12, rel=0.2)


def test_the_columns_in_closed_form() -> None:
    data = rising(200)
    found = forecast(data)
    table, alpha = found.regions, found.alpha
    assert found.start == date(2023, 11, 6)  # 200 weeks after 6 January 2020
    assert alpha is not None
    assert found.setting in SETTINGS
    mean = table["expected"].to_numpy()
    assert table["p_any"].to_numpy() == pytest.approx(1 - (1 + alpha * mean) ** (-1 / alpha))
    assert table["surge_from"].tolist() == surge_from(data.counts, 200, 4).tolist()
    surging = negbin.tail(table["surge_from"].to_numpy(dtype=int), mean, np.array([alpha]))
    assert table["p_surge"].to_numpy() == pytest.approx(surging)
    assert (table["p_surge"] <= table["p_any"]).all()
    assert table["any_words"].tolist() == words(table["p_any"]).tolist()
    for share, low, high in ((0.80, "low80", "high80"), (0.95, "low95", "high95")):
        ends = (table[name].to_numpy(dtype=int) for name in (low, high))
        first, last = ends
        inside = negbin.cdf(last, mean, np.array([alpha])) - negbin.cdf(
            first - 1, mean, np.array([alpha])
        )
        assert (inside >= share - 1e-9).all()
    assert table["incidents"].tolist() == data.counts.sum(axis=0).tolist()


def total(incidents: int, weeks: int = 60) -> WeeklyCounts:
    """So many incidents in two regions."""
    counts = np.zeros((weeks, 2), dtype=int)
    np.add.at(counts, (np.arange(incidents) * 7 % weeks, np.arange(incidents) % 2), 1)
    return weekly(counts)


def test_under_50_incidents_nothing_is_forecast_and_rates_are_exact() -> None:
    found = forecast(total(49))
    assert (found.basis, found.setting, found.alpha) == ("too few", None, None)
    assert found.regions[FORETOLD].isna().all(axis=None)
    assert found.regions["incidents"].tolist() == [25, 24]
    assert found.regions["rate_low"].iloc[0] == pytest.approx(16.179 / 60, rel=1e-4)
    assert found.regions["rate_high"].iloc[0] == pytest.approx(36.905 / 60, rel=1e-4)
    more = forecast(total(50))
    assert more.basis == "historical mean"
    assert more.setting is None
    assert more.regions[FORETOLD].notna().all(axis=None)
    assert more.regions.dtypes.tolist() == found.regions.dtypes.tolist()


def test_from_500_incidents_on_the_recent_past_counts_more() -> None:
    assert basis_of(499, 200) == "historical mean"
    assert basis_of(500, 200) == "discounted"
    assert basis_of(5000, 25) == "too few"
    early = np.zeros((200, 2), dtype=int)
    early[:50] = 4
    early[50:, 0] = 1
    few, many = forecast(weekly(early // 4)), forecast(weekly(early))
    assert few.basis == "historical mean"
    assert few.regions["expected"].sum() == pytest.approx(4 * 100 / 200, rel=0.01)
    assert many.regions["expected"].sum() < 6  # the historical mean would say 4 * 550 / 200 = 11


def test_the_historical_mean_of_few_data_is_drawn_together() -> None:
    counts = np.zeros((100, 3), dtype=int)
    counts[::2, 0] = 1
    counts[::10, 1] = 1
    found = forecast(weekly(counts)).regions["expected"]
    assert 0 < found[2] < 0.2
    assert found[0] == pytest.approx(4 * 0.5, rel=0.05)


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0, "very unlikely"),
        (0.0499, "very unlikely"),
        (0.05, "unlikely"),
        (0.1999, "unlikely"),
        (0.2, "possible"),
        (0.4999, "possible"),
        (0.5, "likely"),
        (0.7999, "likely"),
        (0.8, "very likely"),
        (1, "very likely"),
    ],
)
def test_bands_are_fixed(probability: float, word: str) -> None:
    assert words([probability]).tolist() == [word]
    assert BAND_WORDS[band(probability)] == word


def test_exact_intervals_are_those_of_the_tables() -> None:
    low, high = exact_interval([0, 3, 10], 1)
    assert low == pytest.approx([0, 0.6187, 4.7954], abs=1e-4)
    assert high == pytest.approx([3.6889, 8.7673, 18.3904], abs=1e-4)


def test_a_surge_is_above_the_own_year_and_at_least_3() -> None:
    counts = np.zeros((120, 2), dtype=int)
    counts[:60] = 50  # longer ago than a year
    counts[80:120, 1] = 2
    assert surge_from(counts, 120, 4).tolist() == [3, 8]


def test_relabelling_regions_permutes_the_forecast() -> None:
    data = rising(150)
    order = np.random.default_rng(1).permutation(20)
    moved = replace(data, regions=data.regions[order], counts=data.counts[:, order])
    before = forecast(data).regions.set_index("region")
    after = forecast(moved).regions.set_index("region").loc[before.index]
    told = [name for name in before if not name.endswith("words")]
    assert after[told].astype(float).to_numpy() == pytest.approx(before[told].astype(float))
    assert after["any_words"].tolist() == before["any_words"].tolist()


def test_a_silent_region_changes_the_others_by_no_more_than_the_pool() -> None:
    data = rising(200)
    silent = weekly(np.column_stack([data.counts, np.zeros(200, dtype=int)]))
    before, after = forecast(data), forecast(silent)
    assert before.setting == after.setting
    told, again = (one.regions["p_any"].to_numpy() for one in (before, after))
    assert again[:20] == pytest.approx(told, abs=0.01)
    assert 0 < again[20] < 0.25
    assert after.regions["surge_from"][:20].tolist() == before.regions["surge_from"].tolist()


def test_after_a_break_the_weeks_before_it_count_for_nothing() -> None:
    data = rising(200)
    grown = replace(data, counts=np.vstack([data.counts[:80] * 0, data.counts[80:]]))
    since = data.weeks[80].astype(date)
    assert forecast(data.after(since)).regions.equals(forecast(grown.after(since)).regions)
    assert forecast(data.after(since)).weeks == 120


def test_one_region_alone_and_a_region_ever_silent() -> None:
    alone = steady(200, 1, 5.0)
    found = forecast(alone)
    assert found.basis == "discounted"
    assert found.regions["expected"][0] == pytest.approx(4 * alone.counts.mean(), rel=0.5)


def test_without_a_week_nothing_is_known() -> None:
    found = forecast(weekly(np.zeros((0, 2), dtype=int)))
    assert (found.basis, found.start, found.weeks) == ("too few", None, 0)
    assert found.regions["region"].tolist() == ["R00", "R01"]
    assert found.regions[["rate", "rate_low", "rate_high"]].isna().all(axis=None)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 70), st.integers(0, 4), st.integers(0, 12), st.integers(0, 99))
def test_any_counts_give_a_result(weeks: int, regions: int, most: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    data = weekly(draw.integers(0, most + 1, (weeks, regions)) ** 2)
    table = forecast(data).regions
    assert len(table) == regions
    assert table["p_any"].dropna().between(0, 1).all()
    assert alerts(data).table["tail"].between(0, 1).all()
    tested = backtest(data)
    assert bool(tested.models) != bool(tested.missing)
    assert all(np.isfinite(one.crps) for one in tested.models.values())
