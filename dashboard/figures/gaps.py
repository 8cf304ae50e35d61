"""The narrative gap: tone of official texts minus tone of local ones, with its interval.

A gap is drawn as its interval, with a dot only where a point may be given; where there is no
number a hollow mark stands apart from the scale, never at 0.
"""

from typing import Final

import pandas as pd

from dashboard.figures.axes import add_triggers
from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.gapmarks import Periods, hollow, hovers, intervals, period_words, widest
from dashboard.figures.rows import MARK_AT, labels_above, lay_out_rows
from dashboard.figures.theme import Theme, base_layout, count_words, empty_figure

NO_ACCOUNTS: Final = "No accounts in this selection"
MORE_NEGATIVE: Final = "official texts more negative than local ones"
MORE_POSITIVE: Final = "official texts more positive than local ones"
SAME: Final = "same tone"

_STRIP = (0.0, 0.13)  # of the height, for periods without a number
_PANEL = (0.24, 1.0)
_MARK_ROW = 18  # pixels


def gap_over_time(
    table: pd.DataFrame, theme: Theme, freq: Periods = "year", marks: pd.DataFrame | None = None
) -> Figure:
    """The gap of each period; `table` is indexed by first day or has a column period.

    Columns: verdict, official_origins, local_origins, gap, low, high (NaN where there is none).
    Periods without a number are hollow marks in a strip of their own below the scale. `marks` has
    date, number, label, as for a timeline. A click brings customdata `[first day, ...]`.
    """
    if table.empty:
        return empty_figure(theme, NO_ACCOUNTS)
    shown = table if "period" in table else table.rename_axis("period").reset_index()
    days = [f"{period:%Y-%m-%d}" for period in shown["period"]]
    words = [period_words(period, freq) for period in shown["period"]]
    data = hovers(shown, days, words)
    measured = shown["low"].notna().to_numpy()
    limit = widest(shown[measured])
    figure = Figure(layout=base_layout(theme, f"gap {freq}"))
    if measured.any():
        figure.add(*intervals(shown, measured, days, data, theme, upright=True))
    if not measured.all():
        silent = trace(
            "scatter",
            x=[day for day, known in zip(days, measured, strict=True) if not known],
            y=[0] * int((~measured).sum()),
            yaxis="y2",
            mode="markers",
            marker=hollow(theme),
            customdata=[row for row, known in zip(data, measured, strict=True) if not known],
            hovertemplate="%{customdata[1]}: %{customdata[2]}<extra></extra>",
            showlegend=False,
        )
        figure.add(silent)
        _word(figure, "too few to measure", theme, x=0, y=_STRIP[1], yanchor="bottom")
    marked = marks is not None and len(marks) > 0
    lower = -_MARK_ROW if marked else 0  # under the words of the marks
    _word(figure, f"↑ {MORE_POSITIVE}", theme, x=0, y=1, yanchor="top", yshift=lower)
    _word(figure, f"↓ {MORE_NEGATIVE}", theme, x=0, y=_PANEL[0], yanchor="bottom")
    first, last = time_span(shown["period"])
    _lay_out(figure, first, last, limit)
    figure.add_level(0, layer="below", line={"color": theme.text, "width": 1.2, "dash": "dot"})
    figure.add_annotation(
        x=1, xref="x domain", xanchor="right", y=0, yref="y", yanchor="bottom", text=SAME,
        showarrow=False, font={"size": 11, "color": theme.muted},
    )  # fmt: skip
    return add_triggers(figure, marks, first, last, theme)


def time_span(periods: "pd.Series[pd.Timestamp]") -> tuple[pd.Timestamp, pd.Timestamp]:
    """The ends of the time axis of `gap_over_time`."""
    first, last = periods.min(), periods.max()
    room = max((last - first) * 0.06, pd.Timedelta(days=60))
    more = max((last - first) * 0.25, pd.Timedelta(days=250))  # for the words on the line at 0
    return first - room, last + more


def _lay_out(figure: Figure, first: pd.Timestamp, last: pd.Timestamp, limit: float) -> None:
    """The time axis, the scale, and the strip below it for periods without a number."""
    figure.update_layout(
        height=360,
        dragmode="pan",
        xaxis={
            "type": "date",
            "range": [f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"],
            "anchor": "y2",
            "showgrid": False,
            "nticks": 6,
            "tickangle": 0,
            "automargin": True,
        },
        yaxis={
            "domain": _PANEL,
            "range": [-limit * 1.25, limit * 1.25],
            "nticks": 6,
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        },
        yaxis2={"domain": _STRIP, "range": [-1, 1], "visible": False, "fixedrange": True},
    )


def gap_by_unit(table: pd.DataFrame, theme: Theme) -> Figure:
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
    data = hovers(shown, shown["unit"].tolist(), names)
    measured = shown["low"].notna().to_numpy()
    rows = [row + MARK_AT for row in range(len(shown))]
    limit = widest(shown[measured])
    figure = Figure(layout=base_layout(theme, "gap unit"))
    if measured.any():
        figure.add(*intervals(shown, measured, rows, data, theme, upright=False))
    told = zip(rows, measured, data, strict=True)
    figure.add(*(_why_not(row, one, theme) for row, known, one in told if not known))
    figure.add(labels_above(names, theme))
    lay_out_rows(figure, len(shown), 74)
    if measured.any():
        last = int(measured.sum()) - 0.4
        figure.add_shape(
            type="line", layer="below", x0=0, x1=0, xref="x", y0=-0.6, y1=last, yref="y",
            line={"color": theme.text, "width": 1.2, "dash": "dot"},
        )  # fmt: skip
    _word(figure, f"← {MORE_NEGATIVE}", theme, x=0, y=1, yanchor="bottom", yshift=17)
    _word(figure, f"{MORE_POSITIVE} →", theme, x=1, y=1, yanchor="bottom")
    return figure.update_layout(
        margin={"t": 44},
        xaxis={
            "range": [-limit * 1.1, limit * 1.1],
            "nticks": 5,
            "zeroline": False,
            "automargin": True,
            "title": {"text": f"0 = {SAME}"},
        },
    )


def _why_not(row: float, said: list[str], theme: Theme) -> Trace:
    """A hollow mark at the left edge of a row, and why it has no number."""
    return trace(
        "scatter",
        x=[0.02],
        y=[row],
        xaxis="x2",
        mode="markers+text",
        marker=hollow(theme),
        text=[f" {said[2]}"],
        textposition="middle right",
        textfont={"size": 12, "color": theme.muted},
        cliponaxis=False,
        customdata=[said],
        hovertemplate="%{customdata[1]}: %{customdata[2]}<extra></extra>",
        showlegend=False,
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


def _word(
    figure: Figure, text: str, theme: Theme, *, x: float, y: float, yanchor: str, yshift: int = 0
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
