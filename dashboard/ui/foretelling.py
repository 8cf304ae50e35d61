"""The next 4 weeks on the Risk page: chances in words, and how good such words were before."""

import pandas as pd
import streamlit as st

from dashboard.figures import chances, reliability
from dashboard.indicators.backtest import Backtest, Scores, backtest
from dashboard.indicators.forecast import (
    BAND_WORDS,
    BANDS,
    FEW,
    FEWEST_WEEKS,
    SURGE_LEAST,
    Forecast,
    forecast,
)
from dashboard.periods import date_words
from dashboard.ui import parts, state
from dashboard.ui.cards import Card
from dashboard.ui.figure import show_figure
from dashboard.ui.risks import CLICK, Asked, left_out, list_clicked, show_weeks, weekly_of

WORDS = ", ".join(
    f"{word} {span}"
    for word, span in zip(
        BAND_WORDS,
        (f"below {BANDS[0]:.0%}", *(f"from {edge:.0%}" for edge in BANDS)),
        strict=True,
    )
).replace("%", " %")
"""The bands of probability in words."""

_MODELS = {
    "forecast": "This forecast",
    "historical_mean": "Historical mean",
    "last_value": "Last 4 weeks again",
    "ewma": "Weighted mean",
}


def show_next_weeks(asked: Asked) -> None:
    """The chance of an incident and of a surge per region, beside how good this was before."""
    weekly = weekly_of(asked)
    if weekly is None:
        return
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
            _show_worth(tested)
    if asked.first <= asked.last:
        show_weeks(asked, asked.view.rows, "risk_weeks", asked.first, asked.last, asked.marks)


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
        f"weeks: {how}. Words: {WORDS}. A surge: at least {SURGE_LEAST} incidents and as many as "
        f"in the 5 % busiest such spans of the region's last year. Of reported incidents: what is "
        f"not reported cannot be foretold. {left_out(asked.weekly)} "
        f"{chances.ranking_rest(ordered)} {CLICK}",
        on_event=list_clicked,
    )


def _show_worth(tested: Backtest) -> None:
    """Skill, coverage and reliability of the forecasts of the past."""
    own = tested.models["forecast"]
    body = (
        f"{tested.origins:,} forecasts for each region, {_day(tested.first)} to "
        f"{_day(tested.last)}, each from the weeks before it alone. {_skill(own)}"
    )
    facts = (
        (
            "Skill against the historical mean",
            f"{100 * own.skill:+.1f} %".replace("-", "−"),
        ),
        ("80 % interval held", _share(own.coverage80)),
        ("95 % interval held", _share(own.coverage95)),
        ("Told where an incident comes (AUC; .5 is chance)", _number(own.auc_any)),
        ("Told where a surge comes (AUC)", _number(own.auc_surge)),
        ("Mean error of the stated chance", _share(own.ece_any)),
    )
    card = Card(title="How good was this before, on these records?", body=body, facts=facts)
    parts.show_cards([card], "risk_worth", 20)
    show_figure(
        reliability.reliability_diagram(tested.reliability, state.theme()),
        "risk_reliability",
        reliability.reliability_title(tested.reliability),
        reliability.reliability_alt(tested.reliability),
        pd.DataFrame(
            [{"model": _MODELS[name], **_scores(one)} for name, one in tested.models.items()]
        ),
        note="Chance of at least one incident in 4 weeks. On the dotted line words and deeds "
        "agree. Lines: exact 95 % intervals, as if the forecasts were independent. The numbers "
        "compare the models (CRPS and log score: the smaller, the better).",
    )


def _scores(one: Scores) -> dict[str, float]:
    return {
        "CRPS": one.crps,
        "skill": one.skill,
        "log score": one.log_score,
        "80 % held": one.coverage80,
        "95 % held": one.coverage95,
        "AUC any": one.auc_any,
        "AUC surge": one.auc_surge,
        "calibration error": one.ece_any,
    }


def _skill(own: Scores) -> str:
    if own.skill <= 0:
        return (
            "It did no better than the plain historical mean: trust the average as much as this "
            "forecast. Surges are hard to foretell anywhere."
        )
    return (
        f"Its error (CRPS) was {100 * own.skill:.1f} % smaller than that of the plain historical "
        "mean. Surges are hard to foretell anywhere."
    )


def _show_too_few(asked: Asked, told: Forecast, tested: Backtest, table: pd.DataFrame) -> None:
    """What is missing for a forecast that can be trusted, and what the records say instead."""
    needed = "; ".join(tested.missing) or (
        f"a forecast needs {FEW} incidents in {FEWEST_WEEKS} weeks"
    )
    body = (
        f"Not validated on your data: {needed}. Counted are {told.incidents:,} incidents in "
        f"{told.weeks:,} weeks. A chance that nobody can check is not shown as a finding. What can "
        "be said instead: how often incidents were recorded, with exact intervals. Few records are "
        "no calm."
    )
    parts.show_cards([Card(title="Too few to judge the next 4 weeks", body=body)], "risk_few", 40)
    seen = table[table["incidents"] > 0].sort_values(
        ["rate", "unit"], ascending=[False, True], ignore_index=True
    )
    shown = ["unit", "name", "incidents", "rate", "rate_low", "rate_high"]
    show_figure(
        chances.rate_ranking(seen, state.theme()),
        "risk_rates",
        chances.rate_title(seen),
        chances.rate_alt(seen),
        seen[shown[1:]],
        note=f"Over {told.weeks:,} weeks to {date_words(asked.last)}; the numbers are per week. "
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


def _day(day: object) -> str:
    return date_words(day) if day else ""  # type: ignore[arg-type]


def _share(share: float) -> str:
    return f"{100 * share:.1f} %"


def _number(number: float) -> str:
    return "not known: all or none had one" if number != number else f"{number:.2f}"
