"""A region's components as percentiles, and the ranks of regions with their intervals."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.rows import HOLLOW, MARK_AT, labels_above, lay_out_rows
from dashboard.figures.theme import Theme, base_layout, empty_figure, escape

LIMIT: Final = 20
"""Rows drawn at most."""

NO_DATA: Final = "no data"
_ROOM = 0.3  # of the width, for the words at the end


def profile_figure(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of label, said, percentile (0-100, NaN: no data) of one unit, a dot each.

    A component without data has a hollow mark at the left edge and says so: it is not 0.
    """
    if table.empty:
        return empty_figure(theme)
    rows = [row + MARK_AT for row in range(len(table))]
    known = table["percentile"].notna().to_numpy()
    dots = trace(
        "scatter",
        x=table["percentile"].fillna(0).tolist(),
        y=rows,
        mode="markers+text",
        marker={
            "size": 11,
            "color": [theme.accent if there else HOLLOW for there in known],
            "line": {"width": 1.6, "color": [theme.accent if there else theme.muted
                                             for there in known]},
        },
        text=[f"  {said}" for said in table["said"]],
        textposition="middle right",
        textfont={"size": 12, "color": theme.text},
        cliponaxis=False,
        hovertemplate="%{text}<extra></extra>",
        showlegend=False,
    )  # fmt: skip
    figure = Figure(
        [dots, labels_above(table["label"].tolist(), theme)], base_layout(theme, "profile")
    )
    lay_out_rows(figure, len(table), 46)
    return figure.update_layout(
        xaxis={
            "range": [-2, 100 / (1 - _ROOM)],
            "tickvals": [0, 25, 50, 75, 100],
            "zeroline": False,
            "automargin": True,
            "title": {"text": "percentile among all units and the last 52 weeks"},
        }
    )


def profile_alt(table: pd.DataFrame, name: str) -> str:
    """What `profile_figure` shows, in a sentence; `name` is of the unit."""
    told = [f"{label} {said}" for label, said in zip(table["label"], table["said"], strict=True)]
    return f"Profile of {name}: {'; '.join(told)}."


def ranks_figure(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of unit, name, score (0-100), rank, rank_low, rank_high, few: a dot on its interval.

    A unit with too `few` incidents to be judged by its rank is a hollow mark on no scale. Only the
    first `LIMIT` rows are drawn. A click brings customdata `[unit, ...]`.
    """
    if table.empty:
        return empty_figure(theme, "No unit has enough components for a composite")
    shown = table.head(LIMIT).reset_index(drop=True)
    few = shown["few"].to_numpy(dtype=bool)
    ranked = shown[~few]
    right = ranked[["rank", "rank_high"]].max(axis=1)
    figure = Figure(
        [
            _ranks(ranked, theme),
            _rank_words_at(ranked, right.tolist(), theme),
            _too_few(shown[few], theme),
            labels_above(shown["name"].tolist(), theme),
        ],
        base_layout(theme, "ranks"),
    )
    lay_out_rows(figure, len(shown), 46)
    return figure.update_layout(
        xaxis={
            "range": [0.5, float(right.max() if len(right) else 2) / 0.55],
            "visible": len(ranked) > 0,
            "nticks": 6,
            "zeroline": False,
            "automargin": True,
            "title": {"text": "rank, 1 is the highest; line: 5 to 95 % of 500 other choices"},
        }
    )


def _ranks(part: pd.DataFrame, theme: Theme) -> Trace:
    """Dots at the ranks of `part`, whose index says the rows, each on its interval."""
    return trace(
        "scatter",
        x=part["rank"].tolist(),
        y=[row + MARK_AT for row in part.index],
        mode="markers",
        marker={"size": 9, "color": theme.accent},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (part["rank_high"] - part["rank"]).clip(lower=0).tolist(),
            "arrayminus": (part["rank"] - part["rank_low"]).clip(lower=0).tolist(),
            "color": theme.accent,
            "thickness": 1.8,
            "width": 5,
        },
        **_said(part),
    )


def _rank_words_at(part: pd.DataFrame, places: list[float], theme: Theme) -> Trace:
    return trace(
        "scatter",
        x=places,
        y=[row + MARK_AT for row in part.index],
        mode="text",
        text=[f"  {_rank_words(row)}" for row in part.to_dict("records")],
        textposition="middle right",
        textfont={"size": 12, "color": theme.text},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )


def _too_few(part: pd.DataFrame, theme: Theme) -> Trace:
    """Hollow marks at the left edge, on no scale: these units have no rank."""
    return trace(
        "scatter",
        x=[0.01] * len(part),
        y=[row + MARK_AT for row in part.index],
        xaxis="x2",
        mode="markers+text",
        marker={"size": 9, "color": HOLLOW, "line": {"color": theme.muted, "width": 1.6}},
        text=[f"  {_rank_words(row)}" for row in part.to_dict("records")],
        textposition="middle right",
        textfont={"size": 12, "color": theme.muted},
        cliponaxis=False,
        **_said(part),
    )


def _said(part: pd.DataFrame) -> dict[str, Any]:
    rows = part.to_dict("records")
    return {
        "customdata": [[row["unit"], escape(row["name"]), _rank_words(row)] for row in rows],
        "hovertemplate": "%{customdata[1]}: %{customdata[2]}<extra></extra>",
        "showlegend": False,
    }


def ranks_alt(table: pd.DataFrame) -> str:
    """What `ranks_figure` shows, in a sentence."""
    told = [f"{row['name']} {_rank_words(row)}" for row in table.head(4).to_dict("records")]
    return f"Composite of {len(table):,} units, descriptive: {', '.join(told) or 'none'}."


def ranks_title(table: pd.DataFrame) -> str:
    """The finding: how far the first rank could be otherwise."""
    if table.empty:
        return "Descriptive: no unit has enough components for a composite"
    name, number = table["name"].iloc[0], len(table)
    if number == 1:
        return f"Descriptive: {name} alone has a composite, with nothing to rank against"
    judged = table[~table["few"]]
    if judged.empty:
        return f"Descriptive: none of {number:,} units has enough incidents to be judged by a rank"
    first = judged[judged["rank_low"] < 1.5]
    if first.empty:
        return f"Descriptive: none of {number:,} units stands clearly first with other choices"
    if len(first) > 1:
        return (
            f"Descriptive: {len(first):,} of {number:,} units could stand first with other choices"
        )
    name = first["name"].iloc[0]
    if first["rank_high"].iloc[0] < 1.5:
        return f"Descriptive: {name} ranks first with at least 90 % of other choices"
    return (
        f"Descriptive: of {number:,} units only {name} could stand first with other choices, and "
        "not with all"
    )


def _rank_words(row: Mapping[Hashable, Any]) -> str:
    """'rank 2 to 5; score 61'."""
    if row["few"]:
        return f"too few incidents for a rank; score {row['score']:.0f}"
    return f"rank {row['rank_low']:.0f} to {row['rank_high']:.0f}; score {row['score']:.0f}"


def judged_ranks(table: pd.DataFrame) -> pd.DataFrame:
    """The numbers of `ranks_figure`: ranks are missing for units with too few incidents."""
    ranks = ["rank", "rank_low", "rank_high"]
    told = table[["name", "score", *ranks, "components"]].copy()
    told[ranks] = told[ranks].mask(table["few"])
    return told


def ranks_rest(table: pd.DataFrame) -> str:
    """What is not drawn, as a sentence for the note; '' where all is."""
    rest = len(table) - LIMIT
    return f"{rest:,} more in the numbers." if rest > 0 else ""
