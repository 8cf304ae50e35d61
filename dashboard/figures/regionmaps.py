"""Maps of first-level units, shaded by incidents, per 100,000 people, or by a chance."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.figures.basemap import Boundaries, Labels, View
from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.mapparts import (
    LINES,
    NO_REPORTS,
    border_width,
    flat_units,
    hover_rows,
    map_layout,
    most_words,
    on_units,
    outline,
)
from dashboard.figures.theme import Theme, count_words, escape
from dashboard.indicators.forecast import BANDS

Value = Literal["incidents", "per_100k"]
Shade = Literal["incidents", "per_100k", "p_any"]

NO_RATE: Final = "no population figure"
NO_FORECAST: Final = "no forecast"

_TITLES = {"incidents": "incidents", "per_100k": "incidents per 100,000 people",
           "p_any": "chance of at least one incident"}  # fmt: skip
_LINEAR_UP_TO: Final = 5
"""From a larger ratio of the highest to the lowest value on, the scale is logarithmic: else one
unit with very many would leave all others in its lowest step."""


def regions_map(
    units: pd.DataFrame,
    value: Shade,
    boundaries: Boundaries,
    view: View,
    theme: Theme,
    labels: Labels = "en",
    selected: str | None = None,
) -> Figure:
    """Units of `regions.count_by_unit`, shaded by `value`.

    `p_any` (0..1), with the words `said`, is shaded by its band and needs both columns besides.
    Units without reports, and for a rate those without a population, are not on the scale: each
    has its own look and legend entry. A click brings `location`, the unit's adm1_code.
    """
    numbers = units[value].to_numpy(dtype=float)
    none = units["incidents"].to_numpy() == 0
    unknown = ~none & np.isnan(numbers)
    shown = ~none & ~unknown
    no_value = NO_FORECAST if value == "p_any" else NO_RATE
    traces = []
    if none.any():
        traces.append(_flat(units[none], boundaries, theme, theme.unreported, NO_REPORTS))
    if unknown.any():
        traces.append(_flat(units[unknown], boundaries, theme, theme.unknown, no_value))
    if shown.any():
        traces.append(_shaded(units[shown], numbers[shown], value, boundaries, theme))
    chosen = (units["unit"] == selected).to_numpy(dtype=bool)
    if chosen.any():
        traces.append(outline(units[chosen], boundaries, theme))
    return Figure(traces, map_layout(theme, boundaries, view, labels))


def regions_alt(units: pd.DataFrame, value: Value) -> str:
    """What `regions_map` shows, in a sentence or two."""
    reported = units[units["incidents"] > 0]
    if reported.empty:
        return f"Map of {count_words(len(units), 'region', 'regions')}; none has reports."
    words = f"Map of {count_words(len(units), 'region', 'regions')}, {len(reported)} with reports. "
    if value == "incidents":
        return words + most_words(reported)
    rated = reported.dropna(subset=["per_100k"]).nlargest(3, "per_100k")
    pairs = zip(rated["name"], rated["per_100k"], strict=True)
    rates = [f"{name} {rate:.3g}" for name, rate in pairs]
    return words + f"Most incidents per 100,000 people: {', '.join(rates) or 'not known'}."


def _flat(
    units: pd.DataFrame, boundaries: Boundaries, theme: Theme, color: str, words: str
) -> Trace:
    counts = [words if not n else f"{count_words(int(n))}; {words}" for n in units["incidents"]]
    names = [escape(name) for name in units["name"]]
    hovers = [[*row, ""] for row in zip(units["unit"], names, counts, strict=True)]
    return flat_units(units, boundaries, theme, color, words, hovers, hatched=True)


def _shaded(
    units: pd.DataFrame,
    numbers: npt.NDArray[np.float64],
    value: Shade,
    boundaries: Boundaries,
    theme: Theme,
) -> Trace:
    ticks = _ticks(numbers, value)
    logs = value != "p_any" and ticks[-1] > _LINEAR_UP_TO * ticks[0]
    scaled = np.log10 if logs else np.asarray
    return trace(
        "choroplethmap",
        **on_units(units, boundaries),
        z=np.round(scaled(numbers), 5),
        zmin=float(scaled(ticks[0])),
        zmax=float(scaled(ticks[-1])),
        colorscale=_colors(value, theme),
        colorbar={
            "title": {"text": _TITLES[value], "side": "top", "font": {"size": 12}},
            "tickfont": {"size": 12},
            "orientation": "h",
            "thickness": 10,
            "lenmode": "pixels",
            "len": 230,
            "x": 0.01,
            "xanchor": "left",
            "y": 0.02,
            "yanchor": "bottom",
            "bgcolor": theme.panel,
            "tickvals": [float(scaled(tick)) for tick in ticks],
            "ticktext": [_tick_words(tick, value) for tick in ticks],
            "outlinewidth": 0,
        },
        marker={"opacity": 0.9, "line": {"color": theme.border, "width": border_width(units)}},
        customdata=hover_rows(units["unit"], units, _third(units, value)),
        hovertemplate=f"{LINES}<extra></extra>",
        showlegend=False,
    )


def _colors(value: Shade, theme: Theme) -> list[list[object]]:
    """A gradual scale; for a chance one colour per band."""
    if value != "p_any":
        steps = np.linspace(0, 1, len(theme.scale))
        return [[float(at), color] for at, color in zip(steps, theme.scale, strict=True)]
    bands = zip((0.0, *BANDS), (*BANDS, 1.0), theme.scale, strict=True)
    return [[end, color] for low, high, color in bands for end in (low, high)]


def _third(units: pd.DataFrame, value: Shade) -> list[str]:
    """The last line of a hover."""
    if value == "p_any":
        return [str(said) for said in units["said"]]
    rates = units["per_100k"]
    return ["" if np.isnan(rate) else f"{rate:.3g} per 100,000 people" for rate in rates]


def _tick_words(tick: float, value: Shade) -> str:
    if value == "p_any":
        return f"{tick:.0%}"
    return f"{tick:,.0f}" if tick >= 100 else f"{tick:.3g}"


def _ticks(numbers: npt.NDArray[np.float64], value: Shade) -> list[float]:
    """About five round numbers from the lowest to the highest value; a count starts at 1.

    For a chance 0 to 1, with the edges of the bands but the lowest."""
    if value == "p_any":
        return [0.0, *BANDS[1:], 1.0]
    lowest, highest = float(numbers.min()), float(numbers.max())
    if value == "incidents":
        lowest, highest = 1.0, max(highest, 2.0)
    if highest <= _LINEAR_UP_TO * lowest:
        number = int(highest) if value == "incidents" else 5
        return list(np.linspace(lowest, highest if highest > lowest else 2 * lowest, number))
    decades = range(int(np.floor(np.log10(lowest))), int(np.ceil(np.log10(highest))) + 1)
    steps = (1,) if highest > 100 * lowest else (1, 2, 5)
    rounds = [step * 10.0**decade for decade in decades for step in steps]
    return [lowest, *(tick for tick in rounds if lowest * 1.3 < tick < highest / 1.3), highest]
