"""The next 4 weeks on the Risk page: chances in words, and how good such words were before."""

import pandas as pd
import streamlit as st

from dashboard.figures import chances, regionmaps
from dashboard.figures.basemap import CREDIT
from dashboard.indicators.backtest import Backtest, backtest
from dashboard.indicators.forecast import (
    BAND_WORDS,
    BANDS,
    FEW,
    FEWEST_WEEKS,
    SURGE_LEAST,
    Forecast,
    forecast,
)
from dashboard.indicators.weeks import WeeklyCounts
from dashboard.periods import date_words
from dashboard.summaries.regions import count_by_unit
from dashboard.ui import charts, parts, state
from dashboard.ui.behind import buttons, opener
from dashboard.ui.cards import Card
from dashboard.ui.figure import show_figure
from dashboard.ui.ground import map_ground
from dashboard.ui.risks import (
    CLICK,
    Asked,
    left_out,
    list_clicked,
    show_weeks,
    shows_unlike,
    weekly_of,
)
from dashboard.ui.worth import show_worth

WORDS = ", ".join(
    f"{word} {span}"
    for word, span in zip(
        BAND_WORDS,
        (f"below {BANDS[0]:.0%}", *(f"from {edge:.0%}" for edge in BANDS)),
        strict=True,
    )
).replace("%", " %")
"""The bands of probability in words."""


def show_next_weeks(asked: Asked) -> None:
    """The chance of an incident and of a surge per region, beside how good this was before."""
    weekly = weekly_of(asked)
    if weekly is None:
        return
    if not shows_unlike(asked):
        _show_forecast(asked, weekly)
    if asked.first <= asked.last:
        show_weeks(asked, asked.view.rows, "risk_weeks", asked.first, asked.last, asked.marks)


def _show_forecast(asked: Asked, weekly: WeeklyCounts) -> None:
    told = asked.kept("_risk_forecast", lambda: forecast(weekly), "Forecasting")
    tested = asked.kept("_risk_backtest", lambda: backtest(weekly), "Testing on the past")
    table = told.regions.assign(
        unit=told.regions["region"], name=asked.named(told.regions["region"])
    )
    if tested.missing or told.basis == "too few":
        _show_too_few(asked, told, tested, table)
    else:
        left, right = st.columns([3, 2])
        with left:
            _show_chances(asked, told, table)
        with right:
            show_worth(asked, tested)
        _show_map(asked, table)


def _show_chances(asked: Asked, told: Forecast, table: pd.DataFrame) -> None:
    ordered = table.sort_values(["p_any", "p_surge", "unit"], ascending=[False, False, True])
    days = f" from {date_words(told.start)} on" if told.start else ""
    how = (
        "each region's historical mean, drawn towards that of all"
        if told.basis == "historical mean"
        else "recent weeks weighing more, mixed with the level of all regions"
    )
    show_figure(
        chances.chance_ranking(ordered, state.theme()),
        "risk_chances",
        chances.chance_title(ordered),
        chances.chance_alt(ordered),
        ordered.drop(columns=["region", "unit"]),
        note=f"{told.horizon} weeks{days}, from {told.incidents:,} incidents in {told.weeks:,} "
        f"weeks: {how}. Beside each name: the incidents to come in 8 of 10 cases. Words: {WORDS}. "
        f"A surge: at least {SURGE_LEAST} incidents and as many as "
        f"in the 5 % busiest such spans of the region's last year. Of reported incidents: what is "
        f"not reported cannot be foretold. {left_out(asked.weekly)} "
        f"{chances.ranking_rest(ordered)} {CLICK}",
        on_event=list_clicked,
    )


def _show_map(asked: Asked, table: pd.DataFrame) -> None:
    """The chance of at least one incident on the map, shaded by its band."""
    view = asked.view
    told = table.set_index("unit")
    units = count_by_unit(view.rows, view.places.units, charts.countries_shown(view))
    said = told["any_words"] + ", " + told["p_any"].map(chances.percent)
    shown = units.assign(p_any=units["unit"].map(told["p_any"]), said=units["unit"].map(said))
    show_figure(
        regionmaps.regions_map(shown, "p_any", *map_ground(view), state.theme()),
        "risk_map",
        "How likely is at least one incident in the next 4 weeks?",
        f"Map of {len(shown):,} regions. {chances.chance_alt(table)}",
        shown.loc[shown["p_any"].notna(), ["name", "country", "incidents", "p_any", "said"]],
        note=f"Shaded by the bands of the words. {CREDIT}",
        height=420,
        scroll_zoom=True,
        on_event=list_clicked,
    )


def _show_too_few(asked: Asked, told: Forecast, tested: Backtest, table: pd.DataFrame) -> None:
    """What is missing for a forecast that can be trusted, and what the records say instead."""
    needed = "; ".join(tested.missing) or (
        f"a forecast needs {FEW} incidents in {FEWEST_WEEKS} weeks"
    )
    body = (
        f"Not validated on your data: {needed}. Counted are {told.incidents:,} incidents in "
        f"{told.weeks:,} weeks. A chance that nobody can check is not shown as a finding. What can "
        "be said instead: how often incidents were recorded, with exact intervals. Few records do "
        "not mean calm."
    )
    numbers = asked.counted_weeks
    card = Card(title="Too few to judge the next 4 weeks", body=body, records=buttons(numbers))
    parts.show_cards([card], "risk_few", 40, opener(numbers))
    seen = table[table["incidents"] > 0].sort_values(
        ["rate", "unit"], ascending=[False, True], ignore_index=True
    )
    shown = ["unit", "name", "incidents", "rate", "rate_low", "rate_high"]
    show_figure(
        chances.rate_ranking(seen, state.theme()),
        "risk_rates",
        chances.rate_title(seen),
        chances.rate_alt(seen),
        chances.yearly(seen)[shown[1:]],
        note=f"Over {told.weeks:,} weeks to {date_words(asked.last)}. "
        f"Intervals: exact (Garwood 1936), as if incidents came independently. "
        f"{left_out(asked.weekly)} {chances.ranking_rest(seen)} {CLICK}",
        on_event=list_clicked,
    )
    if told.basis != "too few":
        unproven = st.expander(
            "The forecast all the same, not validated on these records",
            key="risk_unproven", on_change="rerun",
        )  # fmt: skip
        if unproven.open:
            with unproven:
                _show_chances(asked, told, table)
