"""What records say of an incident, in words: when, where, how many, by how many sources."""

from collections.abc import Sequence

import pandas as pd

from dashboard.countries import country_name
from dashboard.periods import date_words
from dashboard.schema import split_list
from dashboard.sizes import size_words

FOUND = {
    "named": "the first-level unit named in the record",
    "code": "the unit's code in the record",
    "gazetteer": "the place's name in the gazetteer",
    "polygon": "its coordinates, which fall into the unit",
    "nearest": "its coordinates, which fall within 2 km of the unit",
    "chosen": "chosen by a person among several places of that name",
    "country": "the country, which is all the record gives",
    "unplaced": "nothing: no unit could be told from what the record gives",
}


_BOUNDS = {"workers_low": "lowest", "workers_high": "highest"}


def when(row: pd.Series) -> str:
    """When the incident began, and until when it lasted, no more exactly than is known."""
    words = interval(row["start_date"], row["start_last"])
    if row["date_precision"] == "week":
        words = f"in the week of {words}"
    if pd.notna(row["end_date"]) and row["end_date"] > row["start_last"]:
        return f"{words}, until {date_words(row['end_date'].date())}"
    if pd.notna(row["duration_days"]):
        return f"{words}, for {row['duration_days']:g} days"
    return words


def interval(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A span of days in words: a day, a month, a year, or 'first to last'."""
    if first == last:
        return date_words(first.date())
    whole_month = first.day == 1 and last == first + pd.offsets.MonthEnd(0)
    if whole_month:
        return date_words(first.date()).partition(" ")[2]
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    return f"{date_words(first.date())} to {date_words(last.date())}"


def where(row: pd.Series) -> str:
    """The place from the most exact name to the country, each once."""
    names = [row["location"], row["admin2"], row["unit_name"], country_name(str(row["country"]))]
    if pd.isna(row["unit_name"]):
        names[2] = row["admin1"]
    return ", ".join(dict.fromkeys(str(name) for name in names if pd.notna(name)))


def workers(row: pd.Series) -> str:
    """How many workers were involved, as low to high, with the words of the report; '' unknown."""
    words = row["workers_text"]
    number = size_words(row["workers_low"], row["workers_high"])
    said = f"reported as: {words}" if pd.notna(words) else ""
    hidden = [word for name, word in _BOUNDS.items() if name in withheld(row)]
    kept = f"the {' and the '.join(hidden)} number withheld" if hidden else ""
    return "; ".join(part for part in (number, said, kept) if part)


def withheld(row: pd.Series) -> tuple[str, ...]:
    """The names of what the public view withholds of an incident; () in the ordinary view."""
    return tuple(split_list(row.get("withheld")))


def title(row: pd.Series) -> str:
    """The record's title, else the start of its description."""
    text = str(row["title"] if pd.notna(row["title"]) else row["description"])
    return text if len(text) <= 140 else text[:139] + "…"


def reports_and_origins(counts: pd.Series) -> str:
    """'3 reports, 1 independent origin' from a row of `origins.count_origins`; accounts that do not
    report it (experts, denials, silence) are counted beside."""
    reports, others = int(counts["reports"]), int(counts["others"])
    words = f"{reports:,} report{'' if reports == 1 else 's'}" if reports or not others else ""
    if others:
        plural = "" if others == 1 else "s"
        besides = f"{others:,} other account{plural}" if words else f"{others:,} account{plural}"
        words = f"{words} and {besides}" if words else f"{besides}, none a report of it"
    if pd.isna(counts["origins"]):
        return f"{words}, origins not coded"
    origins = int(counts["origins"])
    least = "at least " if counts["at_least"] else ""
    judged = counts["known_by"] == "person"
    by = " as its coder judged" if judged and (not reports or counts["named"] > origins) else ""
    if by and reports:
        by += f", though the accounts name {counts['named']:,}"
    return f"{words}, {least}{origins:,} independent origin{'' if origins == 1 else 's'}{by}"


def without_coverage(files: Sequence[str]) -> str:
    """That nothing is known of how complete the records of these files are."""
    named = ", ".join(files[:5]) + (f" and {len(files) - 5} more" if len(files) > 5 else "")
    return (
        f"No statement on coverage came with {named}: how much of what happened its records hold "
        "is not known here."
    )
