"""Trigger events on the Risk page: did more happen after a speech, in three ways side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.counting import ids_of
from dashboard.countries import country_name
from dashboard.indicators.days import ids_left_out, ids_within
from dashboard.indicators.ratios import RateRatio
from dashboard.indicators.trigger import AFTER_DAYS, BEFORE_DAYS, Study, study
from dashboard.indicators.wording import p_words, times
from dashboard.periods import YEAR_DAYS, date_words, range_words
from dashboard.ui import parts, sidebar, state
from dashboard.ui.behind import Numbers, buttons, number_of, opener
from dashboard.ui.cards import Card
from dashboard.ui.headlines import incidents_words
from dashboard.ui.risks import Asked, show_weeks

OWN = "A date of your own"
AFTER, BEFORE = (7, 14, 28, 56), (30, 90, 180, 365)


@dataclass(frozen=True)
class _Event:
    """A day, and the country in which it may have mattered; '' for all."""

    day: date
    country: str
    name: str


def show_triggers(asked: Asked) -> None:
    """One event: what came after it against what came before, and what that allows to say."""
    event = _choose(asked)
    with st.container(horizontal=True):
        after = st.select_slider(
            "Days after", AFTER, value=AFTER_DAYS, key="days_after", bind="query-params", width=300
        )
        before = st.select_slider(
            "Days before", BEFORE, value=BEFORE_DAYS, key="days_before", bind="query-params",
            width=300,
        )  # fmt: skip
    if event is None:
        st.info("Enter a date: what came after it is compared with what came before.")
        return
    if event.day > asked.last:
        st.info(f"The records end on {date_words(asked.last)}, before this date.")
        return
    rows = asked.view.rows
    if event.country:
        rows = rows[(rows["country"] == event.country).to_numpy()]
    found = asked.kept(
        "_risk_study",
        lambda: study(rows, event.day, after, before, asked.since, asked.last),
        "Comparing", event, after, before,
    )  # fmt: skip
    where = f" in {country_name(event.country)}" if event.country else ", all countries"
    number = f"{incidents_words(rows['incident_id'].nunique())} of this selection{where}."
    numbers = asked.kept(
        "_risk_study_of", lambda: _numbers(rows, found, asked.since), "Looking up",
        event, after, before,
    )  # fmt: skip
    said = Card(
        title="What the records allow to say", subtitle=number,
        body=found.sentence + _cut(found, after), records=buttons(numbers),
    )  # fmt: skip
    parts.show_cards([said], "trigger_said", 40, opener(numbers))
    parts.show_cards(_results(found), "trigger_results", 18)
    marks = pd.concat([_mark(event), asked.marks], ignore_index=True)
    show_weeks(
        asked, rows, "trigger_weeks", event.day - timedelta(days=before),
        max(found.last, event.day), marks,
    )  # fmt: skip


def _cut(found: Study, after: int) -> str:
    """That the window after ends with the records, as a sentence; '' where it does not."""
    days = (found.last - found.day).days + 1
    if days >= after:
        return ""
    return f" The records end on {date_words(found.last)}: {days:,} of the {after:,} days after."


def _latest(asked: Asked, known: Mapping[str, _Event]) -> str:
    """The latest event within the days and countries of these records; a date of one's own where
    there is none."""
    countries = {*asked.view.rows["country"].dropna().unique()}
    within = (
        name
        for name, event in known.items()
        if event.country in countries and asked.first <= event.day <= asked.last
    )
    return next(within, OWN)


def _choose(asked: Asked) -> _Event | None:
    events = state.shared().triggers.iloc[::-1]
    known = {
        f"{row['label']} ({date_words(row['date'].date())})": _Event(
            row["date"].date(), str(row["country"]), str(row["label"])
        )
        for _, row in events.iterrows()
    }
    options = [*known, OWN]
    latest = _latest(asked, known)
    chosen = st.selectbox(
        "Trigger event", options, index=options.index(latest), key="trigger", bind="query-params"
    )
    if chosen in known:
        return known[chosen]
    if latest == OWN:
        st.text(
            "No trigger event that we know of lies in the countries and days of these records, "
            f"{date_words(asked.first)} to {date_words(asked.last)}."
        )
    day = st.date_input(
        "Date", value=None, key="trigger_date", bind="query-params", min_value=sidebar.FIRST,
        max_value=sidebar.LAST, format="YYYY-MM-DD", width=300,
    )  # fmt: skip
    return _Event(day, "", "your date") if day else None


def _mark(event: _Event) -> pd.DataFrame:
    day = pd.Timestamp(event.day).as_unit("s")
    return pd.DataFrame({"date": [day], "number": ["event"], "label": [event.name]})


def _numbers(rows: pd.DataFrame, found: Study, since: date | None) -> Numbers:
    """The incidents after the date and before it, and those that no result rests on."""
    one = timedelta(days=1)
    eve, year = found.day - one, found.day - timedelta(days=YEAR_DAYS)
    vague = found.left_out and ids_left_out(rows, found.baseline_start, found.last)
    numbers = {
        "selection": number_of(ids_of(rows, np.ones(len(rows), dtype=bool)), "of this selection"),
    }
    if found.pair is not None:
        spans = {
            "after": (found.day, found.last, f"in the {found.pair.days_after:,} days after"),
            "before": (found.baseline_start, eve, f"in the {found.pair.days_before:,} days before"),
            "year": (max(year, since or year), eve, "in the year before"),
        }
        for key, (first, last, words) in spans.items():
            said = f"{words}: {range_words(first, last)}"
            numbers[key] = number_of(ids_within(rows, first, last), said)
    if isinstance(vague, pd.Series):
        numbers["vague"] = number_of(vague, "left out, with no exact day")
    return numbers


def _results(found: Study) -> list[Card]:
    """The result that may be relied on, the one that trusts too much, and the ranks."""
    return [
        _ratio(
            "Negative binomial: the one relied on"
            if found.negative_binomial
            else "Negative binomial",
            "Allows for counts that come in bursts, by how they swung in the year before.",
            found.negative_binomial,
            found.missing.get("negative_binomial", ""),
        ),
        _ratio(
            "Exact",
            "As if incidents came independently, which they do not: reports a change too often "
            "when there is none.",
            found.exact,
            found.missing.get("exact", ""),
        ),
        _placebo(found),
    ]


def _ratio(title: str, what: str, result: RateRatio | None, missing: str) -> Card:
    if result is None:
        return Card(title=title, value="no result", subtitle=what, body=f"Why: {missing}.")
    high = "no upper limit" if np.isinf(result.high) else times(result.high)
    ratio = "none before" if np.isinf(result.ratio) else f"{times(result.ratio)} times"
    clear = not result.low < 1 < result.high  # else a large number would be read as a finding
    return Card(
        title=title,
        value=ratio if clear else "no clear change",
        subtitle=what,
        body=f"{ratio[:1].upper()}{ratio[1:]}, 95 % interval {times(result.low)} to {high}; "
        f"{p_words(result.p_value)}.",
    )


def _placebo(found: Study) -> Card:
    title, what = "Placebo", "The same comparison at earlier dates on which nothing special was."
    if found.placebo is None:
        why = f"Why: {found.missing.get('placebo', '')}."
        return Card(title=title, value="no result", subtitle=what, body=why)
    ranks = found.placebo
    return Card(
        title=title,
        value=f"{ranks.as_much} of {ranks.windows}",
        subtitle=what,
        body=f"earlier windows moved as much the same way; {p_words(ranks.p_value)}.",
    )
