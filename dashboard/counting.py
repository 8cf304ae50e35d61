"""Counting incidents: each once by `incident_id`, though it has one row per location."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Numbered:
    """A column as numbers: `codes` per row (-1 = missing), each a position in `values`."""

    codes: Ints
    values: pd.Index


def numbered(column: pd.Series) -> Numbered:
    """Equal values of `column` as equal numbers; `values` of a category column are all of them."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return Numbered(column.cat.codes.to_numpy().astype(np.int64), column.cat.categories)
    texts = pa.array(column, from_pandas=True)
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    encoded = texts.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Numbered(codes, pd.Index(encoded.dictionary.to_pandas(), dtype=column.dtype))


def strings(texts: pa.Array | pa.ChunkedArray) -> "pd.Series[str]":
    """Arrow strings as a `str` column, without a detour through Python objects."""
    return pd.Series(texts.to_pandas(), dtype="str")


def is_in(column: "pd.Series[str]", wanted: "pd.Series[str]") -> npt.NDArray[np.bool_]:
    """Which texts are among `wanted`; `Series.isin` makes Python objects of a million of them."""
    texts = pa.array(column, type=pa.large_string(), from_pandas=True)
    among = pa.array(wanted, type=pa.large_string(), from_pandas=True)
    return np.asarray(pc.is_in(texts, value_set=among), dtype=bool)


def ids_of(rows: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> "pd.Series[str]":
    """The distinct ids of the incidents of the chosen rows, in their order."""
    ids = rows["incident_id"].iloc[np.flatnonzero(chosen)]
    return ids.drop_duplicates().reset_index(drop=True)


@dataclass(frozen=True)
class Incidents:
    """The distinct incidents of some rows: `codes` per row, 0 .. `total` - 1."""

    codes: Ints
    total: int

    @property
    def one_row_each(self) -> bool:
        return self.total == len(self.codes)

    def per(self, keys: Ints, number: int) -> Ints:
        """Distinct incidents for each key 0 .. `number` - 1; a key below 0 counts nowhere."""
        codes, kept = self.codes, keys >= 0
        if not kept.all():
            codes, keys = codes[kept], keys[kept]
        if not self.one_row_each:
            keys = pd.unique(keys * self.total + codes) // max(self.total, 1)
        return np.bincount(keys, minlength=number).astype(np.int64)

    def among(self, chosen: npt.NDArray[np.bool_]) -> int:
        """Distinct incidents among the chosen rows."""
        if self.one_row_each:
            return int(chosen.sum())
        return len(pd.unique(self.codes[chosen]))

    def first_rows(self, *order: npt.NDArray[np.generic]) -> Ints:
        """The position of one row per incident: the least by `order`, compared one by one.

        Rows that `order` cannot tell apart may stand for each other.
        """
        if self.one_row_each:
            return np.arange(self.total)
        several = np.bincount(self.codes, minlength=self.total)[self.codes] > 1
        rows = np.flatnonzero(several)
        rows = rows[np.lexsort([*(key[rows] for key in reversed(order)), self.codes[rows]])]
        starts = np.flatnonzero(np.diff(self.codes[rows], prepend=-1))
        return np.concatenate([np.flatnonzero(~several), rows[starts]])


def incidents_of(rows: pd.DataFrame) -> Incidents:
    """The distinct incidents of `rows`."""
    codes = numbered(rows["incident_id"])
    return Incidents(codes.codes, len(codes.values))


def sizes(rows: pd.DataFrame) -> tuple[Floats, Floats]:
    """Fewest and most workers per row (persons), NaN where neither is known.

    'At least 50' is 50 at both ends, since no more is known; 'up to 500' says nothing of the
    fewest and is 0 there: one unchecked claim must not lift the low end of a sum.
    """
    low = rows["workers_low"].to_numpy(dtype="float64", na_value=np.nan)
    high = rows["workers_high"].to_numpy(dtype="float64", na_value=np.nan)
    fewest = np.where(np.isnan(low) & ~np.isnan(high), 0.0, low)
    return fewest, np.where(np.isnan(high), low, high)


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
    known = ~np.isnan(low) & (keys >= 0)
    table = pd.DataFrame(
        {"pair": keys[known] * incidents.total + incidents.codes[known], "key": keys[known]}
    ).assign(low=low[known], high=high[known])
    if not incidents.one_row_each:
        table = table.groupby("pair", sort=False).max()
    key = table["key"].to_numpy()
    with_size = np.bincount(key, minlength=number)
    sums = {
        f"workers_{bound}": np.bincount(key, weights=table[bound], minlength=number)
        for bound in ("low", "high")
    }
    return pd.DataFrame(
        {
            name: pd.Series(values.round(), dtype="Int64").mask(with_size == 0)
            for name, values in sums.items()
        }
        | {"with_size": pd.Series(with_size, dtype="Int64")}
    )
