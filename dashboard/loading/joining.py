"""The checked batches of one file as one draft, each taken over as it comes.

Numbers are copied into memory that is asked for once, so that a batch leaves no holes behind; text
is kept as it is, in pieces.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.loading.drafts import Draft
from dashboard.loading.findings import Findings
from dashboard.loading.texts import TEXT, to_arrow


class Grown:
    """Numbers of one type that grow batch by batch."""

    def __init__(self, dtype: Any) -> None:
        self._room = np.empty(0, dtype)
        self._length = 0

    def add(self, part: NDArray[Any], room: int) -> None:
        """Append `part`; about `room` numbers are expected in all."""
        stop = self._length + len(part)
        if stop > len(self._room):
            wider = np.empty(max(stop, room), self._room.dtype)
            wider[: self._length] = self._room[: self._length]
            self._room = wider
        self._room[self._length : stop] = part
        self._length = stop

    def get(self) -> NDArray[Any]:
        """All numbers so far."""
        return self._room[: self._length]


class Column:
    """A column of a table that grows batch by batch; its dtype is that of the first batch."""

    def __init__(self, first: pd.Series) -> None:
        self._dtype: Any = first.dtype
        self._texts: list[pa.Array] = []
        kinds: dict[str, list[Any]] = {
            "str": [],
            "category": [np.int8],
            "Int64": [np.int64, np.bool_],
        }
        self._numbers = [Grown(one) for one in kinds.get(str(self._dtype), [self._dtype])]

    def add(self, values: pd.Series, room: int) -> None:
        """Append the values of one batch; about `room` are expected in all."""
        if self._dtype == TEXT:
            self._texts += to_arrow(values).chunks
        elif isinstance(self._dtype, pd.CategoricalDtype):
            self._numbers[0].add(values.cat.codes.to_numpy(), room)
        elif self._dtype == "Int64":
            self._numbers[0].add(values.to_numpy(dtype=np.int64, na_value=0), room)
            self._numbers[1].add(values.isna().to_numpy(), room)
        else:
            self._numbers[0].add(values.to_numpy(), room)

    def get(self) -> pd.Series:
        """The whole column."""
        if self._dtype == TEXT:
            return pd.Series(TEXT.__from_arrow__(pa.chunked_array(self._texts, pa.large_string())))
        numbers = [grown.get() for grown in self._numbers]
        if isinstance(self._dtype, pd.CategoricalDtype):
            codes = pd.Categorical.from_codes(numbers[0], dtype=self._dtype, validate=False)
            return pd.Series(codes)
        if self._dtype == "Int64":
            return pd.Series(pd.arrays.IntegerArray(numbers[0], numbers[1]))
        return pd.Series(numbers[0], copy=False)


def join_drafts(drafts: Iterable[tuple[Draft, float]]) -> Draft:
    """The drafts of the batches of one file, rules applied, as one.

    With each comes how much of the file has been read with it, 0 to 1. There is at least one.
    """
    parts = iter(drafts)
    beginning = next(parts)
    second = next(parts, None)
    first = beginning[0]
    if second is None:
        return first
    columns = {name: Column(values) for name, values in first.columns.items()}
    numbers, rejected = Grown(np.int64), Grown(np.bool_)
    findings = Findings(np.empty(0, np.int64))
    for part, share in chain([beginning, second], parts):
        room = int((len(numbers.get()) + len(part)) / max(share, 0.001) * 1.02) + 1
        for name, column in columns.items():
            column.add(part.columns.pop(name), room)
        numbers.add(part.findings.numbers, room)
        rejected.add(part.findings.rejected, room)
        findings.take(part.findings)
    findings.numbers, findings.rejected = numbers.get(), rejected.get()
    whole = {name: column.get() for name, column in columns.items()}
    return Draft(first.table, whole, {}, first.names, {}, findings)
