"""When incidents were first documented in each first-level unit, as shades of a map."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from dashboard.figures.basemap import Boundaries, Labels, View
from dashboard.figures.drawing import Figure, Trace
from dashboard.figures.mapparts import (
    NO_REPORTS,
    HoverRows,
    discs,
    flat_units,
    hover_rows,
    map_layout,
    outline,
)
from dashboard.figures.theme import Theme, count_words, escape
from dashboard.periods import date_words, known_words, last_day

TOO_VAGUE: Final = "between two shades"
ORIGIN: Final = "start of the front"

_SHADES = 5
_YEARS_FROM, _MONTHS_FROM = 4 * 366, 150
"""A span of so many days is shaded by years, or by months; a shorter one by days."""


@dataclass(frozen=True)
class Span:
    """The days of one shade, both included, and how they are told: 'day', 'month' or 'year'."""

    first: pd.Timestamp
    last: pd.Timestamp
    step: str

    @property
    def words(self) -> str:
        """'2019', '1998 to 2011', 'Jan 2024 to Mar 2024', '5 Jan 2024'."""
        ends = (known_words(day.date(), self.step) for day in (self.first, self.last))
        return " to ".join(dict.fromkeys(ends))


def first_dates_map(
    units: pd.DataFrame,
    origin: pd.DataFrame,
    boundaries: Boundaries,
    view: View,
    theme: Theme,
    labels: Labels = "en",
    selected: str | None = None,
) -> Figure:
    """Units shaded by when their first incident was documented, the earliest strongest.

    `units` has unit, name, incidents (0: no reports), first_date and first_last (NaT there: the
    first incident began between these days). A unit of which these lie in two shades has a look of
    its own. `origin` has at most one row: unit, name, latitude, longitude, said. A click brings
    `location` and customdata `[unit, ...]`.
    """
    reported = units[units["first_date"].notna()]
    spans = shades(reported)
    shade = shade_of(reported, spans)
    colors = _colors(len(spans), theme)
    traces: list[Trace] = []
    for number, (span, color) in enumerate(zip(spans, colors, strict=True)):
        part = reported[shade == number]
        if len(part):
            traces.append(_shaded(part, boundaries, theme, color, span.words))
    vague = reported[shade < 0]
    if len(vague):
        traces.append(_shaded(vague, boundaries, theme, theme.unknown, TOO_VAGUE))
    silent = units[units["first_date"].isna()]
    if len(silent):
        hovers = hover_rows(silent["unit"], silent, [NO_REPORTS] * len(silent))
        told = NO_REPORTS, _no_counts(hovers)
        traces.append(flat_units(silent, boundaries, theme, theme.unreported, *told, hatched=True))
    chosen = (units["unit"] == selected).to_numpy(dtype=bool)
    if chosen.any():
        traces.append(outline(units[chosen], boundaries, theme))
    traces += _origin(origin, theme)
    figure = Figure(traces, map_layout(theme, boundaries, view, labels))
    # Below the map: on a phone so many entries would cover half of the world.
    return figure.update_layout(
        legend={
            "title": {
                "text": "First documented",
                "side": "top",
                "font": {"size": 12, "color": theme.text},
            },
            "orientation": "h",
            "x": 0,
            "y": -0.02,
            "yanchor": "top",
            "borderwidth": 0,
            "bgcolor": "rgba(0,0,0,0)",
        }
    )


def shades(reported: pd.DataFrame) -> list[Span]:
    """At most five spans of days with about as many first dates each, the earliest first.

    They begin with a year, a month or a day, whichever suits the time from first to last.
    """
    if reported.empty:
        return []
    days = reported["first_date"].sort_values(ignore_index=True)
    length = (days.iloc[-1] - days.iloc[0]).days
    step = "year" if length >= _YEARS_FROM else "month" if length >= _MONTHS_FROM else "day"
    cuts = [days[len(days) * part // _SHADES] for part in range(_SHADES)]
    starts = sorted({_start(day, step) for day in cuts})
    ends = [start - pd.Timedelta(days=1) for start in starts[1:]]
    ends.append(pd.Timestamp(last_day(_start(days.iloc[-1], step).date(), step)))
    return [Span(first, last, step) for first, last in zip(starts, ends, strict=True)]


def shade_of(
    reported: pd.DataFrame, spans: list[Span]
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The position in `spans` of each unit; -1 where its two dates lie in two of them."""
    starts = np.array([span.first for span in spans], dtype="datetime64[s]")
    first, last = (
        np.searchsorted(starts, reported[name].to_numpy().astype("datetime64[s]"), "right") - 1
        for name in ("first_date", "first_last")
    )
    return np.where(first == last, first, -1)


def first_map_alt(units: pd.DataFrame, origin: pd.DataFrame) -> str:
    """What `first_dates_map` shows, in a sentence or two."""
    reported = units[units["first_date"].notna()]
    start = f"Map of {count_words(len(units), 'region', 'regions')}"
    if reported.empty:
        return f"{start}; none has reports."
    spans = shades(reported)
    shade = shade_of(reported, spans)
    told = [f"{span.words}: {int((shade == n).sum()):,}" for n, span in enumerate(spans)]
    told += [f"{TOO_VAGUE}: {int((shade < 0).sum()):,}"] if (shade < 0).any() else []
    told.append(f"no reports: {len(units) - len(reported):,}")
    marked = "".join(f" A ring: {ORIGIN}, {name}." for name in origin["name"])
    return f"{start} shaded by when the first incident was documented. {'; '.join(told)}.{marked}"


def first_map_title(units: pd.DataFrame) -> str:
    """The finding: how many units have a record, and since when half of them have one."""
    days = units["first_last"].dropna().sort_values(ignore_index=True)
    if days.empty:
        return "No incident of this selection lies in a known unit"
    names = units.loc[units["first_date"].notna(), "name"]
    if len(days) == 1:
        return f"Documented in one unit alone: {names.iloc[0]}, since {date_words(days[0].date())}"
    half = (len(days) + 1) // 2
    return (
        f"Documented in {len(days):,} of {count_words(len(units), 'unit', 'units')}; {half:,} of "
        f"them by {date_words(days[half - 1].date())}"
    )


def _start(day: pd.Timestamp, step: str) -> pd.Timestamp:
    if step == "day":
        return day
    return day.replace(day=1, month=1) if step == "year" else day.replace(day=1)


def _colors(number: int, theme: Theme) -> list[str]:
    """The strongest first: dark on a light page, bright on a dark one."""
    places = np.linspace(len(theme.scale) - 1, 0, number).round()
    return [theme.scale[int(place)] for place in places]


def _shaded(
    part: pd.DataFrame, boundaries: Boundaries, theme: Theme, color: str, words: str
) -> Trace:
    said = [
        f"first documented {_when(first, last)}"
        for first, last in zip(part["first_date"], part["first_last"], strict=True)
    ]
    name = f"{words}: {count_words(len(part), 'unit', 'units')}"
    hovers = hover_rows(part["unit"], part, said)
    return flat_units(part, boundaries, theme, color, name, hovers)


def _when(first: pd.Timestamp, last: pd.Timestamp) -> str:
    start = date_words(first.date())
    return start if first == last else f"between {start} and {date_words(last.date())}"


def _no_counts(hovers: HoverRows) -> HoverRows:
    """Without '0 incidents': what was not reported is not counted."""
    return [[key, name, said, ""] for key, name, _, said in hovers]


def _origin(origin: pd.DataFrame, theme: Theme) -> list[Trace]:
    """A ring round the place that the front is measured from."""
    if origin.empty:
        return []
    size = np.array([15.0])
    ring = discs(origin, size, theme.selected) | {
        "name": ORIGIN,
        "customdata": [
            [row["unit"], escape(row["name"]), row["said"]] for row in origin.to_dict("records")
        ],
        "hoverinfo": "all",
        "hovertemplate": f"<b>%{{customdata[1]}}</b><br>{ORIGIN}<br>%{{customdata[2]}}"
        "<extra></extra>",
        "showlegend": True,
    }
    return [
        discs(origin, size + 3, theme.background),
        ring,
        discs(origin, size - 8, theme.background),
    ]
