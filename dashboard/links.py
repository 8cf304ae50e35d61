"""Which rows of one table belong to which of another: accounts and responses to their incidents."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Ints, numbered, places_in

_FEW = 16


class Links:
    """Rows that belong to numbered owners: found for a few owners without looking at all rows."""

    def __init__(self, owners: Ints, total: int) -> None:
        """`owners` is the number of each row's owner, below `total`; -1 for none."""
        self._owners = owners.astype(np.int32)
        self._order = np.argsort(self._owners, kind="stable").astype(np.int32)
        self._starts = np.searchsorted(self._owners[self._order], np.arange(total + 1))

    def rows_of(self, owners: npt.NDArray[np.integer]) -> Ints:
        """The positions of the rows of `owners`, who may be named twice, in their order."""
        total = len(self._starts) - 1
        if len(owners) * _FEW > total:
            wanted = np.zeros(total + 1, dtype=bool)  # the last place is that of no owner
            wanted[owners] = True
            return np.flatnonzero(wanted[self._owners])
        spans = zip(self._starts[owners], self._starts[owners + 1], strict=True)
        found = [self._order[first:last] for first, last in {*spans}]
        return np.sort(np.concatenate(found)).astype(np.int64) if found else np.zeros(0, np.int64)


def link(table: pd.DataFrame, incidents: pd.DataFrame) -> Links:
    """The rows of `table` by the incident they name, numbered as by `counting.incident_numbers`."""
    ids = numbered(incidents["incident_id"]).values
    return Links(places_in(table["incident_id"], ids), len(ids))
