"""The components of a profile in words: values, what they are computed from, why one is missing."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from dashboard.figures.chances import SIGN, percent
from dashboard.figures.profiles import NO_DATA
from dashboard.indicators.averages import signed
from dashboard.indicators.grounds import WINDOWS
from dashboard.indicators.profile import FEWEST, PER_PEOPLE
from dashboard.indicators.wording import counted
from dashboard.ui.behind import Numbers, cells
from dashboard.ui.headlines import incidents_words

NAMES = {
    "intensity": "Intensity",
    "momentum": "Momentum",
    "size": "Size",
    "spread": "Spread around it",
    "grievance": "Grievance pressure",
    "response": "Hard responses",
    "tone": "Tone of local texts",
}
CONDITIONS = {
    "size": "with a number of workers",
    "spread": "of its neighbors",
    "grievance": "with demands",
    "response": "with a known response",
    "tone": "with a scored local text",
}
"""What an incident needs to enter a component."""
Component = Mapping[Hashable, Any]
"""A row of `indicators.profile`."""


def value_words(row: Component) -> str:
    """The value as a reader takes it: '35 workers', '1 of 1, taken as 75 %'."""
    name, value = row["component"], row["value"]
    if np.isnan(value):
        return NO_DATA
    if name == "intensity":
        per = " and 100,000 people" if row["measured"] == PER_PEOPLE else ""
        return f"{value:.3g} a week{per}"
    if name == "size":
        return counted(round(10**value), "worker")
    if name == "tone":
        return signed(value)
    if name == "momentum":
        return percent(value)
    share = f"{100 * value:.0f}{SIGN}"
    if name in ("grievance", "response"):
        return f"{row['known'] * value + value - 0.5:,.0f} of {row['known']:,}, taken as {share}"
    return share


def place_words(row: Component) -> str:
    """The percentile: '75 of 100'."""
    return NO_DATA if np.isnan(row["percentile"]) else f"{row['percentile']:.0f} of 100"


def known_words(row: Component) -> str:
    """How much of the last year is known: '12 of 64 incidents with demands'."""
    name = row["component"]
    of = incidents_words(row["of"])
    if name in CONDITIONS and name != "spread":
        return f"{row['known']:,} of {of} {CONDITIONS[name]}"
    return of


def made_of(row: Component, numbers: Numbers) -> str:
    """The incidents that enter the value, or why it has none."""
    name = row["component"]
    if not np.isnan(row["value"]):
        return numbers[name].label
    if name == "momentum":
        seen = numbers[name].incidents
        weeks = f"{WINDOWS[name]} weeks"
        return (
            f"nothing: {incidents_words(seen)} in {weeks}, and it needs {FEWEST}"
            if seen < FEWEST
            else f"nothing: it needs records of {weeks}"
        )
    if name in CONDITIONS and name != "spread":
        return f"nothing: no incident of 52 weeks {CONDITIONS[name]}"
    return "nothing: no neighbor is known" if name == "spread" else "nothing: no week is covered"


def opens(row: Component, numbers: Numbers) -> str:
    """The key of the number to list; '' where there is no value."""
    return "" if np.isnan(row["value"]) else cells(numbers, (row["component"],))[0]


def points_words(points: float) -> str:
    """What a component adds to the composite."""
    return "nothing" if np.isnan(points) else f"{points:.1f} points"
