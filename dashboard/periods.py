"""Spans of days: in words, in comparison with the days before, and as steps of a time axis."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Freq = Literal["day", "week", "month"]
LongFreq = Literal["month", "quarter", "year"]
Range = tuple[date | None, date | None]

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_BY_DAY = 92
_DAYS_BY_WEEK = 3 * 366
YEAR_DAYS = 365


@dataclass(frozen=True)
class Comparison:
    """Two spans of equally many days, one right after the other; all four dates inclusive.

    `name` and `before_name` say in words which days they are.
    """

    start: date
    end: date
    before_start: date
    before_end: date
    name: str
    before_name: str


def date_words(day: date) -> str:
    """`day` as '2 Jan 2026', whatever the machine's locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def known_words(first: date, precision: str) -> str:
    """A day, or the week, month or year that begins on `first`, no more exactly than is known."""
    words = date_words(first)
    match precision:
        case "month":
            return words.split(" ", 1)[1]
        case "year":
            return str(first.year)
        case "week":
            return f"the week of {words}"
        case _:
            return words


def last_day(first: date, precision: str) -> date:
    """The last day of the month or year that begins on `first`; of anything else `first` itself."""
    if precision == "year":
        return date(first.year, 12, 31)
    return (
        first.replace(day=monthrange(first.year, first.month)[1]) if precision == "month" else first
    )


def range_words(start: date | None, end: date | None) -> str:
    """A span of days in words; '' where neither end is given."""
    if start and end:
        if start == end:
            return date_words(start)
        return f"{date_words(start)} to {date_words(end)}"
    if start:
        return f"since {date_words(start)}"
    return f"until {date_words(end)}" if end else ""


def choose_freq(first: date, last: date) -> Freq:
    """The step that shows `first`..`last` in a readable number of bars."""
    days = (last - first).days + 1
    if days <= _DAYS_BY_DAY:
        return "day"
    return "week" if days <= _DAYS_BY_WEEK else "month"


def period_before(start: date, end: date) -> tuple[date, date]:
    """As many days as `start`..`end` (inclusive) has, ending on the day before `start`."""
    return start - (end - start) - timedelta(days=1), start - timedelta(days=1)


def compared(start: date | None, end: date | None, first: date, last: date) -> Comparison:
    """What to compare with what, for a filter's `start` and `end` over data of `first`..`last`.

    Without both, the last 365 days of the data against the 365 days before them. With one, the
    data's own first or last day stands for the other.
    """
    if start is None and end is None:
        begin, until = last - timedelta(days=YEAR_DAYS - 1), last
        name = f"the last {YEAR_DAYS} days of the data ({range_words(begin, until)})"
    else:
        begin, until = start or min(first, end or first), end or max(last, start or last)
        name = range_words(begin, until)
    before = period_before(begin, until)
    days = (until - begin).days + 1
    unit = "day" if days == 1 else f"{days} days"
    return Comparison(begin, until, *before, name, f"the {unit} before ({range_words(*before)})")


def presets(last: date) -> dict[str, Range]:
    """Spans a reader often wants, by name; the recent ones end on `last`, the data's last day."""
    recent: dict[str, Range] = {
        f"Last {days} days of the data": (last - timedelta(days=days - 1), last)
        for days in (30, 90, YEAR_DAYS)
    }
    return {"All dates": (None, None), **recent}


def years(first: date, last: date) -> dict[str, Range]:
    """Every calendar year from `first` to `last`, the latest first, by its number."""
    return {
        str(year): (date(year, 1, 1), date(year, 12, 31))
        for year in range(last.year, first.year - 1, -1)
    }
