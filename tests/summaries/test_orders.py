"""Every page of every order is that of a full sort, whatever is tied or missing."""

import numpy as np
import pandas as pd
import pytest

from dashboard.rows import Table, frame_of
from dashboard.summaries.orders import ORDERS, page_of
from tests.frames import incidents

SORTS = {
    "Latest first": (["start_date", "incident_id"], [False, True]),
    "Earliest first": (["start_date", "incident_id"], [True, True]),
    "Most workers first": (
        ["workers_high", "workers_low", "start_date", "incident_id"], [False, False, False, True],
    ),
    "By action type": (["action_type", "start_date", "incident_id"], [True, False, True]),
}  # fmt: skip
CHOICE = np.random.default_rng(3)
NUMBER = 130
ROWS = incidents(
    incident_id=[f"I{number}" for number in CHOICE.integers(0, 90, NUMBER)],
    start_date=[f"2024-0{CHOICE.integers(1, 4)}-0{CHOICE.integers(1, 9)}" for _ in range(NUMBER)],
    workers_low=CHOICE.choice([None, 5, 20], NUMBER).tolist(),
    workers_high=CHOICE.choice([None, 50, 400], NUMBER).tolist(),
    action_type=CHOICE.choice(["strike", "walkout"], NUMBER).tolist(),
)


@pytest.mark.parametrize("order", [*ORDERS])
@pytest.mark.parametrize("rows", [ROWS, Table(ROWS).rows(), ROWS.iloc[:1]], ids=["f", "t", "one"])
def test_all_pages_together_are_the_full_sort(order: str, rows: pd.DataFrame) -> None:
    frame = frame_of(rows)
    keys, ascending = SORTS[order]
    whole = frame.sort_values(keys, ascending=ascending, na_position="last", kind="stable")
    expected = whole.drop_duplicates("incident_id")["incident_id"].tolist()
    pages = -(-len(expected) // 7)
    found = [page_of(rows, order, number, 7)["incident_id"] for number in range(1, pages + 1)]
    assert pd.concat(found).tolist() == expected
    assert len(page_of(rows, order, pages + 1, 7)) == 0
