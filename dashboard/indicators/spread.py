"""Spread: how far unrest is documented to have gone, beside how far it is claimed to have gone.

Two measures that are never mixed: incidents with a place and a day of their own, and what reports
and accounts say of the extent (`claimed_spread`).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.counting import ids_of, incidents_of, is_in
from dashboard.indicators.first_dates import (
    count_vague_units,
    dated_places,
    first_dates,
    new_units,
)
from dashboard.indicators.front import Front, front_speed
from dashboard.indicators.knox import NEAR_DAYS, NEAR_KM, Knox, knox
from dashboard.indicators.scan import Cluster, scan
from dashboard.indicators.wording import counted
from dashboard.schema import label
from dashboard.summaries.regions import count_without_unit

SCALE = ("single_site", "multi_site", "citywide", "province", "multi_province", "national")
"""Codes of `claimed_spread` from the narrowest to the widest; 'unknown' is on no scale."""

_NAMED_UNITS = 3


@dataclass(frozen=True)
class Spread:
    """Documented and claimed spread of some incidents.

    `firsts`, `weekly` and `places` are the tables of `first_dates`, `new_units` and
    `dated_places`, `claims` that of `count_claims`. `front` and `cluster` are the reason, as text,
    where there is none. `without_unit` incidents lie in no unit; `vague_units` units have no first
    date known to the week; `located` incidents have a known day and town or county.
    """

    incidents: int
    without_unit: int
    vague_units: int
    firsts: pd.DataFrame
    weekly: pd.DataFrame
    places: pd.DataFrame
    claims: pd.DataFrame
    front: Front | str
    knox: Knox
    cluster: Cluster | str

    @property
    def located(self) -> int:
        return len(self.places)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Documented, claimed, the front, the Knox test and the scan, one sentence or two each."""
        front, cluster = (
            text if isinstance(text, str) else text.sentence for text in (self.front, self.cluster)
        )
        no_front = "No speed of a front: " if isinstance(self.front, str) else ""
        no_cluster = "No scan for clusters: " if isinstance(self.cluster, str) else ""
        return (
            _documented(self),
            _claimed(self.claims),
            _sentence(no_front, front),
            self.knox.sentence,
            _sentence(no_cluster, cluster),
        )


def spread(
    rows: pd.DataFrame, accounts: pd.DataFrame, km: float = NEAR_KM, days: int = NEAR_DAYS
) -> Spread:
    """Documented and claimed spread of `rows`; near in the Knox test is within `km` and `days`.

    Accounts of other incidents count nowhere.
    """
    firsts, places = first_dates(rows), dated_places(rows)
    return Spread(
        incidents=incidents_of(rows).total,
        without_unit=count_without_unit(rows),
        vague_units=count_vague_units(firsts),
        firsts=firsts,
        weekly=new_units(firsts),
        places=places,
        claims=count_claims(rows, accounts),
        front=front_speed(places),
        knox=knox(places, km, days),
        cluster=scan(places),
    )


def count_claims(rows: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """How many incidents and accounts claim each spread, the widest first.

    Columns: code, label, incidents (with that code in a row of theirs), accounts (of these
    incidents), then one column of accounts for each side that has any (`local`, `state` ...; an
    account without a side counts in `accounts` alone). int64. Only codes that somebody claims;
    'unknown' and blank claim nothing.
    """
    incidents = incidents_of(rows)
    held = rows["claimed_spread"].astype("str").to_numpy()
    claims = np.flatnonzero(accounts["claimed_spread"].notna())
    told = accounts[["incident_id", "claimed_spread", "side"]].iloc[claims].astype("str")
    told = told[is_in(told["incident_id"], rows["incident_id"])]
    widest_first = SCALE[::-1]
    table = pd.DataFrame(
        {
            "code": widest_first,
            "label": [label("claimed_spread", code) for code in widest_first],
            "incidents": [incidents.among(held == code) for code in widest_first],
            "accounts": [int((told["claimed_spread"] == code).sum()) for code in widest_first],
        }
    )
    sides = told[told["claimed_spread"].isin(SCALE)].dropna(subset="side")
    for side in sorted(sides["side"].unique()):
        of_side = sides["claimed_spread"][sides["side"] == side].value_counts()
        table = table.assign(**{side: table["code"].map(of_side).fillna(0).astype(np.int64)})
    claimed = (table["incidents"] > 0) | (table["accounts"] > 0)
    return table[claimed].reset_index(drop=True)


def claiming(rows: pd.DataFrame, accounts: pd.DataFrame, code: str, by: str) -> "pd.Series[str]":
    """The ids of the incidents behind a number of `count_claims`; `by` is its column.

    Behind a number of accounts are the incidents that these accounts are of: as many or fewer.
    """
    if by == "incidents":
        return ids_of(rows, (rows["claimed_spread"].astype("str") == code).to_numpy(dtype=bool))
    claims = (accounts["claimed_spread"].astype("str") == code).to_numpy(dtype=bool)
    if by != "accounts":
        claims = claims & (accounts["side"].astype("str") == by).to_numpy(dtype=bool)
    told = accounts["incident_id"].iloc[np.flatnonzero(claims)]
    return ids_of(rows, is_in(rows["incident_id"], told))


def _documented(found: Spread) -> str:
    firsts = found.firsts
    if firsts.empty:
        return f"Documented: {counted(found.incidents, 'incident')}, none in a known unit."
    names = ", ".join(firsts["unit_name"].fillna(firsts["unit"])[:_NAMED_UNITS])
    more = f" and {len(firsts) - _NAMED_UNITS:,} more" if len(firsts) > _NAMED_UNITS else ""
    unplaced = (
        f"; {counted(found.without_unit, 'incident')} without a unit" if found.without_unit else ""
    )
    return (
        f"Documented: {counted(found.incidents, 'incident')} in {counted(len(firsts), 'unit')} "
        f"({names}{more}){unplaced}. Silence elsewhere is not calm."
    )


def _claimed(claims: pd.DataFrame) -> str:
    if claims.empty:
        return "Claimed: no report says how far it spread."
    widest = claims.iloc[0]
    by = (
        f"by the reports of {counted(int(widest['incidents']), 'incident')} and by "
        f"{counted(int(widest['accounts']), 'account')}"
    )
    return f"Claimed at the widest: {widest['label']}, {by}. A claim is not a record."


def _sentence(start: str, text: str) -> str:
    return f"{start}{text}" if text.endswith(".") else f"{start}{text}."
