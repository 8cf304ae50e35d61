"""Spread on the Risk page: documented beside claimed, the front, and whether near means soon."""

import streamlit as st

from dashboard.figures import firsts
from dashboard.indicators.spread import Spread, spread
from dashboard.schema import label
from dashboard.ui import parts, state
from dashboard.ui.cards import Card, Row
from dashboard.ui.figure import show_figure
from dashboard.ui.headlines import dated
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
    cards = [
        Card(title=title, body=said) for title, said in zip(TITLES, found.sentences, strict=True)
    ]
    parts.show_cards(cards, "spread_said", 26)
    _show_firsts(asked, found)
    _show_claims(found)


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


def _show_claims(found: Spread) -> None:
    sides = [name for name in found.claims.columns if name not in _COUNTS]
    rows = [
        Row(
            name=str(row["label"]),
            mark="",
            cells=tuple(f"{row[name]:,}" for name in ("incidents", "accounts", *sides)),
        )
        for row in found.claims.to_dict("records")
    ]
    if rows:
        parts.show_table(
            "How far it spread as reports and accounts claim, the widest first",
            ("Incidents", "Accounts", *(label("side", side) for side in sides)),
            rows,
            "claimed_spread",
        )
