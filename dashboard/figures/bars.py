"""Horizontal bars: counts by code, each label above its bar and its number at the end."""

from typing import Final

import pandas as pd

from dashboard.figures.drawing import Figure, trace
from dashboard.figures.theme import (
    ACTION_COLORS,
    Theme,
    base_layout,
    count_words,
    empty_figure,
    escape,
    shorten,
)
from dashboard.schema import WITHHELD

LIMIT: Final = 15
"""Bars drawn at most; a last one sums up the rest."""

_HOLLOW = "rgba(0,0,0,0)"
_LANE = 40  # pixels
_CHARACTERS = 54  # of a label that fits a phone


def bars(
    table: pd.DataFrame, theme: Theme, unit: str = "incidents", by_type: bool = False
) -> Figure:
    """The rows of `summaries.count_by_code` (code, label, incidents) as bars, in their order.

    A row without a code ('Not stated') is hollow, and so is one that is withheld: they are none of
    the values. `by_type` gives each bar the colour of its action type. A click brings customdata
    `[code, ...]`, None for a hollow one.
    """
    if table.empty:
        return empty_figure(theme)
    shown = _cut(table)
    numbers, codes = shown["incidents"].tolist(), shown["code"].tolist()
    stated = is_told(shown["code"]).tolist()
    colors = [ACTION_COLORS.get(str(c), theme.accent) if by_type else theme.accent for c in codes]
    pairs = list(zip(colors, stated, strict=True))
    lanes = list(range(len(shown)))
    data = [
        [code if known else None, escape(words)]
        for code, known, words in zip(codes, stated, shown["label"], strict=True)
    ]
    drawn = trace(
        "bar",
        y=[lane + 0.22 for lane in lanes],
        x=numbers,
        orientation="h",
        width=0.38,
        marker={
            "color": [color if known else _HOLLOW for color, known in pairs],
            "line": {
                "color": [color if known else theme.muted for color, known in pairs],
                "width": 1,
            },
        },
        text=[f"{number:,}" for number in numbers],
        textposition="outside",
        textfont={"color": theme.text},
        cliponaxis=False,
        customdata=data,
        hovertemplate=f"%{{customdata[1]}}: %{{x:,}} {unit}<extra></extra>",
        showlegend=False,
    )
    labels = trace(
        "scatter",
        x=[0] * len(shown),
        y=[lane - 0.2 for lane in lanes],
        mode="text",
        text=[escape(shorten(words, _CHARACTERS)) for words in shown["label"]],
        textposition="middle right",
        textfont={"size": 12, "color": theme.text},
        customdata=data,
        hovertemplate="%{customdata[1]}<extra></extra>",
        showlegend=False,
    )
    figure = Figure([drawn, labels], base_layout(theme, "bars"))
    figure.update_layout(height=24 + _LANE * len(shown), dragmode=False)
    figure.update_xaxes(visible=False, range=[0, max(numbers) * 1.15], fixedrange=True)
    figure.update_yaxes(visible=False, range=[len(shown) - 0.45, -0.55], fixedrange=True)
    return figure


def bars_alt(table: pd.DataFrame, what: str) -> str:
    """What `bars` shows, in a sentence; `what` is the column's name in words: 'demands'."""
    if table.empty:
        return f"Bars of {what}: no incidents in this selection."
    parts = [
        f"{label} {number:,}"
        for label, number in zip(table["label"].head(4), table["incidents"].head(4), strict=True)
    ]
    values = count_words(int(is_told(table["code"]).sum()), "value", "values")
    return f"Bars of {what}, {values}: {', '.join(parts)}."


def is_told(codes: "pd.Series[str]") -> "pd.Series[bool]":
    """Which codes are values: not those that no source gives, nor those withheld."""
    return codes.notna() & (codes != WITHHELD)


def _cut(table: pd.DataFrame) -> pd.DataFrame:
    """The first `LIMIT` bars, the rest as one row without a code; what is none of the values stays
    last."""
    told = is_told(table["code"])
    coded, rest = table[told], table[~told]
    if len(coded) <= LIMIT:
        return table.reset_index(drop=True)
    more = coded.iloc[LIMIT - 1 :]
    words = f"{len(more)} other values (an incident may have several)"
    total = int(more["incidents"].sum())
    summed = pd.DataFrame({"code": [None], "label": [words], "incidents": [total]})
    shown = [coded.iloc[: LIMIT - 1], summed.astype({"code": "str"}), rest]
    return pd.concat(shown, ignore_index=True)
