"""What timelines share: a legend above the drawing, and lines for triggers."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import Theme, escape

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
    figure: go.Figure,
    triggers: pd.DataFrame | None,
    first: pd.Timestamp,
    last: pd.Timestamp,
    theme: Theme,
) -> go.Figure:
    """`figure` with a dotted line and a number for each trigger of `first`..`last`.

    `triggers` has the columns date (datetime64), number (as the list beside the figure counts
    them) and label (text of the record, shown on hover).
    """
    if triggers is None:
        return figure
    within = triggers[triggers["date"].between(first, last)].sort_values("date")
    columns = (within[name] for name in ("date", "number", "label"))
    for row, (date, number, label) in enumerate(zip(*columns, strict=True)):
        late = (date - first) > (last - first) / 2
        figure.add_shape(
            type="line",
            xref="x",
            x0=f"{date:%Y-%m-%d}",
            x1=f"{date:%Y-%m-%d}",
            yref="paper",
            y0=0,
            y1=1,
            line={"color": theme.text, "width": 1.2, "dash": "dot"},
        )
        figure.add_annotation(
            x=f"{date:%Y-%m-%d}",
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
