"""Rows of a large table that many readers share: a column is taken only when it is asked for.

A selection of half a million incidents has some fifty columns, of which a page needs ten. `Table`
holds what is worked out of the whole table once for all readers; `Rows` are some of its rows, and
are used as the data frame that they stand for.
"""

from collections.abc import Callable, Iterator
from threading import RLock
from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

T = TypeVar("T")
RECENT = 24
Mask = npt.NDArray[np.bool_]
Positions = npt.NDArray[np.int32]


class Table:
    """A table that nobody changes any more, with the index 0, 1, 2 ..."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self._made: dict[object, Any] = {}
        self._recent: dict[object, Any] = {}
        self._lock = RLock()
        self._making: dict[object, RLock] = {}

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` makes, made once and kept as long as the table; `key` names it."""
        if key not in self._made:
            with self._lock:
                making = self._making.setdefault(key, RLock())
            with making:  # of this key: what takes long keeps nobody from anything else
                if key not in self._made:
                    self._made[key] = make()
        return cast(T, self._made[key])

    def recently(self, key: object, make: Callable[[], T]) -> T:
        """As `once`, of what readers may ask without end: the last `RECENT` are kept."""
        kept: tuple[T] | None = self._recent.get(key)
        if kept is None:  # made without the lock: others may ask for something else meanwhile
            kept = (make(),)
        with self._lock:
            self._recent.pop(key, None)
            self._recent[key] = kept
            for old in list(self._recent)[:-RECENT]:
                del self._recent[old]
        return kept[0]

    def rows(self, at: "npt.NDArray[np.integer[Any]] | None" = None) -> pd.DataFrame:
        """The rows at the positions `at`, in that order; all where it is None."""
        return cast(pd.DataFrame, Rows(self, None if at is None else at.astype(np.int32)))


class Rows:
    """Some rows of a `Table`, as a data frame whose columns are taken when they are asked for.

    Columns by name, lists of names, masks and `iloc` go without the other columns; whatever else a
    data frame can do is done on the frame of all columns, `frame`, which takes its time and memory.
    """

    def __init__(self, table: Table, at: Positions | None) -> None:
        self.table = table
        self.at = at
        self._taken: dict[object, Any] = {}

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` makes of these rows, kept until they are told to `forget`."""
        if key not in self._taken:
            self._taken[key] = make()
        return cast(T, self._taken[key])

    def forget(self) -> None:
        """Let go of all columns taken: they are taken again when they are asked for."""
        self._taken = {}

    def take(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Of an array with a value for each row of the table those of these rows."""
        return values if self.at is None else values[self.at]

    @property
    def frame(self) -> pd.DataFrame:
        """The data frame of all columns."""
        whole, at = self.table.frame, self.at
        return whole if at is None else self.once("frame", lambda: whole.iloc[at])

    @property
    def index(self) -> pd.Index:
        whole, at = self.table.frame.index, self.at
        return whole if at is None else self.once("index", lambda: pd.Index(at))

    @property
    def columns(self) -> pd.Index:
        return self.table.frame.columns

    @property
    def empty(self) -> bool:
        return len(self) == 0

    @property
    def iloc(self) -> "_ByPosition":
        return _ByPosition(self)

    def __len__(self) -> int:
        return len(self.table.frame) if self.at is None else len(self.at)

    def __contains__(self, name: object) -> bool:
        return name in self.table.frame

    def __iter__(self) -> Iterator[Any]:
        return iter(self.columns)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self.once(("column", key), lambda: self._column(key)).copy(deep=False)
        if isinstance(key, list) and all(isinstance(name, str) for name in key):
            taken = {name: self[name] for name in key}
            return pd.DataFrame(taken, index=self.index, columns=key, copy=False)
        mask = np.asarray(key, dtype=bool)
        if len(mask) != len(self):
            raise ValueError(f"a mask of {len(mask):,} for {len(self):,} rows")
        return self.iloc[np.flatnonzero(mask)]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.frame, name)

    def _column(self, name: str) -> pd.Series:
        whole = self.table.frame[name]
        if self.at is None:
            return whole
        return pd.Series(whole.array.take(self.at), index=self.index, name=name, copy=False)


def once(rows: pd.DataFrame, key: object, make: Callable[[], T]) -> T:
    """What `make` makes of `rows`: kept, where they are `Rows`, until they are told to forget."""
    return rows.once(key, make) if isinstance(rows, Rows) else make()


def forget(rows: pd.DataFrame) -> None:
    """Let go of what was taken of some rows of a `Table`: it is taken again when asked for."""
    if isinstance(rows, Rows) and rows.at is not None:
        rows.forget()


def frame_of(rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` as a data frame of all columns: for the few on screen."""
    return rows.frame if isinstance(rows, Rows) else rows


def recently(rows: pd.DataFrame, key: object, make: Callable[[], T]) -> T:
    """What `make` makes of all rows of a table, kept for all readers while it is asked for."""
    return rows.table.recently(key, make) if isinstance(rows, Rows) else make()


def of_table(
    rows: pd.DataFrame, key: object, make: Callable[[pd.DataFrame], npt.NDArray[Any]]
) -> npt.NDArray[Any]:
    """What `make` makes of a table, a value a row, for `rows` of it: made once for a `Table`."""
    if not isinstance(rows, Rows):
        return make(rows)
    table = rows.table
    values = table.once(key, lambda: make(table.frame))
    return rows.once(key, lambda: rows.take(values))


class _ByPosition:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def __getitem__(self, key: Any) -> Any:
        rows = self._rows
        if isinstance(key, int | np.integer):
            return rows.table.frame.iloc[key if rows.at is None else rows.at[key]]
        if isinstance(key, slice):
            key = np.arange(len(rows), dtype=np.int32)[key]
        chosen = np.asarray(key)
        if chosen.dtype == bool:
            chosen = np.flatnonzero(chosen)
        return rows.table.rows(chosen if rows.at is None else rows.at[chosen])
