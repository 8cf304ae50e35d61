from datetime import date
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.origins import origins_of
from dashboard.periods import Freq, LongFreq
from dashboard.summaries.counts import (
    count_by_code,
    count_by_period,
    count_too_vague,
    first_periods,
    latest,
)
from dashboard.summaries.headline import key_figures
from dashboard.summaries.lanes import lanes
from dashboard.summaries.regions import count_by_place, count_by_unit, count_without_unit
from dashboard.summaries.sentences import coverage_sentence
from tests.frames import accounts, incidents

# 1 January 2024 was a Monday. I2 has two places; I5 is known to the month, I6 to the year.
SIX = incidents(
    incident_id=["I1", "I2", "I2", "I3", "I4", "I5", "I6"],
    start_date=[
        "2024-01-07",
        "2024-01-08",
        "2024-01-08",
        "2024-01-29",
        "2024-01-29",
        "2024-02",
        "2024",
    ],
    date_precision=["day", "day", "day", "week", "day", "month", "year"],
    action_type=["strike", "strike", "strike", "protest", "strike", "riot", "strike"],
    demands=["pay", "pay;contract", "pay;contract", None, "contract;pay", "pay", None],
)


def counts(table: pd.DataFrame) -> dict[tuple[str, str], int]:
    """The non-zero counts, by first day of the period and action type."""
    some = table[table["incidents"] > 0]
    days = some["period"].dt.strftime("%Y-%m-%d")
    return dict(zip(zip(days, some["action_type"], strict=True), some["incidents"], strict=True))


def test_weeks_start_on_monday_and_gaps_are_zero() -> None:
    table = count_by_period(SIX, "week")
    assert table["period"].dt.strftime("%d %b").unique().tolist() == [
        "01 Jan",
        "08 Jan",
        "15 Jan",
        "22 Jan",
        "29 Jan",
    ]
    assert counts(table) == {
        ("2024-01-01", "strike"): 1,
        ("2024-01-08", "strike"): 1,
        ("2024-01-29", "protest"): 1,
        ("2024-01-29", "strike"): 1,
    }
    # Five weeks by the three types that occur in the rows.
    assert len(table) == 15
    assert count_too_vague(SIX, "week") == 2


def test_days_leave_out_what_is_known_only_to_the_week() -> None:
    table = count_by_period(SIX, "day")
    assert counts(table) == {
        ("2024-01-07", "strike"): 1,
        ("2024-01-08", "strike"): 1,
        ("2024-01-29", "strike"): 1,
    }
    assert table["period"].nunique() == 23
    assert count_too_vague(SIX, "day") == 3


def test_a_week_in_two_months_is_too_vague_for_months() -> None:
    table = count_by_period(SIX, "month")
    assert counts(table) == {("2024-01-01", "strike"): 3, ("2024-02-01", "riot"): 1}
    assert count_too_vague(SIX, "month") == 2  # 29 Jan to 4 Feb, and 2024


def test_the_axis_runs_from_start_to_end_where_given() -> None:
    table = count_by_period(SIX, "month", date(2023, 12, 15), date(2024, 1, 31))
    assert table["period"].dt.strftime("%Y-%m").unique().tolist() == ["2023-12", "2024-01"]
    assert table["incidents"].sum() == 3
    empty = count_by_period(SIX.iloc[:0], "day", date(2024, 1, 1), date(2024, 1, 3))
    assert empty.empty
    assert count_by_period(SIX.iloc[:0], "week").columns.tolist() == table.columns.tolist()


def test_periods_before_1970_are_counted_by_the_same_weeks() -> None:
    rows = incidents(start_date=["1969-12-28", "1969-12-29"])
    table = count_by_period(rows, "week")
    assert table["period"].dt.strftime("%Y-%m-%d").tolist() == ["1969-12-22", "1969-12-29"]
    assert table["incidents"].tolist() == [1, 1]


def test_each_incident_has_the_first_day_of_its_period() -> None:
    def days(freq: Freq | LongFreq) -> dict[str, str]:
        return first_periods(SIX, freq).dropna().dt.strftime("%Y-%m-%d").to_dict()

    assert first_periods(SIX, "day").index.is_unique
    assert set(first_periods(SIX, "day").index) == {"I1", "I2", "I3", "I4", "I5", "I6"}
    assert days("week") == {
        "I1": "2024-01-01",
        "I2": "2024-01-08",
        "I3": "2024-01-29",
        "I4": "2024-01-29",
    }
    # I3 is of a week in two months of one quarter.
    assert days("month") == dict.fromkeys(["I1", "I2", "I4"], "2024-01-01") | {"I5": "2024-02-01"}
    assert days("quarter") == dict.fromkeys(["I1", "I2", "I3", "I4", "I5"], "2024-01-01")
    assert set(days("year")) == {"I1", "I2", "I3", "I4", "I5", "I6"}
    early = incidents(start_date=["1969-12-31", "1968-02-01"])
    assert first_periods(early, "quarter").dt.strftime("%Y-%m").tolist() == ["1969-10", "1968-01"]


def test_an_incident_counts_in_each_of_its_codes() -> None:
    table = count_by_code(SIX, "demands")
    assert table.to_dict("list") == {
        "code": ["pay", "contract", np.nan],
        "label": ["Pay / pay rise / bonus", "First contract / no contract", "Not stated"],
        "incidents": [4, 2, 2],
    }
    actions = count_by_code(SIX, "action_type")
    assert actions["code"].tolist() == ["strike", "protest", "riot"]
    assert actions["incidents"].tolist() == [4, 1, 1]
    assert count_by_code(SIX, "sector")["incidents"].tolist() == [6]


def test_the_latest_incidents_come_once_each() -> None:
    assert latest(SIX, 3)["incident_id"].tolist() == ["I5", "I3", "I4"]
    assert latest(SIX, 99)["incident_id"].tolist() == ["I5", "I3", "I4", "I2", "I1", "I6"]
    assert latest(SIX, 0).empty


UNITS = pd.DataFrame(
    {
        "name": ["One", "Two", "None"],
        "country": "PRK",
        "population": [1e6, 5e5, np.nan],
        "counted_with": None,
    },
    index=["PRK-1", "PRK-2", "PRK-3"],
)
ACCOUNTS = accounts(incident_id=["I1", "I1", "I2"], origin_outlet=["X", "Y", "X"])

# No time limit for one example: another process may hold the machine.
LAW = settings(deadline=None, max_examples=60)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    row = st.tuples(
        st.sampled_from(["I1", "I2", "I3", "I4", "I5", "I6"]),
        st.dates(date(2023, 12, 1), date(2024, 3, 1)).map(str),
        st.sampled_from(["day", "day", "week", "month", "year"]),
        st.sampled_from(["strike", "riot", "protest"]),
        st.sampled_from([None, "PRK-1", "PRK-2"]),
        st.sampled_from([None, "pay", "pay;contract"]),
        st.none() | st.integers(0, 100),
        st.sampled_from([None, 41.5, 42.0]),
        st.sampled_from(["Hoeryong", "Musan", None]),
    )
    rows = draw(st.lists(row, max_size=12))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(9)]
    return incidents(
        incident_id=columns[0],
        start_date=columns[1],
        date_precision=columns[2],
        action_type=columns[3],
        unit=columns[4],
        unit_name=columns[4],
        demands=columns[5],
        workers_low=columns[6],
        map_latitude=columns[7],
        map_longitude=[None if value is None else 129.0 for value in columns[7]],
        location_precision=[None if value is None else "town" for value in columns[7]],
        location=columns[8],
    )


@LAW
@given(frames(), st.sampled_from(["day", "week", "month"]))
def test_periods_and_the_too_vague_add_up_to_all(rows: pd.DataFrame, freq: Freq) -> None:
    counted = count_by_period(rows, freq)["incidents"].sum()
    assert counted + count_too_vague(rows, freq) == rows["incident_id"].nunique()


@LAW
@given(frames())
def test_units_and_those_without_add_up_to_all(rows: pd.DataFrame) -> None:
    one_place = rows.drop_duplicates("incident_id")
    counted = count_by_unit(one_place, UNITS)["incidents"].sum()
    assert counted + count_without_unit(one_place) == len(one_place)
    pairs = rows.dropna(subset="unit").drop_duplicates(["incident_id", "unit"])
    assert count_by_unit(rows, UNITS)["incidents"].sum() == len(pairs)


@LAW
@given(frames(), st.randoms(use_true_random=False))
def test_permuting_rows_changes_no_summary(rows: pd.DataFrame, random: Random) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    other = rows.iloc[order]
    for freq in ("day", "week", "month"):
        same(count_by_period(rows, freq), count_by_period(other, freq))
    same(count_by_unit(rows, UNITS), count_by_unit(other, UNITS))
    same(count_by_place(rows), count_by_place(other))
    for column in ("action_type", "demands", "verification"):
        same(count_by_code(rows, column), count_by_code(other, column))
    assert key_figures(rows, origins_of(ACCOUNTS, rows)) == key_figures(
        other, origins_of(ACCOUNTS, other)
    )
    assert coverage_sentence(rows, origins_of(ACCOUNTS, rows)) == coverage_sentence(
        other, origins_of(ACCOUNTS, other)
    )
    drawn, redrawn, ids = lanes(rows), lanes(other), "incident_id"
    assert drawn[ids].tolist() == redrawn[ids].tolist()
    dates = ["first", "last", "certain_first", "certain_last"]
    same(drawn[dates], redrawn[dates])
    assert latest(rows, 3)[ids].tolist() == latest(other, 3)[ids].tolist()


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("freq", ["day", "week", "month"])
def test_no_rows_give_empty_tables_with_their_columns(freq: Freq) -> None:
    none = SIX.iloc[:0]
    assert count_by_period(none, freq).columns.tolist() == ["period", "action_type", "incidents"]
    assert count_by_code(none, "demands").columns.tolist() == ["code", "label", "incidents"]
    assert count_by_place(none).empty
    assert lanes(none).empty
    assert count_by_unit(none, UNITS, ["PRK"])["incidents"].tolist() == [0, 0, 0]
