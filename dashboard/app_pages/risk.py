"""Risk: what may come, what was unusual, what followed a speech, and how far it spread."""

import streamlit as st

from dashboard.ui import going, listing, looks, risks, state

view = state.view()
if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

looks.LOOKS[going.choose_look("look_risk", looks.LOOKS)](risks.asked(view))
