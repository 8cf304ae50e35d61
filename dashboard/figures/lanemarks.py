"""The marks on lanes: starts, other dates given, open ends, and the legend of all of them."""

from typing import Any, Final

import pandas as pd

from dashboard.figures.drawing import Trace, trace
from dashboard.figures.theme import Theme, action_color, action_words
from dashboard.schema import split_list

DAY: Final = pd.Timedelta(days=1)
BAR_AT: Final = 0.2  # middle of a bar, of a lane's height
HOVER: Final = (
    "<b>%{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]}<br>"
    "%{customdata[4]}<extra></extra>"
)
_NOON = pd.Timedelta(hours=12)
_TYPES: Final = 6  # action types in the legend; every lane names its own on hover


def starts(
    table: pd.DataFrame, colors: list[str], data: list[list[str | None]], theme: Theme
) -> Trace:
    dated = table[table["date_precision"] == "day"]
    return trace(
        "scatter",
        x=[f"{day + _NOON:%Y-%m-%d %H:%M}" for day in dated["first"]],
        y=[lane + BAR_AT for lane in dated.index],
        mode="markers",
        marker={
            "size": 12,
            "color": [colors[lane] for lane in dated.index],
            "line": {"color": theme.background, "width": 1.5},
        },
        showlegend=False,
        customdata=[data[lane] for lane in dated.index],
        hovertemplate=HOVER,
    )


def open_ends(table: pd.DataFrame, colors: list[str], data: list[list[str | None]]) -> Trace:
    still = table[table["open_end"]]
    return trace(
        "scatter",
        x=[f"{day + DAY:%Y-%m-%d}" for day in still["last"]],
        y=[lane + BAR_AT for lane in still.index],
        mode="markers",
        # Right of the bar's end, not on it: a day is narrower than the dot of its start. `standoff`
        # moves a mark backwards, so it is turned to the left and the triangle upside down.
        marker={
            "symbol": "triangle-down",
            "angle": -90,
            "standoff": 12,
            "size": 8,
            "color": [colors[lane] for lane in still.index],
        },
        showlegend=False,
        customdata=[data[lane] for lane in still.index],
        hovertemplate=HOVER,
    )


def other_days(table: pd.DataFrame) -> pd.DataFrame:
    """lane and day for each other start that a source gives and that is a day."""
    found = [
        (lane, pd.to_datetime(text, format="%Y-%m-%d", errors="coerce"))
        for lane, cell in table["disputed"].items()
        for text in split_list(cell)
    ]
    days = pd.DataFrame(found, columns=["lane", "day"])
    return days.astype({"day": "datetime64[s]"}).dropna()


def disputes(
    table: pd.DataFrame, colors: list[str], data: list[list[str | None]], theme: Theme
) -> Trace:
    others = other_days(table)
    return trace(
        "scatter",
        x=[f"{day + _NOON:%Y-%m-%d %H:%M}" for day in others["day"]],
        y=[lane + BAR_AT for lane in others["lane"]],
        mode="markers",
        marker={
            "size": 12,
            "color": theme.background,
            "line": {"color": [colors[lane] for lane in others["lane"]], "width": 2},
        },
        showlegend=False,
        customdata=[data[lane] for lane in others["lane"]],
        hovertemplate=HOVER,
    )


def legend(table: pd.DataFrame, theme: Theme) -> list[Trace]:
    """Entries for the commonest action types, then for what the marks mean."""
    types = table["action_type"].astype("str").value_counts(sort=True).index[:_TYPES]
    marks: list[tuple[str, dict[str, Any]]] = [
        (action_words(code)[1], {"symbol": "square", "color": action_color(code, theme)})
        for code in types
    ]
    grey = theme.muted
    marks += [
        ("surely lasted", {"symbol": "square", "color": grey}),
        ("possibly lasted", {"symbol": "square-x-open", "color": grey}),
        ("start day known", {"symbol": "circle", "color": grey}),
        ("end not given", {"symbol": "triangle-right", "color": grey}),
    ]
    if (table["disputed"] != "").any():
        marks.append(("other date given", {"symbol": "circle-open", "color": grey}))
    return [
        trace(
            "scatter",
            x=[None],
            y=[None],
            mode="markers",
            marker={"size": 10, **mark},
            name=words,
            hoverinfo="skip",
            showlegend=True,
        )
        for words, mark in marks
    ]
