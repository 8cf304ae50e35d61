"""Map: places or regions, with the incidents of what is clicked beside it."""

import streamlit as st

from dashboard.ui import atlas, listing, state

view = state.view()
if not view.incidents:
    st.info(listing.EMPTY)
    st.stop()

choice = atlas.choose(view)
atlas.show_map_and_list(view, choice)
