"""Responses on the Accounts page: observed, announced, expected, and what became of these."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
import streamlit as st

from dashboard.counting import is_in, rows_with
from dashboard.countries import country_name
from dashboard.figures import delays as delay_figures
from dashboard.figures import reactions as figures
from dashboard.filters import IncidentFilter
from dashboard.indicators.expectations import WINDOW_DAYS, expectations
from dashboard.indicators.reactions import count_responses, count_undated, delays
from dashboard.periods import date_words
from dashboard.store import Dataset
from dashboard.summaries.spans import data_until
from dashboard.ui import parts, state
from dashboard.ui.figure import show_figure
from dashboard.ui.headlines import dated

WINDOWS = (30, 90, 180, 365)
SHOWN = 60


def show_responses(view: state.View) -> None:
    """Who responded how and after how long, and which expectations came true."""
    responses = view.dataset.responses
    responses = responses[is_in(responses["incident_id"], view.rows["incident_id"])]
    table = count_responses(responses)
    show_figure(
        figures.responses_figure(table, state.theme()),
        "responses",
        figures.responses_title(table),
        figures.responses_alt(table),
        table,
        note=f"{dated(view.rows)} Observed, announced and expected are never added up. An incident "
        "without a response here may have had one that no report tells of.",
    )
    _show_expectations(view, responses)
    _show_delays(view, responses)


def _show_expectations(view: state.View, responses: pd.DataFrame) -> None:
    st.subheader("What became of what was expected")
    dataset = view.dataset
    if not (responses["status"] == "expected").any():
        st.text("No source of this selection expects a response.")
        return
    window = st.select_slider(
        "Days after which an expectation that nobody saw come true counts as 'not seen'",
        WINDOWS, value=WINDOW_DAYS, key="window", bind="query-params",
    )  # fmt: skip
    expecting = responses.loc[(responses["status"] == "expected").to_numpy(), "incident_id"]
    rows = rows_with(view.rows, expecting)
    rows = rows.drop_duplicates("incident_id").set_index("incident_id", drop=False)
    countries = rows["country"].unique()
    reach = {code: _data_until(dataset, code) for code in sorted(countries)}
    # Over all records: a filter must not hide what was seen at another incident of the group.
    table = pd.concat([_expected(dataset, code, until, window) for code, until in reach.items()])
    table = table[table["incident_id"].isin(rows.index)]
    table = table.sort_values(["expected_on", "incident_id"], kind="stable")
    st.text(_tally(table, reach))
    shown = [
        parts.expectation_card(row, rows.loc[row["incident_id"]])
        for _, row in table.head(SHOWN).iterrows()
    ]
    parts.show_cards(shown, "expectations", 20, parts.open_incident)
    if len(table) > SHOWN:
        st.text(f"The first {SHOWN} of {len(table):,} are shown.")


def _data_until(dataset: Dataset, country: str) -> date:
    """The last day that the records of a country reach, no later than today: records of another
    country, or a mistyped year, must not make 'not seen' of what nobody could have seen."""
    rows = IncidentFilter(countries=(country,)).apply(dataset.rows).rows
    answered = dataset.responses[is_in(dataset.responses["incident_id"], rows["incident_id"])]
    told = (dataset.accounts_of(rows), answered)
    return min(data_until(rows, *told) or date.today(), date.today())


def _expected(dataset: Dataset, country: str, until: date, window: int) -> pd.DataFrame:
    """The expectations of a country's incidents, as far as its own records reach."""
    incidents = dataset.incidents
    found = expectations(dataset.responses, incidents, dataset.accounts, until, window)
    of_country = IncidentFilter(countries=(country,)).apply(dataset.rows).rows
    return found[is_in(found["incident_id"], of_country["incident_id"])]


def _tally(table: pd.DataFrame, reach: Mapping[str, date]) -> str:
    numbers = table["state"].value_counts()
    days = ", ".join(f"{date_words(day)} ({country_name(code)})" for code, day in reach.items())
    told = ", ".join(f"{numbers.get(name, 0):,} {name}" for name in ("seen", "not seen", "open"))
    return (
        f"{len(table):,} expected: {told}. An expectation is no response: it counts as seen only "
        "when a response of that kind was observed at the incident or its group. The records reach "
        f"{days}; after that day nobody looked."
    )


def _show_delays(view: state.View, responses: pd.DataFrame) -> None:
    table = delays(responses, view.rows)
    undated = count_undated(responses, view.rows)
    show_figure(
        delay_figures.delays_figure(table, state.theme()),
        "delays",
        delay_figures.delays_title(table),
        delay_figures.delays_alt(table),
        table,
        note=f"{dated(view.rows)} Observed responses with a date; {undated:,} have none. A line: "
        "a date known to the month or year only.",
    )
