"""An app that does nothing: one choice and the line that names it. Its rerun is the unit."""

import streamlit as st

choice = st.selectbox("Choice", [f"choice {number}" for number in range(1, 6)])
st.text(f"Chosen: {choice}")
