"""The list of incidents: sorted and paged on the server, whatever their number."""

import pandas as pd
import streamlit as st

from dashboard.origins import count_origins
from dashboard.ui import parts, state

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
