"""Demands by unit or by period, as a grid of counts."""

from typing import Final, Literal

import numpy as np
import pandas as pd

from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.rows import labels_above
from dashboard.figures.theme import Theme, base_layout, count_words, empty_figure, escape, shorten
from dashboard.periods import date_words

By = Literal["unit", "year", "month"]

LIMIT: Final = 15
"""Rows and columns drawn at most."""

_ROW = 44  # pixels, with the label above the cells
_LABEL = 0.5  # of a row's height
_CHARACTERS = 18  # of a column's label


def demand_heat_map(
    table: pd.DataFrame, theme: Theme, by: By, marks: pd.DataFrame | None = None
) -> Figure:
    """Rows of demand, label, incidents and unit, unit_name or period (`grievances`) as a grid.

    A cell without a report is blank; the darker (on a dark page: the lighter) the more incidents,
    by square root. Drawn are the `LIMIT` demands with most incidents, and the first `LIMIT` units
    or last `LIMIT` periods: `heat_map_rest` says what is not. `marks` has date, number, label, as
    for a timeline: a line each, where the columns are periods. A click brings customdata
    `[demand, unit or first day, ...]`, None for units together.
    """
    counts, names, columns = _grid(table, by)
    if counts.empty:
        return empty_figure(theme)
    height, width = counts.shape
    heat = _cells(counts, names, columns, theme)
    above = [row + _LABEL - 0.18 + 0.2 for row in range(height)]
    labels = labels_above([names[code] for code in counts.index], theme, above)
    figure = Figure([heat, labels], base_layout(theme, f"heat {by}"))
    figure.update_layout(
        height=40 + _ROW * height + (80 if by == "unit" else 30),
        dragmode=False,
        xaxis2={"overlaying": "x", "range": [0, 1], "visible": False},
        xaxis={
            "side": "top",
            "tickvals": list(range(width)),
            "ticktext": [escape(shorten(words, _CHARACTERS)) for _, words in columns],
            "autotickangles": [0, -90],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            "range": [-0.5, width - 0.5],
        },
    )
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(visible=False, range=[height + 0.05, -0.05], fixedrange=True)
    if by == "unit" or marks is None or marks.empty:
        return figure
    return _with_marks(figure, marks, [str(day) for day, _ in columns], height, by, theme)


def periods_drawn(table: pd.DataFrame, by: By) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """The first and the last day of the periods that the grid shows; None where it has none."""
    periods = sorted(table["period"].unique())[-LIMIT:]
    if by == "unit" or not periods:
        return None
    return pd.Timestamp(periods[0]), _end(pd.Timestamp(periods[-1]), by)


def _end(start: pd.Timestamp, by: By) -> pd.Timestamp:
    """The last day of a period."""
    step = pd.DateOffset(years=1) if by == "year" else pd.DateOffset(months=1)
    return start + step - pd.Timedelta(days=1)


def _with_marks(
    figure: Figure, marks: pd.DataFrame, days: list[str], height: int, by: By, theme: Theme
) -> Figure:
    """A line at its day within its period, below the cells so that it crosses out no number, and
    its words under the grid."""
    starts = [pd.Timestamp(day) for day in days]
    for day, words, label in zip(marks["date"], marks["number"], marks["label"], strict=True):
        column = sum(start <= day for start in starts) - 1
        if column < 0 or day > _end(starts[column], by):
            continue
        length = _end(starts[column], by) - starts[column] + pd.Timedelta(days=1)
        at = column - 0.5 + (day - starts[column]) / length
        figure.add_shape(
            type="line", layer="below", xref="x", x0=at, x1=at, yref="y", y0=-0.05,
            y1=height + 0.45, line={"color": theme.text, "width": 1.2, "dash": "dot"},
        )  # fmt: skip
        figure.add_annotation(
            x=at,
            y=height + 0.45,
            yanchor="bottom",
            xanchor="right" if at > len(starts) / 2 else "left",
            text=escape(words),
            hovertext=escape(label),
            showarrow=False,
            font={"size": 11, "color": theme.text},
        )
    figure.update_layout(height=figure.layout["height"] + _ROW // 2)
    return figure.update_yaxes(range=[height + 0.5, -0.05])


def heat_map_alt(table: pd.DataFrame, by: By) -> str:
    """What `demand_heat_map` shows, in a sentence or two."""
    if table.empty or not table["incidents"].sum():
        return "Grid of demands: no incidents in this selection."
    return f"Grid of {table['demand'].nunique():,} demands by {by}. {heat_map_title(table, by)}."


def heat_map_title(table: pd.DataFrame, by: By) -> str:
    """The finding: the cell with most incidents."""
    counted = table[table["unit"].notna()] if by == "unit" else table
    if counted.empty or not counted["incidents"].max():
        return "No demand of this selection has a known " + by
    top = counted.iloc[int(counted["incidents"].to_numpy().argmax())]
    where = top["unit_name"] if by == "unit" else _when(top["period"], by)
    return f"Named most often: {top['label']}, in {where}: {count_words(int(top['incidents']))}"


def heat_map_rest(table: pd.DataFrame, by: By) -> str:
    """What the grid leaves out, as a sentence for the note; '' where nothing is."""
    columns = table["unit_name" if by == "unit" else "period"].nunique()
    which = "unit" if by == "unit" else f"earlier {by}"
    left = [
        (table["demand"].nunique() - LIMIT, "rarer demand"),
        (columns - LIMIT, which),
    ]
    parts = [count_words(number, words, f"{words}s") for number, words in left if number > 0]
    return f"Not drawn: {' and '.join(parts)}." if parts else ""


def _cells(
    counts: pd.DataFrame,
    names: dict[str, str],
    columns: list[tuple[str | None, str]],
    theme: Theme,
) -> Trace:
    """The grid; every other row of it is empty and holds the label of the next."""
    height, width = counts.shape
    numbers = counts.to_numpy(dtype=np.float64)
    cells = np.full((2 * height, width), None)
    cells[1::2] = np.where(numbers > 0, np.sqrt(numbers), None)
    texts = [["" if number == 0 else f"{number:,.0f}" for number in row] for row in numbers]
    data = [
        [
            [code, key, escape(names[code]), escape(words), count_words(int(number))]
            for (key, words), number in zip(columns, row, strict=True)
        ]
        for code, row in zip(counts.index, numbers, strict=True)
    ]
    blank = [[None] * 5] * width
    edges = [row + part for row in range(height) for part in (0, _LABEL)]
    return trace(
        "heatmap",
        x=list(range(width)),
        y=[*edges, height],
        z=cells.tolist(),
        zmin=0.6,
        zmax=max(float(np.sqrt(numbers.max())), 2),
        colorscale=[[place / 4, color] for place, color in enumerate(theme.scale)],
        showscale=False,
        xgap=1.5,
        text=[line for row in texts for line in ([""] * width, row)],
        texttemplate="%{text}",
        textfont={"size": 13},
        customdata=[line for row in data for line in (blank, row)],
        hovertemplate="%{customdata[2]}<br>%{customdata[3]}: %{customdata[4]}<extra></extra>",
        hoverongaps=False,
    )


def _when(period: object, by: By) -> str:
    words = date_words(pd.Timestamp(str(period)).date())
    return words.rsplit(" ", 1)[-1] if by == "year" else words.split(" ", 1)[1]


def _grid(
    table: pd.DataFrame, by: By
) -> tuple[pd.DataFrame, dict[str, str], list[tuple[str | None, str]]]:
    """Counts (demands by columns), the demands' labels, and key and words of each column."""
    names = dict(zip(table["demand"], table["label"], strict=True))
    column = "unit_name" if by == "unit" else "period"
    place = table[column].where(table["unit"].isna(), table["unit"]) if by == "unit" else None
    key = table[column] if place is None else place
    order = list(dict.fromkeys(key))
    shown = order[:LIMIT] if by == "unit" else sorted(order)[-LIMIT:]
    counts = table.assign(key=key).pivot_table(
        index="demand", columns="key", values="incidents", aggfunc="sum", sort=False
    )
    totals = counts.sum(axis=1).sort_values(ascending=False, kind="stable")
    counts = counts.loc[totals.index[:LIMIT], shown]
    if by != "unit":
        words = [(f"{period:%Y-%m-%d}", _when(period, by)) for period in shown]
        return counts, names, [(day, name) for day, name in words]
    coded = set(table["unit"].dropna())
    name_of = dict(zip(key, table["unit_name"], strict=True))
    return counts, names, [(one if one in coded else None, name_of[one]) for one in shown]
