"""Worker-days not worked, or workers involved, by sector, from lowest to highest sum."""

from collections.abc import Hashable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.rows import HOLLOW, labels_above, lay_out_rows
from dashboard.figures.theme import Theme, base_layout, count_words, empty_figure, escape

NOTHING: Final = "no number reported"
_LANE = 1.4  # of a row's height: a label, the words, the bar
_WORDS_AT, _BAR_AT = 0.2, 0.62
_CHARACTERS = 55  # of the words that fit a phone

Row = Mapping[Hashable, Any]


def losses_figure(table: pd.DataFrame, theme: Theme) -> Figure:
    """The rows of `losses_by_sector`, a lane each, on a log scale.

    A bar from the lowest to the highest sum of worker-days, or of workers in another colour where
    no days are known. A hollow triangle at an end says that it is open; a hollow circle that no
    number is reported: it is not 0. A click brings customdata `[code, ...]`, None without a code.
    """
    if table.empty:
        return empty_figure(theme)
    rows = table.to_dict("records")
    places = [_LANE * lane for lane in range(len(rows))]
    data = [
        [None if pd.isna(row["code"]) else row["code"], escape(row["label"]), _words(row)]
        for row in rows
    ]
    left, right = _reach(rows)
    traces = [_bar(row, place, data[lane], theme, left)
              for lane, (row, place) in enumerate(zip(rows, places, strict=True))]  # fmt: skip
    names = labels_above(table["label"].tolist(), theme, places)
    said = trace(
        "scatter",
        x=[0] * len(rows),
        y=[place + _WORDS_AT for place in places],
        xaxis="x2",
        mode="text",
        text=[_fitting(_words(row)) for row in rows],
        textposition="middle right",
        textfont={"size": 12, "color": theme.muted},
        cliponaxis=False,
        customdata=data,
        hoverinfo="skip",
        showlegend=False,
    )
    figure = Figure([*traces, names, said], base_layout(theme, "losses"))
    lay_out_rows(figure, _LANE * len(rows), 46)
    return figure.update_layout(xaxis=_axis(left, right))


def losses_alt(table: pd.DataFrame) -> str:
    """What `losses_figure` shows, in a sentence."""
    if table.empty:
        return "Workers and worker-days by sector: no incidents in this selection."
    told = [f"{row['label']} {_words(row)}" for row in table.head(4).to_dict("records")]
    return f"Worker-days not worked, or workers where no days are known: {'; '.join(told)}."


def losses_title(table: pd.DataFrame) -> str:
    """The finding over all sectors, with its coverage."""
    if table.empty:
        return "No incident in this selection"
    words = _words(table.iloc[0].to_dict())
    return f"{words[0].upper()}{words[1:]}" if words.startswith(NOTHING) else f"In all {words}"


def span_words(row: Row, what: str) -> str:
    """'50 to 500', 'at least 50', 'up to 500', '50 to 500 or more'; '' where nothing is known.

    From a million on three digits: a phone has no room for more, and no such sum deserves them.
    `what` is 'days' or 'workers': a sum of `losses_by_sector`.
    """
    low, high = row[f"{what}_low"], row[f"{what}_high"]
    if pd.isna(high):
        return ""
    is_open = row["days_open_ended" if what == "days" else "open_ended"] > 0
    fewest, most = _number(low), _number(high)
    if low == high:
        return f"at least {most}" if is_open else most
    if low == 0:
        return f"not known to {most} or more" if is_open else f"up to {most}"
    if fewest == most:
        fewest, most = f"{low:,}", f"{high:,}"
    unit = most.partition(" ")[2]
    if unit and fewest.endswith(unit):
        fewest = fewest.removesuffix(f" {unit}")
    return f"{fewest} to {most}{' or more' if is_open else ''}"


def _number(number: int) -> str:
    for least, name in ((10**9, "billion"), (10**6, "million")):
        if number >= least:
            return f"{float(f'{number / least:.3g}'):,.15g} {name}"
    return f"{number:,}"


def _shown(row: Row) -> str:
    return "days" if row["with_days"] else "workers" if row["with_size"] else ""


def _words(row: Row) -> str:
    of, what = count_words(row["incidents"]), _shown(row)
    if what == "days":
        return f"{span_words(row, what)} worker-days, {row['with_days']:,} of {of}"
    if what == "workers":
        return f"{span_words(row, what)} workers, {row['with_size']:,} of {of}; no days"
    return f"{NOTHING}, 0 of {of}"


def _fitting(words: str) -> str:
    """`words` for a lane; where they are too long for a phone without their last, 'incidents'."""
    return words if len(words) <= _CHARACTERS else words.replace(" incidents", "")


def _reach(rows: list[dict[Hashable, Any]]) -> tuple[float, float]:
    """The ends of the scale, powers of ten around all sums that are above 0."""
    ends = [
        float(row[f"{what}_{end}"])
        for row in rows
        for end in ("low", "high")
        if (what := _shown(row)) and row[f"{what}_{end}"] > 0
    ]
    if not ends:
        return 1.0, 10.0
    left = 10.0 ** np.floor(np.log10(min(ends)))
    return left, max(10.0 ** np.ceil(np.log10(max(ends))), 10 * left)


def _bar(row: Row, place: float, data: list[str | None], theme: Theme, left: float) -> Trace:
    what = _shown(row)
    color = {"days": theme.accent, "workers": theme.area}.get(what, theme.muted)
    low = max(float(row[f"{what}_low"]), left) if what else left
    high = max(float(row[f"{what}_high"]), left) if what else left
    ends = [low, high] if high > low else [low]
    return trace(
        "scatter",
        x=ends,
        y=[place + _BAR_AT] * len(ends),
        mode="lines+markers",
        line={"color": color, "width": 6},
        marker={
            "symbol": _symbols(row, what, len(ends)),
            "size": 13,
            "color": [theme.background if what else HOLLOW] * len(ends),
            "line": {"color": color, "width": 2},
            "opacity": 1,
        },
        cliponaxis=False,
        customdata=[data] * len(ends),
        hovertemplate="%{customdata[1]}: %{customdata[2]}<extra></extra>",
        showlegend=False,
    )


def _symbols(row: Row, what: str, number: int) -> list[str]:
    """The marks at the ends: a line where the end is known, a triangle where it is open."""
    if not what:
        return ["circle"]
    is_open = row["days_open_ended" if what == "days" else "open_ended"] > 0
    last = "triangle-right" if is_open else "line-ns"
    if number == 1:
        return [last if is_open else "diamond"]
    return ["line-ns" if row[f"{what}_low"] > 0 else "triangle-left", last]


def _axis(left: float, right: float) -> dict[str, object]:
    powers = range(round(np.log10(left)), round(np.log10(right)) + 1)
    step = max(1, -(-(len(powers) - 1) // 5))
    ticks = list(powers)[::step]
    return {
        "type": "log",
        "range": [powers[0] - 0.1, powers[-1] + 0.1],
        "tickvals": [10.0**power for power in ticks],
        "ticktext": [_short(power) for power in ticks],
        "zeroline": False,
        "automargin": True,
        "title": {"text": "worker-days (blue) or workers (orange), log scale"},
    }


def _short(power: int) -> str:
    """A power of ten for a tick: '1,000', '10 million'."""
    for least, name in ((9, "billion"), (6, "million")):
        if power >= least:
            return f"{10 ** (power - least):,} {name}"
    return f"{10**power:,}" if power >= 0 else ""
