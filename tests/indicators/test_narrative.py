from dataclasses import fields, replace
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from dashboard.indicators.narrative import (
    Gap,
    gap_of,
    gap_sentence,
    gaps_by,
    gaps_by_unit,
    gaps_over_time,
    narrative_gap,
)
from tests.frames import accounts, incidents

LAW = settings(deadline=None, max_examples=40)
NUMBERS = ("official_mean", "local_mean", "gap", "low", "high")


def told(official: list[float | None], local: list[float | None]) -> pd.DataFrame:
    """One account per tone, each of an origin of its own."""
    tones = [*official, *local]
    return accounts(
        side=["state"] * len(official) + ["local"] * len(local),
        outlet=[f"O{number}" for number in range(len(tones))],
        tone=tones,
    )


THREE = told([0.2, 0.4, 0.9], [-0.5, -0.1, 0.0])


def test_three_origins_a_side_give_an_interval_and_nothing_else() -> None:
    gap = narrative_gap(THREE)
    assert (gap.verdict, gap.official_origins, gap.local_origins) == ("interval", 3, 3)
    assert (gap.official_mean, gap.local_mean, gap.gap) == (None, None, None)
    assert gap.low == pytest.approx(-0.0430511, abs=1e-6)
    assert gap.high == pytest.approx(1.4430511, abs=1e-6)


def test_two_origins_on_a_side_are_too_few_for_any_number() -> None:
    gap = narrative_gap(told([0.2, 0.4], [-0.5, -0.1, 0.0, 0.1, 0.2]))
    assert gap.verdict == "too few"
    assert [getattr(gap, name) for name in NUMBERS] == [None] * 5


def test_seven_on_one_side_is_an_interval_and_eight_on_both_a_point() -> None:
    eight = [0.1 * number for number in range(8)]
    assert narrative_gap(told(eight, eight[:7])).verdict == "interval"
    gap = narrative_gap(told(eight, [-one for one in eight]))
    assert gap.verdict == "point"
    assert gap.official_mean == pytest.approx(0.35)
    assert gap.local_mean == pytest.approx(-0.35)
    assert gap.gap == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("official", "local"), [([], [0.1, 0.2, 0.3]), ([0.1, 0.2, 0.3], []), ([], []), ([None], [0.1])]
)
def test_a_side_without_a_scored_text_has_no_numbers(
    official: list[float | None], local: list[float | None]
) -> None:
    gap = narrative_gap(told(official, local))
    assert gap.verdict == "no accounts"
    assert [getattr(gap, name) for name in NUMBERS] == [None] * 5


def test_where_no_origin_differs_there_is_no_interval_rather_than_one_of_no_width() -> None:
    # Three times 0.1 is not exactly 0.3: the mean of the three differs by rounding alone.
    frame = told([0.1] * 9, [0.7] * 9).assign(origin_outlet=["A", "A", "A", "B", "C", "D"] * 3)
    gap = narrative_gap(frame)
    assert gap.verdict == "alike"
    assert [getattr(gap, name) for name in NUMBERS] == [None] * 5
    # With one side alone alike the other's spread makes the interval.
    assert narrative_gap(told([0.1] * 3, [0.1, 0.2, 0.3])).verdict == "interval"


def test_experts_and_accounts_without_a_side_count_nowhere() -> None:
    more = accounts(side=["expert", None], outlet=["X", "Y"], tone=[-1.0, None])
    assert narrative_gap(pd.concat([THREE, more], ignore_index=True)) == narrative_gap(THREE)


def test_every_side_belongs_to_the_group_it_should() -> None:
    gap = narrative_gap(
        accounts(
            side=["state", "employer", "local", "independent", "union", "expert"],
            outlet=list("ABCDEF"),
            tone=[0.1] * 6,
        )
    )
    assert (gap.official_accounts, gap.local_accounts) == (2, 3)


def test_an_origin_counts_once_and_a_blank_one_is_the_outlet() -> None:
    frame = accounts(
        side=["state"] * 2 + ["local"] * 3,
        outlet=["KCNA", "Relay", "Daily NK", "Paper", "Paper 2"],
        origin_outlet=[None, "KCNA", None, "Daily NK", "daily"],
        tone=[0.1, 0.5, 0.2, 0.3, 0.4],
    )
    gap = narrative_gap(frame)
    assert (gap.official_origins, gap.official_accounts) == (1, 2)
    assert (gap.local_origins, gap.local_accounts) == (2, 3)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    row = st.tuples(
        st.sampled_from(["state", "employer", "local", "independent", "union", "expert", None]),
        st.sampled_from("ABCDEFGHIJKL"),
        st.sampled_from([None, "A", "B", "M"]),
        st.sampled_from([None, -1.0, -0.3, 0.0, 0.1, 0.7]),
        st.sampled_from([None, "k1", "k2", "k3"]),
    )
    rows = draw(st.lists(row, max_size=60))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(5)]
    side, outlet, origin, tone, key = columns
    return accounts(side=side, outlet=outlet, origin_outlet=origin, tone=tone, language=key)


def same(one: Gap, other: Gap) -> None:
    for field in fields(Gap):
        here, there = getattr(one, field.name), getattr(other, field.name)
        assert here == (pytest.approx(there, abs=1e-9) if isinstance(there, float) else there)


def by_hand(frame: pd.DataFrame) -> Gap:
    """The same, one step after the other."""
    frame = frame.assign(origin=frame["origin_outlet"].fillna(frame["outlet"]))
    sides = [
        frame[frame["side"].isin(["state", "employer"])],
        frame[frame["side"].isin(["local", "independent", "union"])],
    ]
    scored = [side.dropna(subset="tone") for side in sides]
    means = [side.groupby("origin")["tone"].mean().to_numpy() for side in scored]
    least = min(len(one) for one in means)
    numbers: dict[str, float | None] = dict.fromkeys(NUMBERS)
    verdict = "no accounts" if not least else "too few" if least < 3 else "interval"
    if verdict == "interval" and all(np.ptp(one) < 1e-9 for one in means):
        verdict = "alike"
    if verdict == "interval":
        found = stats.ttest_ind(*means, equal_var=False).confidence_interval()
        numbers |= {"low": found.low, "high": found.high}
        if least >= 8:
            verdict = "point"
            official, local = (float(one.mean()) for one in means)
            numbers |= {"official_mean": official, "local_mean": local, "gap": official - local}
    return Gap(
        verdict,
        *(len(one) for one in means),
        *(len(one) for one in scored),
        sum(len(one) for one in sides) - sum(len(one) for one in scored),
        **numbers,
    )


# SciPy warns where the means of one side are all alike.
@pytest.mark.filterwarnings("ignore:Precision loss:RuntimeWarning")
@LAW
@given(frames())
def test_it_is_what_it_says_step_by_step(frame: pd.DataFrame) -> None:
    same(narrative_gap(frame), by_hand(frame))


@LAW
@given(frames())
def test_many_groups_at_once_are_each_group_alone(frame: pd.DataFrame) -> None:
    table = gaps_by(frame, frame["language"])
    assert table.index.tolist() == sorted(frame["language"].dropna().unique())
    assert table.columns.tolist() == [field.name for field in fields(Gap)]
    for key, row in table.iterrows():
        same(gap_of(row), narrative_gap(frame[frame["language"] == key]))


@LAW
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(frame: pd.DataFrame, random: Random) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    same(narrative_gap(frame.iloc[order]), narrative_gap(frame))


@LAW
@given(frames())
def test_what_is_not_scored_changes_nothing_but_how_many_are_not(frame: pd.DataFrame) -> None:
    scored = narrative_gap(frame[frame["tone"].notna()])
    gap = narrative_gap(frame)
    unscored = frame["tone"].isna() & frame["side"].notna() & (frame["side"] != "expert")
    assert (scored.not_scored, gap.not_scored) == (0, unscored.sum())
    same(replace(gap, not_scored=0), scored)


@LAW
@given(frames())
def test_the_same_reports_again_change_no_number_and_no_count_of_origins(
    frame: pd.DataFrame,
) -> None:
    once, twice = narrative_gap(frame), narrative_gap(pd.concat([frame, frame]))
    assert twice.official_accounts == 2 * once.official_accounts
    for field in fields(Gap):
        if field.name.endswith("_origins") or field.name in (*NUMBERS, "verdict"):
            there = getattr(once, field.name)
            expected = pytest.approx(there, abs=1e-9) if isinstance(there, float) else there
            assert getattr(twice, field.name) == expected


RUNS = 4000


def covered(official: int, local: int, ratio: float, within: float = 0.2) -> float:
    """Share of simulated worlds whose true gap of .3 lies within the interval.

    Origin means are normal, with `ratio` times the spread on the local side; every origin has one
    to four accounts that scatter around it by `within`.
    """
    random = np.random.default_rng(20260102)
    side = np.repeat([0, 1], [official, local])
    shape = (RUNS, len(side))
    means = np.where(side, 0.0, 0.3) + random.normal(0, 0.2, shape) * np.where(side, ratio, 1.0)
    number = random.integers(1, 5, shape).ravel()
    tone = np.repeat(means.ravel(), number) + random.normal(0, within, number.sum())
    run, origin = np.divmod(np.repeat(np.arange(RUNS * len(side)), number), len(side))
    frame = pd.DataFrame(
        {
            "side": pd.Categorical.from_codes(side[origin], ["state", "local"]),
            "outlet": pd.Categorical.from_codes(origin, [f"O{one}" for one in range(len(side))]),
            "tone": tone,
        }
    ).assign(outlet=lambda table: table["outlet"].astype("str"))
    blank = pd.Series(np.nan, index=frame.index, dtype="str")
    table = gaps_by(frame.assign(origin_outlet=blank), pd.Series(run))
    assert len(table) == RUNS
    return float(((table["low"] <= 0.3) & (table["high"] >= 0.3)).mean())


@pytest.mark.parametrize("origins", [3, 5, 10])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_interval_covers_the_truth_as_often_as_it_says(origins: int, ratio: float) -> None:
    assert 0.93 < covered(origins, origins, ratio) < 0.97


@pytest.mark.parametrize("ratio", [0.5, 2.0])
def test_it_does_so_where_one_side_has_many_more_origins(ratio: float) -> None:
    assert 0.93 < covered(4, 20, ratio) < 0.97


INCIDENTS = incidents(
    incident_id=["I1", "I2", "I2", "I3", "I4", "I5"],
    start_date=["2023-11-02", "2024-02", "2024-02", "2024", "2024-05-09", "2024-12-30"],
    date_precision=["day", "month", "month", "year", "day", "week"],
    unit=["PRK-1", "PRK-1", "PRK-2", "PRK-2", None, "PRK-1"],
)
TOLD = accounts(
    incident_id=["I1", "I2", "I2", "I3", "I4", "I5", "not ours"],
    side=["state", "state", "local", "local", "local", "local", "local"],
    outlet=list("ABCDEFG"),
    tone=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
)


@pytest.mark.parametrize(
    ("freq", "expected"),
    [
        # I5 began in a week of two years; I3 is known to the year only.
        ("year", {"2023-01-01": (1, 0), "2024-01-01": (1, 3)}),
        ("quarter", {"2023-10-01": (1, 0), "2024-01-01": (1, 1), "2024-04-01": (0, 1)}),
        ("month", {"2023-11-01": (1, 0), "2024-02-01": (1, 1), "2024-05-01": (0, 1)}),
    ],
)
def test_an_account_counts_in_the_period_its_incident_began_in(
    freq: str, expected: dict[str, tuple[int, int]]
) -> None:
    table = gaps_over_time(TOLD, INCIDENTS, freq)
    days = table.index.strftime("%Y-%m-%d")
    counts = zip(table["official_accounts"], table["local_accounts"], strict=True)
    assert dict(zip(days, counts, strict=True)) == expected
    assert table.index.name == "period"


def test_an_account_counts_once_in_each_unit_of_its_incident() -> None:
    again = pd.concat([INCIDENTS, INCIDENTS], ignore_index=True)
    for rows in (INCIDENTS, again):
        table = gaps_by_unit(TOLD, rows)
        assert table.index.tolist() == ["PRK-1", "PRK-2"]
        assert table["official_accounts"].tolist() == [2, 1]
        assert table["local_accounts"].tolist() == [2, 2]


def test_no_accounts_or_incidents_give_empty_tables() -> None:
    for rows, given_accounts in ((INCIDENTS, TOLD.iloc[:0]), (INCIDENTS.iloc[:0], TOLD)):
        assert gaps_by_unit(given_accounts, rows).empty
        assert gaps_over_time(given_accounts, rows, "year").empty
    assert narrative_gap(TOLD.iloc[:0]).verdict == "no accounts"


def test_keys_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="keys: 1 values for 6 accounts"):
        gaps_by(THREE, pd.Series(["a"]))


def test_a_category_keeps_its_own_order_and_what_is_missing_is_left_out() -> None:
    keys = pd.Series(pd.Categorical(["b", "a", None, "b", "a", "b"], categories=["c", "b", "a"]))
    assert gaps_by(THREE, keys).index.tolist() == ["b", "a"]


CAVEAT = "Tone of the texts, not the mood of the workers: "


@pytest.mark.parametrize(
    ("frame", "sentence"),
    [
        (
            told([0.2, 0.4], [0.1] * 5),
            "2 official origins and 5 local ones have a scored text; 3 on each side are needed.",
        ),
        (
            told([0.2], [0.1, None]),
            "1 official origin and 1 local one have a scored text; 3 on each side are needed. "
            "1 account is not scored.",
        ),
        (
            told([None, None], [0.1]),
            "no official account has a scored text, so there is nothing to compare. "
            "2 accounts are not scored.",
        ),
        (told([0.1], []), "no local account has a scored text, so there is nothing to compare."),
        (
            told([], []),
            "no official or local account has a scored text, so there is nothing to compare.",
        ),
        (
            told([0.1] * 3, [0.5] * 4),
            "the accounts of a side do not differ among themselves, so no interval can be computed "
            "(3 official origins and 4 local ones).",
        ),
        (
            THREE,
            "it cannot be told whether official texts differ from local ones (95% interval −0.05 "
            "to +1.45; 3 official origins and 3 local ones); with fewer than 8 origins on a side, "
            "no single number is given.",
        ),
        (
            told([0.5, 0.6, 0.7], [-0.5, -0.6, -0.7]),
            "official texts are more positive than local ones (95% interval +0.97 to +1.43; "
            "3 official origins and 3 local ones); with fewer than 8 origins on a side, no single "
            "number is given.",
        ),
        (
            told([-0.5, -0.6] * 4, [0.1, 0.2] * 5),
            "official texts are more negative than local ones; the gap is −0.70 (95% interval "
            "−0.76 to −0.64; 8 official origins and 10 local ones; official mean −0.55, local "
            "mean +0.15).",
        ),
        (
            told([-0.001, 0.0] * 4, [0.0, -0.001] * 4),
            "it cannot be told whether official texts differ from local ones; the gap is 0.00 "
            "(95% interval −0.01 to +0.01; 8 official origins and 8 local ones; official mean "
            "0.00, local mean 0.00).",
        ),
    ],
)
def test_the_sentence_says_what_may_be_said_and_no_more(frame: pd.DataFrame, sentence: str) -> None:
    assert gap_sentence(narrative_gap(frame)) == CAVEAT + sentence
