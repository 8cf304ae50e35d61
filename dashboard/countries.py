"""Countries by name and code: whatever a file calls a country, its ISO 3166-1 alpha-3 code."""

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

COUNTRIES = Path(__file__).parent.parent / "geo" / "countries.csv"

LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
    | dict.fromkeys("'’‘ʼʻ`´ʿʾ′＇ʹ")
)
"""Letters that Unicode does not take apart, and apostrophes, which mark a sound (P'yŏngyang)."""

MARKS = re.compile("[\u0300-\u036f]")
NOT_WORDS = re.compile(r"[^\w\n\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+|_+")
"""Spaces and punctuation; the ranges hold vowel signs of scripts whose names fall apart without."""


def fold(text: str) -> str:
    """Lower case, no diacritics or apostrophes, other punctuation as one space; lines are kept.

    `fold` of many names joined by newlines is many times faster than one call for each.
    """
    plain = unicodedata.normalize("NFKD", text.replace("´", "")).casefold()
    plain = MARKS.sub("", plain).translate(LETTERS)
    words = NOT_WORDS.sub(" ", unicodedata.normalize("NFC", plain))
    return "\n".join(line.strip() for line in words.split("\n"))


def _key(text: str) -> str:
    return fold(text).removeprefix("the ").replace(" ", "").replace("\n", "")


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with COUNTRIES.open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def _names() -> dict[str, str]:
    """Every known spelling -> alpha-3; codes win over names, alpha-3 over all."""
    found: dict[str, str] = {}
    for column in ("alpha3", "alpha2", "numeric", "ne_a3", "name", "names"):
        for row in _rows():
            for name in row[column].split("|"):
                if key := _key(name):
                    found.setdefault(key, row["alpha3"])
    return found


def resolve_country(text: str) -> str | None:
    """ISO 3166-1 alpha-3 (XKX for Kosovo) of a name, synonym or code; None if it is not known.

    Case, diacritics, punctuation and a leading 'the' do not matter; ISO numbers may lack zeros.
    """
    key = _key(text)
    if key.isdecimal() and key.isascii():
        key = key.zfill(3)
    return _names().get(key)


@cache
def _short_names() -> dict[str, str]:
    return {row["alpha3"]: row["name"] for row in _rows()}


def country_name(code: str) -> str:
    """The short English name of an alpha-3 code; the code itself where it is not known."""
    return _short_names().get(code, code)


def country_codes() -> tuple[str, ...]:
    """All alpha-3 codes, in alphabetical order."""
    return tuple(_short_names())
