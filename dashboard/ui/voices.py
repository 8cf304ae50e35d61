"""What the Accounts page shows: accounts side by side, tone, moods and demands, responses."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard.counting import rows_with
from dashboard.duplicates import kept_id
from dashboard.indicators.disagreements import disagreements
from dashboard.origins import count_origins
from dashboard.summaries.counts import latest
from dashboard.ui import demands, downloads, gaps, parts, reacting, side_by_side, state
from dashboard.ui.cards import Card

PAGE = 12
_KEY = "accounts_of"
_NAMES = {
    "happened": "whether it happened",
    "date": "when",
    "size": "how many workers",
    "spread": "how far it spread",
    "causes": "why",
    "mood": "the workers' mood",
}


def show_side_by_side(view: state.View) -> None:
    """One incident's accounts beside each other, and where else accounts differ."""
    differing = disagreements(view.coded)
    st.text(_summary(differing, view.incidents))
    above = st.container()
    asked = st.text_input(
        "Accounts of the incident with this id", key=_KEY, bind="query-params", max_chars=300,
        help="Blank shows the incident whose accounts differ most. Click a title below for "
        "another. The address of the page is then a link to it.",
    ).strip()  # fmt: skip
    incident = kept_id(view.dataset.incidents, asked) if asked else _first(view, differing)
    rows = view.dataset.incident(incident)
    if rows.empty:
        st.info(
            "No incident in the data in use has this id. Blank shows where accounts differ most."
        )
        return
    with above:
        origins = count_origins(view.dataset.accounts_of_one(incident), rows)
        card = parts.incident_card(rows.iloc[0], origins)
        parts.show_cards([card], "accounts_incident", 60, parts.open_incident)
        side_by_side.show_accounts(view, incident, "accounts")
    _offer_downloads(view)
    others = differing[(differing["incident_id"] != incident) & (differing["fields"] > 0)]
    if len(others):
        st.subheader("Where else accounts differ")
        _show_others(view, others)


def _offer_downloads(view: state.View) -> None:
    number = len(downloads.coded_accounts(view))
    with st.container(horizontal=True):
        downloads.offer(
            downloads.Download(
                f"Download the {number:,} accounts of these {view.incidents:,} incidents (CSV)",
                "accounts.csv", lambda: downloads.accounts_csv(view), not number,
            ),
            header=downloads.holds(
                "accounts.txt", lambda: downloads.accounts_header(view), not number
            ),
            key="download",
        )  # fmt: skip


def _first(view: state.View, differing: pd.DataFrame) -> str:
    """The incident whose accounts differ most, else the latest of the selection."""
    if len(differing) and differing["fields"].iloc[0]:
        return str(differing["incident_id"].iloc[0])
    return str(latest(view.rows, 1)["incident_id"].iloc[0])


def _summary(differing: pd.DataFrame, incidents: int) -> str:
    differ = int((differing["fields"] > 0).sum())
    facing = int(((differing["official"] > 0) & (differing["local"] > 0)).sum())
    silent = int((differing["silent"] > 0).sum())
    return (
        f"{len(differing):,} of {incidents:,} incidents have two coded accounts or more; in "
        f"{differ:,} of these they differ. In {facing:,} an account of the state or an employer "
        f"stands beside others; in {silent:,} such an account covers the occasion and leaves the "
        "incident out."
    )


def _show_others(view: state.View, others: pd.DataFrame) -> None:
    pages = -(-len(others) // PAGE)
    number = st.pagination(pages, key="page_of_accounts") if pages > 1 else 1
    shown = others.iloc[(number - 1) * PAGE : number * PAGE]
    rows = rows_with(view.rows, shown["incident_id"])
    rows = rows.drop_duplicates("incident_id").set_index("incident_id", drop=False)
    cards = [
        _other(rows.loc[incident], fields, silent)
        for incident, fields, silent in zip(
            shown["incident_id"], shown["differing"], shown["silent"], strict=True
        )
    ]
    parts.show_cards(cards, "accounts_others", 20, _compare)


def _other(row: pd.Series, fields: str, silent: int) -> Card:
    names = [_NAMES[name] for name in fields.split("; ")]
    badges = ((f"official silence: {silent}", True),) if silent else ()
    return Card(
        title=parts.title(row),
        subtitle=f"{parts.when(row)} · {parts.where(row)}",
        body=f"Accounts differ in: {', '.join(names)}",
        badges=badges,
        opens=str(row["incident_id"]),
    )


def _compare(incident_id: str) -> None:
    """Put another incident's accounts side by side. For callbacks."""
    st.session_state[_KEY] = incident_id


LOOKS: dict[str, Callable[[state.View], None]] = {
    "Side by side": show_side_by_side,
    "Tone and gap": gaps.show_tone_and_gap,
    "Moods and demands": demands.show_moods_and_demands,
    "Responses": reacting.show_responses,
}
