"""The Timeline's controls: the step of the time axis, and what a click or a brush does."""

from datetime import date

import streamlit as st

from dashboard.periods import Freq, choose_freq
from dashboard.ui import parts, sidebar
from dashboard.ui.figure import Event

STEPS: dict[str, Freq | None] = {"By span": None, "Day": "day", "Week": "week", "Month": "month"}
_MOST_DAYS = 4000


def choose_step(first: date, last: date) -> Freq:
    """The step the reader chose, or the one that suits `first`..`last`."""
    chosen = st.segmented_control(
        "Count by", list(STEPS), key="step", bind="query-params", default="By span"
    )
    freq = STEPS.get(chosen or "") or choose_freq(first, last)
    if freq == "day" and (last - first).days > _MOST_DAYS:
        st.caption("Days are too many to tell apart over this span; counted by week.")
        return "week"
    return freq


def filter_dates(event: Event) -> None:
    """Set the date filter to the span brushed, or to the period clicked. For callbacks."""
    span = event.brushed or _clicked(event)
    days = [_day(text) for text in span or ()]
    if len(days) == 2 and days[0] and days[1]:
        sidebar.set_filter({"from": min(days), "to": max(days)})  # type: ignore[type-var]


def open_lane(event: Event) -> None:
    """Open the file of the incident clicked. For callbacks."""
    for point in event.points:
        data = point.get("customdata")
        if isinstance(data, list) and data and isinstance(data[0], str):
            parts.open_incident(data[0])
            return


def _clicked(event: Event) -> tuple[str, str] | None:
    for point in event.points:
        if isinstance(point.get("x"), str) and isinstance(point.get("customdata"), str):
            return point["x"], point["customdata"]
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
