"""The chances of an incident and of a surge, and rates, each with a row per region."""

import math
from typing import Final

import pandas as pd

from dashboard.figures.axes import legend_above
from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.rows import CHARACTERS, MARK_AT, labels_above, lay_out_rows
from dashboard.figures.theme import Theme, base_layout, empty_figure, escape, shorten
from dashboard.indicators.forecast import BANDS

LIMIT: Final = 20
"""Rows drawn at most."""

ANY, SURGE = "At least one incident", "Surge"

_ROW = 1.55
_SURGE_AT = 0.65
_ROOM = 0.42  # of the width, for the words at the end
_WEEKS = 52
_HEIGHT_OF_LEGEND = 56


def chance_ranking(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of unit, name, p_any, any_words, p_surge, surge_words (0..1): two marks a row, and
    beside the name low80 to high80, between which the total lies in 8 of 10 cases.

    Lines stand at the edges of the bands. Only the first `LIMIT` rows are drawn. A click brings
    customdata `[unit, ...]`.
    """
    if table.empty:
        return empty_figure(theme)
    shown = table.head(LIMIT)
    rows = [_ROW * row for row in range(len(shown))]
    figure = Figure(
        [
            _chances(shown, "any", rows, MARK_AT, theme),
            _chances(shown, "surge", rows, _SURGE_AT, theme),
            labels_above(_with_totals(shown), theme, rows),
        ],
        base_layout(theme, "chances"),
    )
    for edge in (0, *BANDS, 1):
        figure.add_upright(edge, layer="below", line={"color": theme.grid, "width": 1})
    lay_out_rows(figure, _ROW * len(shown), _HEIGHT_OF_LEGEND)
    ticks = [0, *BANDS[1:], 1]
    return figure.update_layout(
        legend=legend_above(),
        xaxis={
            "range": [-0.02, 1 / (1 - _ROOM)],
            "tickvals": ticks,
            "ticktext": [f"{tick:.0%}" for tick in ticks],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
    )


def _with_totals(shown: pd.DataFrame) -> list[str]:
    """'North Hamgyong, North Korea: 0 to 3', the end never cut."""
    totals = [
        f": {low:,}" if low == high else f": {low:,} to {high:,}"
        for low, high in zip(shown["low80"], shown["high80"], strict=True)
    ]
    return [
        shorten(name, CHARACTERS - len(total)) + total
        for name, total in zip(shown["name"], totals, strict=True)
    ]


def _chances(
    shown: pd.DataFrame, what: str, rows: list[float], place: float, theme: Theme
) -> Trace:
    said = [
        f"{words}, {percent(chance)}"
        for words, chance in zip(shown[f"{what}_words"], shown[f"p_{what}"], strict=True)
    ]
    full = what == "any"
    color = theme.accent if full else theme.area
    return trace(
        "scatter",
        x=shown[f"p_{what}"].tolist(),
        y=[row + place for row in rows],
        mode="markers+text",
        name=ANY if full else SURGE,
        marker={"size": 11, "color": color, "symbol": "circle" if full else "diamond-open",
                "line": {"width": 2, "color": color}},
        text=[f"  {words}" for words in said],
        textposition="middle right",
        textfont={"size": 12, "color": theme.text},
        cliponaxis=False,
        customdata=[[unit, escape(name), words]
                    for unit, name, words in zip(shown["unit"], shown["name"], said, strict=True)],
        hovertemplate="%{customdata[1]}: %{customdata[2]}<extra></extra>",
    )  # fmt: skip


SIGN = "\N{NO-BREAK SPACE}%"
"""The sign of percent, which stays on the line of its number."""


def percent(chance: float) -> str:
    """A probability as '34 %'; near the ends '< 1 %' and '> 99 %', since nothing is certain.

    Just below the edge of a band with a decimal more, so that the number does not belie the word.
    """
    if chance < 0.01:
        return f"< 1{SIGN}"
    if chance > 0.99:
        return f"> 99{SIGN}"
    rounded = round(chance, 2)
    if chance < rounded and rounded in BANDS:
        return f"{math.floor(1000 * chance) / 10:.1f}{SIGN}"
    return f"{100 * chance:.0f}{SIGN}"


def chance_alt(table: pd.DataFrame) -> str:
    """What `chance_ranking` shows, in a sentence or two."""
    if table.empty:
        return "Chances of an incident: no region in this selection."
    top = table.head(4)
    told = [
        f"{name}: {words} ({percent(chance)})"
        for name, words, chance in zip(top["name"], top["any_words"], top["p_any"], strict=True)
    ]
    return (
        f"Chances of at least one incident and of a surge in the next 4 weeks, {len(table):,} "
        f"regions. At least one: {', '.join(told)}."
    )


def chance_title(table: pd.DataFrame) -> str:
    """The finding: where an incident is likely or very likely, and whether a surge is."""
    if table.empty:
        return "No region to foretell for"
    likely = int((table["p_any"] >= BANDS[2]).sum())
    surging = int((table["p_surge"] >= BANDS[2]).sum())
    of = f"of {len(table):,} region{'' if len(table) == 1 else 's'}"
    surge = f"a surge in {surging:,}" if surging else "a surge in none"
    return f"At least one incident is likely or very likely in {likely:,} {of}, {surge}"


def rate_ranking(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of unit, name, incidents, rate, rate_low, rate_high (per week): a dot on its interval.

    Drawn per 52 weeks. Only the first `LIMIT` rows. A click brings customdata `[unit, ...]`.
    """
    if table.empty:
        return empty_figure(theme)
    shown = table.head(LIMIT)
    rate, low, high = (shown[name] * _WEEKS for name in ("rate", "rate_low", "rate_high"))
    rows = [row + MARK_AT for row in range(len(shown))]
    words = [
        f"{number:,} in all; {_few(start)} to {_few(end)} a year"
        for number, start, end in zip(shown["incidents"], low, high, strict=True)
    ]
    named = zip(shown["unit"], shown["name"], words, strict=True)
    data = [[unit, escape(name), said] for unit, name, said in named]
    hover = {
        "customdata": data,
        "hovertemplate": "%{customdata[1]}: %{customdata[2]}<extra></extra>",
        "showlegend": False,
    }
    dots = trace(
        "scatter",
        x=rate.tolist(), y=rows, mode="markers", marker={"size": 11, "color": theme.accent},
        error_x={"type": "data", "symmetric": False, "array": (high - rate).tolist(),
                 "arrayminus": (rate - low).tolist(), "color": theme.accent, "thickness": 1.6,
                 "width": 5},
        **hover,
    )  # fmt: skip
    ends = trace(
        "scatter",
        x=high.tolist(), y=rows, mode="text", text=[f"  {said}" for said in words],
        textposition="middle right", textfont={"size": 12, "color": theme.text},
        cliponaxis=False, **hover,
    )  # fmt: skip
    labels = labels_above(shown["name"].tolist(), theme)
    figure = Figure([dots, ends, labels], base_layout(theme, "rates"))
    lay_out_rows(figure, len(shown), 46)
    most = float(high.max())
    return figure.update_layout(
        xaxis={
            "range": [-0.02 * most, most / (1 - 0.55)],
            "nticks": 6,
            "zeroline": True,
            "automargin": True,
            "title": {"text": "incidents per year of 52 weeks, with exact 95 % intervals"},
        }
    )


def rate_alt(table: pd.DataFrame) -> str:
    """What `rate_ranking` shows, in a sentence."""
    if table.empty:
        return "Rates of incidents: none in this selection."
    told = [
        f"{name} {number:,} ({_few(_WEEKS * low)} to {_few(_WEEKS * high)} a year)"
        for name, number, low, high in zip(
            *(table.head(4)[key] for key in ("name", "incidents", "rate_low", "rate_high")),
            strict=True,
        )
    ]
    return f"Incidents of {len(table):,} regions with exact 95 % intervals: {', '.join(told)}."


def rate_title(table: pd.DataFrame) -> str:
    """The finding: the highest rate, and whether it stands clear of the next."""
    if table.empty:
        return "No incident is dated to the week and placed in a region"
    top = table.iloc[0]
    first = f"Most often recorded in {top['name']}: {top['incidents']:,}"
    clear = len(table) == 1 or top["rate_low"] > table["rate_high"].iloc[1]
    return first if clear else f"{first}; its lead on the next is within the uncertainty"


def ranking_rest(table: pd.DataFrame) -> str:
    """What is not drawn, as a sentence for the note; '' where all is."""
    rest = len(table) - LIMIT
    return f"{rest:,} more in the numbers." if rest > 0 else ""


def yearly(table: pd.DataFrame) -> pd.DataFrame:
    """`table` with its rates per 52 weeks, as they are drawn."""
    return table.assign(
        **{name: table[name] * _WEEKS for name in ("rate", "rate_low", "rate_high")}
    )


def _few(rate: float) -> str:
    if rate < 0.01:
        return "< 0.01"
    return f"{rate:.2f}" if rate < 1 else f"{rate:.1f}" if rate < 10 else f"{rate:,.0f}"
