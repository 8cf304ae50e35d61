"""The values of the public view: which are withheld, and what stands in their place."""

import numpy as np
import pandas as pd
import pyarrow as pa

from dashboard.counting import Ints, numbered, strings
from dashboard.public.cells import withheld_incidents
from dashboard.public.columns import WITH, columns_of
from dashboard.public.policy import Policy
from dashboard.rows import Mask
from dashboard.schema import WITHHELD, split_list

Columns = dict[str, pd.Series]

LISTED, LISTS = frozenset({"demands"}), 100
"""Columns with lists of codes; of each so many lists, the most frequent, may be told."""


def guarded(
    incidents: pd.DataFrame, numbers: Ints, told: Columns, spoken: Mask, policy: Policy
) -> dict[str, Mask]:
    """Of each guarded column the rows in which it is withheld; `told` are the places as they are
    told, `numbers` those of the incidents. The rows of `spoken` are told as they are recorded and
    count among no others: whoever reads them can subtract them."""
    country, unit = numbered(incidents["country"]), numbered(told["unit"])
    lines = np.where(unit.codes >= 0, unit.codes + len(country.values), country.codes)
    months = incidents["start_date"].to_numpy().astype("datetime64[M]").astype(np.int64)
    known = incidents["date_precision"].isin(["day", "week", "month"]).to_numpy()
    whole = np.zeros(len(lines), dtype=np.int64)
    hidden = {}
    for name in policy.guarded:
        parts, rare = whole, -1
        if name == "month":
            values, parts = np.where(spoken | ~known, -1, months % 12), months // 12
        else:
            values = np.where(spoken, -1, numbered(_cells(incidents, name)).codes)
        if name in LISTED:
            values, rare = _most_frequent(values), LISTS
        found = withheld_incidents(lines, values, parts, numbers, policy.least, rare)
        hidden[name] = found[numbers]
    return hidden


def _cells(incidents: pd.DataFrame, name: str) -> pd.Series:
    """A column; lists in the order of their codes, since that in which they were written says who
    wrote them and nothing of the incident."""
    if name not in LISTED:
        return incidents[name]
    lists = numbered(incidents[name])
    sorted_ones = [";".join(sorted({*split_list(str(one))})) for one in lists.values]
    texts = pa.array([*sorted_ones, None], pa.large_string())
    return strings(texts.take(pa.array(np.where(lists.codes < 0, len(sorted_ones), lists.codes))))


def _most_frequent(values: Ints) -> Ints:
    """The `LISTS` most frequent values numbered from 0 by frequency, all others `LISTS`."""
    by_frequency = np.bincount(values[values >= 0]).argsort(kind="stable")[::-1]
    ranks = np.full(len(by_frequency) + 1, -1)  # the last one for -1: missing
    ranks[by_frequency] = np.minimum(np.arange(len(by_frequency)), LISTS)
    return ranks[values]


def coded(incidents: pd.DataFrame, hidden: dict[str, Mask]) -> Columns:
    """The guarded columns, and those that go with them. A list is withheld whole, as one value:
    what it says together is rarer than any of its codes."""
    made = {}
    for name in columns_of("guarded"):
        mask = hidden.get(name, np.zeros(len(incidents), dtype=bool))
        if name in LISTED:
            made[name] = _cells(incidents, name).mask(mask)
        else:
            made[name] = incidents[name].cat.add_categories([WITHHELD]).mask(mask, WITHHELD)
        for other in WITH.get(name, ()):
            made[other] = incidents[other].mask(mask)
    return made


def dated(incidents: pd.DataFrame, hidden: dict[str, Mask]) -> Columns:
    """The dates; where the month is withheld, the year of the first day: a span over the turn of
    the year would tell the month."""
    mask = hidden.get("month", np.zeros(len(incidents), dtype=bool))
    first, last = (incidents[name].to_numpy() for name in ("start_date", "start_last"))
    year = first.astype("datetime64[Y]").astype("datetime64[s]")
    end = (first.astype("datetime64[Y]") + 1).astype("datetime64[D]") - 1
    index = incidents.index
    return {
        "start_date": pd.Series(np.where(mask, year, first), index),
        "start_last": pd.Series(np.where(mask, end.astype("datetime64[s]"), last), index),
        "date_precision": incidents["date_precision"].mask(mask, "year"),
        "end_date": incidents["end_date"].mask(mask),
    }


def persons_told(
    incidents: pd.DataFrame, spoken: Mask, least: int
) -> tuple[Columns, dict[str, Mask]]:
    """The numbers of persons without those from 1 to `least` - 1, and where these are; the rows of
    `spoken` have theirs."""
    made, small = {}, {}
    for name in columns_of("persons"):
        numbers = incidents[name].to_numpy(dtype=np.float64, na_value=np.nan)
        small[name] = ~spoken & (numbers >= 1) & (numbers < least)
        made[name] = incidents[name].mask(small[name])
    return made, small


def named(masks: dict[str, Mask]) -> "pd.Series[str]":
    """For each row the names whose mask holds, joined by ';'; missing where none does."""
    names = [*masks]
    bits = sum(mask.astype(np.int64) << bit for bit, mask in enumerate(masks.values()))
    found, codes = np.unique(np.asarray(bits), return_inverse=True)
    texts = [
        ";".join(name for bit, name in enumerate(names) if number >> bit & 1) or None
        for number in found.tolist()
    ]
    return strings(pa.array(texts, pa.large_string()).take(pa.array(codes)))
