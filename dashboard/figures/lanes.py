"""One lane per incident on a time axis, with what its dates leave open drawn as open."""

from collections.abc import Hashable
from typing import Any, Final

import pandas as pd

from dashboard.figures.axes import add_triggers, legend_above
from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.lanemarks import (
    BAR_AT,
    DAY,
    HOVER,
    disputes,
    legend,
    open_ends,
    other_days,
    starts,
)
from dashboard.figures.theme import (
    Theme,
    action_color,
    action_words,
    base_layout,
    count_words,
    empty_figure,
    escape,
    shorten,
)
from dashboard.periods import date_words, range_words

_LANE: Final = 40  # pixels
_CHARACTERS: Final = 54  # of a title that fits a phone
_BAR, _TITLE_AT = 0.34, -0.22  # height of a bar and middle of its title, of a lane's height
_PRECISION = {
    "day": "known to the day",
    "week": "known to the week",
    "month": "known to the month",
    "year": "known to the year",
}


def lanes_timeline(
    lanes: pd.DataFrame, theme: Theme, triggers: pd.DataFrame | None = None
) -> Figure:
    """One lane per row of `lanes.lanes`, the latest on top, the title above the bar.

    Solid: days that it surely lasted. Hatched: days that it may have lasted, so a start known to
    the month is a hatched month and never a point. A dot marks a start known to the day, however
    far the reader has zoomed out; a hollow dot another day that a source gives for it; a triangle
    an end that nobody gives. A click brings customdata `[incident_id, ...]`. `layout.height` grows
    with the lanes.
    """
    if lanes.empty:
        return empty_figure(theme)
    table = lanes.iloc[::-1].reset_index(drop=True)
    data = [_words(row) for row in table.to_dict("records")]
    colors = [action_color(str(code), theme) for code in table["action_type"]]
    figure = Figure(
        [
            _possible(table, colors, data, theme),
            _certain(table, colors, data),
            starts(table, colors, data, theme),
            open_ends(table, colors, data),
            disputes(table, colors, data, theme),
            _titles(table, data, theme),
            *legend(table, theme),
        ],
        base_layout(theme, "lanes"),
    )
    others = other_days(table)["day"]
    first = min([table["first"].min(), *others])
    last = max([table["last"].max(), *others]) + DAY
    margin = max(3 * DAY, (last - first) * 0.04)
    first, last = first - margin, last + margin
    figure.update_layout(
        height=90 + _LANE * len(table),
        barmode="overlay",
        dragmode="pan",
        legend=legend_above(),
        xaxis2={"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True},
    )
    axis = {"type": "date", "range": [f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"], "nticks": 5}
    figure.update_layout(xaxis={**axis, "tickangle": 0, "automargin": True})
    top = -0.6 if triggers is None or triggers.empty else -1.4
    figure.update_yaxes(visible=False, range=[len(table) - 0.4, top], fixedrange=True)
    return add_triggers(figure, triggers, first, last, theme)


def lanes_alt(lanes: pd.DataFrame) -> str:
    """What `lanes_timeline` shows, in a sentence or two."""
    if lanes.empty:
        return "Lanes without incidents: none in this selection."
    dated = int((lanes["date_precision"] == "day").sum())
    return (
        f"Lanes of {count_words(len(lanes))}, {date_words(lanes['first'].min())} to "
        f"{date_words(lanes['last'].max())}; the start of {dated:,} is known to the day, "
        f"of {len(lanes) - dated:,} only to the week, month or year."
    )


def _words(row: dict[Hashable, Any]) -> list[str | None]:
    first, last = pd.Timestamp(str(row["first"])), pd.Timestamp(str(row["last"]))
    precision = _PRECISION.get(str(row["date_precision"]), "")
    days = range_words(first.date(), last.date())
    if precision != _PRECISION["day"]:
        days = f"at some time in {days}"
    end = "; end not given" if row["open_end"] else ""
    if row["disputed"]:
        end += f"; disputed, also given as {escape(row['disputed'].replace(';', ', '))}"
    one, _ = action_words(str(row["action_type"]))
    return [
        str(row["incident_id"]),
        escape(shorten(row["title"], 90)) or "without a title",
        f"{days} (start {precision}{end})",
        one,
        escape(row["unit_name"]),
    ]


def _spans(table: pd.DataFrame, first: str, last: str) -> dict[str, Any]:
    """Bars from the start of day `first` to the end of day `last`."""
    ends = table[last] + DAY
    lengths = (ends - table[first]).dt.total_seconds() * 1000
    return {
        "base": [f"{day:%Y-%m-%d}" for day in table[first]],
        "x": lengths.tolist(),
        "y": [lane + BAR_AT for lane in table.index],
    }


def _possible(
    table: pd.DataFrame, colors: list[str], data: list[list[str | None]], theme: Theme
) -> Trace:
    return trace(
        "bar",
        **_spans(table, "first", "last"),
        orientation="h",
        width=_BAR,
        marker={
            "color": colors,
            "line": {"color": colors, "width": 1},
            "pattern": {
                "shape": "/",
                "size": 6,
                "solidity": 0.25,
                "fillmode": "replace",
                "bgcolor": theme.background,
            },
        },
        showlegend=False,
        customdata=data,
        hovertemplate=HOVER,
    )


def _certain(table: pd.DataFrame, colors: list[str], data: list[list[str | None]]) -> Trace:
    sure = table[table["certain_first"].notna()]
    return trace(
        "bar",
        **_spans(sure, "certain_first", "certain_last"),
        orientation="h",
        width=_BAR,
        marker={"color": [colors[lane] for lane in sure.index]},
        showlegend=False,
        customdata=[data[lane] for lane in sure.index],
        hovertemplate=HOVER,
    )


def _titles(table: pd.DataFrame, data: list[list[str | None]], theme: Theme) -> Trace:
    """Titles at the left edge, on an axis of their own: they stay when the reader zooms."""
    return trace(
        "scatter",
        x=[0] * len(table),
        y=[lane + _TITLE_AT for lane in table.index],
        xaxis="x2",
        mode="text",
        text=[escape(shorten(title, _CHARACTERS)) for title in table["title"]],
        textposition="middle right",
        textfont={"size": 12, "color": theme.text},
        customdata=data,
        hovertemplate=HOVER,
        showlegend=False,
    )
