import numpy as np
import pandas as pd
import pytest

from dashboard.summaries.regions import (
    at_place,
    count_by_place,
    count_by_unit,
    count_places,
    count_without_place,
    count_without_unit,
)
from tests.frames import incidents

UNITS = pd.DataFrame(
    {
        "name": ["North Hamgyong", "Ryanggang", "Rason", "Jilin"],
        "country": ["PRK", "PRK", "PRK", "CHN"],
        "population": [2_000_000.0, 500_000.0, np.nan, 24_000_000.0],
        "counted_with": None,
    },
    index=["PRK-1", "PRK-2", "PRK-3", "CHN-1"],
)

# I2 is in two places, and its rows repeat its size.
ROWS = incidents(
    incident_id=["I1", "I2", "I2", "I3", "I4", "I5"],
    start_date=["2024-01-01", "2024-02-01", "2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01"],
    unit=["PRK-1", "PRK-1", "PRK-2", "PRK-1", None, "PRK-1"],
    unit_name=[
        "North Hamgyong",
        "North Hamgyong",
        "Ryanggang",
        "North Hamgyong",
        None,
        "North Hamgyong",
    ],
    location=["Hoeryong", "Hoeryŏng", "Hyesan", "Hoeryong", None, "North Hamgyong"],
    map_latitude=[42.4375, 42.4375, 41.4, 42.4375, None, 41.787],
    map_longitude=[129.75, 129.75, 128.18, 129.75, None, 129.322],
    location_precision=["town", "town", "town", "town", "country", "province"],
    workers_low=[10, 100, 100, None, 7, None],
    workers_high=[20, None, None, None, 7, None],
)


def test_all_units_of_the_country_are_there_and_rates_need_a_population() -> None:
    table = count_by_unit(ROWS, UNITS)
    assert table["name"].tolist() == ["North Hamgyong", "Ryanggang", "Rason"]
    assert table["incidents"].tolist() == [4, 1, 0]
    assert table["workers_low"].tolist() == [110, 100, pd.NA]
    assert table["workers_high"].tolist() == [120, 100, pd.NA]
    assert table["per_100k"].tolist() == pytest.approx([0.2, 0.2, np.nan], nan_ok=True)
    assert count_without_unit(ROWS) == 1


def test_units_counted_together_have_their_joint_rate() -> None:
    together = UNITS.assign(counted_with=["PRK-2", "PRK-1", None, None], population=2_000_000.0)
    table = count_by_unit(ROWS, together)
    assert table["incidents"].tolist() == [4, 1, 0]
    assert table["per_100k"].tolist() == pytest.approx([0.25, 0.25, 0])


def test_a_unit_whose_incidents_have_no_size_has_no_workers() -> None:
    table = count_by_unit(ROWS.iloc[[3]], UNITS).set_index("unit")
    assert table.loc["PRK-1", ["incidents", "workers_low"]].tolist() == [1, pd.NA]


def test_a_country_asked_for_is_shown_though_it_has_no_reports() -> None:
    table = count_by_unit(ROWS, UNITS, countries=["CHN"])
    assert table["unit"].tolist() == ["PRK-1", "PRK-2", "CHN-1", "PRK-3"]


def test_places_are_map_points_with_their_precision() -> None:
    table = count_by_place(ROWS)
    assert table["place_key"].tolist() == [
        "42.43750,129.75000,town",
        "41.40000,128.18000,town",
        "41.78700,129.32200,province",
    ]
    assert table["name"].tolist() == ["Hoeryong", "Hyesan", "North Hamgyong"]
    assert table["unit"].tolist() == ["PRK-1", "PRK-2", "PRK-1"]
    assert table["incidents"].tolist() == [3, 1, 1]
    assert table["precise"].tolist() == [True, True, False]
    assert table["last_date"].dt.strftime("%d %b").tolist() == ["01 Mar", "01 Feb", "01 May"]
    assert count_without_place(ROWS) == 1


def test_a_cut_list_of_places_keeps_the_biggest_and_the_rest_is_known() -> None:
    assert count_by_place(ROWS, limit=1)["name"].tolist() == ["Hoeryong"]
    assert count_places(ROWS) == 3


def test_two_incidents_at_one_place_in_one_incident_row_each_count_once() -> None:
    twice = pd.concat([ROWS.iloc[[0]], ROWS.iloc[[0]]])
    assert count_by_place(twice)["incidents"].tolist() == [1]


def test_the_rows_of_a_place_lead_back_from_its_key() -> None:
    assert at_place(ROWS, "42.43750,129.75000,town")["incident_id"].tolist() == ["I1", "I2", "I3"]
    assert at_place(ROWS, "42.43750,129.75000,province").empty


def test_a_town_and_a_county_at_one_point_are_found_together_an_area_alone() -> None:
    rows = incidents(
        map_latitude=[42.0] * 3,
        map_longitude=[129.0] * 3,
        location_precision=["town", "county", "province"],
    )
    for key in ("42.00000,129.00000,town", "42.00000,129.00000,county"):
        assert at_place(rows, key)["location_precision"].tolist() == ["town", "county"]
    assert at_place(rows, "42.00000,129.00000,province").index.tolist() == [2]


@pytest.mark.parametrize("key", ["", "x", "1,2", "1,2,3,4", "nan,nan,town", "inf,0,town"])
def test_a_key_that_is_no_place_finds_nothing(key: str) -> None:
    assert at_place(ROWS, key).empty


def test_points_and_precisions_stay_apart() -> None:
    rows = incidents(
        map_latitude=[10.0, -10.0, 10.0, 10.0, 20.0, 20.0],
        map_longitude=[20.0, 20.0, -20.0, 180.0, 10.0, 10.0],
        location_precision=["town"] * 5 + ["county"],
    )
    assert sorted(count_by_place(rows)["place_key"]) == [
        "-10.00000,20.00000,town",
        "10.00000,-20.00000,town",
        "10.00000,180.00000,town",
        "10.00000,20.00000,town",
        "20.00000,10.00000,county",
        "20.00000,10.00000,town",
    ]
