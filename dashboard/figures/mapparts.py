"""What all maps share: their layout, the link to the units of the ground, and hover words."""

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.basemap import UNDER, Boundaries, Labels, View, map_style
from dashboard.figures.theme import Theme, base_layout, count_words, escape

HEIGHT: Final = 480
LINES: Final = "<b>%{customdata[1]}</b><br>%{customdata[2]}<br>%{customdata[3]}"


def map_layout(theme: Theme, boundaries: Boundaries, view: View, labels: Labels) -> go.Layout:
    """The layout of a map: its ground, its first view, its legend."""
    return base_layout(theme, view.key).update(
        height=HEIGHT,
        meta={"span": view.span},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        map={
            "style": map_style(theme, boundaries, labels),
            "center": {"lon": view.longitude, "lat": view.latitude},
            "zoom": view.zoom,
            # Plotly's own fit would move the map on every change of data.
            "fitbounds": False,
        },
        legend={
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
    )


def on_units(table: pd.DataFrame, boundaries: Boundaries) -> dict[str, Any]:
    """What puts `table.unit` on the units of the ground, under borders and names."""
    return {
        "geojson": boundaries.units,
        "featureidkey": "properties.adm1_code",
        "locations": table["unit"].tolist(),
        "below": UNDER,
    }


def hover_rows(keys: pd.Series, table: pd.DataFrame, third: list[str]) -> list[list[str]]:
    """customdata `[key, name, '3 incidents', third]` per row; all but the key is for `LINES`."""
    counts = [count_words(int(number)) for number in table["incidents"]]
    names = [escape(name) for name in table["name"]]
    return [list(row) for row in zip(keys, names, counts, third, strict=True)]


def most_words(table: pd.DataFrame) -> str:
    """The three rows with most incidents, by name."""
    top = table.nlargest(3, "incidents")
    parts = [f"{who} {number:,}" for who, number in zip(top["name"], top["incidents"], strict=True)]
    return f"Most incidents: {', '.join(parts)}."
