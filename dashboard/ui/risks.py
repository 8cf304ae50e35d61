"""What all looks of the Risk page share: the days covered, the break, and what is kept of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

import pandas as pd
import streamlit as st

from dashboard.counting import ids_of, occurring
from dashboard.figures import timelines
from dashboard.figures.axes import break_mark
from dashboard.filters import IncidentFilter
from dashboard.indicators.weeks import WeeklyCounts, count_weeks, ids_in_weeks
from dashboard.periods import choose_freq, date_words, range_words
from dashboard.rows import once, recently
from dashboard.summaries.counts import count_by_period
from dashboard.summaries.spans import covered_days, days_of_files
from dashboard.ui import headlines, parts, session, sidebar, state
from dashboard.ui.behind import Numbers, number_of
from dashboard.ui.cards import Card
from dashboard.ui.figure import Event, show_figure
from dashboard.ui.headlines import dated, incidents_words
from dashboard.ui.turns import giving_way

T = TypeVar("T")
APART = 182
"""Days: files whose first or last records lie further apart do not cover the same time."""
CLICK = "A click on a mark lists the incidents of its unit."


@dataclass(frozen=True)
class Asked:
    """The view, the days that its records cover, and the day since which they are collected in
    one way, None where no break is marked."""

    view: state.View
    first: date
    last: date
    since: date | None

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The selected rows since the break."""
        rows = self.view.rows
        if self.since is None:
            return rows
        return rows[(rows["start_date"] >= pd.Timestamp(self.since)).to_numpy()]

    @cached_property
    def weekly(self) -> WeeklyCounts:
        """Counts per week and unit since the break. Raises ValueError where too many."""
        return self.kept("_risk_weeks", self._weeks, "Counting weeks")

    @cached_property
    def counted_weeks(self) -> Numbers:
        """The incidents behind the weekly counts."""
        return self.kept("_risk_counted", self._counted, "Looking up")

    def _counted(self) -> Numbers:
        weeks, rows = self.weekly.weeks, self.view.rows
        ids = rows["incident_id"].iloc[:0]
        if len(weeks):
            last = weeks[-1].astype(date) + timedelta(days=6)
            ids = ids_in_weeks(rows, weeks[0].astype(date), last)
        return {"weeks": number_of(ids, "counted in whole weeks")}

    def _weeks(self) -> WeeklyCounts:
        found = count_weeks(self.view.rows, end=self.last, start=self.first)
        return found.after(self.since) if self.since else found

    @cached_property
    def names(self) -> dict[str, str]:
        """The units with incidents, with their countries."""
        return sidebar.unit_labels(self.view.rows, self.view.places, ())

    def named(self, units: Iterable[object]) -> list[str]:
        return [self.names.get(str(unit), str(unit)) for unit in units]

    def kept(self, name: str, make: Callable[[], T], doing: str, *of: object) -> T:
        """What `make` makes of this selection and `of`, kept until either changes; of all data
        for all readers."""

        def made() -> T:
            with st.spinner(f"{doing} …"), giving_way():
                return make()

        span = (self.first, self.last, self.since)
        if self.view.filter == IncidentFilter() and self.since is None:
            return recently(self.view.dataset.rows, (name, *span, *of), made)
        return session.once(name, made, self.view.filter, *span, *of)

    @cached_property
    def unlike(self) -> str:
        """The files in view and their days where these are not the same time; '' where they are.

        Where one ends and another goes on, weeks in which nobody collected would count as calm;
        where one begins later, its start looks like unrest.
        """
        shown = occurring(self.view.rows, "file")
        spans = {
            name: (max(first, self.first, self.since or first), min(last, self.last))
            for name, (first, last) in self.kept(
                "_risk_files", lambda: days_of_files(_of_files(self.view)), "Comparing"
            ).items()
            if name in shown
        }
        firsts, lasts = zip(*spans.values(), strict=True) if spans else ((), ())
        if len(spans) < 2 or max(max(lasts) - min(lasts), max(firsts) - min(firsts)) <= timedelta(
            days=APART
        ):
            return ""
        return ", ".join(f"{name} {range_words(*span)}" for name, span in spans.items())

    @property
    def marks(self) -> pd.DataFrame:
        """The break as a line for a time chart; no row where none is marked."""
        return break_mark(self.since)


def weekly_of(asked: Asked) -> WeeklyCounts | None:
    """The weekly counts; None, and the reason on the page, where they are too many to hold."""
    try:
        return asked.weekly
    except ValueError as error:
        parts.show_message("These records cannot be counted by week.", str(error), "Filter first")
        return None


def shows_unlike(asked: Asked) -> bool:
    """Say on the page that the files in view cannot be judged together, where that is so."""
    if not asked.unlike:
        return False
    body = (
        f"The files cover different times: {asked.unlike}. Weeks in which nobody collected would "
        "count as calm, and the first weeks of a later file as unrest. Choose one file under Files "
        "in the sidebar, dates that all of them cover, or mark the day on which the way of "
        "collecting changed."
    )
    parts.show_cards([Card(title="Not to be judged together", body=body)], "risk_unlike", 40)
    return True


def list_unit(unit: str) -> None:
    """List the selected incidents of the unit; the filter stays. For callbacks."""
    view = state.view()
    if unit in view.places.units.index:
        ids = ids_of(view.rows, (view.rows["unit"] == unit).to_numpy(dtype=bool))
        state.list_next(state.Behind(f"in {view.unit_names[unit]}", ids))


def list_clicked(event: Event) -> None:
    """List the incidents of the unit clicked. For callbacks; the browser sends it."""
    for point in event.points:
        data = point.get("customdata")
        if isinstance(data, list) and data and isinstance(data[0], str):
            list_unit(data[0])


def left_out(weekly: WeeklyCounts) -> str:
    """What the weekly counts leave out, as a sentence for a note; '' where nothing."""
    told = (
        (weekly.too_vague, "whose start is not told to the week"),
        (weekly.unplaced, "in no known first-level unit"),
        (weekly.outside, "outside the whole weeks covered"),
    )
    words = [f"{incidents_words(number)} {why}" for number, why in told if number]
    return f"Left out: {', '.join(words)}." if words else ""


def show_weeks(
    asked: Asked, rows: pd.DataFrame, key: str, first: date, last: date, marks: pd.DataFrame
) -> None:
    """A timeline of `rows` from `first` to `last` with `marks` as lines."""
    freq = choose_freq(first, last)
    counts = count_by_period(rows, freq, first, last)
    show_figure(
        timelines.counts_timeline(counts, freq, state.theme(), marks),
        key,
        headlines.counts_title(counts, freq),
        timelines.counts_alt(counts, freq),
        counts[counts["incidents"] > 0].assign(period=lambda table: table["period"].dt.date),
        note=f"{dated(rows)} {date_words(first)} to {date_words(last)}.",
    )


def asked(view: state.View) -> Asked:
    """What the looks need of the view, since the collection break."""
    covered = _covered(view)
    return Asked(
        view,
        view.filter.start or covered[0],
        view.filter.end or covered[1],
        sidebar.collection_break(),
    )


def _covered(view: state.View) -> tuple[date, date]:
    """The days that the records of the files in view reach over."""
    data, incidents = view.dataset, _of_files(view)

    def make() -> tuple[date, date]:
        return covered_days(incidents, data.accounts, data.responses)

    if incidents is data.rows:
        return once(incidents, "covered", make)
    return session.once("_covered", make, view.filter.files)


def _of_files(view: state.View) -> pd.DataFrame:
    """The incidents of the files in view."""
    return IncidentFilter(files=view.filter.files).apply(view.dataset.rows).rows
