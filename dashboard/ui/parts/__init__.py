"""The only way record text reaches the screen: as text, never as markup.

Text of ours may go to any Streamlit command; text of a record, a file's name included, only
through the functions here (or as a cell of `st.dataframe`).
"""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard.counting import incidents_of
from dashboard.filters import describe_left_out
from dashboard.ui import cards, state
from dashboard.ui.cards import Card, Row
from dashboard.ui.parts.files import (
    fault_cards,
    losses_table,
    problem_cards,
    unknown_words_table,
)
from dashboard.ui.parts.records import (
    account_card,
    badges,
    coverage_cards,
    expectation_card,
    incident_card,
    response_card,
    text_card,
    trigger_cards,
    version_card,
)
from dashboard.ui.parts.words import (
    FOUND,
    interval,
    reports_and_origins,
    title,
    when,
    where,
    withheld,
    without_coverage,
    workers,
)

__all__ = [
    "FOUND", "account_card", "badges", "coverage_cards", "expectation_card", "fault_cards",
    "incident_card",
    "interval", "losses_table", "open_incident", "problem_cards",
    "reports_and_origins", "response_card", "show_cards", "show_filter_line", "show_message",
    "show_table", "show_text", "text_card", "title", "trigger_cards", "unknown_words_table",
    "version_card", "when", "where", "withheld", "without_coverage", "workers",
]  # fmt: skip


def show_cards(
    shown: Sequence[Card], key: str, width: int = 18, on_open: Callable[[str], None] | None = None
) -> None:
    """Cards side by side, each at least `width` rem wide; `on_open` runs before the next run."""
    cards.show(shown, key, width, on_open)


def show_table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    key: str,
    on_open: Callable[[str], None] | None = None,
) -> None:
    """Rows of record text under headings, each with what is remarkable about it; `on_open` runs
    before the next run when a cell that opens something is clicked."""
    cards.show_table(caption, columns, rows, key, on_open)


def show_text(text: str) -> None:
    """One line of record text."""
    st.text(text)


def show_message(words: str, cause: str, remedy: str) -> None:
    """An error: what is the matter in our own words, and cause and remedy as text."""
    st.error(words)
    st.text(f"{cause}. {remedy}".strip(". ") + ".")


def show_filter_line(view: state.View, not_found: Sequence[str]) -> None:
    """The filter in words, 'n of N incidents', what was left out as too vague, and what the link
    asked for that is `not_found`."""
    total = incidents_of(view.dataset.rows).total
    line = f"{view.incidents:,} of {total:,} incidents: {view.filter.describe(view.unit_names)}"
    left_out = describe_left_out(view.selection)
    asked = ", ".join(value[:60] for value in not_found[:5])
    words = f"The link also asked for what is not in the data in use: {asked}"
    badges = ((words, True),) if asked else ()
    show_cards([Card(body=line, subtitle=left_out, badges=badges)], key="filter_line", width=60)


def open_incident(incident_id: str) -> None:
    """Show this incident's file on the page Incidents. For callbacks."""
    state.open_next(incident_id)
