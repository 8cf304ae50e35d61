"""Production at risk on the Risk page: workers, days not worked and production, by sector."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from dashboard.figures import losses as figures
from dashboard.indicators.losses import IMPACTS, losses_by_sector
from dashboard.schema import label
from dashboard.ui import parts, sidebar, state
from dashboard.ui.cards import Row
from dashboard.ui.figure import Event, show_figure
from dashboard.ui.headlines import dated, incidents_words
from dashboard.ui.risks import Asked


def show_production(asked: Asked) -> None:
    """Intervals of workers and worker-days by sector, and what reports say of production."""
    table = asked.kept("_risk_losses", lambda: losses_by_sector(asked.rows), "Adding up")
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
        _show_impact(table)


def _filter_sector(event: Event, table: pd.DataFrame) -> None:
    """Filter by the sector that was clicked; nothing where the lane has no code."""
    known = set(table["code"].dropna())
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
            f"Whether work stopped is not known for {incidents_words(row['stoppage_unknown'])}, "
            f"{row['days_stoppage_unknown']:,} of them with a number and a length: not in the days."
        )
    return " ".join((*said, "Hollow circle: no number reported. A click filters by the sector."))


def _show_impact(table: pd.DataFrame) -> None:
    words = (*(label("production_impact", impact) for impact in IMPACTS), "Not known or not told")
    parts.show_table(
        "Incidents by production impact as reported, where a report ties the two together",
        ("Incidents", *words),
        [
            Row(name=str(row["label"]), mark="", cells=_cells(row))
            for row in table.to_dict("records")
        ],
        "production_impact",
    )


def _cells(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    return tuple(f"{row[name]:,}" for name in ("incidents", *IMPACTS, "impact_unknown"))
