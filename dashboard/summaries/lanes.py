"""One bar per incident on a time axis: when it began, how long it surely and possibly lasted."""

import numpy as np
import pandas as pd

from dashboard.counting import days_in, incident_numbers, incidents_of
from dashboard.schema import other_dates
from dashboard.summaries.counts import sequence

_SHOWN = (
    "incident_id",
    "title",
    "start_date",
    "start_last",
    "end_date",
    "duration_days",
    "date_precision",
    "action_type",
    "tags",
)
_VAGUE_STARTS = ("month", "year")


def lanes(rows: pd.DataFrame, limit: int = 200) -> pd.DataFrame:
    """The `limit` incidents that began last, in the order they began.

    Columns: incident_id, title, first, last, certain_first, certain_last (datetime64[s],
    inclusive), date_precision, action_type, unit_name (all units of the incident, joined by '; '),
    open_end, disputed (other first days that a source gives, ISO 8601, joined by ';'; '': none).

    It ran on no day outside `first`..`last`, as far as its dates tell, and surely on every day of
    `certain_first`..`certain_last`; both are missing where no day is sure. `open_end`: neither an
    end nor a duration is known, so it may have lasted longer than drawn.
    """
    incidents = incidents_of(rows)
    began, until = (days_in(rows, name).astype(np.int64) for name in ("start_date", "start_last"))
    firsts = incidents.first_rows(until - began, began, sequence(rows))
    if len(firsts) > limit:
        since = np.partition(began[firsts], -limit)[-limit]
        firsts = firsts[began[firsts] >= since]
    numbers = incident_numbers(rows)
    of_them = rows.iloc[np.flatnonzero(np.isin(numbers, numbers[firsts]))]
    units = of_them[["incident_id", "unit_name"]]
    chosen = rows.iloc[firsts][[*_SHOWN]]
    chosen = chosen.sort_values(["start_date", "start_last", "incident_id"]).tail(limit)
    names = units.groupby("incident_id", sort=False)["unit_name"].agg(
        lambda found: "; ".join(sorted(found.dropna().unique())) or np.nan
    )
    table = pd.concat([chosen, _bars(chosen)], axis=1)
    unit_name = table["incident_id"].map(names).astype("str")
    kept = ["incident_id", "title", "first", "last", "certain_first", "certain_last"]
    kept += ["date_precision", "action_type", "unit_name", "open_end", "disputed"]
    disputed = [";".join(other_dates(tags)) for tags in table["tags"]]
    return table.assign(unit_name=unit_name, disputed=disputed)[kept].reset_index(drop=True)


def _bars(rows: pd.DataFrame) -> pd.DataFrame:
    start, start_last, end = rows["start_date"], rows["start_last"], rows["end_date"]
    # A fraction of a day is drawn as the whole day; the first day counts.
    more = pd.to_timedelta(np.ceil(rows["duration_days"]).clip(lower=1) - 1, unit="D")
    last = end.fillna(start_last + more).fillna(start_last)
    surely_until = sure_end(rows).fillna(start + more).fillna(start)
    sure = surely_until >= start_last
    return pd.DataFrame(
        {
            "first": start,
            "last": last.where(last >= start_last, start_last),
            "certain_first": start_last.where(sure),
            "certain_last": surely_until.where(sure),
            "open_end": end.isna() & rows["duration_days"].isna(),
        }
    ).astype(dict.fromkeys(["first", "last", "certain_first", "certain_last"], "datetime64[s]"))


def sure_end(rows: pd.DataFrame) -> "pd.Series[pd.Timestamp]":
    """The first day that `end_date` may mean.

    An end known to the month is kept as the month's last day, its precision is not: beside a start
    known only to the month or year, the last day of a month is taken for the whole month.
    """
    end = rows["end_date"]
    vague = rows["date_precision"].isin(_VAGUE_STARTS) & end.dt.is_month_end
    return end.mask(vague, end.dt.to_period("M").dt.start_time.astype("datetime64[s]"))
