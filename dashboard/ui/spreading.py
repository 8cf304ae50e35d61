"""Spread on the Risk page: documented beside claimed, the front, and whether near means soon."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.counting import ids_of, is_in
from dashboard.figures import firstmaps, firsts
from dashboard.figures.basemap import CREDIT
from dashboard.indicators.front import Front, arrivals
from dashboard.indicators.scan import Cluster
from dashboard.indicators.spread import Spread, claiming, spread
from dashboard.periods import date_words
from dashboard.schema import label
from dashboard.summaries.regions import count_by_unit
from dashboard.ui import charts, parts, state
from dashboard.ui.behind import Number, Numbers, buttons, cells, number_of, opener
from dashboard.ui.cards import Card, Row
from dashboard.ui.figure import show_figure
from dashboard.ui.ground import map_ground
from dashboard.ui.headlines import dated, incidents_words
from dashboard.ui.risks import CLICK, Asked, list_clicked

TITLES = (
    "Documented spread",
    "Claimed spread",
    "Does a front move?",
    "Do near places follow soon? (Knox test)",
    "Do incidents bunch? (space-time scan)",
)
_COUNTS = ("code", "label", "incidents", "accounts")


def show_spread(asked: Asked) -> None:
    """What is known of the spread, in sentences with their p-values, and the first dates."""
    rows = asked.rows
    if rows.empty:
        st.info("No incident of this selection began on or after the day of the break.")
        return
    found = asked.kept("_risk_spread", lambda: spread(rows, asked.view.accounts), "Measuring")
    claims = _claim_numbers(asked, found)
    numbers = {**_numbers(asked, found), **claims}
    behind = (
        ("all", "placed", "unplaced"),
        tuple(claims)[:2],
        ("located",),
        ("pairs",),
        ("cluster",) if "cluster" in numbers else ("located",),
    )
    cards = [
        Card(title=title, body=said, records=buttons(numbers, *keys) if keys else ())
        for title, said, keys in zip(TITLES, found.sentences, behind, strict=True)
    ]
    parts.show_cards(cards, "spread_said", 26, opener(numbers))
    _show_map(asked, found)
    _show_firsts(asked, found)
    _show_claims(found, claims)


def _numbers(asked: Asked, found: Spread) -> Numbers:
    """The incidents behind each sentence."""
    rows, ids = asked.rows, found.places["incident_id"]
    placed = rows["unit"].notna().to_numpy()
    near = f"in pairs within {found.knox.km:.0f} km and {found.knox.days} days"
    numbers = {
        "all": Number(found.incidents, "documented", lambda: _all(rows)),
        "placed": Number(
            found.incidents - found.without_unit, "in a known unit", lambda: ids_of(rows, placed)
        ),
        "unplaced": Number(
            found.without_unit, "without a unit",
            lambda: _all(rows[~is_in(rows["incident_id"], ids_of(rows, placed))]),
        ),
        "located": number_of(ids, "with a known day and town or county"),
        "pairs": number_of(found.knox.ids, near),
    }  # fmt: skip
    if isinstance(found.cluster, Cluster):
        numbers["cluster"] = number_of(found.cluster.ids, "in the most likely cluster")
    return numbers


def _all(rows: pd.DataFrame) -> "pd.Series[str]":
    return ids_of(rows, np.ones(len(rows), dtype=bool))


def _show_map(asked: Asked, found: Spread) -> None:
    """First-level units by when the first incident there was documented, and the front's origin."""
    view, rows = asked.view, asked.rows
    units = count_by_unit(rows, view.places.units, charts.countries_shown(view))
    days = found.firsts.set_index("unit")[["first_date", "first_last"]]
    shown = units[["unit", "name", "country", "incidents"]].join(days, on="unit")
    origin = _origin(asked, found)
    selected = view.filter.units[0] if len(view.filter.units) == 1 else None
    drawn = shown[shown["first_date"].notna()].sort_values(["first_date", "first_last", "unit"])
    ends = {end: drawn[end].dt.date for end in ("first_date", "first_last")}
    show_figure(
        firstmaps.first_dates_map(
            shown, origin, *map_ground(view), state.theme(), selected=selected
        ),
        "first_dates_map",
        firstmaps.first_map_title(shown),
        firstmaps.first_map_alt(shown, origin),
        drawn.drop(columns="unit").assign(**ends),
        note=_map_note(asked, found, origin),
        height=560,
        scroll_zoom=True,
        on_event=list_clicked,
    )


def _map_note(asked: Asked, found: Spread, origin: pd.DataFrame) -> str:
    said = [
        dated(asked.rows),
        "The strongest shade: documented first, which need not be where it began.",
    ]
    if asked.since:
        said.append(f"Records from {date_words(asked.since)} on, when collecting changed.")
    if found.without_unit:
        said.append(f"{incidents_words(found.without_unit)} in no known unit: not shaded.")
    if len(origin):
        said.append(f"The ring: {firstmaps.ORIGIN}.")
    return " ".join((*said, "A click on a unit lists its incidents.", CREDIT))


def _origin(asked: Asked, found: Spread) -> pd.DataFrame:
    """The first place of the front as at most one row of unit, name, latitude, longitude, said;
    none where there is no speed of a front."""
    names = ["unit", "name", "latitude", "longitude", "said"]
    if not isinstance(found.front, Front):
        return pd.DataFrame(columns=names)
    first = arrivals(found.places).iloc[0]
    rows = asked.rows[(asked.rows["incident_id"] == first["incident_id"]).to_numpy()]
    at = (rows["map_latitude"] - first["latitude"]).abs().fillna(180.0).to_numpy().argmin()
    place = rows.iloc[int(at)]
    day = date_words(pd.Timestamp(place["start_date"]).date())
    point = [first["latitude"], first["longitude"]]
    return pd.DataFrame([[place["unit"], parts.where(place), *point, day]], columns=names)


def _show_firsts(asked: Asked, found: Spread) -> None:
    table = found.firsts.assign(name=asked.named(found.firsts["unit"]))
    ends = ["first_date", "first_last"]
    show_figure(
        firsts.first_dates_figure(table, state.theme(), asked.marks),
        "first_dates",
        firsts.first_dates_title(table),
        firsts.first_dates_alt(table),
        table[["name", *ends, "incidents"]].assign(**{end: table[end].dt.date for end in ends}),
        note=f"{dated(asked.rows)} A hollow line: the first incident began between these days. "
        f"First recorded is not first. {firsts.first_dates_rest(table)} {CLICK}",
        on_event=list_clicked,
    )


def _claim_numbers(asked: Asked, found: Spread) -> Numbers:
    """The incidents behind each number of the claims, the widest first, by 'code column'."""
    rows, accounts = asked.rows, asked.view.accounts

    def number(row: Mapping[Hashable, Any], by: str) -> Number:
        of = "whose report claims" if by == "incidents" else f"of {_claimants(row[by])}"
        if by not in ("incidents", "accounts"):
            of += f" ({label('side', by)})"
        ids = claiming(rows, accounts, str(row["code"]), by)
        return number_of(ids, f"{of}: {row['label']}")

    def make() -> Numbers:
        return {
            f"{row['code']} {by}": number(row, by)
            for row in found.claims.to_dict("records")
            for by in ("incidents", "accounts", *_sides(found))
            if row[by]
        }

    return asked.kept("_risk_claims", make, "Looking up")


def _claimants(number: int) -> str:
    return "1 account that claims" if number == 1 else f"{number:,} accounts that claim"


def _sides(found: Spread) -> list[str]:
    return [name for name in found.claims.columns if name not in _COUNTS]


def _show_claims(found: Spread, numbers: Numbers) -> None:
    sides = _sides(found)
    names = ("incidents", "accounts", *sides)
    rows = [
        Row(
            name=str(row["label"]),
            mark="",
            cells=tuple(f"{row[name]:,}" for name in names),
            opens=cells(numbers, tuple(f"{row['code']} {name}" for name in names)),
        )
        for row in found.claims.to_dict("records")
    ]
    if rows:
        parts.show_table(
            "How far it spread as reports and accounts claim, the widest first. A number lists "
            "its incidents",
            ("Incidents", "Accounts", *(label("side", side) for side in sides)),
            rows,
            "claimed_spread",
            opener(numbers),
        )
