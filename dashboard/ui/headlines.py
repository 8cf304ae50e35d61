"""What stands over and under the figures: findings, numbers, dates, in plain text."""

from datetime import date

import pandas as pd

from dashboard.counting import incidents_of
from dashboard.countries import country_name
from dashboard.figures.regionmaps import Value
from dashboard.periods import Freq, date_words, range_words
from dashboard.summaries.sentences import latest_date
from dashboard.ui import state


def dated(rows: pd.DataFrame) -> str:
    """The number of incidents and the date of the latest, for the note under a figure."""
    number = incidents_words(incidents_of(rows).total)
    return f"{number}, the latest of {latest_date(rows)}." if len(rows) else f"{number}."


def incidents_words(number: int) -> str:
    return f"{number:,} incident{'' if number == 1 else 's'}"


def places_title(places: pd.DataFrame) -> str:
    if places.empty:
        return "No incident of this selection has a known place"
    top = places.iloc[0]
    name = top["name"] or top["unit_name"] or country_name(str(top["country"]))
    where = f"{len(places):,} place{'' if len(places) == 1 else 's'}"
    return f"Incidents in {where}; most in {name}: {top['incidents']:,}"


def population_note(view: state.View, table: pd.DataFrame) -> str:
    units = view.places.units.loc[table["unit"]]
    sources = units["population_source"].dropna().unique()
    note = f"Population: {'; '.join(sources) or 'none for these units'}."
    together = sorted(units["name"][units["counted_with"].notna()])
    if together:
        note += f" {' and '.join(together)} were counted together and show their joint rate."
    return note


def regions_title(table: pd.DataFrame, value: Value, span: tuple[date, date]) -> str:
    known = table[table["incidents"] > 0].dropna(subset=[value])
    if known.empty:
        return "No unit has a report in this selection"
    top = known.nlargest(1, value).iloc[0]
    rate = f"{top['per_100k']:.2g} per 100,000 people, {range_words(*span)}"
    number = f"{top['incidents']:,}" if value == "incidents" else rate
    return f"Reports from {len(known):,} of {len(table):,} units; most from {top['name']}: {number}"


def counts_title(counts: pd.DataFrame, freq: Freq) -> str:
    totals = counts.groupby("period")["incidents"].sum()
    if totals.empty or not totals.max():
        return "No incident of this selection is dated exactly enough for this timeline"
    words = date_words(pd.Timestamp(str(totals.idxmax())).date())
    of = {"day": f"on {words}", "week": f"in the week of {words}"}
    return f"Most incidents {of.get(freq, 'in ' + words.partition(' ')[2])}: {totals.max():,}"
