"""How often it happened, against how likely it was called."""

import pandas as pd

from dashboard.figures.drawing import Figure, trace
from dashboard.figures.theme import Theme, base_layout, empty_figure

NO_FORECASTS = "No forecast of the past to compare"
_MIDDLE = 0.6
_CLOSE = 0.09


def reliability_diagram(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of scores.reliability: words, forecasts, foretold, happened, low, high (0..1).

    A dot per band that was used, with its exact 95 % interval; on the dotted line words and
    deeds agree. The band stands beside its dot; a click brings customdata `[band, ...]`, its place
    in the table.
    """
    used = table[table["forecasts"] > 0]
    if used.empty:
        return empty_figure(theme, NO_FORECASTS)
    dots = trace(
        "scatter",
        x=used["foretold"].tolist(),
        y=used["happened"].tolist(),
        mode="markers+text",
        marker={"size": 11, "color": theme.accent},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (used["high"] - used["happened"]).tolist(),
            "arrayminus": (used["happened"] - used["low"]).tolist(),
            "color": theme.accent,
            "thickness": 1.6,
            "width": 5,
        },
        text=[f"  {words}" if at < _MIDDLE else f"{words}  "
              for words, at in zip(used["words"], used["foretold"], strict=True)],
        textposition=_positions(used["foretold"].tolist(), used["happened"].tolist()),
        textfont={"size": 12, "color": theme.text},
        customdata=[[band, f"{number:,}"] for band, number in
                    zip(used.index.tolist(), used["forecasts"], strict=True)],
        hovertemplate="foretold %{x:.0%}, happened %{y:.0%}, %{customdata[1]} forecasts"
        "<extra></extra>",
        showlegend=False,
    )  # fmt: skip
    figure = Figure([dots], base_layout(theme, "reliability"))
    figure.add_shape(
        type="line", layer="below", x0=0, y0=0, x1=1, y1=1,
        line={"color": theme.muted, "width": 1.2, "dash": "dot"},
    )  # fmt: skip
    axis = {"range": [-0.07, 1.03], "tickformat": ".0%", "nticks": 6, "fixedrange": True,
            "zeroline": False, "automargin": True}  # fmt: skip
    return figure.update_layout(
        height=340,
        dragmode=False,
        xaxis={**axis, "title": {"text": "how likely it was called"}},
        yaxis={**axis, "title": {"text": "how often it happened"}},
    )


def _positions(across: list[float], up: list[float]) -> list[str]:
    """Where the words stand: beside their dot, and below or above it where two would collide."""
    found = []
    for place, (x, y) in enumerate(zip(across, up, strict=True)):
        side = "right" if x < _MIDDLE else "left"
        follows = place + 1 < len(up) and up[place + 1] - y < _CLOSE
        came_before = place > 0 and y - up[place - 1] < _CLOSE
        height = "bottom" if follows else "top" if came_before else "middle"
        found.append(f"{height} {side}")
    return found


def reliability_alt(table: pd.DataFrame) -> str:
    """What `reliability_diagram` shows, in a sentence."""
    used = table[table["forecasts"] > 0]
    told = [
        f"{row.words}: called {row.foretold:.0%}, happened {row.happened:.0%}"
        for row in used.itertuples()
    ]
    return f"Forecasts of the past against what came. {'; '.join(told) or NO_FORECASTS}."


def reliability_title(table: pd.DataFrame) -> str:
    """The finding: in how many bands the interval of what happened holds what was foretold."""
    used = table[table["forecasts"] > 0]
    if used.empty:
        return NO_FORECASTS
    bands = f"{len(used):,} band{'' if len(used) == 1 else 's'}"
    more, less = used["low"] > used["foretold"], used["high"] < used["foretold"]
    held = len(used) - int(more.sum()) - int(less.sum())
    title = f"It happened as often as called, within the uncertainty, in {held:,} of {bands}"
    if held == len(used):
        return title
    parts = [(int(more.sum()), "more often"), (int(less.sum()), "less often")]
    return f"{title}; {', '.join(f'{how} in {number:,}' for number, how in parts if number)}"
