"""What only a person can decide: which incidents are one, and which place a name means."""

import streamlit as st

from dashboard.duplicates import Decision, Found, propose, read_decision
from dashboard.places import PlaceChoice, PlaceDecision, ambiguous, read_place
from dashboard.ui import choosing, merging, session, sharing, state


def show_duplicates(view: state.View, who: str | None) -> None:
    """Proposals among all data in use, and the decisions that were taken; made when opened."""
    box = st.expander("Possible duplicates", key="duplicates", on_change="rerun")
    if box.open:
        with box:
            _duplicates(view, who)


def _duplicates(view: state.View, who: str | None) -> None:
    decided = {
        made_id: read_decision(kind, facts)
        for made_id, (kind, facts) in session.all_decisions(sharing.SAME).items()
    }

    def decide(decision: Decision) -> None:
        session.decide(decision.kind, {"incidents": [*decision.incidents]}, who)

    def take_back(made_id: str) -> None:
        session.take_back(made_id, who)

    found: Found = session.once("_found", lambda: propose(view.dataset.incidents, decided.values()))
    merging.show_proposals(found, view.dataset.incidents, decide)
    if decided:
        st.markdown("**Decisions taken**")
        merging.show_decisions(decided, session.undecided().incidents, take_back)


def show_places(view: state.View, who: str | None) -> None:
    """Names of several places among all data in use, and the choices made; found when opened."""
    box = st.expander("Names of several places", key="places", on_change="rerun")
    if box.open:
        with box:
            _places(view, who)


def _places(view: state.View, who: str | None) -> None:
    chosen = {
        made_id: read_place(facts)
        for made_id, (_, facts) in session.all_decisions(("place",)).items()
    }

    def decide(decision: PlaceDecision) -> None:
        session.decide("place", decision.facts, who)

    def take_back(made_id: str) -> None:
        session.take_back(made_id, who)

    choices: tuple[PlaceChoice, ...] = session.once(
        "_choices", lambda: ambiguous(view.dataset.incidents, view.places)
    )
    choosing.show_choices(choices, decide)
    if chosen:
        st.markdown("**Places chosen**")
        choosing.show_chosen(chosen, view.places, take_back)
