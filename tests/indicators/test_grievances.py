from datetime import date
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.forced_labour import WORDS, decisions, forced_labour, indicators
from dashboard.indicators.grievances import (
    UNIT_UNKNOWN,
    count_without_demands,
    demand_shares,
    demands_by_period,
    demands_by_unit,
)
from dashboard.schema import vocabulary
from dashboard.summaries.counts import count_by_code, count_too_vague
from tests.frames import incidents

# I2 is in two units, I4 states no demand, I5 is known to the year and has no unit.
FIVE = incidents(
    incident_id=["I1", "I2", "I2", "I3", "I4", "I5"],
    start_date=["2024-01-07", "2024-03-08", "2024-03-08", "2023-12-31", "2024-01-01", "2024"],
    date_precision=["day", "day", "day", "day", "day", "year"],
    demands=["pay", "pay;food_rations", "pay;food_rations", "wage_arrears", None, "pay"],
    unit=["U1", "U1", "U2", "U3", "U1", None],
    unit_name=["One", "One", "Two", "Three", "One", None],
)
LAW = settings(deadline=None, max_examples=60)


def cells(table: pd.DataFrame, column: str) -> dict[tuple[str, str], int]:
    """The non-zero counts by demand and `column`."""
    some = table[table["incidents"] > 0]
    keys = zip(some["demand"], some[column].astype(str), strict=True)
    return dict(zip(keys, some["incidents"], strict=True))


def test_shares_are_of_the_incidents_that_state_demands() -> None:
    table = demand_shares(FIVE)
    assert table["code"].tolist() == ["pay", "wage_arrears", "food_rations"]
    assert table["incidents"].tolist() == [3, 1, 1]
    assert table["of"].tolist() == [4, 4, 4]
    assert table["share"].tolist() == [0.75, 0.25, 0.25]
    assert table["low"].round(4).tolist() == [0.1941, 0.0063, 0.0063]
    assert table["high"].round(4).tolist() == [0.9937, 0.8059, 0.8059]
    assert count_without_demands(FIVE) == 1


def test_without_any_demand_there_is_no_share() -> None:
    none = FIVE[FIVE["incident_id"] == "I4"]
    assert demand_shares(none).empty
    assert count_without_demands(none) == 1
    assert demand_shares(FIVE.iloc[:0]).columns.tolist() == demand_shares(FIVE).columns.tolist()
    assert demands_by_unit(none).empty
    assert demands_by_period(none, "month").empty
    columns = demands_by_unit(FIVE).columns.tolist()
    assert demands_by_unit(none).columns.tolist() == columns
    assert columns == ["demand", "label", "unit", "unit_name", "incidents"]


def test_an_incident_counts_in_each_of_its_units() -> None:
    table = demands_by_unit(FIVE)
    assert cells(table, "unit_name") == {
        ("pay", "One"): 2,
        ("pay", "Two"): 1,
        ("pay", UNIT_UNKNOWN): 1,
        ("food_rations", "One"): 1,
        ("food_rations", "Two"): 1,
        ("wage_arrears", "Three"): 1,
    }
    assert len(table) == 3 * 4


def test_units_beyond_the_most_are_one_column_and_count_an_incident_once() -> None:
    both = incidents(
        incident_id=["I1", "I2", "I2"],
        demands=["pay"] * 3,
        unit=["U1", "U2", "U3"],
        unit_name=["One", "Two", "Three"],
    )
    table = demands_by_unit(both, most=1)
    assert cells(table, "unit_name") == {("pay", "One"): 1, ("pay", "2 other units"): 1}
    assert table["unit"].isna().tolist() == [False, True]


def test_a_demand_named_in_one_row_is_that_of_the_incident() -> None:
    rows = incidents(
        incident_id=["I1", "I1", "I2"],
        start_date=["2024-02-01"] * 3,
        demands=["pay", None, None],
        unit=[None, "U1", None],
        unit_name=[None, "One", None],
    )
    assert cells(demands_by_unit(rows), "unit_name") == {("pay", "One"): 1}
    assert cells(demands_by_period(rows, "month"), "period") == {("pay", "2024-02-01"): 1}


def test_periods_are_complete_with_zeros_and_leave_vague_dates_out() -> None:
    months = demands_by_period(FIVE, "month")
    assert cells(months, "period") == {
        ("pay", "2024-01-01"): 1,
        ("pay", "2024-03-01"): 1,
        ("food_rations", "2024-03-01"): 1,
        ("wage_arrears", "2023-12-01"): 1,
    }
    assert len(months) == 3 * 4  # December to March
    assert count_too_vague(FIVE, "month") == 1
    years = demands_by_period(FIVE, "year")
    assert cells(years, "period") == {
        ("pay", "2024-01-01"): 3,
        ("food_rations", "2024-01-01"): 1,
        ("wage_arrears", "2023-01-01"): 1,
    }
    assert count_too_vague(FIVE, "year") == 0
    assert years["period"].dtype == "datetime64[s]"


def test_every_demand_and_every_indicator_is_decided_on_with_a_reason() -> None:
    table = decisions()
    assert set(table["demand"].dropna()) == set(vocabulary("demand"))
    assert set(table["indicator"].dropna()) == set(indicators()["code"])
    assert len(indicators()) == 11
    assert table["reason"].str.endswith(".").all()
    assert not table.duplicated(["demand", "indicator"]).any()
    # A code is either decided against or has pairs, never both.
    against = table.loc[table["indicator"].isna(), "demand"]
    assert not set(against) & set(table.dropna()["demand"])
    unreached = table.loc[table["demand"].isna(), "indicator"]
    assert not set(unreached) & set(table.dropna()["indicator"])


def test_forced_labor_counts_what_may_indicate_and_tells_zero_from_unknown() -> None:
    table = forced_labour(FIVE).set_index("code")
    # Arrears (I3) and rations (I2, with two rows).
    assert table.loc["withholding_of_wages", "incidents"] == 2
    assert (
        table.loc["withholding_of_wages", "demands"]
        == "wage_arrears;unpaid_mobilisation;food_rations"
    )
    assert table.loc["excessive_overtime", "incidents"] == 0
    assert table.loc["debt_bondage", ["incidents", "demands"]].isna().all()
    assert "no code among the demands" in table.loc["debt_bondage", "reason"]
    assert table["incidents"].notna().sum() == 5
    assert "no finding" in WORDS


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    row = st.tuples(
        st.sampled_from(["I1", "I2", "I3", "I4"]),
        st.dates(date(2023, 11, 1), date(2024, 3, 1)).map(str),
        st.sampled_from(["day", "week", "month", "year"]),
        st.sampled_from([None, "pay", "pay;contract", "wage_arrears", "unheard_of"]),
        st.sampled_from([None, "U1", "U2", "U3"]),
    )
    rows = draw(st.lists(row, max_size=10))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(5)]
    names = ["incident_id", "start_date", "date_precision", "demands", "unit"]
    given_columns = dict(zip(names, columns, strict=True))
    return incidents(**given_columns, unit_name=given_columns["unit"])


@LAW
@given(frames(), st.randoms(use_true_random=False))
def test_permuting_rows_changes_nothing(rows: pd.DataFrame, random: Random) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    other = rows.iloc[order]
    for count in (
        demand_shares,
        forced_labour,
        demands_by_unit,
        lambda rows: demands_by_unit(rows, most=1),
        lambda rows: demands_by_period(rows, "month"),
        lambda rows: demands_by_period(rows, "year"),
    ):
        pd.testing.assert_frame_equal(count(rows), count(other))


@LAW
@given(frames())
def test_nothing_is_lost_between_the_tables(rows: pd.DataFrame) -> None:
    shares = demand_shares(rows).set_index("code")["incidents"]
    whole = count_by_code(rows, "demands").dropna().set_index("code")["incidents"]
    pd.testing.assert_series_equal(shares, whole)
    by_period = demands_by_period(rows, "year").groupby("demand")["incidents"].sum()
    assert (by_period <= shares.reindex(by_period.index)).all()
    dated = rows[rows["date_precision"] != "week"]  # a week may lie in two years
    years = demands_by_period(dated, "year").groupby("demand")["incidents"].sum()
    demanded = demand_shares(dated).set_index("code")["incidents"]
    assert (years.sort_index() == demanded.sort_index()).all()
    # With all units in one column an incident counts once in each demand.
    together = demands_by_unit(rows, most=0).groupby("demand")["incidents"].sum()
    assert (together.sort_index() == shares.sort_index()).all()


@pytest.mark.parametrize("most", [0, 1, 2, 3, 99])
def test_the_units_shown_are_those_with_most_incidents(most: int) -> None:
    table = demands_by_unit(FIVE, most)
    shown = [name for name in table["unit_name"].unique() if name in ("One", "Three", "Two")]
    assert shown == ["One", "Three", "Two"][:most]
    assert np.issubdtype(table["incidents"].dtype, np.int64)
