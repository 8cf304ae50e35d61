"""The list of incidents: sorted and paged on the server, whatever their number."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.counting import incidents_of, is_in
from dashboard.origins import count_origins
from dashboard.rows import frame_of
from dashboard.summaries.orders import ORDERS, page_of
from dashboard.ui import parts, state
from dashboard.ui.cards import Card
from dashboard.ui.headlines import incidents_words

PAGE = 24
EMPTY = (
    "No incident meets this filter. That is not 'nothing happened': widen the dates, or press "
    "'Clear all' in the sidebar."
)


def close_incident() -> None:
    """Back from an incident's file to the list. For callbacks."""
    st.session_state["incident"] = ""


def behind_number(view: state.View) -> state.View:
    """`view` with only the incidents behind the number that was clicked, and which that is; `view`
    itself where none was."""
    number = state.behind()
    if number is None:
        return view
    rows = view.rows[is_in(view.rows["incident_id"], number.ids)]
    shown = incidents_of(rows).total
    through = "" if shown == len(number.ids) else f" The filter lets {shown:,} of them through."
    card = Card(
        title="The records behind a number",
        value=incidents_words(len(number.ids)),
        subtitle=f"{number.words}.{through}",
        body="Only these are listed. The address of this page carries the filter, not this "
        "choice; leaving the page ends it.",
    )
    parts.show_cards([card], "behind", 60)
    st.button(
        "List all incidents of the filter", icon=":material/arrow_back:",
        on_click=state.forget_behind,
    )  # fmt: skip
    return replace(view, selection=replace(view.selection, rows=rows))


def show_list(view: state.View) -> None:
    """One page of the selected incidents, in the order the reader chooses."""
    if not view.incidents:
        st.info(EMPTY)
        return
    by = st.selectbox("Order", list(ORDERS), key="order", bind="query-params")
    total = view.incidents
    pages = -(-total // PAGE)
    number = st.pagination(pages, key="page_of_list") if pages > 1 else 1
    shown = page_of(view.rows, by, number, PAGE)
    show_incidents(view, shown, "incident_list")
    first = (number - 1) * PAGE
    st.text(f"{first + 1:,} to {first + len(shown):,} of {total:,} incidents")


def show_incidents(view: state.View, rows: pd.DataFrame, key: str, width: int = 20) -> None:
    """The incidents of `rows` as cards that open their files."""
    shown = frame_of(rows)
    origins = None
    if view.release is None:
        origins = count_origins(frame_of(view.dataset.accounts_of(rows)), shown)
    cards = [parts.incident_card(row, origins) for _, row in shown.iterrows()]
    parts.show_cards(cards, key=key, width=width, on_open=parts.open_incident)
