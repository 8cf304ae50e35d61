"""Risk: what may come, what was unusual, what followed a speech, and how far it spread."""

import streamlit as st

from dashboard.summaries.sentences import coverage_sentence
from dashboard.ui import audience, going, listing, looks, parts, risks, state

view = state.view()
if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

shown = looks.PUBLIC if view.release else looks.LOOKS
chosen = going.choose_look("look_risk", shown)
if chosen not in looks.WITHOUT_TIME:
    audience.show_months(view)
shown[chosen](risks.asked(view))
parts.show_text(coverage_sentence(view.rows, view.dataset.origins))
