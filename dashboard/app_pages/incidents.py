"""Incidents: the list, and one incident's file under a link of its own."""

import streamlit as st

from dashboard.ui import downloads, incident, listing, state

view = state.view()
if (wanted := state.opened()) is not None:
    st.session_state["incident"] = wanted
opened = st.text_input(
    "Open an incident by its id", key="incident", bind="query-params", max_chars=300,
    help="Or click a title in the list. The address of the page is then a link to that incident.",
).strip()  # fmt: skip

if opened:
    st.button("Back to the list", icon=":material/arrow_back:", on_click=listing.close_incident)
    incident.show_incident(view, opened)
else:
    view, behind = listing.behind_number(view), state.behind()
    only = f"{behind.words} (the incidents behind a number)" if behind else ""
    one = view.incidents == 1
    these = "this incident" if one else f"these {view.incidents:,} incidents"
    with st.container(horizontal=True):
        nothing = not view.incidents
        downloads.offer(
            downloads.Download(
                f"Download {these} (CSV)", "incidents.csv",
                lambda: downloads.incidents_csv(view), nothing,
            ),
            header=downloads.holds(
                "incidents.txt", lambda: downloads.incidents_header(view, only), nothing
            ),
            key="download",
        )  # fmt: skip
    listing.show_list(view)
