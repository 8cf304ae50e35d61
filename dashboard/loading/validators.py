"""One cell to one value: a parser for each kind of column. Nothing is guessed."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Generic, Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from dashboard import schema
from dashboard.countries import resolve_country
from dashboard.loading import lookalikes
from dashboard.schema import Column, Effect

T = TypeVar("T")


class Fault(NamedTuple):
    """What is wrong with `value` (a cell or a part of one) and what it costs."""

    value: str
    reason: str
    effect: Effect = "value dropped"


class Reading(NamedTuple, Generic[T]):
    """What a cell says: its value, None where it says nothing usable, and what was wrong."""

    value: T | None
    faults: tuple[Fault, ...] = ()


class Interval(NamedTuple):
    """A calendar date known to the day, month or year: the first and last day it may be."""

    first: date
    last: date
    precision: Literal["day", "month", "year"]


def _wrong(text: str, reason: str) -> Reading[T]:
    return Reading(None, (Fault(text, reason),))


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DATETIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{1,2}:.*", re.DOTALL)


def parse_date(text: str) -> Reading[Interval]:
    """ISO 8601: YYYY-MM-DD, YYYY-MM or YYYY, a real day from 1900 to 2100."""
    match = _DATE.fullmatch(text)
    if not match:
        if _DATETIME.fullmatch(text):
            return _wrong(text, "is a date with a time: write the calendar date alone, YYYY-MM-DD")
        return _wrong(
            text, "is not a date (write YYYY-MM-DD, or YYYY-MM or YYYY where no more is known)"
        )
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or not schema.FIRST_YEAR <= year <= schema.LAST_YEAR:
        return _wrong(
            text,
            f"is a date outside the years {schema.FIRST_YEAR} to {schema.LAST_YEAR} (correct it)",
        )
    if month is None:
        return Reading(Interval(date(year, 1, 1), date(year, 12, 31), "year"))
    if not 1 <= month <= 12:
        return _wrong(text, "is not a date: there is no such month (write YYYY-MM-DD)")
    last = monthrange(year, month)[1]
    if day is None:
        return Reading(Interval(date(year, month, 1), date(year, month, last), "month"))
    if not 1 <= day <= last:
        return _wrong(
            text, "is not a date: that month has no such day (write YYYY-MM where it is not known)"
        )
    return Reading(Interval(date(year, month, day), date(year, month, day), "day"))


def _between(value: float, column: Column) -> bool:
    low, high = column.lowest, column.highest
    return (low is None or value >= low) and (high is None or value <= high)


def _limits(column: Column) -> str:
    low, high = (f"{bound:,.0f}" for bound in (column.lowest or 0, column.highest or 0))
    return f"{low} to {high}"


def parse_integer(text: str, column: Column) -> Reading[int]:
    """A whole number in plain digits, within the column's limits."""
    if not re.fullmatch(r"\+?[0-9]+", text):
        return _wrong(
            text, "is not a whole number (write digits only: no comma, point, sign or word)"
        )
    value = int(text) if len(text) <= 19 else 10**19
    if not _between(value, column):
        return _wrong(text, f"is a number outside {_limits(column)}")
    return Reading(value)


def parse_decimal(text: str, column: Column) -> Reading[float]:
    """A number in plain digits with a decimal point, within the column's limits."""
    if not re.fullmatch(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", text):
        return _wrong(
            text, f"is not a number for {column.name} (write digits and a decimal point: 42.44)"
        )
    value = float(text)
    if not _between(value, column):
        return _wrong(text, f"is a {column.name} outside {_limits(column)}")
    if column.form.endswith("above 0") and value == 0:
        return _wrong(text, f"is not above 0, as a {column.name} must be")
    return Reading(value + 0.0)  # -0.0 becomes 0.0


def fold_word(text: str) -> str:
    """A code or label without the differences that do not matter: case, blanks, hyphens."""
    return re.sub(r"[\s\-_]+", "_", text.casefold()).strip("_")


@cache
def _spellings(kind: str) -> dict[str, str]:
    """Folded codes, labels and the words before a label's colon -> code."""
    codes = schema.vocabulary(kind).values()
    found = {fold_word(code.code): code.code for code in codes}
    for code in codes:
        for label in (code.label, code.label.partition(":")[0]):
            found.setdefault(fold_word(label), code.code)
    return found


def parse_code(text: str, kind: str) -> Reading[str]:
    """A code of vocabulary `kind`, or its label."""
    code = schema.vocabulary(kind).get(text)
    found = code.code if code else _spellings(kind).get(fold_word(text))
    return Reading(found) if found else _wrong(text, _no_code(text, kind))


@cache
def _beginnings(kind: str) -> dict[str, str]:
    """The first half of each folded code and label, or more of it, -> code."""
    found: dict[str, str] = {}
    for word, code in _spellings(kind).items():
        for length in range(max(3, len(word) // 2), len(word) + 1):
            found.setdefault(word[:length], code)
    return found


def _no_code(text: str, kind: str) -> str:
    """The reason, with the code that begins alike: rough, but fast for a million bad words."""
    beginnings, folded = _beginnings(kind), fold_word(text[:40])
    starts = (folded[:length] for length in range(len(folded), 2, -1))
    near = next((beginnings[start] for start in starts if start in beginnings), None)
    codes = ", ".join(schema.vocabulary(kind))
    hint = f"did you mean {near!r}? " if near else ""
    return f"is no code of {kind} ({hint}the codes are {codes})"


def parse_codes(text: str, kind: str) -> Reading[str]:
    """Codes of vocabulary `kind` separated by `;`; only the bad ones are dropped."""
    readings = [parse_code(part, kind) for part in schema.split_list(text)]
    codes = dict.fromkeys(reading.value for reading in readings if reading.value)
    faults = tuple(fault for reading in readings for fault in reading.faults)
    return Reading(";".join(codes) or None, faults)


def parse_words(text: str) -> Reading[str]:
    """Words of any kind separated by `;`."""
    return Reading(";".join(schema.split_list(text)) or None)


PLAIN_URL = r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+(?::[0-9]{1,4})?(?:[/?#][!#-:=?-\[\]-~]*)?"
"""Pattern (Python's and RE2's) of an address that is fine without a closer look; it has no `;`."""

_PLAIN_URL = re.compile(PLAIN_URL)
_HOST = re.compile(r"\[[0-9A-Fa-f:.]+\]|[\w\-.]+")


def parse_url(text: str) -> Reading[str]:
    """An absolute http or https address with a host, without user name or password."""
    if _PLAIN_URL.fullmatch(text):
        return Reading(text)
    if not re.match(r"https?://", text, re.IGNORECASE):
        return _wrong(text, "is not a web address (a url starts with http:// or https://)")
    if re.search(r'[\s\\<>"]', text) or any(unicodedata.category(c)[0] == "C" for c in text):
        return _wrong(text, 'is not a web address: a url has no blanks, \\ < > " or unseen marks')
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return _wrong(
            text,
            "is not a web address: the host or port of this url is malformed (write https://host/...)",
        )
    if "@" in parts.netloc:
        return _wrong(text, "is a url with a user name: write the address without user:password@")
    shown = parts.netloc.removesuffix(f":{port}") if port is not None else parts.netloc
    if not host or not _HOST.fullmatch(shown.removesuffix(":")) or not host.strip(".-_"):
        return _wrong(
            text, "is a url without a proper host name (write the whole address, https://host/...)"
        )
    return Reading(text)


_NEXT_URL = re.compile(r";\s*(?=[A-Za-z][A-Za-z0-9+.\-]*:|$)|;\s+")


def parse_urls(text: str) -> Reading[str]:
    """Addresses separated by `;`; only the bad ones are dropped, a `;` inside one becomes %3B."""
    parts = [part for raw in _NEXT_URL.split(text) if (part := raw.strip().strip(";"))]
    readings = [parse_url(part) for part in parts]
    kept = [reading.value for reading in readings if reading.value]
    faults = [fault for reading in readings for fault in reading.faults]
    faults += [
        Fault(url, "has a ; inside a url: written as %3B, since ; separates urls", "note")
        for url in kept
        if ";" in url
    ]
    return Reading(";".join(url.replace(";", "%3B") for url in kept) or None, tuple(faults))


def parse_country(text: str) -> Reading[str]:
    """ISO 3166-1 alpha-3 of a name, an alpha-2, alpha-3 or numeric code."""
    code = resolve_country(text)
    if code:
        return Reading(code)
    odd = lookalikes.name_characters(text)
    looks = odd and resolve_country(lookalikes.skeleton(text))
    hint = f": it has {odd}" if looks else " (write ISO 3166-1 alpha-3, for example PRK, or a name)"
    return _wrong(text, f"is no country we know{hint}")


def parser(column: Column) -> Callable[[str], Reading[str]]:
    """The parser of a column whose values are text."""
    if column.kind == "country":
        return parse_country
    if column.kind == "url":
        return parse_url
    if column.kind == "urls":
        return parse_urls
    if column.kind == "enum":
        return lambda text: parse_code(text, column.vocabulary)
    if column.kind == "list" and column.vocabulary:
        return lambda text: parse_codes(text, column.vocabulary)
    return parse_words
