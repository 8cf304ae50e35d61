"""Tables that count incidents and hold none: told by what their columns are called."""

import csv
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from dashboard.formats.mapping import fold_header

WORDS = Path(__file__).with_name("aggregates.csv")
"""Words of column names by what they tell: a time, a place, a measure, or nothing of their own."""


@cache
def _words() -> dict[str, str]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["kind"] for row in csv.DictReader(file)}


def is_aggregate(header: Sequence[str], following: Sequence[str] = ()) -> bool:
    """Whether a header has a time or place, a measure, and nothing else.

    Under the names of measures the row `following` must have numbers, if anything: 'event' may
    also head a column of texts.
    """
    kinds = [_kind(name) if name.strip() else "blank" for name in header]
    told = set(kinds) - {"blank"}
    if None in kinds or "measure" not in told or not told & {"time", "place"}:
        return False
    cells = zip(kinds, following, strict=False)
    return all(re.fullmatch(NUMBER, cell.strip()) for kind, cell in cells if kind == "measure")


NUMBER = r"(?:[+-]?[0-9][0-9.,\s]*%?)?"


def _kind(name: str) -> str | None:
    """What a column tells; None where one of its words may tell of an incident."""
    words = {word for word in re.split(r"[_\W]+", fold_header(name)) if word and not word.isdigit()}
    kinds = {_words().get(word) for word in words} - {"filler"}
    if None in kinds:
        return None
    return next((kind for kind in ("measure", "time", "place") if kind in kinds), None)


def refusal(header: Sequence[str]) -> str:
    """Why such a table is refused."""
    names = ", ".join(name.strip() for name in header if name.strip())
    return (
        f"this is a table of counts, not of incidents: each row adds up what happened in a time "
        f"or place ({names[:300]}), and no incident can be told from another. Load the records "
        "that were counted"
    )
