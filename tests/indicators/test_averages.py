"""The tone of each side apart: averages over origins, and none where they are too few."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dashboard.indicators.averages import lean, signed, tone_by_side, tone_sentence
from tests.frames import accounts as account_rows


def told(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Accounts of (side, origin, tone)."""
    sides, origins, tones = zip(*rows, strict=True)
    made = account_rows(
        incident_id=["A"] * len(rows), side=sides, outlet=origins, origin_outlet=origins
    )
    return made.assign(tone=np.array(tones, dtype="float64"))


THREE = (("local", "X", -0.5), ("local", "Y", -0.1), ("local", "Z", 0.0))


def test_a_side_is_the_mean_of_its_origins_with_a_t_interval() -> None:
    row = tone_by_side(told(*THREE)).iloc[0]
    low, high = stats.t.interval(0.95, 2, -0.2, stats.sem([-0.5, -0.1, 0.0]))
    assert row["mean"] == pytest.approx(-0.2)
    assert (row["low"], row["high"]) == pytest.approx((low, high))
    assert (row["accounts"], row["scored"], row["origins"]) == (3, 3, 3)


def test_a_second_report_of_an_origin_is_no_second_origin() -> None:
    before = tone_by_side(told(*THREE)).iloc[0]
    after = tone_by_side(told(*THREE, ("local", "X", -0.5))).iloc[0]
    assert (after["accounts"], after["origins"]) == (4, 3)
    assert after["mean"] == pytest.approx(before["mean"])


def test_below_three_origins_and_without_scores_there_is_no_number() -> None:
    table = tone_by_side(
        told(*THREE[:2], ("state", "K", np.nan), ("union", "U", np.nan), ("union", "V", 0.3))
    ).set_index("side")
    assert table[["mean", "low", "high"]].isna().all(axis=None)
    assert table["scored"].to_dict() == {"local": 2, "state": 0, "union": 1}


def test_sides_are_never_pooled_and_the_order_of_rows_changes_nothing() -> None:
    rows = (*THREE, ("state", "K", 0.9), ("state", "L", 0.8), ("state", "M", 0.7))
    table = tone_by_side(told(*rows))
    assert table["mean"].round(9).tolist() == [-0.2, 0.8]
    pd.testing.assert_frame_equal(table, tone_by_side(told(*reversed(rows))))


def test_origins_that_do_not_differ_give_no_interval() -> None:
    row = tone_by_side(told(("local", "X", 0.0), ("local", "Y", 0.0), ("local", "Z", 0.0))).iloc[0]
    assert row["mean"] == 0
    assert np.isnan(row["low"])


def test_the_line_says_each_side_what_is_too_few_and_the_coverage() -> None:
    table = tone_by_side(told(*THREE, ("state", "K", 0.4)))
    assert tone_sentence(table, 9) == (
        "Local sources negative (−0.20, 3 origins). Too few to average: state media and "
        "officials. Tone from 4 of 9 accounts."
    )
    assert "too few. Tone from 1 of 2" in tone_sentence(table[1:], 2)


def test_a_tone_in_words() -> None:
    assert [lean(tone) for tone in (-0.05, -0.049, 0.05)] == ["negative", "neutral", "positive"]
    assert [signed(tone) for tone in (-0.5, 0.004, -0.004, 0.25)] == [
        "−0.50", "0.00", "0.00", "+0.25",
    ]  # fmt: skip
