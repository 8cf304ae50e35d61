"""Accounts: who says what, in what tone, what workers ask for, and what followed."""

import streamlit as st

from dashboard.ui import going, listing, state, voices

view = state.view()
if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

voices.LOOKS[going.choose_look("look", voices.LOOKS)](view)
