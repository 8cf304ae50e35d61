"""How many workers, as worded: '100-1000 Persons', '10000+', 'around 50', 'hundreds'."""

import re
from typing import NamedTuple

NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.0+)?"
RANGE = re.compile(rf"(?:between\s+)?{NUMBER}\s*(?:-|–|—|to|and)\s*{NUMBER}\b")
ABOVE = re.compile(
    rf"(?:(?:at least|more than|over|above|upwards? of|no fewer than|>=?)\s*{NUMBER}"
    rf"|{NUMBER}\s*(?:\+|or more|and more))"
)
BELOW = re.compile(rf"(?:up to|at most|fewer than|less than|under|below|<=?)\s*{NUMBER}")
ABOUT = re.compile(rf"(?:about|around|approximately|approx\.?|some|nearly|almost|~)?\s*{NUMBER}\b")

UNTOLD = frozenset({"no report", "unknown", "not reported", "n/a", "na", "-"})
"""Words that say that the size is not known."""


class Size(NamedTuple):
    """Fewest and most workers (None: not told), and the words where they say more than that."""

    low: int | None
    high: int | None
    text: str | None


def read_size(text: str) -> Size:
    """The size that `text` tells; words without a number are kept as words and give none."""
    folded = " ".join(text.casefold().split())
    if not folded or folded in UNTOLD:
        return Size(None, None, None)
    if match := RANGE.search(folded):
        low, high = (_number(part) for part in match.groups())
        return Size(low, high, text) if low <= high else Size(None, None, text)
    if match := ABOVE.search(folded):
        return Size(_number(match[1] or match[2]), None, text)
    if match := BELOW.search(folded):
        return Size(None, _number(match[1]), text)
    if match := ABOUT.match(folded):
        number = _number(match[1])
        return Size(number, number, None if re.fullmatch(NUMBER, folded) else text)
    return Size(None, None, text)


def _number(text: str) -> int:
    return int(text.replace(",", ""))
