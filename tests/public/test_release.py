"""Every rule of the public view, on records that are read and placed as an upload is."""

from dataclasses import replace
from itertools import combinations
from types import MappingProxyType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.filters import IncidentFilter, describe_left_out
from dashboard.loading import read_bytes
from dashboard.public import NAME, Policy, release
from dashboard.public.columns import RULES, columns_of
from dashboard.public.policy import NO_TEXT
from dashboard.public.values import LISTED, LISTS
from dashboard.schema import WITHHELD, columns, vocabulary
from dashboard.simulator.marks import TAG, count_simulated
from dashboard.summaries.regions import count_by_place
from tests.public.records import SECRET, TEXTS, TODAY, dataset, one, raw_csv, record, released
from tests.simulated import the_places

NORTH_HAMGYONG = "PRK-3307"
CLASSES = ("low", "moderate", "high", "severe")


def test_every_column_of_an_incident_has_a_rule() -> None:
    assert [*RULES] == [column.name for column in columns("incidents")]


def test_low_is_told_as_recorded() -> None:
    row = one(sensitivity="low")
    raw = dataset(record()).incidents.iloc[0]
    for name in ("admin1", "admin1_code", "location", "latitude", "longitude", "unit",
                 "location_precision", "map_latitude", "map_longitude"):  # fmt: skip
        assert row[name] == raw[name], name
    assert {row[name][:-2] for name in TEXTS} == {*TEXTS}


def test_moderate_is_told_by_the_middle_of_its_cell() -> None:
    row = one(sensitivity="moderate")
    for axis, middle in (("latitude", 42.45), ("longitude", 129.75)):
        assert row[axis] == row[f"map_{axis}"] == middle
    assert row["location_precision"] == "county"
    assert row[["location", "admin2", "location_native"]].isna().all()
    assert row["unit"] == NORTH_HAMGYONG


@pytest.mark.parametrize("coded", ["high", "", "HIGHEST", "very high"])
def test_high_and_what_nobody_classed_is_told_by_its_unit(coded: str) -> None:
    row = one(sensitivity=coded)
    assert (row["unit"], row["unit_name"], row["admin1_code"]) == (
        NORTH_HAMGYONG, "North Hamgyong", "KP-09",
    )  # fmt: skip
    unit = the_places().units.loc[NORTH_HAMGYONG]
    assert (row["map_latitude"], row["map_longitude"]) == (unit["latitude"], unit["longitude"])
    assert row[["latitude", "longitude", "location", "admin2", "location_native"]].isna().all()
    assert row["location_precision"] == "province"


@pytest.mark.parametrize("coded", ["severe", "SEVERE", " Severe "])
def test_severe_is_told_by_its_country(coded: str) -> None:
    row = one(sensitivity=coded)
    assert row["country"] == "PRK"
    assert row["location_precision"] == row["place_found"] == "country"
    assert row[["unit", "unit_name", "admin1", "admin1_code", "admin2", "location"]].isna().all()
    points = ["latitude", "longitude", "map_latitude", "map_longitude", "place_note"]
    assert row[points].isna().all()
    assert row["title"] == "Strike, North Korea, 2024"


def test_an_unknown_class_is_a_problem_of_the_file_and_counts_as_high() -> None:
    loaded = read_bytes(raw_csv(record(sensitivity="secret")), "a.csv", today=TODAY)
    (problem,) = [one for one in loaded.report.problems if one.column == "sensitivity"]
    assert (problem.effect, problem.value) == ("value dropped", "secret")
    assert "the codes are low, moderate, high, severe" in problem.reason
    assert loaded.frame["sensitivity"].isna().all()


@settings(max_examples=40)
@given(
    st.sampled_from(CLASSES),
    st.sampled_from([*vocabulary("location_precision"), ""]),
    st.floats(33.2, 43.0), st.floats(124.2, 130.6), st.booleans(), st.booleans(),
)  # fmt: skip
def test_no_place_is_finer_than_its_class_or_than_recorded(
    code: str, precision: str, latitude: float, longitude: float, pointed: bool, named: bool
) -> None:
    order = ["town", "county", "province", "country"]
    cells = {
        "sensitivity": code, "location_precision": precision, "location": "Somewhere",
        "latitude": f"{latitude:.5f}" if pointed else "",
        "longitude": f"{longitude:.5f}" if pointed else "",
        "admin1": "North Hamgyong" if named else "",
    }  # fmt: skip
    raw, row = dataset(record(**cells)).incidents.iloc[0], one(**cells)
    known = order.index(raw["location_precision"])
    assert order.index(row["location_precision"]) >= max(known, CLASSES.index(code))
    for name in ("unit", "location", "latitude", "map_latitude"):
        assert pd.isna(row[name]) or pd.notna(raw[name]), name
    if code == "moderate" and row["location_precision"] == "county":
        middle = np.array([row["map_latitude"], row["map_longitude"]])
        point = np.array([raw["map_latitude"], raw["map_longitude"]])
        assert (np.abs(middle - point) <= 0.05 + 1e-6).all()
        assert np.allclose(middle * 100 % 10, 5)
    elif code in ("high", "moderate") and pd.notna(row["map_latitude"]):
        unit = the_places().units.loc[row["unit"]]
        assert (row["map_latitude"], row["map_longitude"]) == (unit["latitude"], unit["longitude"])
    if code == "severe":
        assert pd.isna(row["unit"])
        assert pd.isna(row["map_latitude"])


def test_places_of_one_cell_are_one_place() -> None:
    near = [record(n, sensitivity="moderate", latitude=f"42.4{n}111") for n in range(1, 6)]
    table = count_by_place(released(*near).rows)
    assert table["incidents"].tolist() == [5]
    assert table["place_key"].tolist() == ["42.45000,129.75000,county"]


@pytest.mark.parametrize("code", CLASSES)
def test_sources_notes_and_records_are_told_of_no_class(code: str) -> None:
    made = released(*(record(number, sensitivity=code) for number in range(1, 6)))
    absent = (*columns_of("absent"), "record", "place_note")
    assert made.incidents[[*absent]].isna().all(axis=None)
    assert len(made.accounts) == len(made.responses) == len(made.superseded) == 0
    assert made.files == (NAME,)
    assert {*made.incidents["file"]} == {NAME}
    told = made.incidents.to_csv() + repr(made.reports)
    for word in ("Outlet", "outlet", "notes 1", "tags 1", "raw-", "a-secret-name"):
        assert word not in told


@pytest.mark.parametrize("code", ["moderate", "high", "severe"])
def test_texts_are_withheld_and_the_title_is_made_of_codes(code: str) -> None:
    row = one(sensitivity=code)
    assert row["description"] == NO_TEXT
    assert row[[name for name in TEXTS if name not in ("title", "description")]].isna().all()
    where = "North Korea" if code == "severe" else "North Hamgyong"
    assert row["title"] == f"Strike, {where}, 2024"
    assert "texts" in row["withheld"]


def test_ids_are_opaque_stable_and_of_this_secret() -> None:
    raw = dataset(*(record(number) for number in range(1, 8)))
    made, again, other = (
        release(raw, the_places(), Policy(), secret, TODAY).incidents["incident_id"].tolist()
        for secret in (SECRET, SECRET, SECRET[::-1])
    )
    assert made == again
    assert not {*made} & {*other}
    assert len({*made}) == 7
    assert all(len(each) == 20 and int(each, 16) >= 0 for each in made)


def test_numbers_of_persons_below_five_are_withheld() -> None:
    cells = {"arrests": "4", "injuries": "5", "fatalities": "0", "workers_low": "2",
             "workers_high": "40"}  # fmt: skip
    row = one(sensitivity="high", **cells)
    assert pd.isna(row["arrests"])
    assert pd.isna(row["workers_low"])
    assert (row["injuries"], row["fatalities"], row["workers_high"]) == (5, 0, 40)
    assert row["withheld"] == "workers_low;arrests;texts"
    assert one(Policy(least=1), **cells)["arrests"] == 4


def test_what_harms_nobody_is_told_as_recorded_and_hides_nothing_else() -> None:
    lone = record(
        1, sensitivity="low", sector="Q", action_type="riot", start_date="2024-07-04", arrests="2"
    )
    row = released(lone).incidents.iloc[0]
    assert (row["sector"], row["action_type"], row["arrests"]) == ("Q", "riot", 2)
    assert row["start_date"] == pd.Timestamp("2024-07-04")
    assert pd.isna(row["withheld"])
    four = [record(number) for number in range(2, 6)]
    spoken = [record(number, sensitivity="low") for number in range(6, 16)]
    made = released(lone, *four, *spoken).incidents
    assert made["sector"].eq(WITHHELD).sum() == 4  # ten spoken ones beside them are no crowd
    whole = released(lone, *four, record(16), *spoken).incidents
    assert not whole["sector"].eq(WITHHELD).any()


def test_a_value_that_few_of_a_unit_share_is_withheld() -> None:
    many = [record(number) for number in range(1, 10)]
    other = [record(number, sector="C") for number in range(11, 20)]
    few = record(20, sector="Q", other_actions="protest", work_stoppage="yes")
    numbers = released(*many, *other, few).incidents["sector"].value_counts()
    assert numbers[[WITHHELD, "Q"]].tolist() == [10, 0]  # and one of the others with it
    assert sorted(numbers[["B", "C"]]) == [0, 9]
    alone = released(*many, record(21, action_type="riot", other_actions="protest")).incidents
    hidden = alone[alone["action_type"] == WITHHELD]
    assert hidden[["other_actions", "work_stoppage"]].isna().all(axis=None)
    assert "riot" not in alone.to_csv()


@pytest.mark.parametrize(
    ("column", "usual", "rare"),
    [
        ("demands", "wage_arrears;pay", "pay;staffing"),
        ("outcome", "rejected", "demands_met"),
        ("production_impact", "none", "stopped"),
        ("claimed_spread", "single_site", "citywide"),
    ],
)
def test_what_few_of_a_unit_demanded_or_reached_is_withheld(
    column: str, usual: str, rare: str
) -> None:
    many = [record(number, **{column: usual}) for number in range(1, 10)]
    made = released(*many, *(record(number, **{column: rare}) for number in (11, 12)), record(13))
    told = made.incidents.set_index("incident_id")[column]
    assert rare not in made.incidents.to_csv()
    hidden = made.incidents["withheld"].str.contains(column).to_numpy()
    assert hidden.sum() == 11  # two of one value, and the other value, else subtracting tells
    others = told[~hidden]
    assert len(others) == 1
    assert others.isna().all()  # what nobody stated is not withheld
    five = released(*many, *(record(number, **{column: rare}) for number in range(11, 16)))
    assert five.incidents[column].tolist().count(rare) == 5
    assert not five.incidents["withheld"].str.contains(column).any()


def test_demands_are_one_value_whatever_their_order() -> None:
    lists = ("pay;staffing", "staffing; pay") * 4
    made = released(*(record(number, demands=one) for number, one in enumerate(lists)))
    assert {*made.incidents["demands"]} == {"pay;staffing"}


def test_a_filter_says_of_how_many_incidents_the_value_is_withheld() -> None:
    many = [record(number, demands="pay") for number in range(1, 10)]
    few = [record(number, sector="C", demands="staffing") for number in (11, 12)]
    spoken = record(20, sensitivity="low", sector="B", demands="pay", title="Weavers stop")
    rows = released(*many, *few, spoken).rows
    for asked in (
        IncidentFilter(sectors=("B",)),
        IncidentFilter(demands=("pay",)),
        IncidentFilter(text="Weavers"),
        IncidentFilter(sectors=("B",), demands=("pay",), text="Weavers"),
    ):
        found = asked.apply(rows)
        assert (len(found.rows), found.withheld) == (1, 11), asked
    assert describe_left_out(found) == "11 incidents left out: withheld in the public view (11)"
    surely_not = IncidentFilter(sectors=("B",), countries=("CHN",)).apply(rows)
    assert (len(surely_not.rows), surely_not.withheld) == (0, 0)
    action = IncidentFilter(action_types=("riot",)).apply(rows)
    assert (len(action.rows), action.withheld) == (0, 0)  # told of all: strikes


def test_no_more_lists_are_compared_than_the_most_frequent() -> None:
    """A file with lists of its own making costs no memory: 5 of each are withheld all the same."""
    codes = [*vocabulary("demand")]
    lists = [";".join(pair) for pair in combinations(codes, 2)]
    assert len(lists) > LISTS
    usual = [record(number, demands="wage_arrears") for number in range(10)]
    elsewhere = [record(number + 10, demands="pay") for number in range(10)]
    rest = [record(20 + number, demands=lists[number // 5]) for number in range(5 * LISTS)]
    told = released(*usual, *elsewhere, *rest).incidents["demands"]
    assert told.nunique() <= LISTS
    assert told.isna().sum() >= 10


def test_a_month_that_few_of_a_unit_share_becomes_its_year() -> None:
    many = [record(number, start_date=f"2024-03-{number:02}") for number in range(1, 10)]
    few = record(10, start_date="2024-07-04", end_date="2024-07-09")
    made = released(*many, few, record(11, start_date="2024-12-30", date_precision="week"))
    hidden = made.incidents[made.incidents["withheld"].str.contains("month")]
    assert len(hidden) >= 2
    assert {*hidden["start_date"].astype(str)} == {"2024-01-01"}
    assert {*hidden["start_last"].astype(str)} == {"2024-12-31"}
    assert {*hidden["date_precision"]} == {"year"}
    assert hidden["end_date"].isna().all()


def test_the_order_follows_from_what_is_told_alone() -> None:
    """A file sorted by day would tell the months that are withheld."""
    records = [record(n, start_date=f"2024-{n:02}-15", sensitivity="severe") for n in range(1, 12)]
    forth, back = (released(*some).incidents for some in (records, records[::-1]))
    pd.testing.assert_frame_equal(forth, back)
    assert forth["start_date"].is_monotonic_increasing


def test_places_of_one_incident_become_one_and_the_strictest_class_holds() -> None:
    places = [
        record(1, location_seq=str(seq), location=name, latitude="", longitude="")
        for seq, name in enumerate(("Hoeryong", "Musan", "Chongjin"), 1)
    ]
    made = released(*places).incidents
    assert made["location_seq"].tolist() == [1]
    elsewhere = [*places, {**places[0], "location_seq": "4", "admin1": "Ryanggang"}]
    assert released(*elsewhere).incidents["location_seq"].tolist() == [1, 2]
    raw = dataset(*elsewhere)
    classes = pd.Categorical(["low", "low", "severe", "low"], [*vocabulary("sensitivity")])
    mixed = replace(raw, incidents=raw.incidents.assign(sensitivity=classes))
    row = release(mixed, the_places(), Policy(), SECRET, TODAY).incidents
    assert row["location_precision"].tolist() == ["country"]


@pytest.mark.parametrize(("day", "late"), [("2026-11-27", 1), ("2026-10-29", 1), ("2026-10-28", 0),
                                           ("2026-10", 1), ("2026", 1)])  # fmt: skip
def test_what_may_have_begun_too_short_a_time_ago_is_left_out(day: str, late: int) -> None:
    old, new = record(1), record(2, start_date=day)
    made = released(old, new, policy=Policy(delay=30))
    assert (made.release.late, len(made.incidents)) == (late, 2 - late)
    assert len(released(old, new).incidents) == 2


def test_simulated_incidents_stay_marked() -> None:
    made = released(record(1, tags=f"x;{TAG}"), record(2))
    assert count_simulated(made.rows) == 1
    assert {*made.incidents["tags"].dropna()} == {TAG}


def test_what_was_done_is_counted() -> None:
    records = [record(n, sensitivity=code) for n, code in enumerate(CLASSES * 5)]
    done = released(*records, record(99, arrests="2")).release
    assert (done.cells, done.units, done.countries, done.texts) == (5, 6, 5, 16)
    assert done.values == 1


def test_rules_can_be_changed() -> None:
    places = MappingProxyType(dict.fromkeys(CLASSES, "country"))
    row = one(Policy(places=places, texts=frozenset(CLASSES)), sensitivity="low")  # type: ignore[arg-type]
    assert row["location_precision"] == "country"
    assert row["title"].startswith("title")
    assert one(Policy(cell=1.0), sensitivity="moderate")["latitude"] == 42.5
    few = [record(1, sector="C"), record(2)]
    assert WITHHELD not in released(*few, policy=Policy(guarded=())).incidents["sector"].tolist()


def test_no_record_is_no_failure() -> None:
    raw = dataset(record())
    empty = replace(raw, incidents=raw.incidents.iloc[:0])
    assert len(release(empty, the_places(), Policy(), SECRET, TODAY).incidents) == 0


def test_the_columns_are_those_of_the_ordinary_view() -> None:
    raw, made = dataset(record()).incidents, released(record()).incidents
    assert {*made.columns} == {*raw.columns, "withheld"}
    differing = [n for n in raw if raw[n].dtype != made[n].dtype and n != "versions"]
    assert {*differing} == {*columns_of("guarded")} - LISTED  # which have one category more
