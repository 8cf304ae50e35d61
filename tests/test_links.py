"""The rows of a table that belong to incidents, found for few and for many."""

import numpy as np
import pandas as pd
import pytest

from dashboard.links import link

IDS = [f"I{number % 100}" for number in range(120)]
INCIDENTS = pd.DataFrame({"incident_id": pd.Series(IDS, dtype="str")})
TOLD = pd.DataFrame(
    {"incident_id": pd.Series(["I3", "X", "I99", "I3", None, "I0", "I50"], dtype="str")}
)


@pytest.mark.parametrize("owners", [[], [3], [3, 3, 99], [7], [0, 50, 1], list(range(100))])
def test_rows_of_owners_are_found_in_their_order(owners: list[int]) -> None:
    names = {f"I{number}" for number in owners}
    expected = np.flatnonzero(TOLD["incident_id"].isin(names)).tolist()
    found = link(TOLD, INCIDENTS).rows_of(np.array(owners, dtype=np.int32))
    assert found.tolist() == expected


def test_nothing_belongs_to_nobody() -> None:
    none = link(TOLD.iloc[:0], INCIDENTS)
    assert none.rows_of(np.array([1, 2])).tolist() == []
    assert link(TOLD, INCIDENTS.iloc[:0]).rows_of(np.zeros(0, dtype=np.int32)).tolist() == []
