"""Risk: what may come, what was unusual, what followed a speech, and how far it spread."""

import streamlit as st

from dashboard.ui import going, listing, looks, risks, state

view = state.view()
if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

shown = looks.PUBLIC if view.release else looks.LOOKS
shown[going.choose_look("look_risk", shown)](risks.asked(view))
