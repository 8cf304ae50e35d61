from collections.abc import Sequence
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.claims import FIELDS, Comparison, compare_claims, differing_fields
from dashboard.indicators.disagreements import disagreements
from dashboard.loading import read_bytes
from tests.frames import accounts

LAW = settings(deadline=None, max_examples=80)
COLUMNS = ["incident_id", "accounts", "sides", "official", "local", "fields", "differing"]
COLUMNS += ["between_sides", "silent"]


def compared(frame: pd.DataFrame, field: str) -> Comparison:
    return next(found for found in compare_claims(frame) if found.field == field)


def two(**columns: Sequence[object]) -> pd.DataFrame:
    """Two accounts, a local and an official one."""
    return accounts(side=["local", "state"], **({"claims_happened": [None, None]} | columns))


def test_every_field_is_there_once_and_no_account_gives_none_of_them() -> None:
    names = ("happened", "date", "size", "spread", "causes", "mood")
    assert tuple(FIELDS) == names
    for found in compare_claims(two(outlet=["A", "B"])):
        assert (found.values, found.differs, found.sides_differ) == ({}, False, False)
        assert found.by_side == {"local": {}, "state": {}}
    assert tuple(found.field for found in compare_claims(accounts())) == names


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("yes", "yes", False),
        ("yes", "no", True),
        ("yes", "silent", True),
        ("no", "silent", True),
        ("yes", None, False),
    ],
)
def test_silence_is_a_claim_and_not_saying_is_none(one: str, other: str, differs: bool) -> None:
    found = compared(two(claims_happened=[one, other]), "happened")
    assert (found.differs, found.sides_differ) == (differs, differs)


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (("2024-01-02", "day"), ("2024-01-02", "day"), False),
        (("2024-01-02", "day"), ("2024-01-03", "day"), True),
        (("2024-01-31", "day"), ("2024-01-01", "month"), False),
        (("2024-02-01", "day"), ("2024-01-01", "month"), True),
        (("2024-02-29", "day"), ("2024-02-01", "month"), False),
        (("2024-12-31", "day"), ("2024-01-01", "year"), False),
        (("2025-01-01", "month"), ("2024-01-01", "year"), True),
        (("2024-01-02", "day"), (None, None), False),
    ],
)
def test_dates_differ_where_their_days_months_or_years_do_not_overlap(
    one: tuple[str, str], other: tuple[str | None, str | None], differs: bool
) -> None:
    for pair in ((one, other), (other, one)):
        days, precisions = zip(*pair, strict=True)
        frame = two(claimed_date=days, claimed_date_precision=precisions)
        assert compared(frame, "date").differs == differs
        assert disagreements(frame)["differing"].tolist() == ["date" if differs else ""]


def test_dates_are_told_no_more_exactly_than_they_are_known() -> None:
    frame = accounts(
        claimed_date=["2024-01-02", "2024-01-01", "2024-01-01"],
        claimed_date_precision=["day", "month", "year"],
    )
    assert compared(frame, "date").values == {"A1": "2 Jan 2024", "A2": "Jan 2024", "A3": "2024"}


Size = tuple[int | None, int | None, str | None]


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ((100, 200, None), (200, 300, None), False),
        ((100, 200, None), (201, 300, None), True),
        ((50, None, None), (1000, 1000, None), False),
        ((50, None, None), (49, 49, None), True),
        ((None, 50, None), (0, 0, None), False),
        ((None, 50, None), (51, None, None), True),
        ((50, 50, None), (None, None, "hundreds"), False),
        ((None, None, "Hundreds "), (None, None, "hundreds"), False),
        ((None, None, "Many"), (None, None, "hundreds"), True),
        ((50, 50, "many"), (None, None, "hundreds"), False),
        ((50, 50, "many"), (50, 50, "hundreds"), False),
        ((50, 50, None), (None, None, None), False),
    ],
)
def test_sizes_differ_where_their_ranges_do_not_overlap(
    one: Size, other: Size, differs: bool
) -> None:
    for pair in ((one, other), (other, one)):
        low, high, text = zip(*pair, strict=True)
        frame = two(claimed_workers_low=low, claimed_workers_high=high, claimed_workers_text=text)
        found = compared(frame, "size")
        assert (found.differs, found.sides_differ) == (differs, differs)
        assert disagreements(frame)["between_sides"].tolist() == ["size" if differs else ""]


def test_sizes_are_told_in_words() -> None:
    frame = accounts(
        claimed_workers_low=[1200, None, 50, 50, None, None],
        claimed_workers_high=[3000, 500, None, 50, None, None],
        claimed_workers_text=["thousands", None, None, None, " Most workers", None],
    )
    assert compared(frame, "size").values == {
        "A1": "1,200 to 3,000",
        "A2": "up to 500",
        "A3": "at least 50",
        "A4": "50",
        "A5": "Most workers",
    }


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        ("pay", "pay", False),
        ("pay", "food_rations;pay", False),
        ("pay", "contract", True),
        ("pay;contract", "contract;food_rations", True),
        ("pay; contract", "contract;pay", False),
        ("pay", None, False),
        ("pay", " ; ", False),
    ],
)
def test_causes_differ_where_each_names_one_that_the_other_leaves_out(
    one: str, other: str, differs: bool
) -> None:
    for pair in ([one, other], [other, one]):
        frame = two(claimed_causes=pair)
        assert compared(frame, "causes").differs == differs
        assert disagreements(frame)["differing"].tolist() == ["causes" if differs else ""]


def test_two_official_accounts_may_differ_though_a_local_one_agrees_with_both() -> None:
    frame = accounts(
        side=["state", "employer", "local"], claimed_causes=["pay", "contract", "contract;pay"]
    )
    found = compared(frame, "causes")
    assert (found.differs, found.sides_differ) == (True, False)
    row = disagreements(frame).iloc[0]
    assert (row["differing"], row["between_sides"]) == ("causes", "")
    assert differing_fields(frame) == {"A1": ("causes",), "A2": ("causes",), "A3": ()}
    assert found.values["A3"] == "Pay / pay rise / bonus; First contract / no contract"


def test_two_local_accounts_may_differ_though_an_official_one_agrees_with_both() -> None:
    frame = accounts(
        side=["local", "union", "state"], claimed_causes=["pay", "contract", "contract;pay"]
    )
    row = disagreements(frame).iloc[0]
    assert (row["differing"], row["between_sides"]) == ("causes", "")


def test_a_spread_coded_as_not_known_claims_nothing_and_a_neutral_mood_something() -> None:
    frame = two(claimed_spread=["unknown", "national"], mood=["neutral", "mixed"])
    assert compared(frame, "spread").values == {"A2": "National"}
    assert not compared(frame, "spread").differs
    assert compared(frame, "mood").sides_differ
    assert disagreements(frame)["differing"].tolist() == ["mood"]


def test_by_side_counts_the_words_of_each_side_in_the_order_of_the_list() -> None:
    frame = accounts(
        side=["state", "local", "local", "local", None, "expert"],
        mood=["loyalty", "fear", "anger", "anger", "anger", None],
    )
    found = compared(frame, "mood")
    assert list(found.by_side.items()) == [
        ("local", {"Anger": 2, "Fear": 1}),
        ("state", {"Loyalty": 1}),
        ("expert", {}),
    ]
    assert list(found.by_side["local"]) == ["Anger", "Fear"]
    assert found.values == {
        "A1": "Loyalty",
        "A2": "Fear",
        "A3": "Anger",
        "A4": "Anger",
        "A5": "Anger",
    }


def test_experts_contradict_others_but_are_of_neither_side() -> None:
    frame = accounts(side=["expert", "state"], mood=["fear", "loyalty"])
    found = compared(frame, "mood")
    assert (found.differs, found.sides_differ) == (True, False)


def test_each_account_is_marked_with_what_another_contradicts() -> None:
    frame = accounts(
        side=["local", "state", "independent", "independent"],
        claims_happened=["yes", "silent", "yes", None],
        mood=["anger", "loyalty", None, "anger"],
        claimed_workers_low=[50, None, None, None],
    )
    assert differing_fields(frame) == {
        "A1": ("happened", "mood"),
        "A2": ("happened", "mood"),
        "A3": ("happened",),
        "A4": ("mood",),
    }


def test_incidents_with_official_against_local_come_first_then_silence_then_most_fields() -> None:
    frame = accounts(
        incident_id=[*"BBAACCDDEFF"],
        side=["local", "state", "local", "union", "local", "employer", *["local"] * 4, "expert"],
        claims_happened=["yes", "silent", "yes", "no", "yes", "no", *["yes"] * 5],
        mood=[None, None, "anger", "fear", "anger", "neutral", None, None, "anger", None, None],
    )
    table = disagreements(frame)
    assert table.columns.tolist() == COLUMNS
    assert table.to_numpy().tolist() == [
        ["B", 2, 2, 1, 1, 1, "happened", "happened", 1],
        ["C", 2, 2, 1, 1, 2, "happened; mood", "happened; mood", 0],
        ["A", 2, 2, 0, 2, 2, "happened; mood", "", 0],
        ["D", 2, 1, 0, 2, 0, "", "", 0],
        ["F", 2, 2, 0, 1, 0, "", "", 0],
    ]


def test_derived_accounts_and_single_ones_make_no_row() -> None:
    frame = accounts(incident_id=["A", "A", "B"]).assign(derived=[False, True, False])
    table = disagreements(frame)
    assert table.empty
    assert table.columns.tolist() == COLUMNS
    assert disagreements(frame.iloc[:0]).columns.tolist() == COLUMNS
    # As read from a file, before any are derived, there is no such column.
    assert len(disagreements(accounts(incident_id=["A", "A"]))) == 1


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    day = st.sampled_from([("2024-01-01", "day"), ("2024-01-31", "day"), ("2024-01-01", "month")])
    vague = st.sampled_from([("2024-01-01", "year"), ("2023-01-01", "year"), (None, None)])
    row = st.tuples(
        st.sampled_from(["I1", "I2", "I3"]),
        st.sampled_from(["state", "employer", "local", "independent", "union", "expert", None]),
        st.sampled_from([None, "yes", "yes", "no", "silent"]),
        st.one_of(day, vague),
        st.sampled_from([None, "single_site", "national", "unknown"]),
        st.sampled_from([None, None, 0, 50, 100]),
        st.sampled_from([None, None, 100, 500]),
        st.sampled_from([None, "Many", "many ", "hundreds"]),
        st.sampled_from([None, "pay", "contract", "pay;contract", "pay;food_rations", "other;pay"]),
        st.sampled_from([None, "anger", "neutral", "mixed"]),
        st.booleans(),
    )
    rows = draw(st.lists(row, max_size=14))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(11)]
    frame = accounts(
        incident_id=columns[0],
        side=columns[1],
        claims_happened=columns[2],
        claimed_date=[day for day, _ in columns[3]],
        claimed_date_precision=[precision for _, precision in columns[3]],
        claimed_spread=columns[4],
        claimed_workers_low=columns[5],
        claimed_workers_high=columns[6],
        claimed_workers_text=columns[7],
        claimed_causes=columns[8],
        mood=columns[9],
    )
    derived = [one and side is None for one, side in zip(columns[10], columns[1], strict=True)]
    return frame.assign(derived=pd.Series(derived, dtype=bool))


@LAW
@given(frames())
def test_the_table_agrees_with_each_incident_alone(frame: pd.DataFrame) -> None:
    table = disagreements(frame).set_index("incident_id")
    coded = frame[~frame["derived"]]
    told = {key: group for key, group in coded.groupby("incident_id") if len(group) > 1}
    assert set(table.index) == set(told)
    for key, group in told.items():
        found = compare_claims(group)
        row = table.loc[key]
        differing = [one.field for one in found if one.differs]
        assert row["differing"] == "; ".join(differing)
        assert row["fields"] == len(differing)
        assert row["between_sides"] == "; ".join(one.field for one in found if one.sides_differ)
        official = group["side"].isin(["state", "employer"])
        assert row["official"] == official.sum()
        assert row["local"] == group["side"].isin(["local", "independent", "union"]).sum()
        assert row["sides"] == group["side"].nunique()
        assert row["silent"] == (official & (group["claims_happened"] == "silent")).sum()
        marked = differing_fields(group)
        assert {name for names in marked.values() for name in names} == set(differing)
        for one in found:
            assert sum(one.field in names for names in marked.values()) != 1
            assert not one.sides_differ or one.differs


@LAW
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_accounts_changes_nothing(frame: pd.DataFrame, random: Random) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    pd.testing.assert_frame_equal(disagreements(frame.iloc[order]), disagreements(frame))
    assert differing_fields(frame.iloc[order]) == differing_fields(frame)


def test_official_accounts_of_the_first_case_are_silent_where_all_others_say_it_happened() -> None:
    raw = (Path(__file__).parents[2] / "data" / "accounts.csv").read_bytes()
    told = read_bytes(raw, "accounts.csv").frame
    case = told[told["incident_id"] == "PRK-2026-001"]
    found = compared(case, "happened")
    assert found.sides_differ
    assert found.by_side == {
        "local": {"Says it happened": 1},
        "independent": {"Says it happened": 3},
        "state": {"Silent: covered the occasion, left the incident out": 3},
        "expert": {"Says it happened": 1},
    }
    row = disagreements(told).set_index("incident_id").loc["PRK-2026-001"]
    assert (row["official"], row["local"], row["silent"]) == (3, 4, 3)
    assert row["between_sides"].startswith("happened")
