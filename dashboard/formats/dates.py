"""Dates as other files write them: a notation is declared for each column, and never guessed."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

TOKENS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "YY": r"(?P<short>[0-9]{2})",
    "Month": r"(?P<word>[A-Za-z]{3,9})\.?",
    "MM": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{1,2})",
    "hh:mm": r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
}
"""What a notation is made of. Month is an English name or its first three letters."""

PIVOT = 69
"""Two-digit years from here are 19xx, those below are 20xx (POSIX strptime)."""

NOTATIONS = (
    "YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD-MM-YYYY", "MM-DD-YYYY", "DD.MM.YYYY",
    "YYYY/MM/DD", "YYYY.MM.DD", "YYYYMMDD", "DD Month YYYY", "DD-Month-YYYY", "Month DD, YYYY",
    "Month DD YYYY", "DD-Month-YY", "DD/MM/YY", "MM/DD/YY", "YYYY-MM-DD hh:mm", "YYYY-MM-DDThh:mm",
    "DD/MM/YYYY hh:mm", "MM/DD/YYYY hh:mm", "YYYY-MM", "MM/YYYY", "Month YYYY", "YYYY",
)  # fmt: skip
"""The notations that are tried as candidates; a mapping may name others of the same tokens."""


@dataclass(frozen=True)
class Candidate:
    """One notation against a column: the first values as read under it, and whether all can be.

    `readings` pairs up to three values with their ISO dates, distinct where possible and best those
    that tell the candidates apart; `misfits` counts the distinct values that cannot be read.
    """

    notation: str
    readings: tuple[tuple[str, str], ...]
    misfits: int
    ambiguous: bool

    @property
    def fits(self) -> bool:
        """Whether every value can be read under this notation."""
        return self.misfits == 0


@cache
def pattern(notation: str) -> re.Pattern[str]:
    """The pattern of a notation; ValueError where it names no year or anything twice."""
    parts = re.split("(YYYY|YY|Month|MM|DD|hh:mm)", notation)
    used = [part for part in parts if part in TOKENS]
    years, months = {"YYYY", "YY"} & {*used}, {"Month", "MM"} & {*used}
    if len(years) != 1 or len(months) > 1 or len(used) != len({*used}):
        raise ValueError(f"{notation!r} is no date notation (write for example DD/MM/YYYY)")
    if ("DD" in used and not months) or re.search(r"[A-Za-z0-9]", re.sub("T", "", _rest(parts))):
        raise ValueError(f"{notation!r} is no date notation: use {', '.join(TOKENS)}")
    tight = re.search("YYYYMM|MMDD|DDMM|MMYY", notation)
    body = "".join(TOKENS.get(part, re.escape(part)) for part in parts)
    return re.compile(body.replace("{1,2})", "{2})") if tight else body)


def _rest(parts: Iterable[str]) -> str:
    return "".join(part for part in parts if part not in TOKENS)


def read_date(text: str, notation: str) -> str | None:
    """`text` as ISO (YYYY-MM-DD, YYYY-MM or YYYY, as far as the notation goes); None if it is not.

    A year before 1000 is read as it stands (0025): whether it may be is for the reader to say.
    """
    match = pattern(notation).fullmatch(text.strip())
    if not match:
        return None
    found = match.groupdict()
    year = int(found["year"]) if "year" in found else _century(int(found["short"]))
    if "word" in found:
        month = _month(found["word"])
    elif "month" in found:
        month = int(found["month"])
    else:
        return f"{year:04}"
    if not 1 <= month <= 12:
        return None
    if "day" not in found:
        return f"{year:04}-{month:02}"
    day = int(found["day"])
    return f"{year:04}-{month:02}-{day:02}" if 1 <= day <= monthrange(year or 4, month)[1] else None


def _century(short: int) -> int:
    return short + (1900 if short >= PIVOT else 2000)


def _month(word: str) -> int:
    folded = word.casefold()
    names = {name: number for number, name in enumerate(MONTHS, start=1)}
    names |= {name[:3]: number for name, number in names.items()} | {"sept": 9}
    return names.get(folded, 0)


def readings(text: str, notations: Iterable[str]) -> tuple[str, ...]:
    """The different dates that `text` may be under `notations`."""
    found = (read_date(text, notation) for notation in notations)
    return tuple(dict.fromkeys(date for date in found if date))


def clashes(notations: Iterable[str]) -> tuple[str, str] | None:
    """Two of `notations` that read one text as two dates; None where no two do."""
    listed = list(dict.fromkeys(notations))
    for place, one in enumerate(listed):
        for other in listed[place + 1 :]:
            text = write_date(date(2003, 2, 1), one)
            if len(readings(text, (one, other))) > 1:
                return one, other
    return None


def write_date(day: date, notation: str) -> str:
    """`day` in a notation; the time, if it has one, is midnight."""
    told = {
        "YYYY": f"{day.year:04}",
        "YY": f"{day.year % 100:02}",
        "Month": MONTHS[day.month - 1].capitalize(),
        "MM": f"{day.month:02}",
        "DD": f"{day.day:02}",
        "hh:mm": "00:00",
    }
    parts = re.split("(YYYY|YY|Month|MM|DD|hh:mm)", notation)
    return "".join(told.get(part, part) for part in parts)


def date_candidates(values: Iterable[str]) -> tuple[Candidate, ...]:
    """Every notation that reads any of `values`, best first.

    One is `ambiguous` where another that also reads all of them reads some otherwise: then a person
    must choose. Blank values do not count.
    """
    words = list(dict.fromkeys(text for value in values if (text := value.strip())))
    read = {n: [read_date(word, n) for word in words] for n in NOTATIONS}
    full = {n: dates for n, dates in read.items() if words and all(dates)}
    found = []
    for notation, dates in read.items():
        if not any(dates):
            continue
        rivals = [other for name, other in full.items() if name != notation and other != dates]
        misfits = sum(day is None for day in dates)
        shown = _telling(words, dates, rivals)
        found.append(Candidate(notation, shown, misfits, bool(rivals) and not misfits))
    return tuple(sorted(found, key=lambda candidate: candidate.misfits))


def _telling(
    words: list[str], dates: list[str | None], rivals: list[list[str | None]]
) -> tuple[tuple[str, str], ...]:
    """Three values with their dates; first those that a rival reads otherwise."""
    order = sorted(
        range(len(words)), key=lambda row: not any(other[row] != dates[row] for other in rivals)
    )
    return tuple((words[row], day) for row in order if (day := dates[row]))[:3]
