"""The entry script: page, sidebar, navigation, and the view that every page shows."""

from pathlib import Path

import streamlit as st

from dashboard.public import PublicDataset
from dashboard.public.serving import is_public
from dashboard.ui import (
    access,
    audience,
    going,
    parts,
    session,
    sidebar,
    simulation,
    state,
    tones,
    turns,
)

NAME = "Labor unrest"

st.set_page_config(
    page_title=NAME,
    # A file of ours: an icon by name would be fetched from an outside host.
    page_icon=Path(__file__).parent / "ui" / "icon.png",
    layout="wide",
)

PAGES = {
    name: st.Page(
        f"app_pages/{name}.py", title=title, icon=icon, default=name == "overview",
        visibility="hidden" if session.previews() and name in audience.NOT_PUBLIC else "visible",
    )
    for name, title, icon in (
        ("overview", "Overview", ":material/dashboard:"),
        ("map", "Map", ":material/map:"),
        ("timeline", "Timeline", ":material/timeline:"),
        ("accounts", "Accounts", ":material/forum:"),
        ("risk", "Risk", ":material/monitoring:"),
        ("incidents", "Incidents", ":material/list:"),
        ("data", "Data", ":material/upload_file:"),
        ("methods", "Methods", ":material/menu_book:"),
    )
    if not (is_public() and name in audience.NOT_PUBLIC)
}  # fmt: skip

known = access.person().role is not None
page = st.navigation({NAME: list(PAGES.values())}, position="sidebar" if known else "hidden")
access.admit()
with turns.turn():
    if (opened := state.to_open()) is not None and page is not PAGES["incidents"]:
        # The bound filters put themselves back into the address when their widgets run.
        st.switch_page(PAGES["incidents"], query_params={"incident": opened})
    asked = state.list_asked()
    if page is not PAGES["incidents"] and not asked:
        state.forget_behind()

    dataset = session.dataset()
    places = state.shared().places
    with st.sidebar:
        access.show_person()
    incident_filter = sidebar.show_sidebar(dataset, places)
    with st.sidebar:
        if not isinstance(dataset, PublicDataset):
            tones.choose_method()
        audience.show_switch()
    if session.previews() and page in [PAGES[name] for name in audience.NOT_PUBLIC]:
        going.go_to(PAGES["overview"], sidebar.BOUND)
    if asked and page is not PAGES["incidents"]:
        going.go_to(PAGES["incidents"], sidebar.BOUND)
    selection = incident_filter.apply(dataset.rows)
    simulated = simulation.count_both(dataset, selection)
    view = state.View(dataset, places, incident_filter, selection, simulated.selected)
    state.set_view(view)

    simulation.show_banner(simulated)
    audience.show_line(view.release)
    st.title(page.title)
    parts.show_filter_line(view, sidebar.not_found(incident_filter))
    try:
        page.run()
    finally:
        view.forget()
