"""Risk: what may come, what was unusual, what followed a speech, and how far it spread."""

import streamlit as st

from dashboard.ui import foretelling, listing, looks, risks, state

view = state.view()
if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

look = st.segmented_control(
    "Look at", list(looks.LOOKS), key="look_risk", bind="query-params",
    default=next(iter(looks.LOOKS)), label_visibility="collapsed",
)  # fmt: skip
looks.LOOKS.get(look or "", foretelling.show_next_weeks)(risks.asked(view))
