"""Overview: what is happening, where, and whether it is unusual."""

import streamlit as st

from dashboard.summaries.counts import latest
from dashboard.summaries.sentences import coverage_sentence
from dashboard.ui import audience, charts, keyfigures, listing, parts, state, tones

view = state.view()
audience.show_months(view)
keyfigures.show_key_figures(view)

if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

left, right = st.columns([3, 2])
with left:
    charts.show_places(view, "overview_map", height=400)
with right:
    charts.show_actions(view, "overview_actions")
charts.show_counts(view, "overview_counts", height=260)

if view.release is None:  # else there are no accounts whose tone could be measured
    tones.show_lines(view, "overview_tone")

st.subheader("Latest incidents")
listing.show_incidents(view, latest(view.rows, 6), "overview_latest")
st.subheader("What this can and cannot show")
parts.show_text(coverage_sentence(view.rows, view.dataset.origins))
if view.files_without_coverage:
    parts.show_text(parts.without_coverage(view.files_without_coverage))
parts.show_cards(parts.coverage_cards(view.coverage), key="overview_coverage", width=24)
