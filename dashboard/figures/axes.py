"""What timelines share: a legend above the drawing, and lines for triggers."""

from datetime import date
from typing import Any

import pandas as pd

from dashboard.figures.drawing import Figure
from dashboard.figures.theme import Theme, escape
from dashboard.periods import date_words

_ROW = 17  # pixels


def legend_above() -> dict[str, Any]:
    """A legend in rows above the drawing; a click on it hides nothing."""
    return {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1.02,
        "yanchor": "bottom",
        "font": {"size": 12},
        "itemclick": False,
        "itemdoubleclick": False,
        "traceorder": "normal",
    }


def add_triggers(
    figure: Figure,
    triggers: pd.DataFrame | None,
    first: pd.Timestamp,
    last: pd.Timestamp,
    theme: Theme,
) -> Figure:
    """`figure` with a dotted line and a number for each trigger of `first`..`last`.

    `triggers` has the columns date (datetime64), number (as the list beside the figure counts
    them) and label (text of the record, shown on hover).
    """
    if triggers is None:
        return figure
    within = triggers[triggers["date"].between(first, last)].sort_values("date")
    columns = (within[name] for name in ("date", "number", "label"))
    for row, (day, number, label) in enumerate(zip(*columns, strict=True)):
        late = (day - first) > (last - first) / 2
        figure.add_shape(
            type="line",
            xref="x",
            x0=f"{day:%Y-%m-%d}",
            x1=f"{day:%Y-%m-%d}",
            yref="paper",
            y0=0,
            y1=1,
            line={"color": theme.text, "width": 1.2, "dash": "dot"},
        )
        figure.add_annotation(
            x=f"{day:%Y-%m-%d}",
            y=1,
            yref="paper",
            yanchor="top",
            yshift=-_ROW * (row % 2),  # neighbours do not cover each other
            xanchor="right" if late else "left",
            text=f"{number}",
            hovertext=escape(label),
            showarrow=False,
            font={"size": 11, "color": theme.text},
            bgcolor=theme.panel,
            opacity=0.9,
        )
    return figure


def marks_outside(marks: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> str:
    """What is not drawn since it lies outside `first`..`last`, as sentences for a note; '' if all
    is."""
    outside = marks[~marks["date"].between(first, last)]
    return " ".join(
        f"Not drawn: {number}, {date_words(day)}, {'before' if day < first else 'after'} all that "
        "is drawn."
        for day, number in zip(outside["date"], outside["number"], strict=True)
    )


def break_mark(day: date | None) -> pd.DataFrame:
    """The collection break as a line for a time chart; no row where none is marked."""
    days = [day] if day else []
    return pd.DataFrame(
        {
            "date": pd.to_datetime(pd.Series(days, dtype="object")).astype("datetime64[s]"),
            "number": ["collecting changed"] * len(days),
            "label": [f"Marked by the reader: {date_words(day)}" for day in days],
        }
    )
