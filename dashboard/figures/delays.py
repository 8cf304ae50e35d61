"""Days from the start of an incident to the responses that were observed."""

from typing import Final

import numpy as np
import pandas as pd

from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.rows import MARK_AT, labels_above, lay_out_rows
from dashboard.figures.theme import Theme, base_layout, count_words, empty_figure, shorten
from dashboard.indicators.reactions import delay_summary
from dashboard.schema import label

NO_DELAYS: Final = "No observed response of this selection is dated"

_TICKS = (0, 7, 30, 90, 365, 1095, 3650)
_SMALLEST, _LARGEST = 10, 22  # pixels of a dot
_BELOW = 0.16  # of a row's height: the lines do not run through the dots
_CHARACTERS = 24  # of a name that leaves room for its numbers on a phone


def delays_figure(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of `indicators.reactions.delays` as dots, one row per kind of response.

    Equal delays are one larger dot with their number. A delay known only to be in low..high is a
    line with hollow ends, no dot. Days before the recorded start are left of 0. The scale is that
    of the square root, so that the first days are not squeezed by late ones. A click brings
    customdata `[incident_id, ...]`, None where several incidents share a dot.
    """
    if table.empty:
        return empty_figure(theme, NO_DELAYS)
    summary = delay_summary(table)
    rows = {str(code): row for row, code in enumerate(summary["response"])}
    shown = table.assign(row=table["response"].astype("str").map(rows))
    exact = (shown["low"] == shown["high"]).to_numpy(dtype=bool)
    figure = Figure(layout=base_layout(theme, "delays"))
    figure.add(*_lines(shown[~exact], theme))
    figure.add(_dots(shown[exact], theme))
    figure.add(labels_above([_words(row) for row in summary.itertuples()], theme))
    lay_out_rows(figure, len(rows), 46)
    lowest, highest = int(table["low"].min()), int(table["high"].max())
    ticks = [-days for days in _TICKS[:0:-1] if -days >= lowest]
    ticks += [days for days in _TICKS if days <= max(highest, 7)]
    figure.add_upright(0, layer="below", line={"color": theme.text, "width": 1.2, "dash": "dot"})
    start, end = _place([lowest, max(highest, 7)])
    room = 0.05 * (end - start)
    return figure.update_layout(
        xaxis={
            "range": [start - room, end + room],
            "tickvals": _place(ticks),
            "ticktext": ["start" if days == 0 else f"{days:,}".replace("-", "−") for days in ticks],
            "zeroline": False,
            "tickangle": 0,
            "automargin": True,
            "title": {"text": "days from the start of the incident"},
        }
    )


def delays_alt(table: pd.DataFrame) -> str:
    """What `delays_figure` shows, in a sentence or two."""
    if table.empty:
        return "Delays of responses: no observed response of this selection is dated."
    parts = [_words(row) for row in delay_summary(table).head(4).itertuples()]
    number = count_words(len(table), "response", "responses")
    return f"Days from the start of an incident to {number}. {'; '.join(parts)}."


def delays_title(table: pd.DataFrame) -> str:
    """The finding: the median delay of the kind of response with most exact delays."""
    summary = delay_summary(table)
    if summary.empty or not summary["n"].iloc[0]:
        return "No response is dated exactly enough to say how soon it came"
    top = summary.iloc[0]
    days = f"{top['median']:g} day{'' if top['median'] == 1 else 's'}"
    between = "" if np.isnan(top["low"]) else f" (95 %: {top['low']:g} to {top['high']:g})"
    name = label("response", str(top["response"]))
    return f"{name}: a median of {days} from the start{between}, {top['n']:,} known to the day"


def _words(row: object) -> str:
    """'Arrests: median 9.5 d (0 to 30), n = 6'."""
    words = label("response", str(row.response))  # type: ignore[attr-defined]
    name = shorten(words.partition(" / ")[0], _CHARACTERS)
    n, median = row.n, row.median  # type: ignore[attr-defined]
    low, high = row.low, row.high  # type: ignore[attr-defined]
    if not n:
        return f"{name}: no day known exactly"
    between = "" if np.isnan(low) else f" ({low:g} to {high:g})"
    return f"{name}: median {median:g} d{between}, n = {n:,}"


def _place(days: "list[int] | pd.Series[int]") -> list[float]:
    """Where a number of days stands on the scale."""
    numbers = np.asarray(days, dtype=np.float64)
    return [float(place) for place in np.sign(numbers) * np.sqrt(np.abs(numbers))]


def _dots(exact: pd.DataFrame, theme: Theme) -> Trace:
    """One dot per kind and day, as large as its number."""
    grouped = exact.groupby(["row", "low"])["incident_id"]
    counts = grouped.agg(["size", "nunique", "first"]).reset_index()
    kinds = exact.drop_duplicates("row").set_index("row")["response"]
    numbers = counts["size"].tolist()
    return trace(
        "scatter",
        x=_place(counts["low"]),
        y=[row + MARK_AT for row in counts["row"]],
        mode="markers+text",
        marker={
            "size": [min(_SMALLEST + 4 * (number - 1) ** 0.5, _LARGEST) for number in numbers],
            "color": theme.accent,
            "opacity": 1,
            "line": {"color": theme.background, "width": 1},
        },
        text=[f"{number:,}" if number > 1 else "" for number in numbers],
        textfont={"size": 11, "color": theme.on_accent},
        cliponaxis=False,
        customdata=[
            [
                row["first"] if row["nunique"] == 1 else None,
                label("response", str(kinds[row["row"]])),
                _days(row["low"]),
                count_words(row["size"], "response", "responses"),
            ]
            for row in counts.to_dict("records")
        ],
        hovertemplate="%{customdata[1]}: %{customdata[2]}, %{customdata[3]}<extra></extra>",
        showlegend=False,
    )


def _lines(vague: pd.DataFrame, theme: Theme) -> list[Trace]:
    """A line with hollow ends for each delay that is known only to lie between two days."""
    pairs = vague.drop_duplicates(["row", "low", "high"]).to_dict("records")
    if not pairs:
        return []
    said = [
        [
            row["incident_id"],
            label("response", str(row["response"])),
            f"between {row['low']:,} and {row['high']:,} days, date not known exactly",
        ]
        for row in pairs
    ]
    ends = [_place([row["low"], row["high"]]) for row in pairs]
    places = [row["row"] + MARK_AT + _BELOW for row in pairs]
    line = trace(
        "scatter",
        # None ends each line.
        x=[place for pair in ends for place in (*pair, None)],
        y=[at for place in places for at in (place, place, None)],
        mode="lines+markers",
        line={"color": theme.muted, "width": 2, "dash": "dot"},
        marker={
            "size": 9,
            "symbol": "circle",
            "color": theme.background,
            "line": {"color": theme.muted, "width": 1.6},
        },
        customdata=[row for one in said for row in (one, one, [None] * 3)],
        hovertemplate="%{customdata[1]}: %{customdata[2]}<extra></extra>",
        showlegend=False,
    )
    return [line]


def _days(days: int) -> str:
    if days < 0:
        return f"{count_words(-days, 'day', 'days')} before the recorded start"
    return "on the day of the start" if days == 0 else f"after {count_words(days, 'day', 'days')}"
