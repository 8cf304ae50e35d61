"""Maps of places: circles for those known to the town or county, areas for vaguer ones."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.figures.basemap import Boundaries, Labels, View
from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.mapparts import (
    LINES,
    discs,
    hover_rows,
    map_layout,
    most_words,
    on_units,
    positions,
)
from dashboard.figures.theme import Theme, count_words
from dashboard.periods import date_words

CLUSTERED_FROM: Final = 150
"""From so many places on, near ones are drawn as one circle with the number of places in it."""

_ONE, _LARGEST, _SMALLEST = 11.0, 46.0, 6.0  # diameters in pixels
_LABELLED = 17.0  # a circle from this diameter on has room for its number
_LABELS = 60
_PRECISION = {"town": "known to the town", "county": "known only to the county"}


def places_map(
    places: pd.DataFrame,
    boundaries: Boundaries,
    view: View,
    theme: Theme,
    labels: Labels = "en",
    selected: str | None = None,
) -> Figure:
    """Circles for the places of `regions.count_by_place`, areas for those that are not precise.

    A circle's area goes with its incidents. A click brings customdata `[place_key, ...]`; on an
    area that is the key of its place with the most incidents. `selected` is a place_key or a unit.
    """
    precise = places["precise"].to_numpy(dtype=bool)
    points, areas = places[precise], _areas(places[~precise])
    diameters = _diameters(points["incidents"].to_numpy(dtype=float), places["incidents"].max())
    clustered = len(points) > CLUSTERED_FROM
    traces: list[Trace] = []
    if len(areas):
        traces += [_area_fill(areas, boundaries, theme, selected), _area_counts(areas, theme)]
    chosen = points["place_key"].to_numpy() == selected
    if chosen.any():
        traces.append(discs(points[chosen], diameters[chosen] + 9, theme.selected))
    if len(points) and not clustered:
        traces.append(discs(points, diameters + 2.5, theme.background))
    # Clusters of two traces would lie on each other: then towns and counties are one.
    kinds = {"": "known to the town or county"} if clustered else _PRECISION
    for precision, words in kinds.items():
        kind = (points["location_precision"] == precision).to_numpy(dtype=bool) | clustered
        if kind.any():
            traces.append(_circles(points[kind], diameters[kind], words, clustered, theme))
    if not clustered and (diameters >= _LABELLED).any():
        traces.append(_numbers(points[diameters >= _LABELLED], theme))
    for number, drawn in enumerate(traces):
        # Who is who after the next filter: Plotly fails where a clustered one is taken off.
        drawn["uid"] = "clustered" if "cluster" in drawn else f"{drawn['type']}-{number}"
    return Figure(traces, map_layout(theme, boundaries, view, labels))


def places_alt(places: pd.DataFrame) -> str:
    """What `places_map` shows, in a sentence or two."""
    if places.empty:
        return "Map without places: no incident in this selection has a known place."
    vague = int((~places["precise"].astype(bool)).sum())
    areas = f", {vague} of them told only to the province and drawn as areas" if vague else ""
    number = count_words(len(places), "place", "places")
    return f"Map of {number}{areas}. {most_words(places)}"


def _diameters(incidents: npt.NDArray[np.float64], most: float) -> npt.NDArray[np.float64]:
    """Pixels; the area goes with the number, except that no circle is too small to be hit."""
    one = min(_ONE, _LARGEST / np.sqrt(most)) if len(incidents) else _ONE
    return np.round(np.maximum(one * np.sqrt(incidents), _SMALLEST), 1)


def _last(dates: pd.Series) -> list[str]:
    return ["" if pd.isna(day) else f"latest {date_words(day)}" for day in dates]


def _circles(
    table: pd.DataFrame,
    diameters: npt.NDArray[np.float64],
    words: str,
    clustered: bool,
    theme: Theme,
) -> Trace:
    vague = words == _PRECISION["county"]
    cluster = {
        "enabled": clustered,
        "color": theme.accent,
        "opacity": 0.75,
        "size": [14, 18, 23, 29],
        "step": [10, 50, 250],
        "maxzoom": 7,
    }
    return trace(
        "scattermap",
        **positions(table),
        mode="markers",
        name=f"place {words}",
        marker={
            # Only circles: for any other symbol Plotly fetches a picture from another host.
            "symbol": "circle",
            "size": diameters.astype(np.float32),
            "color": theme.accent,
            "opacity": 0.5 if vague else 0.9,
        },
        cluster=cluster if clustered else None,
        customdata=hover_rows(table["place_key"], table, _last(table["last_date"])),
        hovertemplate=f"{LINES}<br>place {words}<extra></extra>",
        showlegend=True,
    )


def _numbers(table: pd.DataFrame, theme: Theme) -> Trace:
    most = table.nlargest(_LABELS, "incidents")
    return trace(
        "scattermap",
        **positions(most),
        mode="text",
        text=[f"{number:,}" for number in most["incidents"]],
        textfont={"size": 12, "color": theme.on_accent},
        hoverinfo="skip",
        showlegend=False,
    )


def _areas(places: pd.DataFrame) -> pd.DataFrame:
    """One row per unit; several vague places in it are added up under the largest one's key."""
    known = places[places["unit"].notna()]
    ordered = known.sort_values("incidents", ascending=False, kind="stable")
    largest = ordered.drop_duplicates("unit").drop(columns="name")
    of_unit = ordered.groupby("unit", sort=False)
    return largest.assign(
        name=largest["unit_name"],
        incidents=of_unit["incidents"].sum().to_numpy(),
        last_date=of_unit["last_date"].max().to_numpy(),
    )


def _area_fill(
    areas: pd.DataFrame, boundaries: Boundaries, theme: Theme, selected: str | None
) -> Trace:
    keys = zip(areas["place_key"], areas["unit"], strict=True)
    chosen = [selected is not None and selected in pair for pair in keys]
    return trace(
        "choroplethmap",
        **on_units(areas, boundaries),
        z=[1] * len(areas),
        colorscale=[[0, theme.area], [1, theme.area]],
        showscale=False,
        marker={
            "opacity": 0.22,
            "line": {
                "color": [theme.selected if is_it else theme.area for is_it in chosen],
                "width": [3.5 if is_it else 1.8 for is_it in chosen],
            },
        },
        name="? told only to the province",
        customdata=hover_rows(areas["place_key"], areas, _last(areas["last_date"])),
        hovertemplate=f"{LINES}<br>told only to the province: somewhere in it<extra></extra>",
        showlegend=True,
    )


def _area_counts(areas: pd.DataFrame, theme: Theme) -> Trace:
    areas = areas.nlargest(_LABELS, "incidents")
    return trace(
        "scattermap",
        **positions(areas),
        mode="text",
        # The blank line keeps off the unit's name below the point. A `textposition` would do, but
        # without markers Plotly 4.1 makes an offset of NaN of it and the whole map fails.
        text=[f"{number:,}?\n\u00a0" for number in areas["incidents"]],
        textfont={"size": 15, "color": theme.area},
        customdata=hover_rows(areas["place_key"], areas, _last(areas["last_date"])),
        hovertemplate=f"{LINES}<br>told only to the province: somewhere in it<extra></extra>",
        showlegend=False,
    )
