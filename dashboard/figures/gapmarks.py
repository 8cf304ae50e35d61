"""The marks of a narrative gap: its interval, its point where allowed, or a hollow mark."""

from typing import Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.figures.drawing import Trace, trace
from dashboard.figures.rows import HOLLOW
from dashboard.figures.theme import Theme, escape
from dashboard.periods import date_words

Periods = Literal["year", "quarter", "month"]

NO_NUMBER: Final = {
    "no accounts": "nothing to compare",
    "too few": "too few accounts",
    "alike": "the accounts of a side do not differ",
}
"""Verdicts without a number, in words."""

LARGEST: Final = 2.0
"""The largest gap possible: tones lie in -1..1. Longer intervals are cut there."""


def period_words(period: pd.Timestamp, freq: Periods) -> str:
    if freq == "year":
        return f"{period.year}"
    if freq == "quarter":
        return f"quarter {period.quarter} of {period.year}"
    return date_words(period.date()).split(" ", 1)[1]


def hovers(shown: pd.DataFrame, keys: list[str], names: list[str]) -> list[list[str]]:
    """Per row its key, its name and what is known of it, in words."""
    found = []
    for key, name, row in zip(keys, names, shown.to_dict("records"), strict=True):
        origins = f"{row['official_origins']:,} official, {row['local_origins']:,} local"
        verdict = str(row["verdict"])
        if pd.isna(row["low"]):
            said = f"{NO_NUMBER.get(verdict, verdict)} ({origins})"
        else:
            point = f"gap {row['gap']:+.2f}, " if verdict == "point" else ""
            said = f"{point}95 % interval {row['low']:+.2f} to {row['high']:+.2f} ({origins})"
        found.append([key, escape(name), said])
    return found


def widest(known: pd.DataFrame) -> float:
    """The largest number that the scale has to show."""
    if known.empty:
        return 1.0
    return min(max(float(known[["low", "high"]].abs().max().max()), 0.2), LARGEST)


def hollow(theme: Theme) -> dict[str, object]:
    return {"size": 10, "color": HOLLOW, "line": {"color": theme.muted, "width": 1.6}}


def intervals(
    shown: pd.DataFrame,
    measured: npt.NDArray[np.bool_],
    places: list[str] | list[float],
    data: list[list[str]],
    theme: Theme,
    upright: bool,
) -> list[Trace]:
    """A bar with end marks for each interval, and a dot where the verdict allows a point."""
    known = shown[measured]
    low, high = known["low"].clip(lower=-LARGEST), known["high"].clip(upper=LARGEST)
    middle, half = (low + high) / 2, (high - low) / 2
    at = [place for place, there in zip(places, measured, strict=True) if there]
    hovers = [row for row, there in zip(data, measured, strict=True) if there]
    point = (known["verdict"] == "point").to_numpy()
    error = {
        "type": "data", "array": half.tolist(), "color": theme.accent, "thickness": 2, "width": 6,
    }  # fmt: skip
    hover = {
        "hovertemplate": "%{customdata[1]}: %{customdata[2]}<extra></extra>",
        "showlegend": False,
    }
    bars = trace(
        "scatter",
        x=at if upright else middle.tolist(),
        y=middle.tolist() if upright else at,
        mode="markers",
        marker={"size": 12, "color": HOLLOW},  # only there to be pointed at
        customdata=hovers,
        **{"error_y" if upright else "error_x": error},
        **hover,
    )
    gaps = known["gap"][point].tolist()
    where = [place for place, dot in zip(at, point, strict=True) if dot]
    dots = trace(
        "scatter",
        x=where if upright else gaps,
        y=gaps if upright else where,
        mode="markers",
        marker={"size": 11, "color": theme.accent},
        customdata=[row for row, dot in zip(hovers, point, strict=True) if dot],
        **hover,
    )
    return [bars, dots] if point.any() else [bars]
