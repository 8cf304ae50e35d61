"""The Knox test and the space-time scan: against brute force, and under chance alone."""

from itertools import combinations
from math import asin, cos, radians, sin, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import knox as knox_module
from dashboard.indicators import scan as scan_module
from dashboard.indicators.globe import RADIUS_KM
from dashboard.indicators.knox import knox
from dashboard.indicators.scan import Cluster, scan


def places_of(days: "np.typing.ArrayLike", north: object, east: object) -> pd.DataFrame:
    """A table as of `dated_places`."""
    table = pd.DataFrame({"day": days, "latitude": north, "longitude": east})
    table = table.astype({"day": "int64", "latitude": "float64", "longitude": "float64"})
    table = table.sort_values(["day", "latitude", "longitude"], ignore_index=True)
    place, _ = pd.factorize(table["latitude"] * 1000 + table["longitude"])
    ids = pd.Series([f"I{number}" for number in range(len(table))], dtype="str")
    return table.assign(place=place, incident_id=ids)


def scattered(number: int, seed: int, days: int = 200, spots: int = 12) -> pd.DataFrame:
    """Incidents dealt out at random over some spots of two by two degrees and some days."""
    draw = np.random.default_rng(seed)
    north, east = 40 + draw.random(spots) * 2, 128 + draw.random(spots) * 2
    spot = draw.integers(0, spots, number)
    return places_of(draw.integers(0, days, number), north[spot], east[spot])


def haversine(one: "tuple[float, float]", other: "tuple[float, float]") -> float:
    north = radians(other[0] - one[0])
    east = radians(other[1] - one[1])
    part = sin(north / 2) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east / 2) ** 2
    return 2 * RADIUS_KM * asin(sqrt(part))


def brute_ids(places: pd.DataFrame, km: float, days: int) -> set[str]:
    points = list(places[["day", "latitude", "longitude", "incident_id"]].itertuples(index=False))
    near = [
        (one[3], other[3])
        for one, other in combinations(points, 2)
        if abs(one[0] - other[0]) <= days and haversine(one[1:3], other[1:3]) <= km
    ]
    return {name for pair in near for name in pair}


def brute_force(places: pd.DataFrame, km: float, days: int) -> int:
    points = list(places[["day", "latitude", "longitude"]].itertuples(index=False, name=None))
    return sum(
        abs(one[0] - other[0]) <= days and haversine(one[1:], other[1:]) <= km
        for one, other in combinations(points, 2)
    )


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(-3, 3), st.integers(-3, 3)), max_size=40),
    st.sampled_from([1.0, 30.0, 120.0]),
    st.integers(0, 20),
)
@settings(max_examples=60, deadline=None)
def test_close_pairs_are_those_of_a_brute_force_count(
    spots: list[tuple[int, int, int]], km: float, days: int
) -> None:
    table = places_of(
        [day for day, _, _ in spots],
        [60 + north / 4 for _, north, _ in spots],
        [179.9 + east / 3 for _, _, east in spots],
    )
    expected, paired = brute_force(table, km, days), brute_ids(table, km, days)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(knox_module, "PERMUTATIONS", 9)
        found = knox(table, km, days)
        assert (found.close_pairs, {*found.ids}) == (expected, paired)
        patch.setattr(knox_module, "MAX_PAIRS", 0)
        patch.setattr(knox_module, "_BLOCK", 3)
        found = knox(table, km, days)
        assert (found.close_pairs, {*found.ids}) == (expected, paired)
        assert len(found.ids) == len(paired)


@pytest.mark.parametrize("block", [1, 3, 256])
def test_expected_pairs_are_the_product_of_the_shares(
    block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knox_module, "_BLOCK", block)
    table = scattered(30, seed=1)
    found = knox(table, 60, 10)
    in_space, in_time = brute_force(table, 60, 10_000), brute_force(table, 1e6, 10)
    assert found.expected == pytest.approx(in_space * in_time / (30 * 29 / 2))


def test_below_fifteen_incidents_there_is_no_p_value(monkeypatch: pytest.MonkeyPatch) -> None:
    few = knox(scattered(14, seed=1))
    assert few.p_value is None
    assert few.sentence.startswith(
        "Too few to test: 14 incidents with a known day and town, and it needs 15. Seen: "
    )
    assert "expected by chance" not in few.sentence
    assert knox(scattered(14, seed=1).head(0)).sentence == (
        "Too few to test: 0 incidents with a known day and town, and it needs 15."
    )
    assert knox(scattered(15, seed=1)).p_value is not None
    monkeypatch.setattr(knox_module, "MAX_PAIRS", 0)
    assert knox(scattered(14, seed=1)).p_value is None


def test_a_contagion_is_found_and_said_with_its_other_reading() -> None:
    spot = np.repeat(np.arange(8), 5)
    table = places_of(spot * 40 + np.tile(np.arange(5), 8), 40 + spot, 128 + spot)
    found = knox(table)
    assert found.close_pairs == 8 * 10
    assert found.p_value == pytest.approx(1 / 1000)
    assert found.sentence == (
        "80 pairs of incidents within 50 km and 14 days of each other, 8.2 expected by chance "
        "(p = .001). Incidents near in space are near in time more often than chance gives: "
        "spread, or a cause they share."
    )


def test_chance_is_found_as_often_as_the_level_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knox_module, "PERMUTATIONS", 99)
    found = [knox(scattered(40, seed), 80).p_value for seed in range(150)]
    assert np.mean([p_value is not None and p_value <= 0.05 for p_value in found]) <= 0.08


def test_the_exact_moments_give_the_p_value_of_many_deals(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = []
    for seed in range(6):
        table = scattered(150, seed)
        dealt = knox(table, 60, 10)
        with monkeypatch.context() as patch:
            patch.setattr(knox_module, "MAX_PAIRS", 0)
            moments = knox(table, 60, 10)
        assert dealt.permutations == 999
        assert moments.permutations == 0
        assert (dealt.close_pairs, dealt.expected) == (moments.close_pairs, moments.expected)
        pairs.append((dealt.p_value, moments.p_value))
    dealt_ones, moment_ones = np.array(pairs).T
    assert moment_ones == pytest.approx(dealt_ones, abs=0.05)


def test_more_incidents_than_can_be_taken_are_drawn_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knox_module, "MAX_INCIDENTS", 60)
    found = knox(scattered(500, seed=2))
    assert found.incidents == 60
    assert found == knox(scattered(500, seed=2))


def test_incidents_all_at_one_place_show_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    table = places_of(np.arange(40), [41.0] * 40, [128.0] * 40)
    assert knox(table).p_value == 1
    monkeypatch.setattr(knox_module, "MAX_PAIRS", 0)
    assert knox(table).p_value == 1


def bunched(extra: int) -> pd.DataFrame:
    """Chance, and `extra` incidents at one spot within a week."""
    table = scattered(120, seed=5, days=364)
    bunch = table.iloc[[0] * extra].assign(day=300 + np.arange(extra) % 7)
    joined = pd.concat([table, bunch])
    return places_of(joined["day"], joined["latitude"], joined["longitude"])


def test_the_scan_finds_a_planted_cluster_where_and_when_it_is() -> None:
    table = bunched(12)
    found = scan(table)
    assert isinstance(found, Cluster)
    planted = scattered(120, seed=5, days=364).iloc[0]
    assert (found.latitude, found.longitude) == pytest.approx(
        (planted["latitude"], planted["longitude"]), abs=1
    )
    assert found.first <= pd.Timestamp(300, unit="D").date() <= found.last
    assert found.incidents >= 10
    assert found.p_value <= 0.02
    assert "rarer than chance gives anywhere" in found.sentence


def test_counts_and_days_of_the_cluster_are_those_of_its_rows() -> None:
    table = bunched(12)
    found = scan(table)
    assert isinstance(found, Cluster)
    days = pd.to_datetime(table["day"], unit="D").dt.date
    in_time = (days >= found.first) & (days <= found.last)
    center = (found.latitude, found.longitude)
    in_space = np.array(
        [
            haversine(center, point) <= found.radius_km + 1e-6
            for point in table[["latitude", "longitude"]].itertuples(index=False, name=None)
        ]
    )
    assert found.incidents == (in_time & in_space).sum()
    assert found.ids.tolist() == table["incident_id"][in_time & in_space].tolist()
    assert found.expected == pytest.approx(in_space.sum() * in_time.sum() / len(table))


def test_a_scan_of_chance_shows_no_cluster_as_often_as_the_level_says() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard.indicators.scan._WORK", 0)
        found = [scan(scattered(60, seed)) for seed in range(100)]
    low = [one.p_value <= 0.05 for one in found if isinstance(one, Cluster)]
    assert len(low) == 100
    assert np.mean(low) <= 0.1


def test_windows_of_steps_are_sums_up_to_each_step() -> None:
    sums = np.cumsum([1.0, 2.0, 3.0, 4.0])
    assert scan_module._windows(sums, 1).tolist() == [1, 2, 3, 4]
    assert scan_module._windows(sums, 2).tolist() == [1, 3, 5, 7]


def test_of_many_incidents_counts_are_dealt_with_the_same_totals_and_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = np.random.default_rng(1)
    cell, step = draw.integers(0, 5, 300), draw.integers(0, 9, 300)
    table = scan_module._table(cell, step, 5, 9)
    by_days = [scan_module._dealt(table, cell, step, draw) for _ in range(400)]
    monkeypatch.setattr(scan_module, "MANY", 0)
    by_counts = [scan_module._dealt(table, cell, step, draw) for _ in range(400)]
    for dealt in (by_days, by_counts):
        assert all((one.sum(axis=0) == table.sum(axis=0)).all() for one in dealt)
        assert all((one.sum(axis=1) == table.sum(axis=1)).all() for one in dealt)
    assert np.mean(by_days, axis=0) == pytest.approx(np.mean(by_counts, axis=0), abs=0.8)
    assert np.std(by_days) == pytest.approx(np.std(by_counts), rel=0.05)
    found = scan(bunched(12))
    assert isinstance(found, Cluster)
    assert found.p_value <= 0.02


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (scattered(14, seed=1), "14 incidents in"),
        (scattered(40, seed=1, spots=2), "in 2 places"),
        (scattered(40, seed=1, days=15), "a scan needs 15 in 3 places over 4 weeks"),
        (scattered(0, seed=1), "0 incidents in 0 places over 0 days"),
    ],
)
def test_without_enough_there_is_a_reason_and_no_cluster(table: pd.DataFrame, why: str) -> None:
    found = scan(table)
    assert isinstance(found, str)
    assert why in found


def test_many_places_are_joined_in_cells() -> None:
    found = scan(scattered(3000, seed=3, days=3000, spots=900))
    assert isinstance(found, Cluster)
    assert found.step_days == 29
    assert found.p_value > 0.05
