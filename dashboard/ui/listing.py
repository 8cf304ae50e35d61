"""The list of incidents: sorted and paged on the server, whatever their number."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.counting import is_in
from dashboard.origins import count_origins
from dashboard.ui import parts, state
from dashboard.ui.cards import Card
from dashboard.ui.headlines import incidents_words

PAGE = 24
SORTS = {
    "Latest first": (["start_date", "incident_id"], [False, True]),
    "Earliest first": (["start_date", "incident_id"], [True, True]),
    "Most workers first": (["workers_high", "workers_low", "start_date"], [False, False, False]),
    "By country and unit": (["country", "unit_name", "start_date"], [True, True, False]),
    "By action type": (["action_type", "start_date"], [True, False]),
}
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
    shown = int(rows["incident_id"].nunique())
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
    by = st.selectbox("Order", list(SORTS), key="order", bind="query-params")
    keys, ascending = SORTS[by]
    ordered = view.rows.sort_values(keys, ascending=ascending, na_position="last", kind="stable")
    ordered = ordered.drop_duplicates("incident_id")
    pages = -(-len(ordered) // PAGE)
    number = st.pagination(pages, key="page_of_list") if pages > 1 else 1
    shown = ordered.iloc[(number - 1) * PAGE : number * PAGE]
    show_incidents(view, shown, "incident_list")
    st.text(
        f"{(number - 1) * PAGE + 1:,} to {(number - 1) * PAGE + len(shown):,} "
        f"of {len(ordered):,} incidents"
    )


def show_incidents(view: state.View, rows: pd.DataFrame, key: str, width: int = 20) -> None:
    """The incidents of `rows` as cards that open their files."""
    accounts = view.dataset.accounts
    accounts = accounts[accounts["incident_id"].isin(rows["incident_id"])]
    origins = count_origins(accounts, rows)
    shown = [parts.incident_card(row, origins) for _, row in rows.iterrows()]
    parts.show_cards(shown, key=key, width=width, on_open=parts.open_incident)
