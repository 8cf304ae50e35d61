"""How many workers took part: from the fewest to the most that a report tells of."""

import numpy as np
import pandas as pd

from dashboard.counting import Floats, Incidents, Ints
from dashboard.rows import of_table


def sizes(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Fewest and most workers per row (persons), NaN where neither is known.

    'At least 50' is 50 at both ends, since no more is known; 'up to 500' says nothing of the
    fewest and is 0 there: one unchecked claim must not lift the low end of a sum.
    """
    return _of_table(rows, "fewest", 0), _of_table(rows, "most", 1)


def _of_table(rows: pd.DataFrame, name: str, end: int) -> Floats:
    return of_table(rows, ("workers", name), lambda table: _ends(table)[end])


def _ends(table: pd.DataFrame) -> tuple[Floats, Floats]:
    low, high = _numbers(table["workers_low"]), _numbers(table["workers_high"])
    fewest = np.where(np.isnan(low) & ~np.isnan(high), 0.0, low)
    return fewest, np.where(np.isnan(high), low, high)


def _numbers(column: pd.Series) -> Floats:
    return np.asarray(column.to_numpy(dtype="float64", na_value=np.nan))


def size_words(low: float | None, high: float | None) -> str:
    """'at least 50', 'up to 500', '50 to 500' or '50' workers; '' where neither is known."""
    fewest = None if pd.isna(low) else f"{low:,.0f}"
    most = None if pd.isna(high) else f"{high:,.0f}"
    if fewest and most:
        return fewest if fewest == most else f"{fewest} to {most}"
    return f"at least {fewest}" if fewest else f"up to {most}" if most else ""


def workers_per(rows: pd.DataFrame, incidents: Incidents, keys: Ints, number: int) -> pd.DataFrame:
    """Workers involved for each key 0 .. `number` - 1: Int64 workers_low, workers_high, with_size.

    The rows of one incident repeat its size for each location, so an incident counts with the
    largest of its rows, once per key. `with_size` is the number of incidents with a size; the
    sums are missing where it is 0.
    """
    low, high = sizes(rows)
    known = np.flatnonzero(~np.isnan(low) & (keys >= 0))
    key, low, high = keys[known], low[known], high[known]
    if not incidents.one_row_each:
        shared = incidents.shared[known]
        table = pd.DataFrame({"key": key[shared], "low": low[shared], "high": high[shared]})
        pair = pd.MultiIndex.from_arrays([table["key"], incidents.codes[known[shared]]])
        once = table.groupby(pair, sort=False).max()
        key, low, high = (
            np.concatenate([values[~shared], once[name]])
            for name, values in (("key", key), ("low", low), ("high", high))
        )
    with_size = np.bincount(key, minlength=number)
    sums = {
        f"workers_{bound}": np.bincount(key, weights=values, minlength=number)
        for bound, values in (("low", low), ("high", high))
    }
    return pd.DataFrame(
        {
            name: pd.Series(values.round(), dtype="Int64").mask(with_size == 0)
            for name, values in sums.items()
        }
        | {"with_size": pd.Series(with_size, dtype="Int64")}
    )
