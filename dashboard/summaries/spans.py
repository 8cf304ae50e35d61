"""The days that records reach over: of incidents, of all that is told of them, and of each file."""

from datetime import date

import pandas as pd

from dashboard.counting import NO_DAY, day_number, day_of, days_in, is_in
from dashboard.rows import Mask, once


def dates_of(incidents: pd.DataFrame) -> tuple[date, date] | None:
    """The first and last day on which an incident may have begun; None for no incident."""
    if not len(incidents):
        return None

    def make() -> tuple[date, date]:
        first, last = days_in(incidents, "start_date"), days_in(incidents, "start_last")
        return day_of(int(first[first != NO_DAY].min())), day_of(int(last[last != NO_DAY].max()))

    return once(incidents, "dates", make)


def known_dates_of(incidents: pd.DataFrame) -> tuple[date, date] | None:
    """As `dates_of`, but no later than today, unless all incidents are: one mistyped year must
    not move every recent period into the future."""
    today = date.today()

    def make() -> tuple[date, date] | None:
        later = after_today(incidents)
        span = dates_of(incidents[~later] if later.any() else incidents)
        return (span[0], min(span[1], today)) if span else dates_of(incidents)

    return once(incidents, ("known dates", today), make)


def after_today(incidents: pd.DataFrame) -> Mask:
    """Which rows begin after today, as their dates tell."""
    return days_in(incidents, "start_date") > day_number(date.today())


def data_until(
    rows: pd.DataFrame, accounts: pd.DataFrame | None, responses: pd.DataFrame | None
) -> date | None:
    """The last day that the data reach, None where nothing is dated.

    The latest first day of an incident, a publication, or an observed or announced response. After
    it nobody looked, so nothing can be 'not seen' yet. A vague date counts with its first day; ends
    of incidents and dates of expected responses are left out, since both may lie ahead.
    """
    ends = [rows["start_date"].max()]
    if accounts is not None:
        ends.append(accounts["published"].max())
    if responses is not None:
        happened = (responses["status"] != "expected").to_numpy()
        ends.append(responses.loc[happened, "response_date"].max())
    known = [pd.Timestamp(end) for end in ends if not pd.isna(end)]
    return max(known).date() if known else None


def covered_days(
    incidents: pd.DataFrame, accounts: pd.DataFrame | None, responses: pd.DataFrame | None
) -> tuple[date, date]:
    """The days that `incidents`, and what is told of them, reach over; today at the latest, unless
    all incidents are later."""
    known = incidents[~after_today(incidents)]  # a mistyped year must not add calm up to today
    told = (_of(known, table) for table in (accounts, responses))
    span = known_dates_of(incidents)
    if span is None:
        return date.today(), date.today()
    until = data_until(known, *told) or span[1]
    return span[0], min(until, max(date.today(), span[1]))


def _of(incidents: pd.DataFrame, table: pd.DataFrame | None) -> pd.DataFrame | None:
    return None if table is None else table[is_in(table["incident_id"], incidents["incident_id"])]


def days_of_files(incidents: pd.DataFrame) -> dict[str, tuple[date, date]]:
    """The days that the incidents of each file reach over (`known_dates_of`), by file name."""
    found = {}
    for name, rows in incidents.groupby(incidents["file"].astype("str"), sort=True):
        span = known_dates_of(rows)
        if span is not None:
            found[str(name)] = span
    return found
