"""Names of several places: which one is meant is a reader's choice, and can be taken back."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import numpy as np
import streamlit as st

from dashboard.countries import country_name
from dashboard.places import Candidate, PlaceChoice, PlaceDecision, Places
from dashboard.ui import parts
from dashboard.ui.cards import Card

NONE = "No name in these records is that of several places."


def show_choices(
    choices: Sequence[PlaceChoice],
    on_decide: Callable[[PlaceDecision], None],
    key: str = "choosing",
) -> None:
    """One ambiguous name at a time with the places it may mean; nothing is placed unasked.

    `on_decide` runs before the next run.
    """
    if not choices:
        st.info(NONE)
        return
    st.text(
        f"Names that several places have, where the source does not say which is meant: "
        f"{len(choices):,}. Their incidents stay off the map until you choose."
    )
    number = st.selectbox(
        "Name in the record", range(len(choices)), format_func=lambda i: _name(choices[i]),
        key=f"{key}_name",
    )  # fmt: skip
    choice = choices[number]
    place = f"{key}_{_digest((choice.country, choice.text, choice.admin1))}"
    picked = st.selectbox(
        "Place that is meant", range(len(choice.candidates)), index=None,
        format_func=lambda i: _candidate(choice.candidates[i]), key=f"{place}_place",
        placeholder="Choose a place",
    )  # fmt: skip
    decision = None if picked is None else choice.decide(choice.candidates[picked].place)
    st.button(
        "Place there", key=f"{place}_button", type="primary", disabled=decision is None,
        on_click=on_decide, args=(decision,),
    )  # fmt: skip


def show_chosen(
    decisions: Mapping[str, PlaceDecision],
    places: Places,
    on_take_back: Callable[[str], None],
    key: str = "chosen",
) -> None:
    """The choices in force, by the id that `on_take_back` is called with, the last one first."""
    if not decisions:
        st.text("No place was chosen.")
        return
    for taken_id, decision in reversed(list(decisions.items())):
        button = f"{key}_{_digest((taken_id,))}"
        with st.container(border=True):
            beside = f", {decision.admin1}" if decision.admin1 else ""
            card = Card(
                title=f"{decision.name}{beside}",
                subtitle=country_name(decision.country),
                body=f"means {place_words(decision.place, places)}",
            )
            parts.show_cards([card], key=f"{button}_card", width=60)
            st.button("Take back", key=f"{button}_back", on_click=on_take_back, args=(taken_id,))


def place_words(place: str, places: Places) -> str:
    """The name of a chosen place with its unit; the id itself where the gazetteer has it not."""
    if place in places.units.index:
        return str(places.units["name"][place])
    towns = places.gazetteer
    found = towns[towns["geonameid"] == int(place)] if place.isdecimal() else towns[:0]
    if found.empty:
        return f"a place that is not in the gazetteer ({place})"
    row = found.iloc[0]
    return f"{row['name']}, {places.units['name'][row['adm1_code']]}"


def _name(choice: PlaceChoice) -> str:
    beside = f", {choice.admin1}" if choice.admin1 else ""
    noun = "incident" if choice.incidents == 1 else "incidents"
    country = country_name(choice.country)
    return f"{choice.text}{beside} ({country}): {choice.incidents:,} {noun}"


def _candidate(candidate: Candidate) -> str:
    people = candidate.population
    size = "" if np.isnan(people) else f", {people:,.0f} people"
    where = "" if candidate.place == candidate.unit else f", {candidate.unit_name}"
    return f"{candidate.name}{where}{size} ({candidate.latitude:.2f}, {candidate.longitude:.2f})"


def _digest(words: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
