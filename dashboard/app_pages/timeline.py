"""Timeline: how many, when, and each incident with what is known of its dates."""

import streamlit as st

from dashboard.ui import audience, charts, listing, parts, state, steps, tones

view = state.view()
if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

audience.show_months(view)
with st.container(horizontal=True, vertical_alignment="bottom"):
    freq = steps.choose_step(*charts.span_shown(view))
    triggers = st.toggle(
        "Trigger events", key="triggers", bind="query-params",
        help="Dated events that reports name as a trigger, as lines: the New Year speech, say.",
    )  # fmt: skip
st.caption("Click a bar, or drag across the chart, to filter by its dates.")
charts.show_counts(view, "counts", freq=freq, triggers=triggers, on_event=steps.filter_dates)
if triggers:
    parts.show_cards(parts.trigger_cards(charts.triggers_of(view)), key="trigger_list")
charts.show_lanes(view, "lanes", triggers=triggers, on_event=steps.open_lane)
if view.release is None:  # else there are no accounts whose tone could be measured
    tones.show_lines(view, "timeline_tone")
