"""The tone of each side: a dot at the mean of its origins, a line for the interval."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from dashboard.figures.drawing import Figure, trace
from dashboard.figures.theme import (
    Theme,
    base_layout,
    count_words,
    empty_figure,
    escape,
    side_color,
)
from dashboard.indicators.averages import signed
from dashboard.schema import vocabulary

_LANE: Final = 52  # pixels
NO_TONE: Final = "No account of this selection has a side"


def tone_lanes(table: pd.DataFrame, theme: Theme) -> Figure:
    """The rows of `indicators.averages.tone_by_side` as lanes from -1 to 1, a line at 0.

    A side that has too few origins for a mean has words in its lane and no dot.
    """
    if table.empty:
        return empty_figure(theme, NO_TONE)
    lanes = range(len(table))
    figure = Figure(layout=base_layout(theme, "tone by side"))
    for lane, row in zip(lanes, table.to_dict("records"), strict=True):
        color = side_color(row["side"], theme)
        few = bool(pd.isna(row["mean"]))
        if not few and pd.notna(row["low"]):
            interval = trace(
                "scatter", x=[row["low"], row["high"]], y=[lane + 0.12] * 2, mode="lines",
                line={"color": color, "width": 5}, hoverinfo="skip", opacity=0.55,
            )  # fmt: skip
            figure.add(interval)
        mean = trace(
            "scatter",
            x=[0.0 if few else row["mean"]],
            y=[lane + 0.12],
            mode="text" if few else "markers+text",
            marker={"color": color, "size": 13},
            text=["too few origins to average" if few else signed(row["mean"])],
            textposition="middle center" if few else "bottom center",
            textfont={"color": theme.muted if few else theme.text, "size": 12},
            hovertemplate="%{text}<extra></extra>",
        )
        figure.add(mean)
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=lane - 0.3, showarrow=False,
            text=escape(_lane_words(row)), font={"color": theme.text, "size": 12},
        )  # fmt: skip
    figure.update_layout(
        height=90 + _LANE * len(table), showlegend=False, dragmode=False, margin={"b": 30}
    )
    figure.update_xaxes(
        range=[-1.18, 1.18], tickvals=[-1, 0, 1], ticktext=["negative", "neutral", "positive"],
        fixedrange=True, zeroline=True,
    )  # fmt: skip
    figure.update_yaxes(visible=False, range=[len(table) - 0.4, -0.6], fixedrange=True)
    return figure


def tone_lanes_alt(table: pd.DataFrame) -> str:
    """What `tone_lanes` shows, in a sentence."""
    names = vocabulary("side")
    parts = [
        f"{names[row['side']].label} "
        + ("too few to average" if pd.isna(row["mean"]) else signed(row["mean"]))
        for row in table.to_dict("records")
    ]
    return f"Mean tone of the texts of each side from -1 to 1: {', '.join(parts) or 'no side'}."


def _lane_words(row: Mapping[Hashable, Any]) -> str:
    origins = count_words(row["origins"], "origin", "origins")
    name = vocabulary("side")[str(row["side"])].label
    return f"{name}: {row['scored']:,} of {row['accounts']:,} scored, {origins}"
