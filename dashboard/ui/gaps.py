"""Tone and gap on the Accounts page: each side apart, official against local, time and place."""

import pandas as pd
import streamlit as st

from dashboard.figures import gaps as gap_figures
from dashboard.figures.axes import break_mark, marks_outside
from dashboard.figures.theme import count_words
from dashboard.indicators.averages import CAVEAT, LEAST_ORIGINS
from dashboard.indicators.narrative import (
    POINT_ORIGINS,
    gap_sentence,
    gaps_by_unit,
    gaps_over_time,
    narrative_gap,
)
from dashboard.indicators.sides import LOCAL, OFFICIAL
from dashboard.ui import parts, sidebar, state, tones
from dashboard.ui.cards import Card
from dashboard.ui.figure import show_figure
from dashboard.ui.headlines import dated

TEXTS = 6
_RULE = (
    f"Gap: mean tone of official accounts less that of local, independent and union ones, each "
    f"origin once. Fewer than {LEAST_ORIGINS} origins on a side: no number. Up to "
    f"{POINT_ORIGINS - 1}: the 95 % interval alone (Welch)."
)


def show_tone_and_gap(view: state.View) -> None:
    """The tone of each side, the gap between official and local accounts, or why there is none."""
    found = tones.measured(view)
    if not found.complete:
        st.text(tones.NOT_YET)
        tones.show_waiting(found)
        return
    tones.show_sides(view, found)
    both = st.toggle(
        "Compare only incidents that both sides tell of", key="both", bind="query-params",
        help="Else official accounts of some incidents are compared with local ones of others.",
    )  # fmt: skip
    accounts = found.accounts
    told = _told_by(accounts)
    if both:
        accounts = accounts[accounts["incident_id"].isin(told.index[told.all(axis=1)])]
    gap = narrative_gap(accounts)
    body = f"{gap_sentence(gap)} {_compared(told)}"
    parts.show_cards([Card(title=tones.QUESTION, body=body)], "gap_sentence", 40)
    if gap.low is None:
        _show_texts(accounts)
    _show_over_time(view, accounts)
    _show_by_unit(view, accounts)


def _told_by(accounts: pd.DataFrame) -> pd.DataFrame:
    """Whether each incident has an account of the official and of the local side."""
    side = accounts["side"]
    sided = {"official": side.isin(OFFICIAL), "local": side.isin(LOCAL)}
    return pd.DataFrame(sided).groupby(accounts["incident_id"]).any()


def _compared(told: pd.DataFrame) -> str:
    official, local = int(told["official"].sum()), int(told["local"].sum())
    both = int(told.all(axis=1).sum())
    return (
        f"Official accounts tell of {count_words(official)}, local ones of {count_words(local)}; "
        f"both tell of {both:,}."
    )


def _show_texts(accounts: pd.DataFrame) -> None:
    """What the two sides say, where no number can stand for it."""
    st.subheader("Too few accounts for a number: the texts themselves")
    st.caption(CAVEAT)
    for group, column in zip((LOCAL, OFFICIAL), st.columns(2), strict=True):
        told = accounts[accounts["side"].isin(group) & accounts["summary"].notna()]
        shown = told.sort_values("published", ascending=False, na_position="last").head(TEXTS)
        official = group == OFFICIAL
        name = "Official: state, employer" if official else "Local: sources, press, unions"
        with column:
            st.markdown(f"**{name}: {len(shown)} of {len(told)} accounts**")
            if told.empty:
                st.text("None in this selection. That is not 'nothing was said'.")
            parts.show_cards(
                [parts.text_card(row, tones.score_words(row)) for _, row in shown.iterrows()],
                f"gap_texts_{'official' if official else 'local'}",
                20,
            )


def _show_over_time(view: state.View, accounts: pd.DataFrame) -> None:
    table = gaps_over_time(accounts, view.rows, "year")
    if table["low"].isna().all():
        st.text("By year: too few accounts in every year to measure the gap.")
        return
    marks = break_mark(sidebar.collection_break())
    show_figure(
        gap_figures.gap_over_time(table, state.theme(), "year", marks),
        "gap_over_time",
        f"{CAVEAT}. {gap_figures.gaps_title(table, 'year')}",
        gap_figures.gaps_alt(table, "year"),
        table.reset_index(),
        note=f"{dated(view.rows)} By the year in which the incident began. {_RULE} "
        f"{_break_words(table, marks)}".strip(),
    )


def _break_words(table: pd.DataFrame, marks: pd.DataFrame) -> str:
    """What a collection break means for gaps by year; '' where none is marked."""
    if marks.empty:
        return ""
    span = gap_figures.time_span(table.index.to_series())
    outside = marks_outside(marks, *span)
    return outside or "The year in which collecting changed holds records of both ways."


def _show_by_unit(view: state.View, accounts: pd.DataFrame) -> None:
    table = gaps_by_unit(accounts, view.rows).rename_axis("unit").reset_index()
    if table["low"].isna().all():
        st.text("By province or state: too few accounts everywhere to measure the gap.")
        return
    named = table.assign(unit_name=table["unit"].map(view.unit_names))
    facing = named[named["verdict"] != "no accounts"]
    one_sided = len(named) - len(facing)
    left_out = f" {one_sided:,} more have accounts of one side only." if one_sided else ""
    show_figure(
        gap_figures.gap_by_unit(facing, state.theme()),
        "gap_by_unit",
        f"{CAVEAT}. {gap_figures.gaps_title(facing, 'unit')}",
        gap_figures.gaps_alt(facing, "unit"),
        named.drop(columns="unit"),
        note=f"{dated(view.rows)} First-level units.{left_out} {_RULE}",
    )
