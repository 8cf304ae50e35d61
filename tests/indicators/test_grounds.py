"""The incidents behind each component of a profile: enough for its value, and no others."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.grounds import WINDOWS, grounds
from dashboard.indicators.profile import COMPONENTS, profile
from tests.frames import incidents, responses

END = date(2024, 12, 31)
UNITS = ("A", "B", "C")
AROUND = {"A": ("B", "C", "silent"), "B": ("A",), "C": ()}
RECORD = st.tuples(
    st.sampled_from(UNITS),
    st.sampled_from([0, 3, 4, 20, 51, 52, 55, 56, 107, 108]),
    st.sampled_from([None, "pay", "food_rations"]),
    st.sampled_from([None, 10, 1000]),
    st.sampled_from([None, 0, 2]),
    st.sampled_from([np.nan, -0.5, 0.25]),
)


def rows_of(records: Sequence[tuple]) -> "tuple[pd.DataFrame, pd.Series]":
    """Incidents so many weeks before the end, and their tones; every unit has a vague old one, so
    that it is there whatever is left out."""
    weeks = [(END - timedelta(days=7 * record[1] + 3)).isoformat() for record in records]
    old = [None] * len(UNITS)
    rows = incidents(
        incident_id=[*(f"I{number}" for number in range(len(records))), "oA", "oB", "oC"],
        start_date=[*weeks, *["2001"] * 3],
        date_precision=["day"] * len(weeks) + ["year"] * 3,
        unit=[*(record[0] for record in records), *UNITS],
        demands=[*(record[2] for record in records), *old],
        workers_low=[*(record[3] for record in records), *old],
        workers_high=[*(record[3] for record in records), *old],
        arrests=[*(record[4] for record in records), *old],
    )
    tones = {f"I{number}": record[5] for number, record in enumerate(records)}
    return rows, pd.Series(tones, dtype="float64")


def values(rows: pd.DataFrame, tone: pd.Series) -> "pd.Series[float]":
    table = profile(rows, responses(), END, AROUND, tone=tone)
    return table.set_index(["unit", "component"])["value"]


@given(st.lists(RECORD, max_size=14))
@settings(max_examples=20)
def test_the_value_is_made_of_these_incidents_alone(records: list[tuple]) -> None:
    rows, tone = rows_of(records)
    whole = values(rows, tone)
    for unit in UNITS:
        found = grounds(rows, responses(), END, unit, AROUND[unit], tone)
        assert [*found] == [*COMPONENTS] == [*WINDOWS]
        for component, ids in found.items():
            key = (unit, component)
            if np.isnan(whole[key]):
                continue
            kept = rows[rows["incident_id"].isin([*ids, "oA", "oB", "oC"])]
            assert values(kept, tone)[key] == pytest.approx(whole[key]), key


@given(st.lists(RECORD, min_size=1, max_size=14))
@settings(max_examples=30)
def test_the_known_incidents_of_52_weeks_are_as_many(records: list[tuple]) -> None:
    rows, tone = rows_of(records)
    table = profile(rows, responses(), END, AROUND, tone=tone).set_index(["unit", "component"])
    for unit in UNITS:
        found = grounds(rows, responses(), END, unit, AROUND[unit], tone)
        for component in ("grievance", "response", "tone"):
            assert len(found[component]) == table.loc[(unit, component), "known"]
        assert len(found["intensity"]) >= table.loc[(unit, "intensity"), "known"]


def test_each_component_takes_its_window_and_its_condition() -> None:
    rows, tone = rows_of(
        [
            ("A", 0, "pay", 10, 0, -0.5),
            ("A", 3, None, None, None, np.nan),
            ("A", 55, "pay", 10, 1, 0.25),
            ("A", 56, None, 10, None, np.nan),
            ("A", 108, "pay", 10, 1, 0.25),
            ("B", 3, None, None, None, np.nan),
            ("B", 4, None, None, None, np.nan),
        ]
    )
    found = grounds(rows, responses(), END, "A", AROUND["A"], tone)
    assert {name: ids.tolist() for name, ids in found.items()} == {
        "intensity": ["I0", "I1", "I2", "I3"],
        "momentum": ["I0", "I1", "I2"],
        "size": ["I0", "I2", "I3"],
        "spread": ["I5"],
        "grievance": ["I0"],
        "response": ["I0"],
        "tone": ["I0"],
    }
    late = grounds(rows, responses(), END, "A", AROUND["A"], tone, END - timedelta(weeks=50))
    assert late["momentum"].tolist() == ["I0", "I1"]
    assert not len(grounds(rows, responses(), END, "X", (), tone)["intensity"])
