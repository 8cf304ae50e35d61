"""When incidents were first documented in each unit: a row per unit on one time axis."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from dashboard.figures.axes import add_triggers
from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.rows import HOLLOW, MARK_AT, labels_above, lay_out_rows
from dashboard.figures.theme import Theme, base_layout, count_words, empty_figure, escape
from dashboard.periods import date_words

LIMIT: Final = 20
"""Rows drawn at most."""

_LEAST = pd.Timedelta(days=14)


def first_dates_figure(table: pd.DataFrame, theme: Theme, marks: pd.DataFrame) -> Figure:
    """Rows of unit, name, first_date, first_last, exact: a dot, or a hollow line between the two.

    `marks` has date, number, label, as for a timeline. Only the first `LIMIT` rows are drawn.
    """
    if table.empty:
        return empty_figure(theme)
    shown = table.head(LIMIT)
    figure = Figure(
        [_row(number, row, theme) for number, row in enumerate(shown.to_dict("records"))],
        base_layout(theme, "first dates"),
    )
    figure.add(labels_above(shown["name"].tolist(), theme))
    lay_out_rows(figure, len(shown), 30 + 25 * bool(len(marks)))
    first, last = shown["first_date"].min(), shown["first_last"].max()
    if len(marks):
        # Room above the first row for what the lines are called.
        figure.update_yaxes(range=[len(shown) - 0.4, -1.2])
        first, last = min(first, marks["date"].min()), max(last, marks["date"].max())
    room = max((last - first) * 0.04, _LEAST)
    first, last = first - room, last + room
    figure.update_layout(
        xaxis={
            "type": "date",
            "range": [f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"],
            "nticks": 5,
            "tickangle": 0,
            "automargin": True,
        }
    )
    return add_triggers(figure, marks, first, last, theme)


def _row(number: int, row: Mapping[Hashable, Any], theme: Theme) -> Trace:
    exact = bool(row["exact"])
    days = [f"{row['first_date']:%Y-%m-%d}", f"{row['first_last']:%Y-%m-%d}"]
    return trace(
        "scatter",
        x=days[:1] if exact else days,
        y=[number + MARK_AT] * (1 if exact else 2),
        mode="markers" if exact else "lines+markers",
        marker={
            "size": 11 if exact else 9,
            "color": theme.accent if exact else HOLLOW,
            "line": {"width": 2, "color": theme.accent},
        },
        line={"width": 1.5, "color": theme.accent, "dash": "dot"},
        customdata=[[row["unit"], escape(row["name"]), _when(row)]] * (1 if exact else 2),
        hovertemplate="%{customdata[1]}: %{customdata[2]}<extra></extra>",
        showlegend=False,
    )


def first_dates_alt(table: pd.DataFrame) -> str:
    """What `first_dates_figure` shows, in a sentence."""
    if table.empty:
        return "First dates: no incident in a known unit."
    told = [f"{row['name']} {_when(row)}" for row in table.head(4).to_dict("records")]
    return f"First documented incident of {_units(table)}, the earliest: {'; '.join(told)}."


def first_dates_title(table: pd.DataFrame) -> str:
    """The finding: where and when the first was documented, and where the last new one."""
    if table.empty:
        return "No incident of this selection lies in a known unit"
    first = table.iloc[0].to_dict()
    start = f"First documented in {first['name']}, {_when(first)}"
    if len(table) == 1:
        return start
    last = table.iloc[-1].to_dict()
    return f"{start}; the latest of {_units(table)} to follow: {last['name']}, {_when(last)}"


def first_dates_rest(table: pd.DataFrame) -> str:
    """What is not drawn, as a sentence for the note; '' where all is."""
    rest = len(table) - LIMIT
    return f"{rest:,} later ones in the numbers." if rest > 0 else ""


def _units(table: pd.DataFrame) -> str:
    return count_words(len(table), "unit", "units")


def _when(row: Mapping[Hashable, Any]) -> str:
    first, last = (pd.Timestamp(str(row[end])).date() for end in ("first_date", "first_last"))
    return date_words(first) if row["exact"] else f"{date_words(first)} to {date_words(last)}"
