"""What became of the responses that articles expected: seen since, still open, or not seen."""

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from dashboard.counting import is_in, numbered
from dashboard.indicators.reactions import Days, date_interval, incident_starts

WINDOW_DAYS: Final = 90
"""How long an expectation stays open unless told otherwise."""

STATES: Final = ("open", "seen", "not seen")

_TAKEN: Final = (
    "incident_id", "actor", "response", "incident", "group", "actor_code", "first", "last",
)  # fmt: skip
_NEAREST_FIRST: Final = (
    ["incident", "response", "actor_code"],
    ["incident", "response"],
    ["group", "response", "actor_code"],
    ["group", "response"],
)
"""Where an observation is looked for; on one day, the nearest to what was expected counts."""


def expectations(
    responses: pd.DataFrame,
    rows: pd.DataFrame,
    accounts: pd.DataFrame,
    as_of: date,
    window_days: int = WINDOW_DAYS,
) -> pd.DataFrame:
    """What was seen by `as_of` of each response that is expected at an incident of `rows`.

    Columns: incident_id, actor, response, summary, url; dated (it has a date of its own);
    expected_on (that date, else the
    earliest publication about the incident not before its start, else the last day on which it may
    have begun); state; seen_on, seen_incident, seen_actor (missing unless seen); announced (bool),
    announced_on; days (Int64, from expected_on to `as_of`).

    Seen: an *observed* response of the same type, at the incident itself or at another one of its
    `event_group`, on or after `expected_on`, by whatever actor (`seen_actor` names it). Without a
    date that tells, an observation at the incident itself counts as seen, `seen_on` missing. An
    announcement is no observation. Open: nothing seen, for at most `window_days`; then 'not seen',
    which means not in these data. A vague date counts with its first day.

    `as_of` is the last day the data reach (`data_until`): nobody looked later. Only incidents of
    `rows` are looked at: give all rows, and filter the result.
    """
    known = _known(responses, rows)
    expected = known[(known["status"] == "expected").to_numpy()]
    expected = expected.assign(expected_on=_expected_on(expected, rows, accounts))
    expected = expected.sort_values(
        ["expected_on", "incident_id", "response", "actor", "summary", "url"], ignore_index=True
    )
    cut = known[~(known["first"] > pd.Timestamp(as_of)).to_numpy()]
    seen = _found(expected, cut[(cut["status"] == "observed").to_numpy()])
    announced = _found(expected, cut[(cut["status"] == "announced").to_numpy()])
    days = (np.datetime64(as_of) - _as_days(expected["expected_on"])).astype(np.int64)
    state = np.where(seen["found"], 1, np.where(days <= window_days, 0, 2))
    shown = ["incident_id", "actor", "response", "summary", "url", "expected_on"]
    return expected[shown].assign(
        dated=expected["first"].notna(),
        state=pd.Categorical.from_codes(state, categories=pd.Index(STATES)),
        seen_on=seen["on"],
        seen_incident=seen["incident_id"],
        seen_actor=seen["actor"],
        announced=announced["found"],
        announced_on=announced["on"],
        days=pd.array(days, dtype="Int64"),
    )


def _known(responses: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The responses to incidents of `rows` of a type that is expected somewhere.

    With numbers for incident, group and actor, and the first and last day that their date may be.
    An incident without a group is one of its own.
    """
    wanted = responses.loc[(responses["status"] == "expected").to_numpy(), "response"].unique()
    alike = responses[responses["response"].isin(wanted).to_numpy()]
    known = alike[is_in(alike["incident_id"], rows["incident_id"])]
    grouped = rows[["incident_id", "event_group"]]
    concerned = grouped[is_in(grouped["incident_id"], known["incident_id"])]
    labels = concerned.dropna().groupby("incident_id")["event_group"].min()
    group = numbered(known["incident_id"].map(labels).astype("str"))
    incident = numbered(known["incident_id"])
    first, last = date_interval(known["response_date"], known["response_date_precision"])
    return known.assign(
        first=first,
        last=last,
        incident=incident.codes,
        group=np.where(group.codes >= 0, group.codes, len(group.values) + incident.codes),
        actor_code=known["actor"].cat.codes,
    )


def _expected_on(expected: pd.DataFrame, rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.Series:
    """The day from which each response is expected."""
    starts = incident_starts(rows[is_in(rows["incident_id"], expected["incident_id"])])
    about = accounts[is_in(accounts["incident_id"], expected["incident_id"])]
    about = about.dropna(subset="published")
    first, last = date_interval(about["published"], about["published_precision"])
    began = starts["first"].reindex(about["incident_id"]).to_numpy()
    after = last >= began
    published = pd.Series(np.maximum(first, began)[after], about["incident_id"][after])
    earliest = published.groupby(level=0).min().reindex(expected["incident_id"])
    latest_start = starts["last"].reindex(expected["incident_id"])
    return expected["first"].fillna(
        pd.Series(earliest.fillna(latest_start).to_numpy(), expected.index)
    )


def _found(expected: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Which of `others` answers each expected response: found, on, incident_id, actor."""
    concerned = others["group"].isin(expected["group"]) & others["response"].isin(
        expected["response"]
    )
    others = others.loc[concerned.to_numpy(), [*_TAKEN]]
    hits = [_earliest(expected, others, by) for by in _NEAREST_FIRST]
    hits.append(_undated(expected, others))
    days = np.array([hit["on"].to_numpy().astype("datetime64[s]").astype(np.int64) for hit in hits])
    found = np.array([hit["incident_id"].notna().to_numpy() for hit in hits])
    # A hit without a day (the last table) comes after every hit with one.
    latest = np.iinfo(np.int64).max
    order = np.where(found, days, latest)
    order[-1] = np.where(found[-1], latest - 1, latest)
    chosen = order.argmin(axis=0)
    places = np.arange(len(expected))
    hit: pd.DataFrame = pd.concat(hits, ignore_index=True).iloc[chosen * len(expected) + places]
    return hit.reset_index(drop=True).assign(found=np.logical_or.reduce(found))


def _earliest(expected: pd.DataFrame, others: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The earliest of `others`, alike in `by`, that is surely not before `expected_on`."""
    order = ["first", *by, "incident_id", "actor_code"]
    dated = others.dropna(subset="first").sort_values(order).drop_duplicates(["first", *by])
    right = dated[[*by, "first"]].assign(place=np.arange(len(dated)))
    left = expected[[*by, "expected_on"]].assign(row=np.arange(len(expected)))
    pairs = pd.merge_asof(
        left.sort_values("expected_on", kind="stable"),
        right,
        left_on="expected_on",
        right_on="first",
        by=by,
        direction="forward",
    )
    place = pairs.sort_values("row")["place"].fillna(-1).to_numpy(dtype=np.int64)
    return _taken(dated, place)


def _undated(expected: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """An observation at the incident itself that may be after `expected_on`; `on` is missing.

    The same actor's is taken where there is one, else the first actor's of the code list.
    """
    by = ["incident", "response", "actor_code"]
    last = others["last"].fillna(pd.Timestamp("2262-01-01"))
    right = others.assign(last=last).sort_values([*by, "last"]).drop_duplicates(by, keep="last")
    right = right.assign(place=np.arange(len(right)))
    left = expected[[*by, "expected_on"]].assign(row=np.arange(len(expected)))
    pairs = left.merge(right[[*by, "last", "place"]], on=by[:2], suffixes=("", "_of_other"))
    pairs = pairs[(pairs["last"] >= pairs["expected_on"]).to_numpy()]
    pairs = pairs.assign(other=pairs["actor_code"] != pairs["actor_code_of_other"])
    pairs = pairs.sort_values(["row", "other", "place"]).drop_duplicates("row")
    place = np.full(len(expected), -1)
    place[pairs["row"]] = pairs["place"]
    return _taken(right, place).assign(on=pd.Series(pd.NaT, range(len(expected)), "datetime64[s]"))


def _taken(others: pd.DataFrame, place: np.ndarray) -> pd.DataFrame:
    """on, incident_id and actor of the rows of `others` at `place`; missing where it is -1."""
    columns = others[["first", "incident_id", "actor"]].reset_index(drop=True)
    taken = columns.reindex(np.where(place < 0, len(columns), place)).reset_index(drop=True)
    return taken.rename(columns={"first": "on"})


def _as_days(dates: pd.Series) -> Days:
    return dates.to_numpy().astype("datetime64[D]")
