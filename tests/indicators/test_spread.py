"""Documented against claimed spread, first dates, and the speed of the front."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.first_dates import (
    count_vague_units,
    dated_places,
    first_dates,
    new_units,
)
from dashboard.indicators.front import Front, arrivals, front_speed
from dashboard.indicators.globe import RADIUS_KM, chord_of, km_between, on_sphere
from dashboard.indicators.spread import claiming, count_claims, spread
from dashboard.places import read_places
from dashboard.store import read_bundled
from tests.frames import accounts, incidents

START = date(2024, 1, 1)
DEGREE_KM = RADIUS_KM * np.pi / 180


def located(days: list[int], north: list[float], **given: list[object]) -> pd.DataFrame:
    """Incidents in towns on one meridian, so many days after START and degrees north of 40."""
    return incidents(
        start_date=[(START + timedelta(days=day)).isoformat() for day in days],
        map_latitude=[40 + degrees for degrees in north],
        map_longitude=[128.0] * len(days),
        location_precision=["town"] * len(days),
        **given,
    )


def test_distances_are_great_circles() -> None:
    points = on_sphere([0, 0, 90, 0], [0, 90, 0, 180])
    quarter = RADIUS_KM * np.pi / 2
    assert km_between(points, points[0]) == pytest.approx([0, quarter, quarter, 2 * quarter])
    assert chord_of(quarter) == pytest.approx(np.sqrt(2))
    assert chord_of(1e9) == pytest.approx(2)
    near = on_sphere([42.0, 42.0], [129.0, 129.00001])
    assert km_between(near, near[0])[1] == pytest.approx(
        1e-5 * DEGREE_KM * np.cos(np.radians(42)), rel=1e-6
    )


def test_first_dates_are_intervals_where_the_day_is_not_known() -> None:
    rows = incidents(
        incident_id=["A", "B", "C", "D", "D", "E"],
        start_date=[
            "2024-03-05", "2024-03-01", "2024-05-02", "2024-01-10", "2024-01-10", "2023-01-01",
        ],
        date_precision=["day", "month", "day", "day", "day", "day"],
        unit=["U1", "U1", "U2", "U2", "U3", None],
        unit_name=["One", "One", "Two", "Two", "Three", None],
    )  # fmt: skip
    table = first_dates(rows)
    assert table["unit"].tolist() == ["U2", "U3", "U1"]
    assert table["unit_name"].tolist() == ["Two", "Three", "One"]
    assert table["first_date"].dt.strftime("%m-%d").tolist() == ["01-10", "01-10", "03-01"]
    # One's first incident began by the 5th of March, whenever in March the vague one did.
    assert table["first_last"].dt.strftime("%m-%d").tolist() == ["01-10", "01-10", "03-05"]
    assert table["exact"].tolist() == [True, True, False]
    assert table["incidents"].tolist() == [2, 1, 2]
    assert first_dates(rows.iloc[:0]).empty


def test_new_units_per_week_are_complete_and_vague_ones_are_counted_apart() -> None:
    rows = incidents(
        start_date=["2024-01-01", "2024-01-07", "2024-01-22", "2024-02-01", "2024-01-30"],
        date_precision=["day", "day", "week", "month", "day"],
        unit=["U1", "U2", "U3", "U4", "U1"],
    )
    firsts = first_dates(rows)
    weeks = new_units(firsts)
    assert weeks["week"].dt.strftime("%m-%d").tolist() == ["01-01", "01-08", "01-15", "01-22"]
    assert weeks["new_units"].tolist() == [2, 0, 0, 1]
    assert weeks["units_so_far"].tolist() == [2, 2, 2, 3]
    assert count_vague_units(firsts) == 1
    assert new_units(first_dates(rows.iloc[:0])).empty


def test_only_incidents_of_a_known_day_and_town_have_a_place_in_the_spread() -> None:
    rows = incidents(
        incident_id=["A", "A", "B", "C", "D", "E"],
        location_seq=[2, 1, 1, 1, 1, 1],
        start_date=["2024-01-02"] * 5 + ["2024-01-01"],
        date_precision=["day", "day", "month", "day", "day", "day"],
        map_latitude=[41.0, 40.0, 40.0, 40.0, None, 41.0],
        map_longitude=[128.0, 128.0, 128.0, 128.0, None, 128.0],
        location_precision=["town", "town", "town", "province", "town", "county"],
    )
    table = dated_places(rows)
    assert table["incident_id"].tolist() == [rows["incident_id"][5], rows["incident_id"][1]]
    assert table["latitude"].tolist() == [41.0, 40.0]
    assert (table["day"] - table["day"].min()).tolist() == [0, 1]
    assert table["place"].tolist() == [0, 1]


def test_an_incident_in_several_places_counts_where_it_began() -> None:
    table = dated_places(located([4, 1], [0, 1], incident_id=["A", "A"]))
    assert table["latitude"].tolist() == [41.0]


def test_arrivals_are_the_first_at_each_place_counted_from_the_first_place() -> None:
    rows = located([0, 0, 0, 3, 5, 9], [1, 0, 1, 2, 2, 1])
    table = arrivals(dated_places(rows))
    # Two places on the first day: the one with more incidents is taken as the first.
    assert table["latitude"].tolist() == [41, 40, 42]
    assert table["incident_id"].tolist() == ["I1", "I2", "I4"]
    assert table["incidents"].tolist() == [3, 1, 2]
    assert table["days"].tolist() == [0, 0, 3]
    assert table["km"].tolist() == pytest.approx([0, DEGREE_KM, DEGREE_KM])


def test_the_speed_of_a_steady_front_is_found() -> None:
    days = [0, 2, 4, 6, 8, 10, 3, 7]
    found = front_speed(dated_places(located(days, [0, 1, 2, 3, 4, 5, 0, 1])))
    assert isinstance(found, Front)
    assert found.km_per_day == pytest.approx(DEGREE_KM / 2)
    assert (found.low, found.high) == pytest.approx((DEGREE_KM / 2, DEGREE_KM / 2))
    assert (found.incidents, found.places, found.confidence) == (8, 6, 0.95)
    assert found.sentence == (
        "The front moved 55.6 km per day from the first place (95 % interval 55.6 to 55.6; "
        "6 places). First reports in farther places came later."
    )


def test_a_front_that_comes_nearer_is_no_outward_movement() -> None:
    found = front_speed(dated_places(located([0, 2, 4, 6, 8, 10], [0, 5, 4, 3, 2, 1])))
    assert isinstance(found, Front)
    assert found.sentence.startswith("No outward movement: -")


def test_one_outlier_does_not_move_the_front() -> None:
    found = front_speed(dated_places(located(list(range(9)), [0, 1, 2, 3, 40, 5, 6, 7, 8])))
    assert isinstance(found, Front)
    assert found.km_per_day == pytest.approx(DEGREE_KM, rel=0.01)


@pytest.mark.parametrize(("places", "confidence"), [(3, "67 %"), (4, "92 %"), (5, "95 %")])
def test_of_few_places_the_interval_says_how_little_it_covers(places: int, confidence: str) -> None:
    days = [0, 1, 3, 4, 6, 9][:places]
    rows = located(days + [20] * (6 - places), [0, 1, 4, 2, 6, 5][:places] + [1] * (6 - places))
    found = front_speed(dated_places(rows))
    assert isinstance(found, Front)
    assert f"({confidence} interval" in found.sentence


def test_the_interval_covers_as_often_as_it_says() -> None:
    draw = np.random.default_rng(2)
    for number, least, most in ((3, 0.55, 0.8), (4, 0.85, 0.97), (8, 0.92, 1)):
        covered = []
        for _ in range(80):
            days = np.sort(draw.choice(np.arange(0, 100, 10), number, replace=False))
            north = 0.5 * days + draw.normal(0, 1, number)
            table = pd.DataFrame({"day": days, "latitude": north, "longitude": 0.0})
            table = table.assign(place=np.arange(number), incident_id="I1")
            found = front_speed(pd.concat([table, table]).sort_values("day", kind="stable"))
            assert isinstance(found, Front)
            covered.append(found.low <= 0.5 * DEGREE_KM <= found.high)
        assert least <= np.mean(covered) <= most


@pytest.mark.parametrize(
    ("days", "north", "why"),
    [
        ([0, 1, 2, 3, 4], [0, 1, 2, 3, 4], "5 incidents in 5 places"),
        ([0, 1, 2, 3, 4, 5], [0, 1, 0, 1, 0, 1], "6 incidents in 2 places"),
        ([0] * 6, [0, 1, 2, 3, 4, 5], "a speed needs two days"),
        ([], [], "0 incidents in 0 places"),
    ],
)
def test_without_enough_places_there_is_a_reason_and_no_speed(
    days: list[int], north: list[float], why: str
) -> None:
    found = front_speed(dated_places(located(days, north)))
    assert isinstance(found, str)
    assert why in found


def test_many_places_are_thinned_and_the_speed_stays() -> None:
    days = list(range(3000))
    found = front_speed(dated_places(located(days, [day / 100 for day in days])))
    assert isinstance(found, Front)
    assert found.thinned
    assert found.places == 3000
    assert found.km_per_day == pytest.approx(DEGREE_KM / 100, rel=1e-3)


def test_claims_are_counted_by_who_makes_them_and_never_as_places() -> None:
    rows = incidents(
        incident_id=["A", "A", "B", "C", "D"],
        claimed_spread=["national", "national", "single_site", "unknown", None],
    )
    told = accounts(
        incident_id=["A", "A", "B", "X", "C"],
        side=["independent", "state", None, "local", "local"],
        claimed_spread=["national", "single_site", "citywide", "national", "unknown"],
    )
    table = count_claims(rows, told)
    assert table["code"].tolist() == ["national", "citywide", "single_site"]
    assert table["incidents"].tolist() == [1, 0, 1]
    assert table["accounts"].tolist() == [1, 1, 1]
    assert table["independent"].tolist() == [1, 0, 0]
    assert table["state"].tolist() == [0, 0, 1]
    assert "local" not in table
    assert count_claims(rows.iloc[:0], told).empty


def test_the_first_case_is_claimed_everywhere_and_documented_in_one_unit() -> None:
    bundled = read_bundled(read_places())
    rows = bundled.incidents[(bundled.incidents["incident_id"] == "PRK-2026-001").to_numpy()]
    found = spread(rows, bundled.accounts)
    assert found.sentences[:2] == (
        "Documented: 1 incident in 1 unit (North Hamgyong). Silence elsewhere is not calm.",
        "Claimed at the widest: National, by the reports of 1 incident and by 1 account. "
        "A claim is not a record.",
    )
    assert found.sentences[2].startswith("No speed of a front: 1 incident in 1 place")
    assert found.knox.p_value is None
    assert found.sentences[4].startswith("No scan for clusters: 1 incident in 1 place")


def test_nothing_at_all_has_no_spread() -> None:
    found = spread(incidents(), accounts())
    assert found.sentences[0] == "Documented: 0 incidents, none in a known unit."
    assert found.sentences[1] == "Claimed: no report says how far it spread."
    assert found.located == 0


@given(st.permutations(range(24)), st.data())
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_changes_nothing_and_names_of_units_are_only_names(
    order: list[int], data: st.DataObject
) -> None:
    days = data.draw(st.lists(st.integers(0, 40), min_size=24, max_size=24))
    spots = data.draw(st.lists(st.integers(0, 5), min_size=24, max_size=24))
    rows = located(
        days,
        [float(spot) for spot in spots],
        incident_id=[f"I{number % 20}" for number in range(24)],
        unit=[f"U{spot // 2}" for spot in spots],
        claimed_spread=["national" if spot else None for spot in spots],
    )
    found = spread(rows, accounts())
    again = spread(rows.iloc[order], accounts())
    assert again.sentences == found.sentences
    for name in ("firsts", "weekly", "places", "claims"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(found, name))
    renamed = spread(rows.assign(unit=rows["unit"].str.replace("U", "Z")), accounts())
    assert renamed.firsts["unit"].str.replace("Z", "U").tolist() == found.firsts["unit"].tolist()
    assert renamed.knox == found.knox
    assert renamed.front == found.front


def test_the_ids_behind_a_claim_are_of_its_incidents_and_of_its_accounts() -> None:
    rows = incidents(claimed_spread=["national", "citywide", None, "national"])
    told = accounts(
        incident_id=["I2", "I2", "I3", "elsewhere"],
        claimed_spread=["national"] * 4,
        side=["local", "state", "local", "local"],
    )
    table = count_claims(rows, told).set_index("code")
    assert claiming(rows, told, "national", "incidents").tolist() == ["I1", "I4"]
    assert claiming(rows, told, "national", "accounts").tolist() == ["I2", "I3"]
    assert claiming(rows, told, "national", "state").tolist() == ["I2"]
    assert claiming(rows, told, "citywide", "incidents").tolist() == ["I2"]
    assert table.loc["national", ["incidents", "accounts", "state"]].tolist() == [2, 3, 1]
