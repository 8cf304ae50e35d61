"""Who reacted how: observed, announced and expected responses in three panels, never added up."""

from typing import Final

import pandas as pd

from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.rows import HOLLOW, MARK_AT, ROW, labels_above
from dashboard.figures.theme import Theme, base_layout, count_words, empty_figure
from dashboard.schema import label, vocabulary

NO_RESPONSES: Final = "No responses in this selection"
HEADINGS: Final = {
    "observed": "Observed",
    "announced": "Announced (a promise or a threat)",
    "expected": "Expected (a prediction, no event)",
}
"""What stands above the panel of each status."""

_HEADING = 0.9  # rows
_SMALLEST, _LARGEST = 16, 25  # pixels of a dot


def responses_figure(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of `count_responses` as dots, one column per actor, one row per kind of response.

    A panel for each status: solid dots are observed, pale diamonds announced, hollow circles
    expected. The number in a dot is of responses; hover tells the incidents. A click brings
    customdata `[status, actor, response, ...]`.
    """
    if table.empty:
        return empty_figure(theme, NO_RESPONSES)
    shown = table.astype({"status": "str", "actor": "str", "response": "str"})
    actors = [code for code in vocabulary("actor") if (shown["actor"] == code).any()]
    actors += sorted(set(shown["actor"]).difference(actors))
    most = int(shown["responses"].max())
    figure = Figure(layout=base_layout(theme, "responses"))
    place = 0.0
    for status, heading in HEADINGS.items():
        panel = shown[shown["status"] == status]
        if panel.empty:
            continue
        figure.add_annotation(
            text=f"<b>{heading}</b>", x=0, xref="paper", xanchor="left", y=place - 0.1, yref="y",
            showarrow=False, font={"size": 13, "color": theme.text},
        )  # fmt: skip
        place += _HEADING
        codes = _by_number(panel)
        rows = {code: place + row for row, code in enumerate(codes)}
        figure.add(
            labels_above([label("response", code) for code in codes], theme, [*rows.values()])
        )
        figure.add(_dots(panel, status, rows, actors, most, theme))
        place += len(codes)
    figure.update_layout(
        height=120 + round(ROW * place),
        dragmode=False,
        xaxis2={"overlaying": "x", "range": [0, 1], "visible": False, "fixedrange": True},
        xaxis={
            "side": "top",
            "tickvals": list(range(len(actors))),
            "ticktext": [label("actor", code) for code in actors],
            "autotickangles": [0, -90],
            "range": [-0.6, len(actors) - 0.4],
            "zeroline": False,
            "automargin": True,
            "fixedrange": True,
        },
    )
    return figure.update_yaxes(visible=False, range=[place - 0.3, -0.5], fixedrange=True)


def responses_alt(table: pd.DataFrame) -> str:
    """What `responses_figure` shows: the number of each status, and the commonest observed."""
    if table.empty:
        return "Responses: none in this selection."
    parts = []
    for status in HEADINGS:
        panel = table[table["status"] == status]
        number = count_words(int(panel["responses"].sum()), "response", "responses")
        top = "" if panel.empty else f", most often {_named(panel)}"
        parts.append(f"{number} {status}{top}")
    return f"Dots by actor and kind of response, in separate panels: {'; '.join(parts)}."


def responses_title(table: pd.DataFrame) -> str:
    """The finding: what was observed most often, and how much is only announced or expected."""
    observed = table[table["status"] == "observed"]
    ahead = [
        f"{number:,} only {status}"
        for status in ("announced", "expected")
        if (number := int(table.loc[table["status"] == status, "responses"].sum()))
    ]
    found = "No response of this selection was observed"
    if len(observed):
        total = f"{int(observed['responses'].sum()):,} observed"
        found = f"Most often observed: {_named(observed)} of {total}"
    return "; ".join((found, *ahead))


def _named(panel: pd.DataFrame) -> str:
    """'Arrests / detention by security forces (12)' for the commonest row."""
    top = panel.iloc[int(panel["responses"].to_numpy().argmax())]
    actor = label("actor", str(top["actor"])).lower()
    return f"{label('response', str(top['response']))}, {actor} ({top['responses']:,})"


def _by_number(panel: pd.DataFrame) -> list[str]:
    """The kinds of response of a panel, the most frequent first, then in the list's order."""
    totals = panel.groupby("response")["responses"].sum()
    order = [code for code in vocabulary("response") if code in totals]
    order += sorted(set(totals.index).difference(order))
    return sorted(order, key=lambda code: -int(totals[code]))


def _dots(
    panel: pd.DataFrame,
    status: str,
    rows: dict[str, float],
    actors: list[str],
    most: int,
    theme: Theme,
) -> Trace:
    numbers = panel["responses"].tolist()
    growth = (_LARGEST - _SMALLEST) / max(most, 1) ** 0.5
    marker = {
        "size": [_SMALLEST + growth * number**0.5 for number in numbers],
        "symbol": "diamond" if status == "announced" else "circle",
        "color": {"observed": theme.accent, "announced": theme.grid}.get(status, HOLLOW),
        "line": {"color": theme.accent, "width": 0 if status == "observed" else 1.6},
    }
    return trace(
        "scatter",
        x=[actors.index(actor) for actor in panel["actor"]],
        y=[rows[response] + MARK_AT + 0.06 for response in panel["response"]],
        mode="markers+text",
        marker={**marker, "opacity": 1},
        text=[f"{number:,}" for number in numbers],
        textfont={
            "size": 12,
            "color": theme.on_accent if status == "observed" else theme.text,
        },
        cliponaxis=False,
        customdata=[
            [
                status, row["actor"], row["response"], label("actor", str(row["actor"])),
                label("response", str(row["response"])),
                count_words(row["responses"], "response", "responses"),
                count_words(row["incidents"]),
            ]
            for row in panel.to_dict("records")
        ],
        hovertemplate="%{customdata[4]}, %{customdata[3]}<br>%{customdata[0]}: %{customdata[5]} "
        "at %{customdata[6]}<extra></extra>",
        showlegend=False,
    )  # fmt: skip
