"""What figures in rows share: a label above each row, so that a phone has the width for the row."""

from collections.abc import Sequence
from typing import Final

from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.theme import Theme, escape, shorten

ROW: Final = 42
"""Height of a row with its label, in pixels."""
MARK_AT: Final = 0.2
"""Middle of the marks, of a row's height below its number; the label is above it."""
HOLLOW: Final = "rgba(0,0,0,0)"
CHARACTERS: Final = 50
"""Of a label that fits a phone."""

_LABEL_AT = -0.2


def labels_above(texts: Sequence[str], theme: Theme, rows: Sequence[float] | None = None) -> Trace:
    """Record text or words above the rows 0, 1 .. or `rows`, from the left edge of the figure."""
    places = list(range(len(texts))) if rows is None else list(rows)
    return trace(
        "scatter",
        x=[0] * len(texts),
        y=[place + _LABEL_AT for place in places],
        xaxis="x2",
        mode="text",
        text=[escape(shorten(text, CHARACTERS)) for text in texts],
        textposition="middle right",
        textfont={"size": 12, "color": theme.text},
        cliponaxis=False,
        hovertext=[escape(text) for text in texts],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def lay_out_rows(figure: Figure, number: float, more: int = 0) -> Figure:
    """`figure` with room for `number` rows and `more` pixels, the first row on top."""
    figure.update_layout(
        height=34 + round(ROW * number) + more,
        dragmode=False,
        xaxis2={"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True},
    )
    figure.update_xaxes(fixedrange=True)
    return figure.update_yaxes(visible=False, range=[number - 0.4, -0.6], fixedrange=True)
