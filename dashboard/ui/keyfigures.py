"""The figures at the head of the Overview, each beside the period before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from dashboard.periods import YEAR_DAYS, Comparison, compared
from dashboard.summaries.headline import KeyFigures, compare, key_figures
from dashboard.summaries.spans import known_dates_of
from dashboard.ui import audience, parts, state
from dashboard.ui.cards import Card
from dashboard.ui.headlines import incidents_words


def show_key_figures(view: state.View) -> None:
    """Incidents, places, workers involved and share with several origins, now and before."""
    days = known_dates_of(view.dataset.rows)
    if days is None:
        return
    periods = compared(view.filter.start, view.filter.end, *days)
    now = key_figures(view.rows, view.dataset.origins)
    if unknown := audience.months_withheld(view):
        _show([(label, value, "", note) for label, value, _, note in _in_words(now, now, now, "")])
        st.caption(
            f"Compared with no period before: the month of {incidents_words(unknown)} is withheld."
        )
        return
    dated = bool(view.filter.start or view.filter.end)
    recent = now if dated else _figures(view, periods, before=False)
    # Without a date filter the number in large is of all dates, so its change needs its own span.
    span = "" if dated else f"last {YEAR_DAYS} days: "
    before = _figures(view, periods, before=True)
    _show(_in_words(now, recent, before, span))
    st.caption(
        f"Compared are {periods.name} with {periods.before_name}: {recent.incidents:,} and "
        f"{before.incidents:,} incidents dated exactly enough to tell."
    )


def _show(figures: Sequence[tuple[str, str, str, str]]) -> None:
    shown = [
        Card(title=label, value=value, subtitle=change, body=note)
        for label, value, change, note in figures
    ]
    parts.show_cards(shown, key="key_figures", width=13)


def _figures(view: state.View, periods: Comparison, before: bool) -> KeyFigures:
    start, end = (
        (periods.before_start, periods.before_end) if before else (periods.start, periods.end)
    )
    return key_figures(_rows(view, start, end), view.dataset.origins)


def _rows(view: state.View, start: date, end: date) -> pd.DataFrame:
    return replace(view.filter, start=start, end=end).apply(view.dataset.rows).rows


def _in_words(
    now: KeyFigures, recent: KeyFigures, before: KeyFigures, span: str
) -> list[tuple[str, str, str, str]]:
    unknown = f" Not known for {now.origins_unknown:,} incidents." if now.origins_unknown else ""
    return [
        (
            "Incidents",
            f"{now.incidents:,}",
            _change(recent.incidents, before.incidents, span),
            "Each counted once, however many places and reports it has.",
        ),
        (
            "Places",
            f"{now.places:,}",
            _change(recent.places, before.places, span),
            "Distinct points and areas on the map.",
        ),
        (
            "Workers involved",
            _workers(now),
            f"{span}{_workers(recent)}; before: {_workers(before)}",
            f"Lowest to highest sum, of the {now.with_size:,} of {now.incidents:,} incidents with "
            f"a number; the others are not counted as 0.{_dominant(now)}",
        ),
        (
            "More than one origin",
            _share(now),
            f"{span}{_share(recent)}; before: {_share(before)}",
            f"Reported by two origins or more that do not cite each other.{unknown}",
        ),
    ]


def _change(now: int, before: int, span: str) -> str:
    return f"{span}{now:,}; before: {before:,}: {compare(now, before)}"


def _workers(figures: KeyFigures) -> str:
    low, high = figures.workers_low, figures.workers_high
    if low is None or high is None:
        return "not reported"
    return _short(high) if low == high else f"{_short(low)} to {_short(high)}"


def _dominant(figures: KeyFigures) -> str:
    return f" One of them alone: {_short(figures.dominant)}." if figures.dominant else ""


def _short(number: int) -> str:
    if number >= 1_000_000:
        return f"{number / 1_000_000:,.3g} million"
    return f"{number / 1_000:,.3g} thousand" if number >= 100_000 else f"{number:,}"


def _share(figures: KeyFigures) -> str:
    if not figures.origins_known:
        return "not known"
    return f"{figures.several_origins:,} of {figures.origins_known:,}"
