"""What all maps share: their layout, the link to the units of the ground, and hover words."""

from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.figures.basemap import UNDER, Boundaries, Labels, View, map_style
from dashboard.figures.drawing import Layout, Trace, merged, trace
from dashboard.figures.theme import Theme, base_layout, count_words, escape

HEIGHT: Final = 480
NO_REPORTS: Final = "no reports (not the same as no incidents)"
HoverRows = list[list[str]]
LINES: Final = "<b>%{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]}"
_THIN_FROM: Final = 150
"""From so many units on, a full border would hide the small ones."""


def map_layout(theme: Theme, boundaries: Boundaries, view: View, labels: Labels) -> Layout:
    """The layout of a map: its ground, its first view, its legend."""
    drawn = {
        "height": HEIGHT,
        "meta": {"span": view.span},
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "map": {
            "style": map_style(theme, boundaries, labels),
            "center": {"lon": view.longitude, "lat": view.latitude},
            "zoom": view.zoom,
            # Plotly's own fit would move the map on every change of data.
            "fitbounds": False,
        },
        "legend": {
            "x": 0.01,
            "y": 0.99,
            "bgcolor": theme.panel,
            "bordercolor": theme.grid,
            "borderwidth": 1,
            "font": {"size": 12},
            "itemsizing": "constant",
            "itemclick": False,
            "itemdoubleclick": False,
        },
    }
    return merged(base_layout(theme, view.key), drawn)


def on_units(table: pd.DataFrame, boundaries: Boundaries) -> dict[str, Any]:
    """What puts `table.unit` on the units of the ground, under borders and names."""
    return {
        "geojson": boundaries.units,
        "featureidkey": "properties.adm1_code",
        "locations": table["unit"].tolist(),
        "below": UNDER,
    }


def border_width(units: pd.DataFrame) -> float:
    return 0.8 if len(units) < _THIN_FROM else 0.3


def flat_units(
    units: pd.DataFrame,
    boundaries: Boundaries,
    theme: Theme,
    color: str,
    words: str,
    hovers: HoverRows,
    *,
    hatched: bool = False,
) -> Trace:
    """Units in one colour, with an entry `words` in the legend; `hovers` as of `hover_rows`.

    `hatched` for what has no data; the page draws the stripes, by `meta` (see figure.js).
    """
    return trace(
        "choroplethmap",
        **on_units(units, boundaries),
        z=[0] * len(units),
        colorscale=[[0, color], [1, color]],
        showscale=False,
        marker={"opacity": 0.85, "line": {"color": theme.border, "width": border_width(units)}},
        name=f"hatched: {words}" if hatched else words,
        meta={"hatch": [color, theme.unit_border]} if hatched else None,
        customdata=hovers,
        hovertemplate=f"{LINES}<extra></extra>",
        showlegend=True,
    )


def outline(units: pd.DataFrame, boundaries: Boundaries, theme: Theme) -> Trace:
    """A border round the chosen units, above all others."""
    return trace(
        "choroplethmap",
        **{**on_units(units, boundaries), "below": ""},
        z=[0] * len(units),
        colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
        showscale=False,
        marker={"line": {"color": theme.selected, "width": 3.5}},
        hoverinfo="skip",
        showlegend=False,
    )


def positions(table: pd.DataFrame) -> dict[str, Any]:
    """What puts the rows of `table` on the map by latitude and longitude."""
    # 32 bits are about a metre on the ground, and half the bytes on the wire.
    return {
        "lat": table["latitude"].to_numpy(dtype=np.float32),
        "lon": table["longitude"].to_numpy(dtype=np.float32),
        "below": "",  # above all layers of the style
    }


def discs(table: pd.DataFrame, diameters: npt.NDArray[np.float64], color: str) -> Trace:
    """Plain discs: MapLibre circles of Plotly have no outline, so one lies under another."""
    return trace(
        "scattermap",
        **positions(table),
        mode="markers",
        marker={"size": diameters.astype(np.float32), "color": color},
        hoverinfo="skip",
        showlegend=False,
    )


def hover_rows(keys: pd.Series, table: pd.DataFrame, third: list[str]) -> HoverRows:
    """customdata `[key, name, '3 incidents', third]` per row; all but the key is for `LINES`."""
    counts = [count_words(int(number)) for number in table["incidents"]]
    names = [escape(name) for name in table["name"]]
    return [list(row) for row in zip(keys, names, counts, third, strict=True)]


def most_words(table: pd.DataFrame) -> str:
    """The three rows with most incidents, by name."""
    top = table.nlargest(3, "incidents")
    parts = [f"{who} {number:,}" for who, number in zip(top["name"], top["incidents"], strict=True)]
    return f"Most incidents: {', '.join(parts)}."
