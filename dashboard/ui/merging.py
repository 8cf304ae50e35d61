"""Proposals to merge incidents, with what speaks for it, and the decisions that were taken."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.duplicates import Decision, Found, Proposal, versions
from dashboard.ui import parts
from dashboard.ui.cards import Card

PAGE = 3
NONE = "No two incidents look like one."
WORDS = {"merge": "Merged: one incident", "different": "Different incidents"}


def show_proposals(
    found: Found,
    incidents: pd.DataFrame,
    on_decide: Callable[[Decision], None],
    key: str = "merging",
) -> None:
    """A few proposals at a time, the most similar first, each with its texts side by side, why it
    is proposed, and a button for each answer.

    `incidents` are the rows that `found` was made from. `on_decide` runs before the next run.
    """
    if found.left_out:
        st.caption(
            f"{found.left_out:,} pairs of incidents of one unit and time were not compared: there "
            "are too many of them."
        )
    total = len(found.proposals)
    if not total:
        st.info(NONE)
        return
    noun = "proposal" if total == 1 else "proposals"
    across = sum(proposal.across for proposal in found.proposals)
    within = f", then {total - across:,} within one source" if total > across else ""
    st.text(
        f"{total:,} {noun}: {across:,} across sources{within}. Nothing is merged until you say so, "
        "and it can be taken back."
    )
    pages = -(-total // PAGE)
    number = st.pagination(pages, key=f"{key}_page") if pages > 1 else 1
    shown = found.proposals[(number - 1) * PAGE : number * PAGE]
    ids = [one for proposal in shown for one in proposal.incidents]
    rows = _rows(incidents, ids)
    for proposal in shown:
        _show_proposal(proposal, rows, on_decide, f"{key}_{_digest(proposal.incidents)}")


def show_decisions(
    decisions: Mapping[str, Decision],
    incidents: pd.DataFrame,
    on_take_back: Callable[[str], None],
    key: str = "decisions",
) -> None:
    """The decisions in force, by the id that `on_take_back` is called with, the last one first.

    `incidents` are the rows before any merging, since a merged record has no row of its own.
    """
    if not decisions:
        st.text("No decision was taken.")
        return
    rows = _rows(incidents, [one for taken in decisions.values() for one in taken.incidents])
    for taken_id, decision in reversed(list(decisions.items())):
        place = f"{key}_{_digest((taken_id,))}"
        with st.container(border=True):
            texts = "\n".join(_named(one, rows) for one in decision.incidents)
            card = Card(title=WORDS[decision.kind], body=texts)
            parts.show_cards([card], key=f"{place}_card", width=60)
            st.button("Take back", key=f"{place}_back", on_click=on_take_back, args=(taken_id,))


def version_cards(row: pd.Series) -> list[Card]:
    """What each record said that a merged incident was made of, where they differ; [] where it
    was not merged."""
    return [
        Card(
            title=one.incident_id,
            facts=tuple(
                (name.replace("_", " ").capitalize(), words or "not stated")
                for name, words in one.facts
            ),
        )
        for one in versions(row)
    ]


def _show_proposal(
    proposal: Proposal,
    rows: Mapping[str, pd.Series],
    on_decide: Callable[[Decision], None],
    key: str,
) -> None:
    with st.container(border=True):
        cards = [_card(number, rows[one]) for number, one in enumerate(proposal.incidents, start=1)]
        parts.show_cards(cards, key=f"{key}_texts", width=18)
        why = Card(title="Why it is proposed", facts=proposal.why)
        parts.show_cards([why], key=f"{key}_why", width=60)
        same = _chosen(proposal, key)
        with st.container(horizontal=True):
            st.button(
                "Merge: same incident", key=f"{key}_merge", type="primary", on_click=on_decide,
                args=(Decision("merge", same),) if len(same) > 1 else None,
                disabled=len(same) < 2,
            )  # fmt: skip
            st.button(
                "Different", key=f"{key}_different", on_click=on_decide,
                args=(Decision("different", proposal.incidents),),
            )  # fmt: skip


def _chosen(proposal: Proposal, key: str) -> tuple[str, ...]:
    """Which incidents of the proposal are to be merged: both of two, else what the reader picks."""
    numbers = list(range(1, len(proposal.incidents) + 1))
    if len(numbers) == 2:
        return proposal.incidents
    picked = st.multiselect("Which of them are the same incident", numbers, numbers, key=f"{key}_n")
    return tuple(proposal.incidents[number - 1] for number in sorted(picked))


def _card(number: int, row: pd.Series) -> Card:
    title = f"{number}: {parts.title(row)}"
    facts = [("Workers involved", parts.workers(row) or "not stated")]
    for name, words in (
        ("source_name", "Source"),
        ("incident_id", "Incident id"),
        ("file", "File"),
    ):
        if pd.notna(row[name]):
            facts.append((words, str(row[name])))
    return Card(
        title=title,
        subtitle=f"{parts.when(row)} · {parts.where(row)}",
        body=str(row["description"]) if pd.notna(row["description"]) else "",
        facts=tuple(facts),
    )


def _rows(incidents: pd.DataFrame, ids: Sequence[str]) -> dict[str, pd.Series]:
    """The first row of each of `ids`."""
    found = incidents[incidents["incident_id"].isin(ids)].drop_duplicates("incident_id")
    return {str(row["incident_id"]): row for _, row in found.iterrows()}


def _named(incident_id: str, rows: Mapping[str, pd.Series]) -> str:
    if incident_id not in rows:
        return f"{incident_id}: not in the data in use"
    return f"{incident_id}: {parts.title(rows[incident_id])}"


def _digest(ids: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:16]
