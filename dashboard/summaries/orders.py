"""Incidents in an order, a page at a time: no more of them are sorted than the page needs."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Floats, days_in, incidents_of, numbered_in
from dashboard.rows import of_table

Keys = tuple[Floats, ...]


def _began(rows: pd.DataFrame) -> Floats:
    return days_in(rows, "start_date").astype(np.float64)


def _most(rows: pd.DataFrame, name: str) -> Floats:
    """A number per row that is the smaller the larger the column is; last where it is missing."""
    values = of_table(
        rows, name, lambda table: table[name].to_numpy(dtype="float64", na_value=np.nan)
    )
    return np.where(np.isnan(values), np.inf, -values)


def _action(rows: pd.DataFrame) -> Floats:
    codes = numbered_in(rows, "action_type").codes
    return np.where(codes < 0, np.inf, codes)


ORDERS: dict[str, Callable[[pd.DataFrame], Keys]] = {
    "Latest first": lambda rows: (-_began(rows),),
    "Earliest first": lambda rows: (_began(rows),),
    "Most workers first": lambda rows: (
        _most(rows, "workers_high"),
        _most(rows, "workers_low"),
        -_began(rows),
    ),
    "By action type": lambda rows: (_action(rows), -_began(rows)),
}
"""By what a reader may choose: what a row is sorted by, the least first, then by its id."""


def page_of(rows: pd.DataFrame, order: str, number: int, size: int) -> pd.DataFrame:
    """Page `number` (from 1 on) of `size` incidents in one of ORDERS, a row of each."""
    keys = ORDERS[order](rows)
    firsts = incidents_of(rows).first_rows(*keys)
    begin = (number - 1) * size
    if begin >= len(firsts):
        return rows.iloc[firsts[:0]]
    first = keys[0][firsts]
    low, high = np.partition(first, (begin, min(begin + size, len(first)) - 1))[
        [begin, min(begin + size, len(first)) - 1]
    ]
    near = firsts[(first >= low) & (first <= high)]
    begin -= int((first < low).sum())
    chosen = near[_sorted(rows, near, keys)[begin : begin + size]]
    found: pd.DataFrame = rows.iloc[chosen]
    return found


def _sorted(
    rows: pd.DataFrame, chosen: npt.NDArray[np.integer], keys: Keys
) -> npt.NDArray[np.intp]:
    """The order of the chosen rows by `keys`, then by id."""
    ids = rows[["incident_id"]].iloc[chosen]["incident_id"].to_numpy(dtype=object)
    _, rank = np.unique(ids, return_inverse=True)
    return np.lexsort((rank, *(key[chosen] for key in reversed(keys))))
