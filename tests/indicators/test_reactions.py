from datetime import date
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.expectations import expectations
from dashboard.indicators.reactions import (
    count_responses,
    count_undated,
    delay_summary,
    delays,
)
from dashboard.summaries.spans import data_until
from tests.frames import accounts, incidents, responses

LAW = settings(deadline=None, max_examples=30)
NO_ACCOUNTS = accounts()


def expected(**given_columns: list[object]) -> pd.DataFrame:
    """One expected campaign by the party at I1, and what else is given."""
    first = {"incident_id": "I1", "actor": "party", "response": "ideological_campaign"}
    first |= {"status": "expected"}
    length = max((len(values) for values in given_columns.values()), default=0)
    same = {"incident_id": "I1", "actor": "party", "response": "ideological_campaign"}
    same |= {"status": "observed"}
    names = [*first, "response_date", "response_date_precision"]
    columns = {
        name: [first.get(name), *given_columns.get(name, [same.get(name)] * length)]
        for name in names
    }
    precision = [day and "day" for day in columns["response_date"]]
    given_precision = given_columns.get("response_date_precision")
    if given_precision is not None:
        precision = [None, *given_precision]
    return responses(**columns | {"response_date_precision": precision})


# I2 is of the same campaign as I1, I3 of none.
THREE = incidents(
    start_date=["2026-01-02", "2026-01-20", "2026-01-20"], event_group=["speech", "speech", None]
)
AS_OF = date(2026, 2, 1)


def one(frame: pd.DataFrame, as_of: date = AS_OF, **more: object) -> pd.Series:
    table = expectations(frame, THREE, NO_ACCOUNTS, as_of, **more)
    assert len(table) == 1
    return table.iloc[0]


def test_statuses_are_counted_apart_and_observed_comes_first() -> None:
    frame = responses(
        incident_id=["I1", "I1", "I2", "I1", "I1"],
        actor=["party", "party", "party", "employer", "party"],
        response=["violence", "violence", "violence", "payment", "violence"],
        status=["observed", "observed", "observed", "announced", "expected"],
    )
    table = count_responses(frame)
    assert [list(map(str, row)) for row in table.to_numpy()] == [
        ["observed", "party", "violence", "3", "2"],
        ["announced", "employer", "payment", "1", "1"],
        ["expected", "party", "violence", "1", "1"],
    ]


def test_delays_are_intervals_and_may_be_negative() -> None:
    rows = incidents(
        incident_id=["I1", "I2", "I3"],
        start_date=["2024-01-10", "2024-02", "2024-03-05"],
        date_precision=["day", "month", "day"],
    )
    frame = responses(
        incident_id=["I1", "I1", "I2", "I3", "I3", "I1", "I9"],
        response_date=[
            "2024-01-12", "2024-01-08", "2024-03-01", "2024-03-01", None, "2024-01-20", None,
        ],
        response_date_precision=["day", "day", "day", "month", None, "day", None],
        status=["observed"] * 5 + ["expected", "observed"],
    )  # fmt: skip
    table = delays(frame, rows)
    found = dict(
        zip(
            table["incident_id"] + " " + table["low"].astype(str),
            table["high"],
            strict=True,
        )
    )
    # I2 began on a day of February (29 days), I3's response came on a day of March.
    assert found == {"I1 -2": -2, "I1 2": 2, "I2 1": 29, "I3 -4": 26}
    assert count_undated(frame, rows) == 1


def test_the_most_exact_start_of_an_incident_counts() -> None:
    rows = incidents(
        incident_id=["I1", "I1"],
        start_date=["2024-01-01", "2024-01-05"],
        date_precision=["month", "day"],
    )
    frame = responses(response_date=["2024-01-07"], response_date_precision=["day"])
    assert delays(frame, rows)[["low", "high"]].to_numpy().tolist() == [[2, 2]]


def test_a_median_is_of_the_exact_delays_and_has_an_interval_from_six_on() -> None:
    days = [1, 2, 3, 4, 5, 60]
    frame = responses(
        response_date=[f"2024-01-{day + 1:02d}" if day < 60 else "2024-03-01" for day in days]
        + ["2024-01-01", "2024-01-09"],
        response_date_precision=["day"] * 6 + ["month", "day"],
        response=["arrest"] * 7 + ["violence"],
    )
    table = delay_summary(delays(frame, incidents(start_date=["2024-01-01"]))).set_index("response")
    assert table.loc["arrest", ["n", "vague", "median", "low", "high"]].tolist() == [
        6, 1, 3.5, 1, 60,
    ]  # fmt: skip
    assert table.loc["violence", "median"] == 8
    assert table.loc["violence", ["low", "high"]].isna().all()


def test_an_expectation_is_open_for_its_window_and_then_not_seen() -> None:
    frame = expected()
    found = one(frame, date(2026, 4, 2))
    assert (found["state"], found["days"]) == ("open", 90)
    assert found["expected_on"] == pd.Timestamp("2026-01-02")  # the start: nothing else is dated
    assert pd.isna(found["seen_on"])
    assert one(frame, date(2026, 4, 3))["state"] == "not seen"
    assert one(frame, date(2026, 1, 10), window_days=7)["state"] == "not seen"


def test_it_is_seen_when_the_same_type_is_observed_later() -> None:
    found = one(expected(response_date=["2026-01-15"], actor=["central_state"]))
    assert found["state"] == "seen"
    assert found["seen_on"] == pd.Timestamp("2026-01-15")
    assert (found["seen_incident"], found["seen_actor"]) == ("I1", "central_state")
    assert one(expected(response_date=["2026-01-15"], response=["violence"]))["state"] == "open"
    assert one(expected(response_date=["2026-01-01"]))["state"] == "open"  # before
    assert one(expected(response_date=["2026-01-02"]))["state"] == "seen"  # the same day
    assert one(expected(response_date=["2026-02-02"]))["state"] == "open"  # after `as_of`


@pytest.mark.parametrize("status", ["announced", "expected"])
def test_only_an_observed_response_is_seen(status: str) -> None:
    frame = expected(response_date=["2026-01-15"], status=[status])
    table = expectations(frame, THREE, NO_ACCOUNTS, AS_OF)
    assert (table["state"] == "open").all()
    announced = table["announced"].tolist()
    assert announced == ([True] if status == "announced" else [False, False])
    if status == "announced":
        assert table["announced_on"].tolist() == [pd.Timestamp("2026-01-15")]


def test_it_may_be_seen_at_another_incident_of_the_group_only() -> None:
    there = one(expected(incident_id=["I2"], response_date=["2026-01-25"]))
    assert (there["state"], there["seen_incident"]) == ("seen", "I2")
    assert one(expected(incident_id=["I3"], response_date=["2026-01-25"]))["state"] == "open"
    # On the same day the incident itself is named, and the same actor.
    both = one(
        expected(
            incident_id=["I2", "I1", "I1"],
            actor=["party", "central_state", "party"],
            response_date=["2026-01-25"] * 3,
        )
    )
    assert (both["seen_incident"], both["seen_actor"]) == ("I1", "party")
    # No group is not a group of its own.
    alone = THREE.assign(event_group=pd.Series([None] * 3, dtype="str"))
    elsewhere = expected(incident_id=["I3"], response_date=["2026-01-25"])
    assert expectations(elsewhere, alone, NO_ACCOUNTS, AS_OF)["state"].tolist() == ["open"]
    earlier = one(expected(incident_id=["I2", "I1"], response_date=["2026-01-24", "2026-01-25"]))
    assert earlier["seen_incident"] == "I2"


def test_an_undated_observation_counts_at_the_incident_itself_without_a_date() -> None:
    found = one(expected(response_date=[None]))
    assert found["state"] == "seen"
    assert pd.isna(found["seen_on"])
    assert found["seen_incident"] == "I1"
    assert one(expected(incident_id=["I2"], response_date=[None]))["state"] == "open"
    # A month that holds the day it is expected on may lie before it: a date that does not tell.
    month = one(expected(response_date=["2026-01-01"], response_date_precision=["month"]))
    assert month["state"] == "seen"
    assert pd.isna(month["seen_on"])
    earlier = one(expected(response_date=["2025-12-01"], response_date_precision=["month"]))
    assert earlier["state"] == "open"
    # One with a date is named before one without.
    dated = one(expected(response_date=[None, "2026-01-20"]))
    assert dated["seen_on"] == pd.Timestamp("2026-01-20")


def test_it_is_expected_on_its_own_date_or_from_the_first_publication() -> None:
    frame = responses(
        response_date=["2026-01-20", None],
        response_date_precision=["day", None],
        status=["expected"] * 2,
        response=["violence", "arrest"],
    )
    told = accounts(
        incident_id=["I1", "I1", "I1", "I2"],
        published=["2025-12-31", "2026-01-12", "2026-01-10", "2026-01-03"],
        published_precision=["day"] * 4,
    )
    table = expectations(frame, THREE, told, AS_OF).set_index("response")
    assert table["expected_on"].dt.strftime("%m-%d").to_dict() == {
        "violence": "01-20",
        "arrest": "01-10",
    }
    vague = accounts(published=["2026-01-01"], published_precision=["month"])
    early = expectations(frame, THREE, vague, AS_OF).set_index("response")
    assert early.loc["arrest", "expected_on"] == pd.Timestamp("2026-01-02")


def test_the_data_reach_to_the_last_thing_that_happened() -> None:
    told = accounts(published=["2026-01-12"], published_precision=["day"])
    ahead = responses(response_date=["2026-05-01"], status=["expected"])
    assert data_until(THREE, told, ahead) == date(2026, 1, 20)
    seen = responses(response_date=["2026-02-03"], status=["observed"])
    assert data_until(THREE, told, seen) == date(2026, 2, 3)
    assert data_until(THREE.iloc[:0], accounts(), responses()) is None


@st.composite
def many(draw: st.DrawFn) -> pd.DataFrame:
    row = st.tuples(
        st.sampled_from(["I1", "I2", "I3"]),
        st.sampled_from([None, "2025-12-01", "2026-01-01", "2026-01-15", "2026-01-25"]),
        st.sampled_from(["day", "month", "year"]),
        st.sampled_from(["party", "employer", "security"]),
        st.sampled_from(["arrest", "violence"]),
        st.sampled_from(["observed", "announced", "expected"]),
    )
    rows = draw(st.lists(row, max_size=12))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(6)]
    names = ["incident_id", "response_date", "response_date_precision", "actor", "response"]
    found = dict(zip([*names, "status"], columns, strict=True))
    days = zip(found["response_date"], found["response_date_precision"], strict=True)
    found["response_date_precision"] = [day and name for day, name in days]
    return responses(**found)


@LAW
@given(many(), st.randoms(use_true_random=False))
def test_permuting_rows_changes_nothing(frame: pd.DataFrame, random: Random) -> None:
    order = list(range(len(frame)))
    random.shuffle(order)
    other, rows = frame.iloc[order], THREE.iloc[[2, 0, 1]]
    pd.testing.assert_frame_equal(count_responses(frame), count_responses(other))
    found, again = delays(frame, THREE), delays(other, rows)
    pd.testing.assert_frame_equal(found, again)
    pd.testing.assert_frame_equal(delay_summary(found), delay_summary(again))
    pd.testing.assert_frame_equal(
        expectations(frame, THREE, NO_ACCOUNTS, AS_OF),
        expectations(other, rows, NO_ACCOUNTS, AS_OF),
    )


@LAW
@given(many(), many())
def test_what_is_only_expected_changes_nothing_observed(
    frame: pd.DataFrame, more: pd.DataFrame
) -> None:
    predictions = more[more["status"] == "expected"]
    both = pd.concat([frame, predictions], ignore_index=True)
    for status in ("observed", "announced"):
        before, after = count_responses(frame), count_responses(both)
        pd.testing.assert_frame_equal(
            before[before["status"] == status].reset_index(drop=True),
            after[after["status"] == status].reset_index(drop=True),
        )
    pd.testing.assert_frame_equal(delays(frame, THREE), delays(both, THREE))
    assert count_undated(frame, THREE) == count_undated(both, THREE)


@LAW
@given(many())
def test_every_expectation_has_one_row_and_seen_means_an_observation(frame: pd.DataFrame) -> None:
    table = expectations(frame, THREE, NO_ACCOUNTS, AS_OF)
    assert len(table) == (frame["status"] == "expected").sum()
    seen = table["state"] == "seen"
    assert (table["seen_incident"].notna() == seen).all()
    dated = table[seen & table["seen_on"].notna()]
    assert (dated["seen_on"] >= dated["expected_on"]).all()
    observed = frame[frame["status"] == "observed"]
    pairs = set(zip(observed["incident_id"], observed["response"], strict=True))
    assert set(zip(dated["seen_incident"], dated["response"], strict=True)) <= pairs


def test_no_responses_give_empty_tables_of_the_same_types() -> None:
    frame = expected(response_date=["2026-01-15"])
    none = frame.iloc[:0]
    for found, empty in (
        (count_responses(frame), count_responses(none)),
        (delays(frame, THREE), delays(none, THREE)),
        (delay_summary(delays(frame, THREE)), delay_summary(delays(none, THREE))),
        (
            expectations(frame, THREE, NO_ACCOUNTS, AS_OF),
            expectations(none, THREE, NO_ACCOUNTS, AS_OF),
        ),
    ):
        assert empty.empty
        assert empty.dtypes.equals(found.dtypes)
