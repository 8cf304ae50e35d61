"""Production at risk on the Risk page: workers, days not worked and production, by sector."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard.figures import losses as figures
from dashboard.figures.chances import percent
from dashboard.indicators.losses import (
    IMPACTS,
    Dominant,
    dominant,
    loss_ids,
    losses_by_sector,
)
from dashboard.schema import WITHHELD, label
from dashboard.ui import parts, sidebar, state
from dashboard.ui.behind import Number, cells, opener
from dashboard.ui.cards import Card, Row
from dashboard.ui.figure import Event, show_figure
from dashboard.ui.headlines import dated, incidents_words
from dashboard.ui.risks import Asked

COVERAGE = {
    "incidents": "Incidents",
    "with_size": "With a number of workers",
    "open_ended": "'At least' so many",
    "stoppages": "Work stopped",
    "stoppage_unknown": "Stoppage not known or not told",
    "with_days": "With worker-days",
}
"""Counts of `losses_by_sector` that the sums rest on, and their headings."""


def show_production(asked: Asked) -> None:
    """Intervals of workers and worker-days by sector, and what reports say of production."""
    table = asked.kept("_risk_losses", lambda: losses_by_sector(asked.rows), "Adding up")
    _show_dominant(asked)
    show_figure(
        figures.losses_figure(table, state.theme()),
        "losses",
        figures.losses_title(table),
        figures.losses_alt(table),
        table.drop(columns="code"),
        note=f"{_coverage(table)} {dated(asked.rows)} {_reading(table)}".strip(),
        on_event=lambda event: _filter_sector(event, table),
    )
    if not table.empty:
        _show_coverage(asked, table)
        _show_impact(asked, table)


def _show_dominant(asked: Asked) -> None:
    """The incident that carries more than half of an upper total, and the total without it."""
    found = asked.kept("_risk_dominant", lambda: dominant(asked.rows), "Adding up")
    cards = []
    for incident_id in dict.fromkeys(one.incident_id for one in found):
        row = asked.rows[(asked.rows["incident_id"] == incident_id).to_numpy()].iloc[0]
        said = [_carried(one) for one in found if one.incident_id == incident_id]
        card = Card(
            title=parts.title(row), subtitle=f"{parts.when(row)} · {parts.where(row)}",
            badges=(("One incident carries more than half of the upper total", True),),
            body=" ".join(said), opens=incident_id,
        )  # fmt: skip
        cards.append(card)
    if cards:
        parts.show_cards(cards, "dominant", 40, parts.open_incident)


def _carried(one: Dominant) -> str:
    """'250,000,000 of 252,000,000 workers at the high end (99 %). Without it: ...'"""
    unit = "worker-days" if one.what == "days" else "workers"
    without = figures.span_words(one.rest, one.what)
    of = one.rest["with_days" if one.what == "days" else "with_size"]
    return (
        f"It alone is {one.most:,} of {one.total:,} {unit} at the high end "
        f"({percent(one.most / one.total)}). Without it: {without} {unit}, of the "
        f"{incidents_words(int(str(of)))} left with a number."
    )


def _filter_sector(event: Event, table: pd.DataFrame) -> None:
    """Filter by the sector that was clicked; nothing where the lane has no code."""
    known = {*table["code"].dropna()} - {WITHHELD}
    for point in event.points:
        data = point.get("customdata")
        code = data[0] if isinstance(data, list) and data else None
        if isinstance(code, str) and code in known:
            sidebar.set_filter({"sector": [code]})
            return


def _coverage(table: pd.DataFrame) -> str:
    if table.empty:
        return ""
    row = table.iloc[0].to_dict()
    said = (
        f"A number of workers is known for {row['with_size']:,} of "
        f"{incidents_words(row['incidents'])}, a number and a length for {row['with_days']:,} of "
        f"the {row['stoppages']:,} known to have stopped work; all others add nothing and are not "
        "counted as 0."
    )
    if workers := figures.span_words(row, "workers"):
        said += f" Workers involved in all: {workers}."
    return said


def _reading(table: pd.DataFrame) -> str:
    """How the numbers are made and what they leave out."""
    if table.empty:
        return ""
    row = table.iloc[0].to_dict()
    said = [
        "Worker-days: workers times calendar days, first and last included, which is an upper "
        "bound on working days."
    ]
    if row["open_ended"]:
        said.append(
            f"{incidents_words(row['open_ended'])} with 'at least' so many workers: no most is "
            "given, so the high end is no limit (triangle)."
        )
    if row["stoppage_unknown"]:
        said.append(
            "Whether work stopped is not known, or not told, for "
            f"{incidents_words(row['stoppage_unknown'])}, {row['days_stoppage_unknown']:,} of them "
            "with a number and a length: not in the days."
        )
    return " ".join((*said, "Hollow circle: no number reported. A click filters by the sector."))


def _show_coverage(asked: Asked, table: pd.DataFrame) -> None:
    _show_counts(
        asked, table, COVERAGE,
        "The incidents that each sum rests on. A click on a number lists them", "losses_from",
    )  # fmt: skip


def _show_impact(asked: Asked, table: pd.DataFrame) -> None:
    words = {impact: label("production_impact", impact) for impact in IMPACTS}
    _show_counts(
        asked, table,
        {"incidents": "Incidents", **words, "impact_unknown": "Not known or not told"},
        "Incidents by production impact as reported, where a report ties the two together",
        "production_impact",
    )  # fmt: skip


def _show_counts(
    asked: Asked, table: pd.DataFrame, columns: Mapping[str, str], caption: str, key: str
) -> None:
    """Columns of `losses_by_sector` as numbers that open their incidents."""
    rows = table.to_dict("records")
    numbers = {
        f"{place} {name}": _number(asked, row, name, words)
        for place, row in enumerate(rows)
        for name, words in columns.items()
    }
    shown = [
        Row(
            name=str(row["label"]),
            mark="",
            cells=tuple(f"{row[name]:,}" for name in columns),
            opens=cells(numbers, tuple(f"{place} {name}" for name in columns)),
        )
        for place, row in enumerate(rows)
    ]
    parts.show_table(caption, tuple(columns.values()), shown, key, opener(numbers))


def _number(asked: Asked, row: Mapping[Hashable, Any], name: str, words: str) -> Number:
    said = f"{row['label']}: {words}"
    return Number(
        int(row[name]), said, lambda: loss_ids(asked.rows, str(row["label"]), row["code"], name)
    )
