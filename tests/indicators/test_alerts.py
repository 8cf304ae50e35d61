from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from dashboard.indicators.alerts import BUDGET, LEAST, RAREST, Watch, alerts, threshold, watch
from dashboard.indicators.choosing import Predictive
from dashboard.indicators.surges import detect_surges
from dashboard.indicators.weeks import read_table
from tests.indicators.simulated import rising, steady, weekly

BARS = {"clb_china_2013_2016": 0.70, "lat_us_2021_2025": 0.90}


@pytest.mark.parametrize("name", BARS)
def test_large_surges_are_found_in_real_counts(name: str, shared_folder: Path) -> None:
    path = shared_folder / "data" / "weekly_counts" / f"{name}.csv"
    if not path.is_file():
        pytest.skip(f"no weekly counts at {path}")
    found = detect_surges(read_table(pd.read_csv(path, dtype="str")), size=10, runs=40)
    assert found.found >= BARS[name]
    assert found.rate <= BUDGET
    assert found.injected > 200


def test_large_surges_are_found_in_simulated_counts() -> None:
    large, small = (detect_surges(rising(200), size=size, runs=30) for size in (10, 3))
    assert large.found >= 0.85
    assert large.rate <= BUDGET
    assert large.injected > 100
    assert small.found < large.found - 0.2
    tiny = detect_surges(rising(200), size=10, runs=30, least=1)
    assert tiny.injected > large.injected
    assert tiny.found < large.found
    assert detect_surges(rising(200), size=10, runs=30) == large
    assert detect_surges(rising(200), size=10, runs=30, budget=0.1).found < large.found


def test_without_enough_data_no_surge_is_injected() -> None:
    found = detect_surges(weekly(np.zeros((100, 3), dtype=int)))
    assert (found.injected, np.isnan(found.found), np.isnan(found.rate)) == (0, True, True)


@pytest.mark.parametrize("budget", [0.5, 1.05])
def test_the_budget_is_kept_where_the_future_is_like_the_past(budget: float) -> None:
    found = alerts(steady(300, 100), budget)
    assert found.budget == budget
    assert found.weeks == 104
    assert found.rate == pytest.approx(budget, rel=0.25)


def test_no_budget_makes_an_alarm_of_what_is_common_or_of_one_incident() -> None:
    found = alerts(steady(300, 100), 50.0)
    alarms = found.table[found.table["alarm"]]
    assert len(alarms)
    assert alarms["tail"].max() < RAREST
    assert alarms["incidents"].min() >= LEAST
    assert 0.5 < found.rate < 4
    alone = alerts(weekly(np.eye(150, dtype=int)))  # each region's only incident: rare, and one
    assert alone.table.loc[alone.table["incidents"] == 1, "tail"].max() < RAREST
    assert not alone.table["alarm"].any()


def test_a_jump_raises_an_alarm_and_is_called_large() -> None:
    counts = steady(200, 10).counts.copy()
    counts[-1, 3] = 25
    found = alerts(weekly(counts))
    first = found.table.iloc[0]
    assert (first["week"], first["region"]) == (pd.Timestamp("2023-10-30"), "R03")
    assert (first["incidents"], bool(first["alarm"])) == (25, True)
    assert first["tail"] < 1e-6
    assert (first["level4"], first["level52"]) == ("large increase", "large increase")
    assert len(found.table) == 12 * 10
    assert found.table["week"].is_monotonic_decreasing
    quiet = found.table[found.table["incidents"] == 0]
    assert not quiet["alarm"].any()
    assert "too few to judge" in set(quiet["level4"])


def test_levels_compare_with_the_weeks_before_this_one() -> None:
    counts = np.full((100, 1), 10)
    counts[-5:-1] = 20
    counts[-1] = 26  # 30 % above the four weeks before; 23 % above the mean with this week in it
    last = alerts(weekly(counts)).table.iloc[0]
    assert (last["level4"], last["level52"]) == ("large increase", "large increase")
    counts[-1] = 19
    last = alerts(weekly(counts)).table.iloc[0]
    assert (last["level4"], last["level52"]) == ("limited change", "large increase")


def test_an_alarm_is_a_tail_below_its_threshold_and_not_at_it() -> None:
    nothing = Predictive(np.ones((3, 2)), np.ones((3, 1)), np.zeros(3, dtype=int))
    tails = np.array([[0.001, 0.5], [0.02, 0.019], [0.02, 1.0]])
    found = Watch(np.arange(3), nothing, tails, tails, np.array([np.nan, 0.02, 0.02]))
    assert found.alarms.tolist() == [[False, False], [False, True], [False, False]]
    assert found.rate == pytest.approx(52 / 4)


def test_an_alarm_knows_nothing_of_later_weeks() -> None:
    data = rising(200)
    changed = data.counts.copy()
    changed[150:] = 30
    before, after = watch(data.counts, BUDGET), watch(changed, BUDGET)
    early = before.weeks < 150
    assert np.array_equal(before.tails[early], after.tails[early])
    until = before.weeks <= 150  # a threshold does not know its own week
    assert np.array_equal(before.thresholds[until], after.thresholds[until], equal_nan=True)
    assert not np.isnan(before.thresholds[until][-1])


def test_relabelling_regions_permutes_the_alerts() -> None:
    data = rising(150)
    order = np.random.default_rng(1).permutation(20)
    moved = replace(data, regions=data.regions[order], counts=data.counts[:, order])
    tables = [alerts(one).table.sort_values(["week", "region"]) for one in (data, moved)]
    before, after = (table.reset_index(drop=True) for table in tables)
    pd.testing.assert_frame_equal(before, after)


@settings(max_examples=50, deadline=None)
@given(
    arrays.arrays(float, (20, 5), elements=st.sampled_from([0.001, 0.01, 0.02, 0.1, 0.5, 1.0])),
    st.floats(0.1, 60),
)
def test_a_threshold_keeps_its_weeks_within_the_budget_and_no_larger_one_does(
    tails: np.ndarray, budget: float
) -> None:
    limit = threshold(tails, budget)
    allowed = len(tails.ravel()) * budget / 52
    assert (tails < limit).sum() <= allowed
    assert limit == RAREST or (tails <= limit).sum() > min(allowed, tails.size - 1)
    assert limit <= RAREST


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (np.ones((52, 2), dtype=int), ["53 weeks of data are needed, and there are 52"]),
        (np.eye(60, dtype=int)[:, :49], ["50 incidents are needed, and there are 49"]),
        (
            np.repeat([[0], [1]], [80, 60], axis=0),
            ["26 weeks are needed after the first 50 incidents"],
        ),
        (
            np.zeros((0, 0), dtype=int),
            [
                "50 incidents are needed, and there are 0",
                "53 weeks of data are needed, and there are 0",
            ],
        ),
    ],
)
def test_without_enough_data_there_are_no_alerts(counts: np.ndarray, told: list[str]) -> None:
    found = alerts(weekly(counts))
    assert list(found.missing) == told
    assert found.table.empty
    assert (found.weeks, np.isnan(found.rate)) == (0, True)


def test_53_weeks_are_enough() -> None:
    found = alerts(weekly(np.ones((53, 2), dtype=int)))
    assert (found.missing, found.weeks, len(found.table)) == ((), 1, 2)
