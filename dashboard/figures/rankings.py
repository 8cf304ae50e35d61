"""Shares with their exact intervals, one row each, ordered as the table is."""

from typing import Final

import pandas as pd

from dashboard.figures.drawing import Figure, trace
from dashboard.figures.rows import MARK_AT, labels_above, lay_out_rows
from dashboard.figures.theme import Theme, base_layout, empty_figure, escape

LIMIT: Final = 15
"""Rows drawn at most."""

_ROOM = 0.38  # of the width, for the numbers at the end


def share_ranking(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of code, label, incidents, of, share, low, high (0..1): a dot on its 95 % interval.

    At the end stands 'n of N (x %)'. Only the first `LIMIT` rows are drawn; `ranking_rest` says how
    many are not. A click brings customdata `[code, ...]`.
    """
    if table.empty:
        return empty_figure(theme)
    shown = table.head(LIMIT).reset_index(drop=True)
    words = [_numbers(row) for row in shown.itertuples()]
    data = [
        [code, escape(name), number, f"{low:.0%} to {high:.0%}"]
        for code, name, number, low, high in zip(
            shown["code"], shown["label"], words, shown["low"], shown["high"], strict=True
        )
    ]
    rows = [row + MARK_AT for row in range(len(shown))]
    hover = "%{customdata[1]}: %{customdata[2]}, 95 % interval %{customdata[3]}<extra></extra>"
    dots = trace(
        "scatter",
        x=shown["share"].tolist(),
        y=rows,
        mode="markers",
        marker={"size": 11, "color": theme.accent},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (shown["high"] - shown["share"]).tolist(),
            "arrayminus": (shown["share"] - shown["low"]).tolist(),
            "color": theme.accent,
            "thickness": 1.6,
            "width": 5,
        },
        customdata=data,
        hovertemplate=hover,
        showlegend=False,
    )
    ends = trace(
        "scatter",
        x=shown["high"].tolist(),
        y=rows,
        mode="text",
        text=[f"  {number}" for number in words],
        textposition="middle right",
        textfont={"size": 12, "color": theme.text},
        cliponaxis=False,
        customdata=data,
        hovertemplate=hover,
        showlegend=False,
    )
    labels = labels_above(shown["label"].tolist(), theme)
    figure = Figure([dots, ends, labels], base_layout(theme, "ranking"))
    lay_out_rows(figure, len(shown), 26)
    return figure.update_layout(xaxis=_axis(float(shown["high"].max())))


def ranking_alt(table: pd.DataFrame, what: str) -> str:
    """What `share_ranking` shows, in a sentence; `what` is the label in words: 'demands'."""
    if table.empty:
        return f"Shares of {what}: no incidents in this selection."
    parts = [f"{row.label} {_numbers(row)}" for row in table.head(4).itertuples()]
    return f"Shares of {what} with 95 % intervals, {len(table):,} values: {', '.join(parts)}."


def ranking_rest(table: pd.DataFrame) -> str:
    """What is not drawn, as a sentence for the note; '' where all is."""
    rest = len(table) - LIMIT
    return f"{rest:,} rarer {'one is' if rest == 1 else 'ones are'} not drawn." if rest > 0 else ""


def ranking_title(table: pd.DataFrame) -> str:
    """The finding: the most frequent, and whether its interval stands clear of the next one's."""
    if table.empty:
        return "No incident of this selection states demands"
    top = table.iloc[0]
    number = f"{top['label']}: named by {_numbers(top)} incidents that state demands"
    clear = len(table) == 1 or top["low"] > table["high"].iloc[1]
    return number if clear else f"{number}; its lead on the next is within the uncertainty"


def _axis(highest: float) -> dict[str, object]:
    """A scale in percent up to `highest`, with room right of it for the numbers."""
    step = next(step for step in (0.05, 0.1, 0.2, 0.25) if step == 0.25 or highest / step <= 4)
    ticks = [step * number for number in range(int(highest / step + 1e-9) + 1)]
    return {
        # A little left of 0, so that a mark there is whole.
        "range": [-0.02 * highest, highest / (1 - _ROOM)],
        "tickvals": ticks,
        "ticktext": [f"{tick:.0%}" for tick in ticks],
        "zeroline": True,
        "automargin": True,
    }


def _numbers(row: object) -> str:
    """'39 of 93 (42 %)'."""
    count, of = row.incidents, row.of  # type: ignore[attr-defined]
    share = row.share  # type: ignore[attr-defined]
    return f"{count:,} of {of:,} ({100 * share:.0f} %)"
