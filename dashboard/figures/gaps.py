"""The narrative gap: tone of official texts minus tone of local ones, with its interval.

A gap is drawn as its interval, with a dot only where a point may be given; where there is no
number a hollow mark stands apart from the scale, never at 0.
"""

from typing import Final, Literal

import pandas as pd
import plotly.graph_objects as go

from dashboard.figures.rows import HOLLOW, MARK_AT, labels_above, lay_out_rows
from dashboard.figures.theme import Theme, base_layout, count_words, empty_figure
from dashboard.periods import date_words

Periods = Literal["year", "quarter", "month"]

NO_ACCOUNTS: Final = "No accounts in this selection"
NO_NUMBER: Final = {
    "no accounts": "no text on one side",
    "too few": "too few accounts",
    "no spread": "no spread to go by",
}
"""Verdicts without a number, in words."""
MORE_NEGATIVE: Final = "official texts more negative than local ones"
MORE_POSITIVE: Final = "official texts more positive than local ones"
SAME: Final = "same tone"

_WIDEST = 2.0  # tones lie in -1..1
_STRIP = (0.0, 0.13)  # of the height, for periods without a number
_PANEL = (0.24, 1.0)


def gap_over_time(table: pd.DataFrame, theme: Theme, freq: Periods = "year") -> go.Figure:
    """The gap of each period; `table` is indexed by first day or has a column period.

    Columns: verdict, official_origins, local_origins, gap, low, high (NaN where there is none).
    Periods without a number are hollow marks in a strip of their own below the scale. A click
    brings customdata `[first day, ...]`.
    """
    if table.empty:
        return empty_figure(theme, NO_ACCOUNTS)
    shown = table if "period" in table else table.rename_axis("period").reset_index()
    days = [f"{period:%Y-%m-%d}" for period in shown["period"]]
    words = [_period(period, freq) for period in shown["period"]]
    data = _hovers(shown, days, words)
    measured = shown["low"].notna().to_numpy()
    marks = _marks(shown[measured], theme)
    figure = go.Figure(layout=base_layout(theme, f"gap {freq}"))
    if measured.any():
        figure.add_traces(_intervals(shown, measured, days, data, theme, upright=True))
    if not measured.all():
        figure.add_scatter(
            x=[day for day, known in zip(days, measured, strict=True) if not known],
            y=[0] * int((~measured).sum()),
            yaxis="y2",
            mode="markers",
            marker=_hollow(theme),
            customdata=[row for row, known in zip(data, measured, strict=True) if not known],
            hovertemplate="%{customdata[1]}: %{customdata[2]}<extra></extra>",
            showlegend=False,
        )
        _word(figure, "too few to measure", theme, x=0, y=_STRIP[1], yanchor="bottom")
    _word(figure, f"↑ {MORE_POSITIVE}", theme, x=0, y=1, yanchor="top")
    _word(figure, f"↓ {MORE_NEGATIVE}", theme, x=0, y=_PANEL[0], yanchor="bottom")
    first, last = shown["period"].min(), shown["period"].max()
    room = max((last - first) * 0.06, pd.Timedelta(days=60))
    more = max((last - first) * 0.25, pd.Timedelta(days=250))  # for the words on the line at 0
    figure.update_layout(
        height=360,
        dragmode="pan",
        xaxis={
            "type": "date",
            "range": [f"{first - room:%Y-%m-%d}", f"{last + more:%Y-%m-%d}"],
            "anchor": "y2",
            "showgrid": False,
            "nticks": 6,
            "tickangle": 0,
            "automargin": True,
        },
        yaxis={
            "domain": _PANEL,
            "range": [-marks * 1.25, marks * 1.25],
            "nticks": 6,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        },
        yaxis2={"domain": _STRIP, "range": [-1, 1], "visible": False, "fixedrange": True},
    )
    figure.add_hline(y=0, line={"color": theme.text, "width": 1.2, "dash": "dot"})
    figure.add_annotation(
        x=1, xref="x domain", xanchor="right", y=0, yref="y", yanchor="bottom", text=SAME,
        showarrow=False, font={"size": 11, "color": theme.muted},
    )  # fmt: skip
    return figure


def gap_by_unit(table: pd.DataFrame, theme: Theme) -> go.Figure:
    """The gap of each unit in a row of its own; `table` has unit and unit_name besides.

    Columns as for `gap_over_time`. Rows without a number say why in words. A click brings
    customdata `[unit, ...]`.
    """
    if table.empty:
        return empty_figure(theme, NO_ACCOUNTS)
    measured_first = table["low"].isna().astype(int)
    shown = table.assign(last=measured_first).sort_values(
        ["last", "gap", "unit_name"], ignore_index=True
    )
    names = shown["unit_name"].tolist()
    data = _hovers(shown, shown["unit"].tolist(), names)
    measured = shown["low"].notna().to_numpy()
    rows = [row + MARK_AT for row in range(len(shown))]
    widest = _marks(shown[measured], theme)
    figure = go.Figure(layout=base_layout(theme, "gap unit"))
    if measured.any():
        figure.add_traces(_intervals(shown, measured, rows, data, theme, upright=False))
    for row, known, one in zip(rows, measured, data, strict=True):
        if known:
            continue
        figure.add_scatter(
            x=[0.02],
            y=[row],
            xaxis="x2",
            mode="markers+text",
            marker=_hollow(theme),
            text=[f" {one[2]}"],
            textposition="middle right",
            textfont={"size": 12, "color": theme.muted},
            cliponaxis=False,
            customdata=[one],
            hovertemplate="%{customdata[1]}: %{customdata[2]}<extra></extra>",
            showlegend=False,
        )
    figure.add_trace(labels_above(names, theme))
    lay_out_rows(figure, len(shown), 74)
    if measured.any():
        last = int(measured.sum()) - 0.4
        figure.add_shape(
            type="line", x0=0, x1=0, xref="x", y0=-0.6, y1=last, yref="y",
            line={"color": theme.text, "width": 1.2, "dash": "dot"},
        )  # fmt: skip
    _word(figure, f"← {MORE_NEGATIVE}", theme, x=0, y=1, yanchor="bottom", yshift=17)
    _word(figure, f"{MORE_POSITIVE} →", theme, x=1, y=1, yanchor="bottom")
    return figure.update_layout(
        margin={"t": 44},
        xaxis={
            "range": [-widest * 1.1, widest * 1.1],
            "nticks": 5,
            "zeroline": False,
            "automargin": True,
            "title": {"text": f"0 = {SAME}"},
        },
    )


def gaps_alt(table: pd.DataFrame, what: str) -> str:
    """What either figure shows, in a sentence or two; `what`: 'year' or 'unit'."""
    if table.empty:
        return "Narrative gap: no accounts in this selection."
    known = table[table["low"].notna()]
    above, below = int((known["low"] > 0).sum()), int((known["high"] < 0).sum())
    return (
        f"Narrative gap by {what}, tone of texts: measured for {len(known):,} of "
        f"{count_words(len(table), what, what + 's')}. {MORE_POSITIVE.capitalize()} in {above:,}, "
        f"more negative in {below:,}, not told apart in {len(known) - above - below:,}."
    )


def gaps_title(table: pd.DataFrame, what: str) -> str:
    """The finding, in words that claim no more than the intervals do."""
    known = table[table["low"].notna()]
    if known.empty:
        return f"Too few accounts to measure the gap in any {what}"
    above, below = int((known["low"] > 0).sum()), int((known["high"] < 0).sum())
    of = f"of {count_words(len(known), 'measured ' + what, 'measured ' + what + 's')}"
    if not above and not below:
        return f"In none {of} is the tone of official texts told apart from that of local ones"
    parts = [f"more positive in {above:,}"] * bool(above)
    parts += [f"more negative in {below:,}"] * bool(below)
    return f"Official texts against local ones: {' and '.join(parts)} {of}"


def _period(period: pd.Timestamp, freq: Periods) -> str:
    if freq == "year":
        return f"{period.year}"
    if freq == "quarter":
        return f"quarter {period.quarter} of {period.year}"
    return date_words(period.date()).split(" ", 1)[1]


def _hovers(shown: pd.DataFrame, keys: list[str], names: list[str]) -> list[list[str]]:
    """Per row its key, its name and what is known of it, in words."""
    found = []
    for key, name, row in zip(keys, names, shown.itertuples(), strict=True):
        origins = f"{row.official_origins:,} official, {row.local_origins:,} local"
        verdict = str(row.verdict)
        if pd.isna(row.low):
            said = f"{NO_NUMBER.get(verdict, verdict)} ({origins})"
        else:
            point = f"gap {row.gap:+.2f}, " if verdict == "point" else ""
            said = f"{point}95 % interval {row.low:+.2f} to {row.high:+.2f} ({origins})"
        found.append([key, name.replace("&", "&amp;").replace("<", "&lt;"), said])
    return found


def _marks(known: pd.DataFrame, theme: Theme) -> float:
    """The largest number that the scale has to show."""
    if known.empty:
        return 1.0
    return min(max(float(known[["low", "high"]].abs().max().max()), 0.2), _WIDEST)


def _hollow(theme: Theme) -> dict[str, object]:
    return {"size": 10, "color": HOLLOW, "line": {"color": theme.muted, "width": 1.6}}


def _intervals(
    shown: pd.DataFrame,
    measured: "pd.Series[bool]",
    places: list[str] | list[float],
    data: list[list[str]],
    theme: Theme,
    upright: bool,
) -> list[go.Scatter]:
    """A bar with end marks for each interval, and a dot where the verdict allows a point."""
    known = shown[measured]
    low, high = known["low"].clip(lower=-_WIDEST), known["high"].clip(upper=_WIDEST)
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
    bars = go.Scatter(
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
    dots = go.Scatter(
        x=where if upright else gaps,
        y=gaps if upright else where,
        mode="markers",
        marker={"size": 11, "color": theme.accent},
        customdata=[row for row, dot in zip(hovers, point, strict=True) if dot],
        **hover,
    )
    return [bars, dots] if point.any() else [bars]


def _word(
    figure: go.Figure, text: str, theme: Theme, *, x: float, y: float, yanchor: str, yshift: int = 0
) -> None:
    """Words of ours at an edge of the figure."""
    figure.add_annotation(
        text=text,
        x=x,
        y=y,
        xref="paper",
        yref="paper",
        xanchor="left" if x == 0 else "right",
        yanchor=yanchor,
        yshift=yshift,
        showarrow=False,
        font={"size": 12, "color": theme.muted},
    )
