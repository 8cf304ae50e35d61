"""The same page as most people would write it: read once, filter, and draw what is left.

The file is named in the environment variable UNREST_BENCH_FILE.
"""

import os

import pandas as pd
import plotly.express as px
import streamlit as st

st.set_page_config(layout="wide")


@st.cache_data
def load(path: str) -> pd.DataFrame:
    """The incidents with the month of each."""
    table = pd.read_csv(path)
    day = pd.to_datetime(table["start_date"], format="ISO8601")
    return table.assign(month=day.dt.to_period("M").dt.to_timestamp())


incidents = load(os.environ["UNREST_BENCH_FILE"])
countries = st.sidebar.multiselect("Country", sorted(incidents["country"].unique()))
shown = incidents[incidents["country"].isin(countries)] if countries else incidents
counts = shown.groupby(["month", "action_type"]).size().reset_index(name="incidents")

st.metric("Incidents", f"{len(shown):,}")
st.plotly_chart(px.bar(counts, x="month", y="incidents", color="action_type"))
placed = shown.dropna(subset=["latitude", "longitude"])
places = px.scatter_map(
    placed, lat="latitude", lon="longitude", color="action_type", hover_name="title", zoom=1,
    map_style="white-bg",
)  # fmt: skip
st.plotly_chart(places)
st.dataframe(shown)
