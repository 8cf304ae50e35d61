"""Workers, worker-days and production impact by sector: by hand, and laws."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.losses import (
    ALL,
    NOT_STATED,
    dominant,
    lengths,
    loss_ids,
    losses_by_sector,
)
from tests.frames import incidents

LAW = settings(max_examples=30)

ROWS = incidents(
    sector=["C", "C", "B", "B", None],
    workers_low=[100, 50, 10, None, None],
    workers_high=[300, None, 20, None, 500],
    start_date=["2024-01-01"] * 5,
    end_date=["2024-01-03", None, "2024-01-01", "2024-01-09", None],
    duration_days=[None, 1.5, None, None, None],
    work_stoppage=["yes", "yes", "unknown", "yes", "no"],
    production_impact=["stopped", "slowed", None, "unknown", "none"],
)


def row(table: pd.DataFrame, label: str) -> dict:
    return table.set_index("label").loc[label].to_dict()


def test_a_sector_sums_its_incidents_with_a_size_and_a_length() -> None:
    found = row(losses_by_sector(ROWS), "Manufacturing")
    assert found == {
        "code": "C", "incidents": 2, "with_size": 2,
        "workers_low": 100 + 50, "workers_high": 300 + 50, "open_ended": 1,
        "stoppages": 2, "stoppage_unknown": 0, "with_days": 2,
        # 1 to 3 January are three days; a day and a half are two.
        "days_low": 100 * 3 + 50 * 2, "days_high": 300 * 3 + 50 * 2,
        "days_open_ended": 1, "days_stoppage_unknown": 0,
        "none": 0, "slowed": 1, "partly_stopped": 0, "stopped": 1, "impact_unknown": 0,
    }  # fmt: skip


def test_days_of_an_unknown_stoppage_are_counted_apart_and_missing_not_zero() -> None:
    found = row(losses_by_sector(ROWS), "Mining and quarrying")
    assert (found["with_size"], found["workers_low"], found["workers_high"]) == (1, 10, 20)
    assert (found["with_days"], found["days_stoppage_unknown"]) == (0, 1)
    assert pd.isna(found["days_low"])
    assert pd.isna(found["days_high"])
    assert found["impact_unknown"] == 2


def test_who_went_on_working_lost_no_days_and_up_to_says_nothing_of_the_fewest() -> None:
    found = row(losses_by_sector(ROWS.assign(duration_days=9.0)), NOT_STATED)
    assert (found["workers_low"], found["workers_high"], found["open_ended"]) == (0, 500, 0)
    assert (found["stoppages"], found["stoppage_unknown"], found["with_days"]) == (0, 0, 0)
    assert found["days_stoppage_unknown"] == 0


def test_all_come_first_most_days_next_and_not_stated_last() -> None:
    table = losses_by_sector(ROWS)
    assert table["label"].tolist() == [ALL, "Manufacturing", "Mining and quarrying", NOT_STATED]
    assert table["code"].isna().tolist() == [True, False, False, True]
    assert (row(table, ALL)["incidents"], row(table, ALL)["with_size"]) == (5, 4)
    assert {str(kind) for kind in table.dtypes[2:]} == {"Int64"}


@pytest.mark.parametrize(
    ("start", "precision", "end", "duration", "fewest", "most"),
    [
        ("2024-01-05", "day", "2024-01-05", None, 1, 1),
        ("2024-01-05", "day", "2024-01-09", 30, 5, 5),  # the end wins
        ("2024-01-01", "month", "2024-02-10", None, 11, 41),  # began on 1 to 31 January
        ("2024-01-01", "month", "2024-01-31", None, 1, 31),  # ended in January
        ("2024-01-05", "day", None, 2.2, 3, 3),
        ("2024-01-05", "day", "2024-01-02", 4, None, None),  # an end before the start
        ("2024-01-05", "day", None, None, None, None),
    ],
)
def test_a_length_is_an_interval(
    start: str, precision: str, end: str | None, duration: float | None,
    fewest: int | None, most: int | None,
) -> None:  # fmt: skip
    rows = incidents(
        start_date=[start], date_precision=[precision], end_date=[end], duration_days=[duration]
    )
    wanted = [np.nan if days is None else days for days in (fewest, most)]
    np.testing.assert_equal([bound[0] for bound in lengths(rows)], wanted)


def test_an_incident_counts_once_with_what_any_of_its_rows_tells() -> None:
    rows = incidents(
        incident_id=["I1", "I1", "I1"],
        sector=["C", None, "B"],
        workers_low=[40, None, 50],
        workers_high=[60, None, None],
        end_date=["2024-01-02", "2024-01-04", None],
        work_stoppage=["no", None, "yes"],
        production_impact=["slowed", "unknown", "stopped"],
    )
    table = losses_by_sector(rows)
    assert table["label"].tolist() == [ALL, "Mining and quarrying", "Manufacturing"]
    for found in table.to_dict("records"):
        assert (found["incidents"], found["open_ended"]) == (1, 0)
        assert (found["workers_low"], found["workers_high"]) == (50, 60)
        assert (found["days_low"], found["days_high"]) == (50 * 2, 60 * 4)
        assert (found["slowed"], found["stopped"], found["impact_unknown"]) == (0, 1, 0)


def test_no_rows_give_no_row() -> None:
    assert losses_by_sector(ROWS.iloc[:0]).empty


def maybe(strategy: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | strategy


RECORD = st.fixed_dictionaries(
    {
        "sector": maybe(st.sampled_from("ABC")),
        "workers_low": maybe(st.integers(0, 500)),
        "workers_high": maybe(st.integers(500, 900)),
        "end_date": maybe(st.sampled_from(["2024-01-01", "2024-01-31", "2024-03-05"])),
        "date_precision": st.sampled_from(["day", "month"]),
        "duration_days": maybe(st.floats(0.1, 90)),
        "work_stoppage": maybe(st.sampled_from(["yes", "no", "unknown"])),
        "production_impact": maybe(st.sampled_from(["none", "slowed", "stopped", "unknown"])),
        "incident_id": st.sampled_from([f"I{number}" for number in range(9)]),
    }
)


def frame(records: list[dict]) -> pd.DataFrame:
    return incidents(**{name: [one[name] for one in records] for name in records[0]})


@LAW
@given(st.lists(RECORD, min_size=1, max_size=12), st.randoms())
def test_the_order_of_rows_changes_nothing(records: list[dict], random) -> None:
    rows = frame(records)
    order = random.sample(range(len(rows)), len(rows))
    pd.testing.assert_frame_equal(losses_by_sector(rows), losses_by_sector(rows.iloc[order]))


@LAW
@given(st.lists(RECORD, min_size=1, max_size=12))
def test_a_second_location_changes_nothing(records: list[dict]) -> None:
    rows = frame(records)
    twice = pd.concat([rows, rows.assign(location_seq=rows["location_seq"] + 1)])
    pd.testing.assert_frame_equal(losses_by_sector(rows), losses_by_sector(twice))


@LAW
@given(st.lists(RECORD, min_size=1, max_size=12))
def test_what_is_not_known_adds_nothing(records: list[dict]) -> None:
    sums = ["workers_low", "workers_high", "days_low", "days_high"]
    unknown = {
        **dict.fromkeys(records[0]), "incident_id": "new", "date_precision": "day",
        "work_stoppage": "yes",
    }  # fmt: skip
    before = losses_by_sector(frame(records)).iloc[0]
    after = losses_by_sector(frame([*records, unknown])).iloc[0]
    pd.testing.assert_series_equal(before[sums], after[sums])
    assert after["incidents"] == before["incidents"] + 1
    assert after["impact_unknown"] == before["impact_unknown"] + 1


@LAW
@given(st.lists(RECORD, min_size=1, max_size=12))
def test_low_is_not_above_high_and_parts_make_the_whole(records: list[dict]) -> None:
    table = losses_by_sector(frame(records))
    for what in ("workers", "days"):
        assert (table[f"{what}_low"] <= table[f"{what}_high"]).fillna(True).all()
    parts = table[["none", "slowed", "partly_stopped", "stopped", "impact_unknown"]]
    assert (parts.sum(axis=1) == table["incidents"]).all()
    assert table["incidents"].iloc[1:].sum() >= table["incidents"].iloc[0]


def test_the_two_places_of_each_of_many_incidents_count_once() -> None:
    number = 20_000
    rows = ROWS.iloc[np.arange(number) % len(ROWS)].reset_index(drop=True)
    ids = pd.Series([f"I{row // 2}" for row in range(number)], dtype="str")
    rows = rows.assign(incident_id=ids)
    table = losses_by_sector(rows)
    assert table["incidents"].iloc[0] == number // 2


@LAW
@given(st.lists(RECORD, min_size=1, max_size=12))
def test_each_count_has_as_many_ids_as_it_says(records: list[dict]) -> None:
    rows = frame(records)
    counts = ["incidents", "with_size", "open_ended", "stoppages", "with_days", "stopped"]
    for one in losses_by_sector(rows).to_dict("records"):
        for name in counts:
            ids = loss_ids(rows, str(one["label"]), one["code"], name)
            assert len(ids) == one[name], (one["label"], name)
            assert not ids.duplicated().any()


def test_the_ids_behind_a_sector_and_those_without_one() -> None:
    assert loss_ids(ROWS, "Mining and quarrying", "B", "incidents").tolist() == ["I3", "I4"]
    assert loss_ids(ROWS, NOT_STATED, None, "incidents").tolist() == ["I5"]
    assert loss_ids(ROWS, ALL, None, "with_days").tolist() == ["I1", "I2"]


def test_an_incident_with_more_than_half_of_an_upper_total_is_found() -> None:
    workers, days = dominant(ROWS.assign(workers_high=[5000, None, 20, None, 500]))
    assert (workers.incident_id, workers.what) == ("I1", "workers")
    assert (workers.most, workers.total) == (5000, 5000 + 50 + 20 + 500)
    assert (workers.rest["workers_high"], workers.rest["incidents"]) == (570, 4)
    assert (days.incident_id, days.what, days.most, days.total) == ("I1", "days", 15_000, 15_100)
    assert days.rest["days_high"] == 100


def test_half_is_not_more_than_half_and_one_of_one_dominates_nothing() -> None:
    def sizes(*most: int) -> pd.DataFrame:
        return incidents(workers_low=[1] * len(most), workers_high=list(most))

    assert not dominant(sizes(300, 300))
    assert not dominant(sizes(500))
    assert not dominant(ROWS.iloc[:0])
    assert [one.incident_id for one in dominant(sizes(300, 301))] == ["I2"]
