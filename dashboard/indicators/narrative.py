"""The narrative gap: how the tone of official accounts differs from that of local ones.

The tone is that of the texts, not the mood of the workers. Several accounts of one origin say one
thing, so tones are averaged within each origin first. The interval is Welch's t on the means of
the origins (Welch 1947; degrees of freedom after Satterthwaite 1946); a percentile bootstrap
covers only .82 at three origins a side.
"""

import math
from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np
import pandas as pd

from dashboard.counting import Floats, Ints, numbered
from dashboard.indicators.averages import LEAST_ORIGINS, signed
from dashboard.indicators.sides import side_groups
from dashboard.indicators.welch import welch_interval
from dashboard.origins import origin_of
from dashboard.periods import LongFreq
from dashboard.summaries.counts import first_periods

POINT_ORIGINS = 8
"""Origins that each side needs before a gap is given beside its interval."""
LEVEL = 0.95

Verdict = Literal["no accounts", "too few", "alike", "interval", "point"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

_USED = ("side", "outlet", "origin_outlet", "tone")
_SIDES = 2
_ALIKE = 1e-9
"""Origin means that spread less than this (standard deviation) differ by rounding alone."""


@dataclass(frozen=True)
class Gap:
    """Mean tone of official accounts less that of local ones, on tones from -1 to 1.

    `verdict`: 'no accounts' where a side has no scored text; 'too few' with fewer than 3 origins on
    a side; 'alike' where the origins of neither side differ among themselves, so that no interval
    can be computed; 'interval' with 3 to 7 on a side; 'point' with 8 and more on both. The numbers
    a verdict does not allow are None: all of them but for 'interval' (low and high alone) and
    'point'. Origins and accounts are those with a scored text; `not_scored` are the accounts of
    both sides without one.
    """

    verdict: Verdict
    official_origins: int
    local_origins: int
    official_accounts: int
    local_accounts: int
    not_scored: int
    official_mean: float | None
    local_mean: float | None
    gap: float | None
    low: float | None
    high: float | None


def narrative_gap(accounts: pd.DataFrame) -> Gap:
    """The gap over all of `accounts`: side, outlet, origin_outlet and tone (NaN = not scored).

    An account without a side, of an expert, or without outlet and origin counts nowhere.
    """
    table = _gaps(accounts, np.zeros(len(accounts), dtype=np.int64), 1)
    return gap_of(table.iloc[0])


def gap_of(row: pd.Series) -> Gap:
    """One row of `gaps_by` as a Gap."""
    return Gap(
        verdict=row["verdict"],
        official_origins=int(row["official_origins"]),
        local_origins=int(row["local_origins"]),
        official_accounts=int(row["official_accounts"]),
        local_accounts=int(row["local_accounts"]),
        not_scored=int(row["not_scored"]),
        official_mean=_number(row["official_mean"]),
        local_mean=_number(row["local_mean"]),
        gap=_number(row["gap"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
    )


def gaps_by(accounts: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    """The gap of every group of accounts; `keys` has one value per account, in their order.

    Indexed by key, in sorted order (a category in its own); the columns are the fields of Gap, with
    NaN for None. Accounts whose key is missing are left out. Raises ValueError when `keys` has not
    as many values as there are accounts.
    """
    if len(keys) != len(accounts):
        raise ValueError(f"keys: {len(keys)} values for {len(accounts)} accounts; give one each")
    found = numbered(keys)
    used = np.flatnonzero(np.bincount(found.codes[found.codes >= 0], minlength=len(found.values)))
    values = found.values[used]
    if not isinstance(keys.dtype, pd.CategoricalDtype):
        order = values.argsort()
        used, values = used[order], values[order]
    place = np.full(len(found.values) + 1, -1)  # the last one is for a missing key
    place[used] = np.arange(len(used))
    return _gaps(accounts, place[found.codes], len(used)).set_axis(values.rename(keys.name))


def gaps_over_time(
    accounts: pd.DataFrame, incidents: pd.DataFrame, freq: LongFreq = "year"
) -> pd.DataFrame:
    """`gaps_by` the period in which the incident of each account began, indexed by its first day.

    Accounts of an incident whose start is not known to one period, or that is not in `incidents`,
    are left out; a period without an account has no row.
    """
    began = first_periods(incidents, freq)
    place = began.index.get_indexer(pd.Index(accounts["incident_id"]))
    periods = began.array.take(place, allow_fill=True)
    return gaps_by(accounts, pd.Series(periods, name="period"))


def gaps_by_unit(accounts: pd.DataFrame, incidents: pd.DataFrame) -> pd.DataFrame:
    """`gaps_by` the first-level unit of the incident of each account, indexed by unit.

    An account counts once in each unit of its incident. Accounts of an incident without a unit,
    or that is not in `incidents`, are left out.
    """
    incident, unit = numbered(incidents["incident_id"]), numbered(incidents["unit"])
    known = (incident.codes >= 0) & (unit.codes >= 0)
    units = max(len(unit.values), 1)
    pairs = pd.unique(incident.codes[known] * units + unit.codes[known])
    places = pd.DataFrame({"place": pairs // units, "unit": pairs % units})
    told = pd.DataFrame({"place": incident.values.get_indexer(pd.Index(accounts["incident_id"]))})
    found = told.assign(row=np.arange(len(told))).merge(places, on="place")
    keys = pd.Series(unit.values.take(found["unit"].to_numpy()), name="unit")
    return gaps_by(accounts[[*_USED]].iloc[found["row"].to_numpy()], keys)


def gap_sentence(gap: Gap) -> str:
    """What may be said of the gap, in plain words, with what it is not said first."""
    return f"Tone of the texts, not the mood of the workers: {_finding(gap)}{_unscored(gap)}"


def _finding(gap: Gap) -> str:
    official, local = gap.official_origins, gap.local_origins
    if gap.verdict == "no accounts":
        side = "official or local" if official == local else "local" if official else "official"
        return f"no {side} account has a scored text, so there is nothing to compare."
    if gap.verdict == "too few":
        origins = "1 official origin" if official == 1 else f"{official:,} official origins"
        ones = "1 local one" if local == 1 else f"{local:,} local ones"
        has = "have" if official + local > 1 else "has"
        return f"{origins} and {ones} {has} a scored text; {LEAST_ORIGINS} on each side are needed."
    origins = f"{official:,} official origins and {local:,} local ones"
    if gap.verdict == "alike":
        return (
            f"the accounts of a side do not differ among themselves, so no interval can be "
            f"computed ({origins})."
        )
    if gap.low is None or gap.high is None:
        raise ValueError(f"a gap with the verdict {gap.verdict!r} has both ends of its interval")
    # Rounded outwards: the interval shown is never narrower than it is, nor without width.
    low, high = math.floor(round(gap.low * 100, 6)) / 100, math.ceil(round(gap.high * 100, 6)) / 100
    span = f"{LEVEL:.0%} interval {signed(low)} to {signed(high)}; {origins}"
    if gap.gap is None or gap.official_mean is None or gap.local_mean is None:
        few = f"with fewer than {POINT_ORIGINS} origins on a side, no single number is given"
        return f"{_direction(gap.low, gap.high)} ({span}); {few}."
    means = f"official mean {signed(gap.official_mean)}, local mean {signed(gap.local_mean)}"
    return f"{_direction(gap.low, gap.high)}; the gap is {signed(gap.gap)} ({span}; {means})."


def _direction(low: float, high: float) -> str:
    if low > 0:
        return "official texts are more positive than local ones"
    if high < 0:
        return "official texts are more negative than local ones"
    return "it cannot be told whether official texts differ from local ones"


def _unscored(gap: Gap) -> str:
    number = gap.not_scored
    if not number:
        return ""
    return f" {number:,} {'account is' if number == 1 else 'accounts are'} not scored."


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _gaps(accounts: pd.DataFrame, keys: Ints, number: int) -> pd.DataFrame:
    """The gap of each key 0 .. `number` - 1; an account whose key is below 0 counts nowhere."""
    side, tone = side_groups(accounts["side"]), accounts["tone"].to_numpy(dtype="float64")
    origin = numbered(origin_of(accounts))
    counted = (side >= 0) & (keys >= 0) & (origin.codes >= 0)
    scored = counted & ~np.isnan(tone)
    group = keys[scored] * _SIDES + side[scored]
    told = np.bincount(group, minlength=number * _SIDES).reshape(number, _SIDES)
    origins, means, variances = _by_origin(group, origin.codes[scored], tone[scored], number)
    least = origins.min(axis=1)
    alike = (np.sqrt(variances) < _ALIKE).all(axis=1)
    verdict = np.select(
        [least == 0, least < LEAST_ORIGINS, alike, least < POINT_ORIGINS], [0, 1, 2, 3], 4
    )
    low, high = np.full(number, np.nan), np.full(number, np.nan)
    measured = np.flatnonzero(verdict >= VERDICTS.index("interval"))
    low[measured], high[measured] = welch_interval(
        means[measured], variances[measured], origins[measured], LEVEL
    )
    shown = np.where((verdict == VERDICTS.index("point"))[:, None], means, np.nan)
    columns = {
        "verdict": pd.Categorical.from_codes(verdict, categories=pd.Index(VERDICTS, dtype="str")),
        "official_origins": origins[:, 0],
        "local_origins": origins[:, 1],
        "official_accounts": told[:, 0],
        "local_accounts": told[:, 1],
        "not_scored": np.bincount(keys[counted & ~scored], minlength=number),
        "official_mean": shown[:, 0],
        "local_mean": shown[:, 1],
        "gap": shown[:, 0] - shown[:, 1],
        "low": low,
        "high": high,
    }
    return pd.DataFrame({field.name: columns[field.name] for field in fields(Gap)})


def _by_origin(group: Ints, origin: Ints, tone: Floats, keys: int) -> tuple[Ints, Floats, Floats]:
    """Per key and side: origins, and mean and variance of the means of the origins (keys x 2).

    `group` is key x 2 + side. A mean of no origin and a variance of one are 0.
    """
    number, most = keys * _SIDES, origin.max(initial=0) + 1
    pairs, found = np.unique(group * most + origin, return_inverse=True)
    inner = np.bincount(found, weights=tone) / np.bincount(found)
    of_group, shape = pairs // most, (keys, _SIDES)
    origins = np.bincount(of_group, minlength=number).astype(np.int64)
    means = np.bincount(of_group, weights=inner, minlength=number) / np.maximum(origins, 1)
    squares = np.bincount(of_group, weights=(inner - means[of_group]) ** 2, minlength=number)
    variances = squares / np.maximum(origins - 1, 1)
    return origins.reshape(shape), means.reshape(shape), variances.reshape(shape)
