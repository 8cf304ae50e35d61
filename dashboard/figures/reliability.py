"""How often it happened, against how likely it was called."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.theme import Theme, base_layout, empty_figure

NO_FORECASTS = "No forecast of the past to compare"


def reliability_diagram(table: pd.DataFrame, theme: Theme) -> go.Figure:
    """Rows of scores.reliability: words, forecasts, foretold, happened, low, high (0..1).

    A dot per band that was used, with its exact 95 % interval; on the dotted line words and
    deeds agree. The band stands beside its dot.
    """
    used = table[table["forecasts"] > 0]
    if used.empty:
        return empty_figure(theme, NO_FORECASTS)
    dots = go.Scatter(
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
        text=[f"  {words}" if at < 0.6 else f"{words}  "
              for words, at in zip(used["words"], used["foretold"], strict=True)],
        textposition=["middle right" if at < 0.6 else "middle left" for at in used["foretold"]],
        textfont={"size": 12, "color": theme.text},
        customdata=[[f"{number:,}"] for number in used["forecasts"]],
        hovertemplate="foretold %{x:.0%}, happened %{y:.0%}, %{customdata[0]} forecasts"
        "<extra></extra>",
        showlegend=False,
    )  # fmt: skip
    figure = go.Figure([dots], base_layout(theme, "reliability"))
    figure.add_shape(
        type="line", layer="below", x0=0, y0=0, x1=1, y1=1,
        line={"color": theme.muted, "width": 1.2, "dash": "dot"},
    )  # fmt: skip
    axis = {"range": [-0.03, 1.03], "tickformat": ".0%", "nticks": 6, "fixedrange": True,
            "zeroline": False, "automargin": True}  # fmt: skip
    return figure.update_layout(
        height=340,
        dragmode=False,
        xaxis={**axis, "title": {"text": "how likely it was called"}},
        yaxis={**axis, "title": {"text": "how often it happened"}},
    )


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
    held = int(((used["low"] <= used["foretold"]) & (used["foretold"] <= used["high"])).sum())
    return (
        f"What was called so likely happened as often, within the uncertainty, in {held:,} of "
        f"{len(used):,} band{'' if len(used) == 1 else 's'}"
    )
