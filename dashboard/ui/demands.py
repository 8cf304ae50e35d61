"""Moods and demands on the Accounts page: by side, place and time, and what they may indicate."""

import pandas as pd
import streamlit as st

from dashboard.figures import heatmaps, moods, rankings
from dashboard.figures.axes import break_mark, marks_outside
from dashboard.indicators.forced_labour import forced_labour
from dashboard.indicators.grievances import (
    count_without_demands,
    demand_shares,
    demands_by_period,
    demands_by_unit,
)
from dashboard.indicators.moods import count_side_origins, mood_sentence, moods_by_side, silence
from dashboard.schema import label, split_list
from dashboard.summaries.counts import count_too_vague
from dashboard.ui import parts, sidebar, state
from dashboard.ui.cards import Row
from dashboard.ui.figure import show_figure
from dashboard.ui.headlines import dated, incidents_words

ACROSS = {"Year": "year", "Month": "month", "Province or state": "unit"}


def show_moods_and_demands(view: state.View) -> None:
    """The workers' mood as each side tells it, and what the workers ask for."""
    _show_moods(view)
    st.subheader("What workers ask for")
    _show_ranking(view)
    _show_heat_map(view)
    _show_forced_labour(view)


def _show_moods(view: state.View) -> None:
    table = moods_by_side(view.accounts)
    official = silence(view.accounts)
    origins = count_side_origins(view.accounts).sort_values(ascending=False, kind="stable")
    behind = ", ".join(f"{label('side', str(side)).lower()} {n:,}" for side, n in origins.items())
    show_figure(
        moods.moods_figure(table, state.theme()),
        "moods",
        moods.moods_title(table),
        moods.moods_alt(table),
        table,
        note=f"{dated(view.rows)} {mood_sentence(table)} The mood as an account tells it, coded by "
        f"a person; it is not measured. Origins behind the accounts: {behind}. Of the accounts of "
        f"state and employers {official.yes:,} say that it happened, {official.no:,} deny it, "
        f"{official.silent:,} keep silent about it.",
    )


def _show_ranking(view: state.View) -> None:
    table = demand_shares(view.rows)
    without = count_without_demands(view.rows)
    unstated = f" {incidents_words(without)} state no demand and are left out." if without else ""
    show_figure(
        rankings.share_ranking(table, state.theme()),
        "demand_ranking",
        rankings.ranking_title(table),
        rankings.ranking_alt(table, "demands"),
        table.drop(columns="code"),
        note=f"{dated(view.rows)}{unstated} Lines: exact 95 % intervals (Clopper and Pearson), as "
        f"if the records were a sample. {rankings.ranking_rest(table)}",
    )


def _show_heat_map(view: state.View) -> None:
    chosen = st.segmented_control(
        "Demands across", list(ACROSS), key="across", bind="query-params", default="Year"
    )
    by: heatmaps.By = ACROSS.get(chosen or "", "year")  # type: ignore[assignment]
    if by == "unit":
        table = demands_by_unit(view.rows)
        vague = ""
    else:
        table = demands_by_period(view.rows, by)
        number = count_too_vague(view.rows, by)
        vague = f" {incidents_words(number)} left out: date too vague." if number else ""
    marks = break_mark(sidebar.collection_break())
    drawn = heatmaps.periods_drawn(table, by) if by != "unit" else None
    outside = f" {marks_outside(marks, *drawn)}" if drawn else ""
    show_figure(
        heatmaps.demand_heat_map(table, state.theme(), by, marks),
        "demand_grid",
        heatmaps.heat_map_title(table, by),
        heatmaps.heat_map_alt(table, by),
        _numbers(table),
        note=f"{dated(view.rows)}{vague} Blank: no report, which is not 'no demand'. "
        f"{heatmaps.heat_map_rest(table, by)}{outside}",
    )


def _numbers(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["incidents"] > 0].drop(columns=["demand", "unit"], errors="ignore")


def _show_forced_labour(view: state.View) -> None:
    st.subheader("What the demands may say of forced labor")
    st.caption(
        "The 11 indicators of the ILO (2012). A demand may point to an indicator; that is no "
        "finding of forced labor, and a number of 0 is no finding of its absence."
    )
    rows = [
        Row(
            name=str(one["label"]),
            mark="",
            cells=(
                _counted(one["incidents"]),
                ", ".join(label("demand", code) for code in split_list(one["demands"]))
                or "none of the list",
                str(one["reason"]),
            ),
        )
        for one in forced_labour(view.rows).to_dict("records")
    ]
    parts.show_table(
        "Incidents whose demands may point to each indicator",
        ("Incidents", "By the demands", "Why"),
        rows,
        "forced_labour",
    )


def _counted(number: object) -> str:
    return "cannot be told from demands" if pd.isna(number) else f"{number:,}"  # type: ignore[call-overload]
