"""One incident's file in the public view: what is told, and what is withheld."""

import pandas as pd
import streamlit as st

from dashboard.countries import country_name
from dashboard.public.columns import WITH, columns_of
from dashboard.schema import columns, label, split_list
from dashboard.ui import parts
from dashboard.ui.cards import Card

UNKNOWN = (
    "No incident of the public view has this id. Ids of the public view are its own: those of "
    "the records are in none of its pages and files."
)
WITHHELD, NOT_STATED = "withheld", "not stated"
PLACES = {
    "town": "a town or site",
    "county": "a cell of a grid, whose middle is shown, or a county",
    "province": "a province or state: an area, not a point",
    "country": "the country only",
}
CODED = (
    "action_type", "other_actions", "demands", "work_stoppage", "sector", "enterprise_type",
    "outcome", "production_impact", "claimed_spread",
)  # fmt: skip


def show(rows: pd.DataFrame) -> None:
    """The file of the incident of `rows`."""
    first = rows.iloc[0]
    what = Card(
        title=parts.title(first),
        subtitle=f"{parts.when(first)} · {parts.where(first)}",
        badges=parts.badges(first),
        body=str(first["description"]),
    )
    parts.show_cards([what], key="incident_what", width=60)
    st.subheader("What is told")
    places = [_place(row) for _, row in rows.iterrows()]
    parts.show_cards([_action(first), *places, _record(first)], key="incident_facts")


def hidden_columns(row: pd.Series) -> frozenset[str]:
    """The columns that are withheld of an incident, with those that go with them."""
    names = {*parts.withheld(row)}
    return frozenset(names | {other for name in names for other in WITH.get(name, ())})


def _action(row: pd.Series) -> Card:
    hidden = hidden_columns(row)
    known = label("date_precision", row["date_precision"]).lower()
    facts = [
        ("Began", parts.interval(row["start_date"], row["start_last"])),
        ("Date told to", f"{known}; the month is {WITHHELD}" if "month" in hidden else known),
    ]
    end = WITHHELD if "end_date" in hidden else ""
    if pd.notna(row["end_date"]):
        end = parts.interval(row["end_date"], row["end_date"])
    facts.append(("Ended", end or "not stated, or still going on"))
    facts.append(
        ("Workers involved", parts.workers(row) or f"{NOT_STATED}, or in words that are {WITHHELD}")
    )
    kinds = {column.name: column.vocabulary for column in columns("incidents")}
    for name in CODED:
        words = "; ".join(label(kinds[name], code) for code in split_list(row[name]))
        facts.append((_heading(name), WITHHELD if name in hidden else words or NOT_STATED))
    for name in ("arrests", "injuries", "fatalities"):
        if name in hidden:
            facts.append((_heading(name), f"{WITHHELD}: fewer than are told"))
        elif pd.notna(row[name]):
            facts.append((_heading(name), f"{row[name]:,}"))
    for name in ("employer", "organization", "event_group"):
        if pd.notna(row[name]):
            facts.append((_heading(name), str(row[name])))
    return Card(title="The action", facts=tuple(facts))


def _place(row: pd.Series) -> Card:
    facts = [("Country", country_name(str(row["country"])))]
    for name, words in (
        ("unit_name", "Drawn in"), ("admin2", "Second-level unit"), ("location", "Place"),
        ("location_native", "In local script"),
    ):  # fmt: skip
        if pd.notna(row[name]):
            facts.append((words, str(row[name])))
    if pd.notna(row["latitude"]):
        facts.append(("Coordinates", f"{row['latitude']:g}, {row['longitude']:g}"))
    facts.append(("Told to", PLACES.get(row["location_precision"], NOT_STATED)))
    return Card(title="The place", facts=tuple(facts))


def _record(row: pd.Series) -> Card:
    facts = [("Id in the public view", str(row["incident_id"]))]
    if "texts" in hidden_columns(row):
        names = ", ".join(_heading(name).lower() for name in columns_of("text"))
        facts.append(("Texts", f"{WITHHELD}, whether recorded or not: {names}"))
    facts.append(
        (
            "In no public view",
            "sources, accounts, responses, the size as worded, notes, tags, file, record",
        )
    )
    return Card(title="What is withheld", facts=tuple(facts))


def _heading(name: str) -> str:
    return name.replace("_", " ").capitalize()
