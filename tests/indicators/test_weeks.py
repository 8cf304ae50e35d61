from datetime import date
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.weeks import (
    WeeklyCounts,
    count_weeks,
    ids_in_cells,
    ids_in_weeks,
    read_table,
)
from tests.frames import incidents

# 1 January 2024 was a Monday. I2 has places in two regions, I3 two places in one.
ROWS = incidents(
    incident_id=["I1", "I2", "I2", "I3", "I3", "I4", "I5", "I6", "I7"],
    start_date=[
        "2024-01-07",
        "2024-01-08",
        "2024-01-08",
        "2024-01-22",
        "2024-01-30",
        "2024-01-22",
        "2024-02",
        "2024-01-31",
        "2024-02-01",
    ],
    date_precision=["day", "day", "day", "day", "day", "week", "month", "day", "day"],
    unit=["B", "B", "A", "A", "A", "A", "A", None, "C"],
)


def told(weekly: WeeklyCounts) -> dict[str, list[int]]:
    return {name: weekly.counts[:, place].tolist() for place, name in enumerate(weekly.regions)}


def test_weeks_start_on_monday_and_gaps_are_zero() -> None:
    found = count_weeks(ROWS, end=date(2024, 2, 4))
    assert found.weeks.astype(str).tolist() == [
        "2024-01-01",
        "2024-01-08",
        "2024-01-15",
        "2024-01-22",
        "2024-01-29",
    ]
    assert told(found) == {"A": [0, 1, 0, 2, 0], "B": [1, 1, 0, 0, 0], "C": [0, 0, 0, 0, 1]}
    assert (found.too_vague, found.unplaced, found.outside) == (1, 1, 0)
    assert found.incidents == 6


def test_a_week_that_is_not_over_is_left_out_and_counted() -> None:
    found = count_weeks(ROWS)  # the last incident is on a Thursday
    assert str(found.weeks[-1]) == "2024-01-22"
    assert told(found) == {"A": [0, 1, 0, 2], "B": [1, 1, 0, 0], "C": [0, 0, 0, 0]}
    assert (found.too_vague, found.unplaced, found.outside) == (1, 1, 1)


def test_silent_weeks_before_the_first_incident_are_counted_when_the_data_cover_them() -> None:
    found = count_weeks(ROWS, start=date(2023, 12, 20), end=date(2024, 1, 14))
    assert told(found) == {"A": [0, 0, 0, 1], "B": [0, 0, 1, 1], "C": [0, 0, 0, 0]}
    assert found.outside == 3


def test_after_a_collection_break_whole_weeks_count() -> None:
    whole = count_weeks(ROWS, end=date(2024, 2, 4))
    after = whole.after(date(2024, 1, 9))
    assert str(after.weeks[0]) == "2024-01-15"
    assert told(after) == {"A": [0, 2, 0], "B": [0, 0, 0], "C": [0, 0, 1]}
    assert after.outside == 3
    assert str(whole.after(date(2024, 1, 8)).weeks[0]) == "2024-01-08"
    assert whole.after(date(2030, 1, 1)).counts.shape == (0, 3)


def test_no_incident_and_no_date_are_no_weeks() -> None:
    assert count_weeks(ROWS.iloc[:0]).counts.shape == (0, 0)
    vague = count_weeks(ROWS.iloc[[6]])
    assert (vague.counts.shape, vague.too_vague) == ((0, 1), 1)


def test_a_mistyped_year_is_refused_and_fills_no_memory() -> None:
    rows = incidents(
        start_date=["1001-01-01", *["2024-01-01"] * 1000],
        unit=[f"U{number}" for number in range(1001)],
    )
    with pytest.raises(ValueError, match="is a date wrong"):
        count_weeks(rows)


DAYS = st.lists(
    st.tuples(
        st.dates(date(2023, 1, 1), date(2024, 12, 31)),
        st.sampled_from(["day", "week", "month"]),
        st.sampled_from(["A", "B", "C", None]),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(DAYS, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_of_rows_does_not_matter(
    days: list[tuple[date, str, str | None]], order: Random
) -> None:
    texts = [
        day.isoformat()[:7] if precision == "month" else day.isoformat()
        for day, precision, _ in days
    ]
    rows = incidents(
        start_date=texts,
        date_precision=[precision for _, precision, _ in days],
        unit=[unit for *_, unit in days],
    )
    found = count_weeks(rows)
    left_out = found.too_vague + found.unplaced + found.outside
    assert found.incidents + left_out == len(days)
    places = list(range(len(days)))
    order.shuffle(places)
    again = count_weeks(rows.iloc[places])
    assert told(again) == told(found)
    assert again.weeks.tolist() == found.weeks.tolist()


def table(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["week", "region", "incidents"], dtype="str")


def test_a_table_is_completed_with_zeros() -> None:
    found = read_table(
        table(("2024-01-15", "b", "2"), ("2024-01-03", " a ", "1"), ("2024-01-15", "a", "0"))
    )
    assert found.weeks.astype(str).tolist() == ["2024-01-01", "2024-01-08", "2024-01-15"]
    assert told(found) == {"a": [1, 0, 0], "b": [0, 0, 2]}
    assert read_table(table()).counts.shape == (0, 0)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("2024-13-01", "a", "1"), "record 2, week: '2024-13-01' is not a date"),
        (("3.1.2024", "a", "1"), "record 2, week: '3.1.2024' is not a date"),
        (("2024-01-08", "", "1"), "record 2, region: '' names no region"),
        (("2024-01-08", "a", ""), "record 2, incidents: '' is not a whole number"),
        (("2024-01-08", "a", "-1"), "record 2, incidents: '-1' is not a whole number"),
        (("2024-01-08", "a", "1.5"), "record 2, incidents: '1.5' is not a whole number"),
        (("2024-01-02", "a", "1"), "record 2, region: 'a' stands twice in one week"),
    ],
)
def test_a_wrong_cell_is_named(row: tuple[str, str, str], reason: str) -> None:
    with pytest.raises(ValueError, match="record 2") as caught:
        read_table(table(("2024-01-01", "a", "1"), row))
    assert str(caught.value).startswith(reason)


def test_a_table_of_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="missing columns region, incidents"):
        read_table(pd.DataFrame({"week": ["2024-01-01"]}))


def test_a_missing_cell_is_not_zero() -> None:
    rows = table(("2024-01-01", "a", "1"))
    with pytest.raises(ValueError, match="is not a whole number"):
        read_table(rows.assign(incidents=pd.Series([np.nan], dtype="str")))


def test_the_ids_of_some_cells_are_those_counted_in_them() -> None:
    weekly = count_weeks(ROWS, end=date(2024, 2, 4))
    everywhere = np.ones(weekly.counts.shape, dtype=bool)
    ids = ids_in_cells(ROWS, weekly.weeks, weekly.regions, everywhere)
    assert {*ids} == {"I1", "I2", "I3", "I4", "I7"}
    assert ids_in_cells(ROWS, weekly.weeks[:0], weekly.regions, everywhere[:0]).empty
    for row, week in enumerate(weekly.weeks.astype(date)):
        for place, name in enumerate(weekly.regions):
            cells = np.zeros_like(everywhere)
            cells[row, place] = True
            ids = ids_in_cells(ROWS, weekly.weeks, weekly.regions, cells)
            assert ids.tolist() == ids_in_weeks(ROWS, week, week, name).tolist()


def test_the_ids_behind_a_count_are_as_many_and_counted_in_no_other_week() -> None:
    weekly = count_weeks(ROWS, end=date(2024, 2, 4))
    seen: list[str] = []
    for row, week in enumerate(weekly.weeks.astype(date)):
        for place, name in enumerate(weekly.regions):
            ids = ids_in_weeks(ROWS, week, week, name)
            assert len(ids) == weekly.counts[row, place], (week, name)
        seen += ids_in_weeks(ROWS, week, week).tolist()
    assert len(seen) == len({*seen})
    # I3 has rows of two weeks and counts in the first; I5 is vague, I6 has no region.
    assert {*seen} == {"I1", "I2", "I3", "I4", "I7"}
    assert ids_in_weeks(ROWS, date(2024, 1, 1), date(2024, 1, 14)).tolist() == ["I1", "I2"]
