"""The regional profile: closed forms, what is missing, and the laws of relabelling."""

from datetime import date, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.neighbors import neighbors_of
from dashboard.indicators.profile import COMPONENTS, PER_PEOPLE, profile, subsistence
from dashboard.places import read_places
from dashboard.schema import vocabulary
from tests.frames import incidents, responses

END = date(2024, 12, 31)
OLD = 120
"""Weeks from the first record to the end in `weekly`: an old record in a unit of its own."""


def weekly(cells: list[tuple[str, int]], **given: list[object]) -> pd.DataFrame:
    """One incident per (unit, weeks before the end), after a first record long ago in unit Z."""
    days = [(END - timedelta(days=7 * age + 3)).isoformat() for _, age in [*cells, ("Z", OLD)]]
    filled = {name: [*values, None] for name, values in given.items()}
    return incidents(start_date=days, unit=[*[unit for unit, _ in cells], "Z"], **filled)


def values(table: pd.DataFrame, component: str, column: str = "value") -> dict[str, float]:
    rows = table[table["component"] == component]
    return dict(zip(rows["unit"], rows[column], strict=True))


def test_every_unit_with_a_record_has_all_seven_components() -> None:
    table = profile(weekly([("A", 0), ("B", 9)]), responses(), END, {})
    assert table["unit"].tolist() == ["A"] * 7 + ["B"] * 7 + ["Z"] * 7
    assert table["component"].tolist() == [*COMPONENTS] * 3
    assert profile(incidents(), responses(), END, {}).empty


def test_intensity_is_a_fading_mean_and_per_person_only_where_all_have_a_number() -> None:
    rows = weekly([("A", 0), ("A", 0), ("B", 3)])
    weights = 0.92 ** np.arange(108)
    found = values(profile(rows, responses(), END, {}), "intensity")
    assert found == pytest.approx({"A": 2 / weights.sum(), "B": 0.92**3 / weights.sum(), "Z": 0})
    people = pd.Series({"A": 50_000.0, "B": 200_000.0, "Z": 1.0})
    table = profile(rows, responses(), END, {}, people)
    assert values(table, "intensity") == pytest.approx(
        {"A": found["A"] * 2, "B": found["B"] / 2, "Z": 0}
    )
    assert values(table, "intensity", "measured")["A"] == PER_PEOPLE
    some = profile(rows, responses(), END, {}, people.drop("B"))
    assert values(some, "intensity") == pytest.approx(found)
    assert values(some, "intensity", "measured")["A"] == COMPONENTS["intensity"]


def test_momentum_is_the_closed_form_and_missing_of_few_incidents() -> None:
    rows = weekly([("A", 0), ("A", 1), ("A", 3), ("B", 2), ("B", 4)])
    found = values(profile(rows, responses(), END, {}), "momentum")
    # 3 and 0 incidents: 1 - the integral to 4/56 of x^2.5 (1 - x)^-.5 / B(3.5, .5).
    edges = np.linspace(0, 4 / 56, 10_001)
    share = (edges[1:] + edges[:-1]) / 2
    density = share**2.5 * (1 - share) ** -0.5 / (5 * np.pi / 16)
    below = (density * np.diff(edges)).sum()
    assert 1 - found["A"] == pytest.approx(below, rel=1e-6)
    assert np.isnan(found["B"])
    late = profile(rows, responses(), END, {}, since=END - timedelta(weeks=50))
    assert np.isnan(values(late, "momentum")["A"])


def test_size_is_per_incident_and_not_a_sum() -> None:
    rows = weekly(
        [("A", 0), ("A", 0), ("B", 0), ("C", 0)],
        workers_low=[100, 100, 100, None],
        workers_high=[100, 100, 10_000, 500],
    )
    table = profile(rows, responses(), END, {})
    found = values(table, "size")
    assert (found["A"], found["B"]) == pytest.approx((2, 3))
    assert np.isnan(found["C"])  # 'up to 500' says nothing of the fewest
    assert values(table, "size", "known") == {"A": 2, "B": 1, "C": 0, "Z": 0}
    assert values(table, "size", "of") == {"A": 2, "B": 1, "C": 1, "Z": 0}


def test_spread_is_the_share_of_neighbors_with_an_incident_in_four_weeks() -> None:
    rows = weekly([("A", 0), ("B", 3), ("C", 4)])
    around = {"A": ("B", "C"), "B": ("A", "C", "silent"), "C": ()}
    found = values(profile(rows, responses(), END, around), "spread")
    assert (found["A"], found["B"]) == pytest.approx((1 / 2, 1 / 3))
    assert np.isnan(found["C"])


def test_shares_are_shrunk_and_what_is_not_said_is_missing() -> None:
    rows = weekly(
        [("A", 0), ("A", 5), ("A", 6), ("B", 0), ("C", 60)],
        incident_id=["A1", "A2", "A3", "B1", "C1"],
        demands=["wage_arrears;pay", "contract", None, None, "food_rations"],
        arrests=[None, 0, None, None, 3],
    )
    rows = rows.assign(incident_id=rows["incident_id"].fillna("Z1"))
    told = responses(
        incident_id=["A1", "A1", "A3", "B1"],
        response=["violence", "negotiation", "negotiation", "arrest"],
        status=["observed", "observed", "observed", "expected"],
    )
    table = profile(rows, told, END, {})
    assert values(table, "grievance")["A"] == pytest.approx(1.5 / 3)
    assert values(table, "response")["A"] == pytest.approx(1.5 / 4)
    # B: no demand is told, and an expected arrest is none. C: older than 52 weeks.
    for name in ("grievance", "response"):
        assert np.isnan(values(table, name)["B"])
        assert np.isnan(values(table, name)["C"])
        assert np.isnan(values(table, name, "percentile")["B"])


def test_tone_is_a_mean_and_the_worst_has_the_highest_percentile() -> None:
    rows = weekly([("A", 0), ("A", 1), ("B", 0), ("C", 0)], incident_id=["a", "b", "c", "d"])
    rows = rows.assign(incident_id=rows["incident_id"].fillna("z"))
    tone = pd.Series({"a": -0.5, "b": -0.1, "c": 0.4, "d": np.nan})
    table = profile(rows, responses(), END, {}, tone=tone)
    found, rank = values(table, "tone"), values(table, "tone", "percentile")
    assert (found["A"], found["B"]) == pytest.approx((-0.3, 0.4))
    assert rank["A"] > rank["B"]
    assert np.isnan(found["C"])


def test_percentiles_are_of_all_units_and_weeks_of_the_last_year() -> None:
    rows = weekly([("A", age) for age in range(108)] + [("B", 0), ("B", 0), ("B", 0)])
    table = profile(rows, responses(), END, {})
    rank = values(table, "intensity", "percentile")
    # B peaked now: above its own past and Z's, below A's even course.
    assert rank["A"] > 66
    assert rank["B"] == pytest.approx((51 + 52 + 0.5) / 156 * 100)


def test_vague_and_late_incidents_and_those_before_a_break_are_left_out() -> None:
    rows = incidents(
        start_date=["2022-01-01", "2024-12-30", "2024-12", "2025-01-01", "2024-06-01"],
        date_precision=["day", "day", "month", "day", "day"],
        unit=["Z", "A", "A", "A", "A"],
    )
    counted = values(profile(rows, responses(), END, {}), "intensity", "known")
    assert counted == {"A": 2, "Z": 0}
    broken = profile(rows, responses(), END, {}, since=date(2024, 7, 1))
    assert values(broken, "intensity", "known")["A"] == 1


def test_demands_for_subsistence_are_codes_with_reasons() -> None:
    assert set(subsistence()) <= set(vocabulary("demand"))
    assert all(subsistence().values())


def test_neighbors_touch_and_are_of_one_country() -> None:
    found = neighbors_of(read_places(), ["PRK-3307", "PRK-5495", "nowhere"])
    assert found == {
        "PRK-3307": ("PRK-3311", "PRK-3314", "PRK-5495"),  # not Jilin, though it touches
        "PRK-5495": ("PRK-3307",),
    }


@given(
    st.lists(st.tuples(st.sampled_from("ABCD"), st.integers(0, 70)), min_size=1, max_size=30),
    st.randoms(use_true_random=False),
)
@settings(max_examples=20, deadline=None)
def test_order_changes_nothing_and_other_names_only_the_names(
    cells: list[tuple[str, int]], shuffle: Random
) -> None:
    rows = weekly(cells, workers_low=[10 * (age + 1) for _, age in cells])
    around = {"A": ("B", "C"), "B": ("A",)}
    table = profile(rows, responses(), END, around)
    order = list(range(len(rows)))
    shuffle.shuffle(order)
    pd.testing.assert_frame_equal(profile(rows.iloc[order], responses(), END, around), table)
    new = dict(zip("ABCDZ", "TSRQP", strict=True))
    renamed = profile(
        rows.assign(unit=rows["unit"].map(new).astype("str")),
        responses(),
        END,
        {new[unit]: tuple(new[other] for other in others) for unit, others in around.items()},
    )
    back = {other: unit for unit, other in new.items()}
    renamed = renamed.assign(unit=renamed["unit"].map(back).astype("str"))
    pd.testing.assert_frame_equal(
        renamed.sort_values("unit", kind="stable", ignore_index=True), table
    )
