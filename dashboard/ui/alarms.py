"""Alerts on the Risk page: weeks with more than was to be expected, within a budget."""

from collections.abc import Callable, Hashable, Mapping
from datetime import date, timedelta
from typing import Any

import streamlit as st

from dashboard.figures.chances import SIGN, percent
from dashboard.indicators.alerts import BUDGET, LEAST, RAREST, SHOWN, Alerts, alerts
from dashboard.indicators.rates import YEAR
from dashboard.indicators.weeks import ids_in_weeks
from dashboard.periods import date_words, range_words
from dashboard.ui import parts, state
from dashboard.ui.behind import Numbers, buttons, number_of, opener
from dashboard.ui.cards import Card, Row
from dashboard.ui.headlines import incidents_words
from dashboard.ui.risks import Asked, show_weeks, shows_unlike, weekly_of

BUDGETS = (0.25, 0.5, BUDGET, 2.0, 4.0)
LISTED = 24
_WEEK = timedelta(days=6)
_SHOWN_DAYS = 371


def show_alerts(asked: Asked) -> None:
    """The alarms of the last weeks, each opening its records, and the last week in words."""
    weekly = weekly_of(asked)
    if weekly is None:
        return
    budget = st.select_slider(
        "Alarm budget: false alarms per region and year", BUDGETS, value=BUDGET, key="budget",
        bind="query-params", width=420,
        help="Fewer false alarms miss more of what is real, and the reverse.",
    )  # fmt: skip
    found = asked.kept("_risk_alerts", lambda: alerts(weekly, budget), "Watching", budget)
    if shows_unlike(asked):
        pass
    elif found.missing:
        body = (
            f"Not to be had on your data: {'; '.join(found.missing)}. An alarm needs to know how "
            "much such counts swing by themselves. The records themselves are below; few of them "
            "do not mean calm."
        )
        numbers = asked.counted_weeks
        card = Card(title="Too few to judge what is unusual", body=body, records=buttons(numbers))
        parts.show_cards([card], "alarm_few", 40, opener(numbers))
    else:
        _show_rate(asked, found)
        _show_alarms(asked, found)
        _show_levels(asked, found)
    start = max(asked.first, asked.last - timedelta(days=_SHOWN_DAYS))
    if start <= asked.last:
        show_weeks(asked, asked.view.rows, "alarm_weeks", start, asked.last, asked.marks)


def _show_rate(asked: Asked, found: Alerts) -> None:
    mondays = asked.weekly.weeks[-found.weeks :].astype(date)

    def make() -> Numbers:
        ids = ids_in_weeks(asked.view.rows, mondays[0], mondays[-1] + _WEEK)
        return {"watched": number_of(ids, f"in these {found.weeks:,} weeks")}

    numbers = asked.kept("_risk_watched", make, "Looking up", found.weeks)
    card = Card(body=_rate(found), records=buttons(numbers))
    parts.show_cards([card], "alarm_rate", 60, opener(numbers))


def _rate(found: Alerts) -> str:
    return (
        f"Asked for: {found.budget:g} alarms per region and year. Over the last {found.weeks:,} "
        f"weeks such thresholds, each from the weeks before it alone, raised {found.rate:.2f}; all "
        "are counted as false here, though some were not."
    )


def _show_alarms(asked: Asked, found: Alerts) -> None:
    table = found.table[found.table["alarm"]]
    weeks = found.table["week"].nunique()
    alone = found.rate * len(asked.weekly.regions) * weeks / YEAR
    st.subheader(f"{len(table):,} alarm{'' if len(table) == 1 else 's'} in the last {weeks} weeks")
    st.text(
        f"At the rate of the past, {alone:.1f} would come in so many weeks of "
        f"{len(asked.weekly.regions):,} regions though nothing is new. A week needs at least "
        f"{LEAST} incidents and a chance below {RAREST:.0%} to raise one."
    )
    if table.empty:
        st.text("No week stands out in what was reported. What is not reported raises no alarm.")
        return
    cards = [
        _alarm(row, name)
        for row, name in zip(
            table.head(LISTED).to_dict("records"),
            asked.named(table["region"].head(LISTED)),
            strict=True,
        )
    ]
    parts.show_cards(cards, "alarms", 20, _week_opener(asked))
    if len(table) > LISTED:
        st.text(f"The latest {LISTED} of {len(table):,} are shown.")


def _alarm(row: Mapping[Hashable, Any], name: str) -> Card:
    week = row["week"].date()
    return Card(
        title=name,
        subtitle=f"Week of {date_words(week)}",
        body=f"{incidents_words(row['incidents'])}, {_expected(row['expected'])} expected; "
        f"chance of so many or more: {_rare(row['tail'])}.",
        badges=((f"against 4 weeks: {row['level4']}", False),
                (f"against 52 weeks: {row['level52']}", False)),
        opens=f"{row['region']} {week}",
    )  # fmt: skip


def _week_opener(asked: Asked) -> Callable[[str], None]:
    return lambda value: open_week(asked.view, value)


def open_week(view: state.View, value: str) -> None:
    """List the incidents counted in '<unit> <Monday>'. For callbacks; the browser sends it."""
    unit, _, day = value.rpartition(" ")
    try:
        week = date.fromisoformat(day)
    except ValueError:
        return
    if unit in view.places.units.index:
        end = week + _WEEK
        ids = ids_in_weeks(view.rows, week, end, unit)
        state.list_next(state.Behind(f"in {view.unit_names[unit]}, {range_words(week, end)}", ids))


def _show_levels(asked: Asked, found: Alerts) -> None:
    week = found.table[found.table["week"] == found.table["week"].max()]
    last = week[week["incidents"] > 0].head(LISTED)
    day = date_words(week["week"].iloc[0].date())
    if last.empty:
        st.text(f"The last whole week, from {day}: no incident in any of {len(week):,} regions.")
        return
    rows = [
        Row(
            name=name,
            mark="alarm" if row["alarm"] else "",
            cells=(f"{row['incidents']:,}", _expected(row["expected"]), _rare(row["tail"]),
                   str(row["level4"]), str(row["level52"])),
            opens=(f"{row['region']} {row['week'].date()}",),
        )
        for name, row in zip(asked.named(last["region"]), last.to_dict("records"), strict=True)
    ]  # fmt: skip
    parts.show_table(
        f"The last whole week, from {day}, rarest first; in words against the weeks before. None "
        f"in {int((week['incidents'] == 0).sum()):,} other regions. {SHOWN} weeks are watched",
        ("Incidents", "Expected", "Chance of so many", "Against 4 weeks", "Against 52 weeks"),
        rows,
        "alarm_levels",
        _week_opener(asked),
    )


def _expected(mean: float) -> str:
    return f"{mean:.1f}" if mean >= 0.05 else "less than 0.1"


def _rare(tail: float) -> str:
    return f"{100 * tail:.1f}{SIGN}" if 0.001 <= tail < 0.01 else percent(tail)
