"""The days that records reach over."""

from datetime import date

import pandas as pd

from dashboard.summaries.spans import covered_days, days_of_files
from tests.frames import accounts, incidents, responses

ROWS = incidents(
    start_date=["2024-01-02", "2024-01-28", "2099-01-16"],
    start_last=["2024-01-02", "2024-01-28", "2099-01-16"],
    file=["a.csv", "b.csv", "b.csv"],
)


def test_a_mistyped_year_adds_no_calm_up_to_today() -> None:
    assert covered_days(ROWS, None, None) == (date(2024, 1, 2), date(2024, 1, 28))


def test_what_is_told_of_the_incidents_reaches_further_and_of_others_not() -> None:
    told = accounts(
        incident_id=[ROWS["incident_id"][0], "other"], published=["2024-03-01", "2024-05-01"]
    )
    assert covered_days(ROWS, told, None)[1] == date(2024, 3, 1)
    seen = responses(incident_id=[ROWS["incident_id"][1]], response_date=["2024-04-01"])
    assert covered_days(ROWS, told, seen)[1] == date(2024, 4, 1)


def test_incidents_of_the_future_alone_reach_over_their_own_days() -> None:
    assert covered_days(ROWS[2:], None, None) == (date(2099, 1, 16), date(2099, 1, 16))
    today = pd.Timestamp.today().date()
    assert covered_days(ROWS[:0], None, None) == (today, today)


def test_the_days_of_each_file() -> None:
    assert days_of_files(ROWS) == {
        "a.csv": (date(2024, 1, 2), date(2024, 1, 2)),
        "b.csv": (date(2024, 1, 28), date(2024, 1, 28)),
    }
