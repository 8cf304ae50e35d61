"""The composite: what it needs, what it may not do, and how far its ranks can be trusted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.composite import PREDICTS, composite, contributions
from dashboard.indicators.profile import COMPONENTS


def profile_of(units: dict[str, list[float | None]], known: int = 20) -> pd.DataFrame:
    """A table as of `profile`, from the percentiles of the first components; None is no data."""
    rows = []
    for unit, given_ones in units.items():
        filled = [*given_ones, *[None] * (len(COMPONENTS) - len(given_ones))]
        for name, percentile in zip(COMPONENTS, filled, strict=True):
            sign = -1 if name == "tone" else 1
            value = None if percentile is None else sign * percentile / 100
            rows.append((unit, name, value, "", percentile, known, known))
    columns = ["unit", "component", "value", "measured", "percentile", "known", "of"]
    return pd.DataFrame(rows, columns=columns).astype({"value": float, "percentile": float})


THREE = {"A": [90, 60, 30], "B": [50, 50, 50, 80], "C": [10, 20, 30, 40, 50, 60, 70]}


def test_the_score_is_the_mean_of_the_percentiles_that_there_are() -> None:
    table = composite(profile_of(THREE)).set_index("unit")
    assert table["score"].to_dict() == pytest.approx({"A": 60, "B": 57.5, "C": 40})
    assert table["rank"].to_dict() == {"A": 1, "B": 2, "C": 3}
    assert table["components"].to_dict() == {"A": 3, "B": 4, "C": 7}
    assert "Descriptive" in PREDICTS


def test_weights_shift_the_score_and_a_weight_of_nothing_leaves_a_component_out() -> None:
    found = composite(profile_of(THREE), {"intensity": 3}).set_index("unit")["score"]
    assert found["A"] == pytest.approx((3 * 90 + 60 + 30) / 5)
    without = composite(profile_of(THREE), {"size": 0}).set_index("unit")
    assert np.isnan(without["score"]["A"])
    assert without["components"]["A"] == 2
    assert without["score"]["B"] == pytest.approx(60)


@pytest.mark.parametrize("weights", [{"size": -1.0}, dict.fromkeys(COMPONENTS, 0.0), {"luck": 1.0}])
def test_weights_that_mean_nothing_are_refused(weights: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"weights are 0 or more|no component is called"):
        composite(profile_of(THREE), weights)


def test_no_data_is_neither_0_nor_imputed_and_takes_no_rank() -> None:
    table = composite(profile_of({**THREE, "D": [99, 99], "E": [None, 99, 99, 99], "F": [0, 0, 0]}))
    assert table["unit"].tolist() == ["A", "B", "C", "F", "D", "E"]
    last = table.set_index("unit").loc[["D", "E"]]
    assert last[["score", "rank", "rank_low", "rank_high"]].isna().all(axis=None)
    assert last["components"].tolist() == [2, 3]
    assert table["rank"].tolist()[:4] == [1, 2, 3, 4]
    nobody = composite(profile_of({"D": [99, 99]}))
    assert nobody["rank"].isna().all()


def test_contributions_sum_to_the_score() -> None:
    table = profile_of({**THREE, "D": [99, 99]})
    weights = {"intensity": 2.0, "spread": 0.5}
    points = contributions(table, weights)
    summed = points.groupby("unit")["points"].sum(min_count=1)
    scores = composite(table, weights).set_index("unit")["score"]
    assert summed.to_dict() == pytest.approx(scores.to_dict(), nan_ok=True)
    of_a = points[points["unit"] == "A"].set_index("component")["points"]
    assert of_a["intensity"] == pytest.approx(90 * 2 / 4)
    assert np.isnan(of_a["tone"])


def test_the_interval_of_ranks_is_narrow_where_all_agrees_and_wide_where_not() -> None:
    clear = composite(profile_of({"A": [95] * 7, "B": [50] * 7, "C": [5] * 7}, known=500))
    assert clear["rank_low"].tolist() == clear["rank_high"].tolist() == [1, 2, 3]
    mixed = composite(
        profile_of({"A": [95, 5, 95, 5, 95, 5, 95], "B": [5, 95, 5, 95, 5, 95, 5], "C": [50] * 7})
    )
    assert mixed["rank_low"].min() == 1
    assert (mixed["rank_high"] - mixed["rank_low"]).max() == 2
    assert (mixed["rank_low"] <= mixed["rank_high"]).all()


def test_the_interval_knows_how_few_the_counts_are() -> None:
    units: dict[str, list[float | None]] = {f"U{n}": [20 + n * 10, 50, 50] for n in range(6)}
    few, many = (composite(profile_of(units, known)) for known in (1, 2000))
    assert (few["rank_high"] - few["rank_low"]).sum() > (many["rank_high"] - many["rank_low"]).sum()


@given(
    st.lists(st.lists(st.integers(0, 100), min_size=3, max_size=7), min_size=2, max_size=6),
    st.permutations(list("ABCDEF")),
)
@settings(max_examples=15, deadline=None)
def test_other_names_and_another_order_give_the_same_scores_and_ranks(
    percentiles: list[list[int]], names: list[str]
) -> None:
    units: dict[str, list[float | None]] = dict(zip("ABCDEF", percentiles, strict=False))
    new = dict(zip("ABCDEF", names, strict=True))
    table = profile_of(units)
    found = composite(table, draws=5).set_index("unit")
    shuffled = composite(table.sample(frac=1, random_state=1), draws=5).set_index("unit")
    pd.testing.assert_frame_equal(shuffled, found)
    renamed = composite(table.assign(unit=table["unit"].map(new)), draws=5).set_index("unit")
    for unit in units:
        same = ["score", "rank", "components"]
        assert renamed.loc[new[unit], same].to_dict() == found.loc[unit, same].to_dict()
