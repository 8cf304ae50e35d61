"""Accounts: who says what, in what tone, what workers ask for, and what followed."""

import streamlit as st

from dashboard.ui import listing, state, voices

view = state.view()
if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

look = st.segmented_control(
    "Look at", list(voices.LOOKS), key="look", bind="query-params",
    default=next(iter(voices.LOOKS)), label_visibility="collapsed",
)  # fmt: skip
voices.LOOKS.get(look or "", voices.show_side_by_side)(view)
