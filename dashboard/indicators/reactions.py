"""How others reacted to incidents: what was observed, announced and expected, never added up.

Only an 'observed' response happened. An announced one is a promise or a threat, an expected one a
prediction in an article; `expectations` says what became of those.
"""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import incidents_of, is_in
from dashboard.indicators.intervals import median_interval

Days = npt.NDArray[np.datetime64]

_KEYS: Final = ["status", "actor", "response"]
_SPANS: Final = {"month": "datetime64[M]", "year": "datetime64[Y]"}


def count_responses(responses: pd.DataFrame) -> pd.DataFrame:
    """Responses and their incidents by status, actor and response.

    Columns: status, actor, response (categories), responses (rows), incidents (distinct, both
    int64). Only what occurs; observed first, then announced, then expected, in each the most
    frequent first. Numbers of different statuses must not be added: one article may expect what
    another has seen.
    """
    grouped = responses[[*_KEYS, "incident_id"]].groupby(_KEYS, observed=True)["incident_id"]
    table = grouped.agg(responses="size", incidents="nunique").astype("int64").reset_index()
    return table.sort_values(
        ["status", "responses", "actor", "response"],
        ascending=[True, False, True, True],
        ignore_index=True,
    )


def delays(responses: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Days from the start of each incident of `rows` to each of its observed, dated responses.

    Columns: incident_id, response, actor, url, low, high (Int64, days). Where both dates are known
    to the day, low = high. Else the true number of days is in low..high: a date known to the month
    may be any day of it. Negative: before the recorded start (a response to the same dispute, or a
    start that was recorded late). `count_undated` are left out.
    """
    dated = _observed(responses, rows).dropna(subset="response_date")
    first, last = date_interval(dated["response_date"], dated["response_date_precision"])
    starts = rows[["incident_id", "start_date", "start_last"]]
    concerned = starts[is_in(starts["incident_id"], dated["incident_id"])]
    starts = incident_starts(concerned).reindex(dated["incident_id"])
    low = (first - starts["last"].to_numpy()).astype("timedelta64[D]").astype(np.int64)
    high = (last - starts["first"].to_numpy()).astype("timedelta64[D]").astype(np.int64)
    table = dated[["incident_id", "response", "actor", "url"]].assign(
        low=pd.array(low, dtype="Int64"), high=pd.array(high, dtype="Int64")
    )
    return table.sort_values(
        ["response", "low", "high", "incident_id", "actor", "url"], ignore_index=True
    )


def count_undated(responses: pd.DataFrame, rows: pd.DataFrame) -> int:
    """Observed responses to incidents of `rows` without a date: their delay is not known."""
    return int(_observed(responses, rows)["response_date"].isna().sum())


def delay_summary(delays: pd.DataFrame) -> pd.DataFrame:
    """The median delay by response type, from the delays known to the day.

    Columns: response (category), n (delays known to the day), vague (those that are not), median,
    low, high (days; median missing where n is 0, the exact 95 % interval of the median missing
    below 6 values, see `median_interval`). Most values first.
    """
    found = []
    for response, group in delays.groupby("response", observed=True, sort=True):
        exact = (group["low"] == group["high"]).to_numpy(dtype=bool)
        days = group["low"].to_numpy(dtype=np.float64)[exact]
        median = float(np.median(days)) if len(days) else np.nan
        found.append((response, len(days), len(group) - len(days), median, *median_interval(days)))
    table = pd.DataFrame(found, columns=["response", "n", "vague", "median", "low", "high"])
    numbers = {"n": "int64", "vague": "int64", "median": "float64", "low": "float64"}
    table = table.astype({**numbers, "high": "float64", "response": delays["response"].dtype})
    return table.sort_values(
        ["n", "vague", "response"], ascending=[False, False, True], ignore_index=True
    )


def incident_starts(rows: pd.DataFrame) -> pd.DataFrame:
    """First and last day on which each incident may have begun: first, last (datetime64[D]).

    Indexed by incident_id. Where the rows of one incident differ, the most exact start counts, then
    the earliest.
    """
    first = rows["start_date"].to_numpy().astype("datetime64[D]")
    last = rows["start_last"].to_numpy().astype("datetime64[D]")
    chosen = incidents_of(rows).first_rows((last - first).astype(np.int64), first.astype(np.int64))
    index = pd.Index(rows["incident_id"].iloc[chosen])
    # pandas keeps seconds at the coarsest.
    days = {"first": first[chosen].astype("M8[s]"), "last": last[chosen].astype("M8[s]")}
    return pd.DataFrame(days, index=index)


def date_interval(dates: pd.Series, precision: pd.Series) -> tuple[Days, Days]:
    """First and last day that each date may be (datetime64[s]), by a precision of day, month or
    year; NaT where there is no date."""
    first = dates.to_numpy().astype("datetime64[D]")
    last = first
    for name, unit in _SPANS.items():
        ends = (first.astype(unit) + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
        last = np.where((precision == name).to_numpy(dtype=bool), ends, last)
    return first.astype("datetime64[s]"), last.astype("datetime64[s]")


def _observed(responses: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The observed responses to incidents of `rows`."""
    observed = responses[(responses["status"] == "observed").to_numpy(dtype=bool)]
    return observed[is_in(observed["incident_id"], rows["incident_id"])]
