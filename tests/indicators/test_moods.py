from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.moods import CAVEAT, Silence, mood_sentence, moods_by_side, silence
from tests.frames import accounts

TOLD = accounts(
    side=["state", "local", "union", "local", "local", "expert", None, "employer"],
    mood=["neutral", "fear", "anger", "anger", None, "fear", "fear", "neutral"],
    outlet=["KCNA", "A", "B", "Relay of A", "C", "D", "E", "Mill"],
    origin_outlet=[None, None, "A", "A", None, None, None, None],
)


def rows(frame: pd.DataFrame) -> list[list[object]]:
    table = moods_by_side(frame)
    assert table.columns.tolist() == ["side", "mood", "accounts", "origins"]
    return table.astype({"mood": "object"}).fillna("-").to_numpy().tolist()


def test_moods_are_counted_by_side_and_those_not_coded_apart() -> None:
    assert rows(TOLD) == [
        ["local", "anger", 1, 1],
        ["local", "fear", 1, 1],
        ["local", "-", 1, 1],
        ["state", "neutral", 1, 1],
        ["employer", "neutral", 1, 1],
        ["union", "anger", 1, 1],
        ["expert", "fear", 1, 1],
    ]


def test_reports_of_one_origin_are_one_origin() -> None:
    frame = accounts(outlet=["A", "B", "C"], origin_outlet=["A", "A", None], mood=["anger"] * 3)
    assert rows(frame) == [["independent", "anger", 3, 2]]


def test_no_accounts_give_an_empty_table() -> None:
    assert rows(TOLD.iloc[:0]) == []


@pytest.mark.parametrize(
    ("side", "mood", "sentence"),
    [
        (
            ["local", "union", "independent", "state", "employer"],
            ["anger", "anger", "fear", "neutral", "neutral"],
            "Local, independent and union accounts tell of anger most often (2 of 3); "
            "those of state and employers tell of no mood most often (2 of 2 neutral).",
        ),
        (
            ["union", "union", "union", "state"],
            ["anger", "neutral", None, None],
            "Union accounts tell of anger and of no mood most often (1 each of 3; 1 not coded); "
            "those of state and employers have no mood coded (none of 1).",
        ),
        (
            ["local", "independent", "expert"],
            ["mixed", "mixed", "fear"],
            "Local and independent accounts tell of mixed moods most often (2 of 2); "
            "no official account is coded.",
        ),
        (
            ["state"],
            ["loyalty"],
            "No local account is coded; those of state and employers tell of loyalty most often "
            "(1 of 1).",
        ),
    ],
)
def test_the_sentence_says_the_commonest_mood_of_each_group(
    side: list[str], mood: list[str | None], sentence: str
) -> None:
    assert mood_sentence(moods_by_side(accounts(side=side, mood=mood))) == f"{sentence} {CAVEAT}"


def test_without_a_side_there_is_nothing_to_say() -> None:
    table = moods_by_side(accounts(side=["expert", None], mood=["fear", "fear"]))
    assert mood_sentence(table) == "No account of a local or an official side is coded."


def test_silence_counts_official_accounts_and_the_incidents_they_leave_out() -> None:
    frame = accounts(
        incident_id=["A", "A", "B", "C", "D", "E", "F", "G"],
        side=["state", "employer", "state", "state", "employer", "state", "local", None],
        claims_happened=["silent", "silent", "silent", "yes", "no", None, "silent", "silent"],
    )
    assert silence(frame) == Silence(yes=1, no=1, silent=3, not_coded=1, incidents=2)
    assert silence(frame.iloc[:0]) == Silence(0, 0, 0, 0, 0)


ROW = st.tuples(
    st.sampled_from(["state", "employer", "local", "union", "expert", None]),
    st.sampled_from([None, "anger", "neutral", "mixed"]),
    st.sampled_from("ABC"),
    st.sampled_from([None, "yes", "no", "silent"]),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(ROW, max_size=20), st.randoms(use_true_random=False))
def test_every_account_with_a_side_counts_once_whatever_the_order(
    told: list[tuple[str | None, str | None, str, str | None]], random: Random
) -> None:
    side, mood, outlet, says = (
        ([*column] for column in zip(*told, strict=True)) if told else [[]] * 4
    )
    frame = accounts(side=side, mood=mood, outlet=outlet, claims_happened=says)
    order = list(range(len(frame)))
    random.shuffle(order)
    table = moods_by_side(frame)
    pd.testing.assert_frame_equal(moods_by_side(frame.iloc[order]), table)
    assert table["accounts"].sum() == frame["side"].notna().sum()
    assert (table["origins"] <= table["accounts"]).all()
    found = silence(frame)
    official = frame["side"].isin(["state", "employer"]).sum()
    assert found.yes + found.no + found.silent + found.not_coded == official
