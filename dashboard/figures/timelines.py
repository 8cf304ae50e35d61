"""Timelines: incidents per period as stacked bars."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.figures.axes import add_triggers, legend_above
from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.theme import (
    Theme,
    action_color,
    action_words,
    base_layout,
    count_words,
    empty_figure,
)
from dashboard.periods import Freq, date_words

ENTRIES: Final = 6
"""Entries of a legend: the commonest action types, and 'other types' for the rest."""

_OTHER = "other"
_STEPS = {
    "day": pd.DateOffset(days=1),
    "week": pd.DateOffset(days=7),
    "month": pd.DateOffset(months=1),
}
_HOVERS = {"day": "%{x|%-d %b %Y}", "week": "Week of %{x|%-d %b %Y}", "month": "%{x|%b %Y}"}
_LEAST = pd.Timedelta(days=14)
_MILLISECOND = np.timedelta64(1, "ms")
_FEW = 6  # up to here every whole number gets a line
_OUTLINED = 120  # from so many periods on, an outline would eat the bars


def counts_timeline(
    counts: pd.DataFrame, freq: Freq, theme: Theme, triggers: pd.DataFrame | None = None
) -> Figure:
    """Stacked bars of `summaries.count_by_period`, each exactly as wide as its period.

    `triggers` has the columns date and label: a dotted line each. Dragging selects a span of
    days. A click brings x, the first day, and customdata, the last, both ISO 8601.
    """
    shown = counts[counts["incidents"] > 0]
    if shown.empty:
        return empty_figure(theme)
    kinds = _grouped(shown)
    outline = 0.6 if counts["period"].nunique() < _OUTLINED else 0
    figure = Figure(
        [
            _stack(kinds[kinds["kind"] == kind], freq, theme, outline)
            for kind in kinds["kind"].unique()
        ],
        base_layout(theme, f"counts {freq}"),
    )
    first, last = _axis(counts["period"].min(), counts["period"].max() + _STEPS[freq])
    total = int(shown["incidents"].sum())
    tallest = int(shown.groupby("period")["incidents"].sum().max())
    figure.update_layout(
        height=320,
        barmode="stack",
        dragmode="select",
        selectdirection="h",
        # New data end the reader's brush: it has become the filter.
        selectionrevision=f"{first:%Y%m%d} {last:%Y%m%d} {total}",
        legend=legend_above(),
    )
    figure.update_xaxes(
        type="date",
        range=[f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"],
        showgrid=False,
        automargin=True,
        nticks=5,
        tickangle=0,
    )
    figure.update_yaxes(
        title={"text": f"incidents per {freq}"},
        range=[0, tallest * (1.1 if triggers is None or triggers.empty else 1.3)],
        tickformat=",d",
        dtick=1 if tallest <= _FEW else None,
        nticks=6,
        fixedrange=True,
        automargin=True,
    )
    return add_triggers(figure, triggers, first, last, theme)


def counts_alt(counts: pd.DataFrame, freq: Freq) -> str:
    """What `counts_timeline` shows, in a sentence or two."""
    by_period = counts.groupby("period")["incidents"].sum()
    if not by_period.sum():
        return "Timeline without incidents: none in this selection is dated to the period."
    when = period_words(pd.Timestamp(str(by_period.idxmax())), freq)
    types = counts.groupby("action_type", observed=True)["incidents"].sum().nlargest(3)
    named = [f"{number:,} {_words(str(kind), number)}" for kind, number in types.items() if number]
    return (
        f"Timeline of {count_words(int(by_period.sum()))} per {freq}, "
        f"{date_words(by_period.index.min())} to {date_words(_end(by_period.index.max(), freq))}: "
        f"{', '.join(named)}. Most in one {freq}: {by_period.max():,} ({when})."
    )


def period_words(start: pd.Timestamp, freq: Freq) -> str:
    """'5 Jan 2026', 'Week of 5 Jan 2026' or 'Jan 2026'."""
    if freq == "month":
        return date_words(start).split(" ", 1)[1]
    return f"Week of {date_words(start)}" if freq == "week" else date_words(start)


def _axis(first: pd.Timestamp, last: pd.Timestamp) -> tuple[pd.Timestamp, pd.Timestamp]:
    """At least two weeks, so that one day's bar does not fill the figure."""
    room = max(_LEAST - (last - first), pd.Timedelta(0))
    before = (room / 2).floor("D")
    return first - before, last + (room - before)


def _words(kind: str, number: int) -> str:
    one, many = action_words(kind)
    return one if number == 1 else many


def _end(start: pd.Timestamp, freq: Freq) -> pd.Timestamp:
    """The last day of a period."""
    return start + _STEPS[freq] - pd.Timedelta(days=1)


def _grouped(shown: pd.DataFrame) -> pd.DataFrame:
    """Columns period, kind, incidents, the commonest kind first; rare types become one kind."""
    kinds = shown["action_type"].astype("str").where(shown["action_type"].notna(), _OTHER)
    totals = shown["incidents"].groupby(kinds).sum().sort_values(ascending=False, kind="stable")
    named = totals.index if len(totals) <= ENTRIES else totals.drop(_OTHER, errors="ignore").index
    kept = named[:ENTRIES] if len(totals) <= ENTRIES else named[: ENTRIES - 1]
    table = shown.assign(kind=kinds.where(kinds.isin(kept), "rest"))
    table = table.groupby(["period", "kind"], sort=False)["incidents"].sum().reset_index()
    rank = {kind: number for number, kind in enumerate([*kept, "rest"])}
    return table.sort_values(
        ["kind", "period"], key=lambda c: c.map(rank) if c.name == "kind" else c
    )


def _stack(table: pd.DataFrame, freq: Freq, theme: Theme, outline: float) -> Trace:
    kind = str(table["kind"].iloc[0])
    starts = table["period"]
    after = starts + _STEPS[freq]
    words = "other types" if kind == "rest" else action_words(kind)[1]
    return trace(
        "bar",
        x=_texts(starts),
        y=table["incidents"].to_numpy(),
        offset=0,
        width=(after - starts).to_numpy() / _MILLISECOND,
        name=words,
        marker={
            "color": action_color(kind, theme),
            "line": {"color": theme.background, "width": outline},
        },
        customdata=_texts(after - pd.Timedelta(days=1)),
        hovertemplate=f"{_HOVERS[freq]}, {words}: %{{y:,d}}<extra></extra>",
        showlegend=True,
    )


def _texts(days: "pd.Series[pd.Timestamp]") -> npt.NDArray[np.object_]:
    """ISO 8601. An array: Plotly looks at every item of a list."""
    return np.datetime_as_string(days.to_numpy().astype("datetime64[D]")).astype(object)
