"""Counting incidents: each once by `incident_id`, though it has one row per location."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.rows import Mask, Rows, frame_of, of_table, once

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NO_DAY = int(np.iinfo(np.int32).min)
_EPOCH = date(1970, 1, 1).toordinal()


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
    if isinstance(texts, pa.ChunkedArray):  # putting one chunk together would copy it
        texts = texts.chunk(0) if texts.num_chunks == 1 else texts.combine_chunks()
    encoded = texts.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Numbered(codes, pd.Index(encoded.dictionary.to_pandas(), dtype=column.dtype))


def numbered_in(rows: pd.DataFrame, name: str) -> Numbered:
    """`numbered` of a column; of a shared table's `Rows` the values are those of the whole table.

    So a value may occur in none of the rows.
    """
    if not isinstance(rows, Rows):
        return numbered(rows[name])
    table = rows.table
    whole = table.once(("numbered", name), lambda: _small(numbered(table.frame[name])))
    return rows.once(("numbered", name), lambda: replace(whole, codes=rows.take(whole.codes)))


def _small(column: Numbered) -> Numbered:
    """The codes in half of their bytes: they are used as positions."""
    return replace(column, codes=column.codes.astype(np.int32))


def strings(texts: pa.Array | pa.ChunkedArray) -> "pd.Series[str]":
    """Arrow strings as a `str` column, without a detour through Python objects."""
    return pd.Series(texts.to_pandas(), dtype="str")


def is_in(column: "pd.Series[str]", wanted: "pd.Series[str]") -> npt.NDArray[np.bool_]:
    """Which texts are among `wanted`; `Series.isin` makes Python objects of a million of them."""
    texts = pa.array(column, type=pa.large_string(), from_pandas=True)
    among = pa.array(wanted, type=pa.large_string(), from_pandas=True)
    return np.asarray(pc.is_in(texts, value_set=among), dtype=bool)


def places_in(texts: "pd.Series[str]", values: pd.Index) -> Ints:
    """Of each text the position among `values`, -1 where it is not: without Python objects."""
    found = pc.index_in(
        pa.array(texts, type=pa.large_string(), from_pandas=True),
        value_set=pa.array(values, type=pa.large_string(), from_pandas=True),
    )
    return np.asarray(found.fill_null(-1)).astype(np.int64)


def rows_with(rows: pd.DataFrame, ids: "pd.Series[str]") -> pd.DataFrame:
    """The rows of the incidents of `ids`, of which few should be meant, as a plain data frame."""
    return frame_of(rows.iloc[np.flatnonzero(is_in(rows["incident_id"], ids))])


def ids_of(rows: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> "pd.Series[str]":
    """The distinct ids of the incidents of the chosen rows, in their order."""
    ids = rows["incident_id"].iloc[np.flatnonzero(chosen)]
    return ids.drop_duplicates().reset_index(drop=True)


class Incidents:
    """The distinct incidents of some rows.

    Only the rows at `several` (sorted positions) may share an incident with another row; all others
    have one of their own, so that most questions are answered without looking at the ids.
    """

    def __init__(self, numbers: Callable[[], Ints], several: Ints, rows: int) -> None:
        self._numbers = numbers
        self._several = several
        self._rows = rows

    @cached_property
    def total(self) -> int:
        """The number of distinct incidents."""
        return self._rows - int(self._again(self._several).sum())

    @cached_property
    def codes(self) -> Ints:
        """Of each row the number of its incident, 0 .. `total` - 1."""
        numbers = self._numbers()
        held = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=bool)
        held[numbers] = True
        return np.asarray((held.cumsum() - 1)[numbers], dtype=np.int64)

    @property
    def one_row_each(self) -> bool:
        return self.total == self._rows

    def per(self, keys: npt.NDArray[np.integer[Any]], number: int) -> Ints:
        """Distinct incidents for each key 0 .. `number` - 1; a key below 0 counts nowhere."""
        counts = np.bincount(keys if keys.min(initial=0) >= 0 else keys[keys >= 0], None, number)
        shared = self._several[keys[self._several] >= 0]
        again = keys[shared][self._again(shared, keys[shared])]
        return counts.astype(np.int64) - np.bincount(again, None, number)

    def among(self, chosen: npt.NDArray[np.bool_]) -> int:
        """Distinct incidents among the chosen rows."""
        return int(chosen.sum()) - int(self._again(self._several[chosen[self._several]]).sum())

    def first_rows(self, *order: npt.NDArray[np.generic]) -> Ints:
        """The position of one row per incident: the least by `order`, compared one by one.

        Rows that `order` cannot tell apart may stand for each other.
        """
        if not len(self._several):
            return np.arange(self._rows)
        rows = self._several
        codes = self._codes_of(rows)
        rows = rows[np.lexsort([*(key[rows] for key in reversed(order)), codes])]
        starts = np.flatnonzero(np.diff(np.sort(codes), prepend=-1))
        return np.concatenate([np.flatnonzero(~self.shared), rows[starts]])

    @cached_property
    def shared(self) -> Mask:
        """Which rows may share their incident with another row."""
        found = np.zeros(self._rows, dtype=bool)
        found[self._several] = True
        return found

    def _again(self, rows: Ints, keys: npt.NDArray[np.integer[Any]] | None = None) -> Mask:
        """Which of `rows` (positions among `several`) have the incident, and key, of an earlier."""
        if not len(rows):
            return np.zeros(0, dtype=bool)
        codes = self._codes_of(rows)
        pairs = codes if keys is None else keys.astype(np.int64) * (codes.max() + 1) + codes
        return pd.Series(pairs).duplicated().to_numpy()

    def _codes_of(self, rows: Ints) -> Ints:
        return self._numbers_of_several[np.searchsorted(self._several, rows)]

    @cached_property
    def _numbers_of_several(self) -> Ints:
        return self._numbers()[self._several].astype(np.int64)


def incidents_of(rows: pd.DataFrame) -> Incidents:
    """The distinct incidents of `rows`."""

    def make() -> Incidents:
        several = of_table(rows, "several", _in_several)
        return Incidents(lambda: incident_numbers(rows), np.flatnonzero(several), len(rows))

    return once(rows, "incidents", make)


def incident_numbers(rows: pd.DataFrame) -> Ints:
    """Of each row the number of its incident, from 0 on in the order of the table they are of."""
    return of_table(
        rows, "number", lambda table: numbered(table["incident_id"]).codes.astype(np.int32)
    )


def _in_several(table: pd.DataFrame) -> Mask:
    """Which rows share their incident with another."""
    numbers = numbered(table["incident_id"]).codes
    return np.asarray(np.bincount(numbers)[numbers] > 1) if len(numbers) else np.zeros(0, bool)


def occurring(rows: pd.DataFrame, name: str) -> pd.Index:
    """The distinct values of a column, without a missing one."""

    def make() -> pd.Index:
        cells = numbered_in(rows, name)
        held = np.bincount(cells.codes[cells.codes >= 0], minlength=len(cells.values)) > 0
        return cells.values[held]

    return once(rows, ("occurring", name), make)


def days_in(rows: pd.DataFrame, name: str) -> npt.NDArray[np.int32]:
    """A column of dates as days since 1 January 1970; `NO_DAY` where missing."""
    return of_table(rows, ("days", name), lambda table: _days(table[name]))


def day_number(day: date) -> int:
    """A day as `days_in` gives it."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day that `day_number` gives this number."""
    return date.fromordinal(number + _EPOCH)


def _days(dates: pd.Series) -> npt.NDArray[np.int32]:
    days = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), NO_DAY, days.astype(np.int64)).astype(np.int32)
