from datetime import date

import pytest

from dashboard.periods import (
    Freq,
    choose_freq,
    compared,
    date_words,
    period_before,
    presets,
    range_words,
    years,
)


def test_dates_and_ranges_in_words() -> None:
    assert date_words(date(2026, 1, 2)) == "2 Jan 2026"
    assert range_words(date(2026, 1, 2), date(2026, 3, 1)) == "2 Jan 2026 to 1 Mar 2026"
    assert range_words(None, None) == ""


@pytest.mark.parametrize(
    ("last", "freq"),
    [
        (date(2024, 1, 1), "day"),
        (date(2024, 4, 1), "day"),  # 92 days
        (date(2024, 4, 2), "week"),
        (date(2026, 12, 31), "week"),
        (date(2027, 1, 4), "month"),
    ],
)
def test_the_step_follows_the_span(last: date, freq: Freq) -> None:
    assert choose_freq(date(2024, 1, 1), last) == freq


def test_the_period_before_has_as_many_days() -> None:
    assert period_before(date(2024, 3, 1), date(2024, 3, 31)) == (
        date(2024, 1, 30),
        date(2024, 2, 29),
    )
    assert period_before(date(2024, 3, 1), date(2024, 3, 1)) == (date(2024, 2, 29),) * 2


def test_without_dates_the_last_year_of_the_data_is_compared() -> None:
    found = compared(None, None, date(1998, 8, 1), date(2025, 12, 31))
    assert found.name == "the last 365 days of the data (1 Jan 2025 to 31 Dec 2025)"
    assert found.before_name == "the 365 days before (2 Jan 2024 to 31 Dec 2024)"
    assert (found.start, found.end) == (date(2025, 1, 1), date(2025, 12, 31))


def test_a_half_open_range_ends_with_the_data() -> None:
    since = compared(date(2025, 12, 30), None, date(2020, 1, 1), date(2025, 12, 31))
    assert since.name == "30 Dec 2025 to 31 Dec 2025"
    assert since.before_name == "the 2 days before (28 Dec 2025 to 29 Dec 2025)"
    until = compared(None, date(2020, 1, 1), date(2020, 1, 1), date(2025, 12, 31))
    assert until.before_name == "the day before (31 Dec 2019)"
    beyond = compared(date(2026, 5, 1), None, date(2020, 1, 1), date(2025, 12, 31))
    assert (beyond.start, beyond.end) == (date(2026, 5, 1), date(2026, 5, 1))


def test_presets_end_on_the_last_day_of_the_data() -> None:
    assert presets(date(2024, 3, 30)) == {
        "All dates": (None, None),
        "Last 30 days of the data": (date(2024, 3, 1), date(2024, 3, 30)),
        "Last 90 days of the data": (date(2024, 1, 1), date(2024, 3, 30)),
        "Last 365 days of the data": (date(2023, 4, 1), date(2024, 3, 30)),
    }
    assert years(date(2023, 5, 1), date(2024, 2, 1)) == {
        "2024": (date(2024, 1, 1), date(2024, 12, 31)),
        "2023": (date(2023, 1, 1), date(2023, 12, 31)),
    }
