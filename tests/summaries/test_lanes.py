import pandas as pd

from dashboard.summaries.lanes import lanes
from tests.frames import incidents

DATES = ["first", "last", "certain_first", "certain_last"]


def bar(**given: object) -> list[str | None]:
    """The four dates of the bar of one incident, None where missing."""
    row = lanes(incidents(**{name: [value] for name, value in given.items()})).iloc[0]
    return [None if pd.isna(row[name]) else str(row[name].date()) for name in DATES]


def test_a_bar_runs_from_start_to_end() -> None:
    day = {"start_date": "2024-01-10", "date_precision": "day"}
    assert bar(**day, end_date="2024-01-12") == ["2024-01-10", "2024-01-12"] * 2
    assert bar(**day, duration_days=3.0) == ["2024-01-10", "2024-01-12"] * 2
    assert bar(**day, duration_days=0.5) == ["2024-01-10"] * 4
    assert bar(**day) == ["2024-01-10"] * 4


def test_other_dates_that_a_source_gives_are_kept() -> None:
    tags = "x=1;disputed_date=2025-01-02;disputed_date=2024-12-31"
    rows = incidents(incident_id=["I1", "I2"], tags=[tags, None], start_date=["2026-01-02"] * 2)
    assert lanes(rows)["disputed"].tolist() == ["2025-01-02;2024-12-31", ""]


def test_a_vague_start_is_certain_only_where_every_reading_agrees() -> None:
    month = {"start_date": "2024-01", "date_precision": "month"}
    assert bar(**month) == ["2024-01-01", "2024-01-31", None, None]
    # Whatever the first day, it lasted from 31 January to 9 February.
    assert bar(**month, duration_days=40.0) == [
        "2024-01-01",
        "2024-03-10",
        "2024-01-31",
        "2024-02-09",
    ]
    # An end at the end of March may be any day of March.
    assert bar(**month, end_date="2024-03-31") == [
        "2024-01-01",
        "2024-03-31",
        "2024-01-31",
        "2024-03-01",
    ]
    assert bar(**month, end_date="2024-01-20") == ["2024-01-01", "2024-01-31", None, None]


def test_an_open_end_is_told_from_a_known_one() -> None:
    rows = incidents(
        start_date=["2024-01-03", "2024-01-02", "2024-01-01"],
        end_date=[None, "2024-01-09", None],
        duration_days=[None, None, 2.0],
    )
    table = lanes(rows)
    assert table["incident_id"].tolist() == ["I3", "I2", "I1"]
    assert table["open_end"].tolist() == [False, False, True]


def test_lanes_show_the_latest_and_name_all_units() -> None:
    rows = incidents(
        incident_id=["I1", "I2", "I2", "I3"],
        start_date=["2024-01-01", "2024-01-02", "2024-01-02", "2024-01-03"],
        unit_name=["A", "C", "B", None],
    )
    table = lanes(rows, limit=2)
    assert table["incident_id"].tolist() == ["I2", "I3"]
    assert table["unit_name"].tolist()[0] == "B; C"
    assert pd.isna(table["unit_name"].tolist()[1])
    same_day = incidents(title=["a", "b", "c"])
    assert lanes(same_day, limit=2)["incident_id"].tolist() == ["I2", "I3"]
