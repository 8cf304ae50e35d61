from datetime import date, timedelta
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.filters import IncidentFilter, Selection, describe_left_out
from tests.frames import incidents

UNIT_NAMES = {"PRK-3307": "North Hamgyong", "PRK-3299": "Ryanggang", "CHN-1813": "Jilin"}

FIVE = incidents(
    start_date=["2024-01-05", "2024-02", "2024-02-29", "2024-03-04", "2023"],
    date_precision=["day", "month", "day", "week", "year"],
    country=["PRK", "PRK", "CHN", "CHN", "KOR"],
    unit=["PRK-3307", None, "CHN-1813", None, None],
    action_type=["strike", "walkout", "protest", "strike", "riot"],
    other_actions=[None, "sit_in;petition", None, "road_block", None],
    demands=["pay;food_rations", "food_rations", None, "overpay", "pay"],
    sector=["C", "B", None, "C", "H"],
    verification=["single_origin", None, "corroborated", "disputed", "single_origin"],
    workers_low=[100, None, 50, None, None],
    workers_high=[200, None, None, 30, None],
    title=["Café strike", "회령 공장", "Łódź plant", "Dock workers", "Bus drivers"],
    notes=["new year", None, None, "speech of the New Year", None],
    file=["a.csv", "a.csv", "a.csv", "b.csv", "b.csv"],
)


def ids(selection: Selection) -> list[str]:
    return selection.rows["incident_id"].tolist()


def left_out(selection: Selection) -> tuple[int, int, int]:
    return selection.vague_date, selection.vague_place, selection.unknown_size


def test_an_empty_filter_gives_the_same_frame_back() -> None:
    assert IncidentFilter().apply(FIVE).rows is FIVE


@pytest.mark.parametrize(
    ("chosen", "passing"),
    [
        (IncidentFilter(files=("b.csv",)), ["I4", "I5"]),
        (IncidentFilter(countries=("PRK", "KOR")), ["I1", "I2", "I5"]),
        (IncidentFilter(action_types=("sit_in", "riot")), ["I2", "I5"]),
        (IncidentFilter(demands=("pay",)), ["I1", "I5"]),
        (IncidentFilter(sectors=("C",), verifications=("disputed",)), ["I4"]),
        (IncidentFilter(text="cafe STRIKE"), ["I1"]),
        (IncidentFilter(text="year new"), ["I1", "I4"]),
        (IncidentFilter(text='"year new"'), []),
        (IncidentFilter(text="“New Year” dock"), ["I4"]),
        (IncidentFilter(text="lodz"), ["I3"]),
        (IncidentFilter(text="회령"), ["I2"]),
        (IncidentFilter(text="i5"), ["I5"]),
    ],
)
def test_a_condition_keeps_what_meets_it(chosen: IncidentFilter, passing: list[str]) -> None:
    selection = chosen.apply(FIVE)
    assert ids(selection) == passing
    assert left_out(selection) == (0, 0, 0)


@pytest.mark.parametrize(
    ("start", "end", "passing", "vague"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), ["I2", "I3"], 0),
        (date(2024, 2, 2), date(2024, 2, 29), ["I3"], 1),
        (date(2024, 2, 2), date(2024, 3, 9), ["I3"], 2),
        (date(2024, 3, 4), date(2024, 3, 10), ["I4"], 0),
        (None, date(2023, 12, 31), ["I5"], 0),
        (None, date(2023, 12, 30), [], 1),
        (date(2025, 1, 1), None, [], 0),
    ],
)
def test_a_date_must_lie_within_the_range_as_a_whole(
    start: date | None, end: date | None, passing: list[str], vague: int
) -> None:
    selection = IncidentFilter(start=start, end=end).apply(FIVE)
    assert ids(selection) == passing
    assert left_out(selection) == (vague, 0, 0)


def test_units_narrow_their_own_country_and_leave_the_others_whole() -> None:
    chosen = IncidentFilter(countries=("PRK", "CHN"), units=("PRK-3307",))
    selection = chosen.apply(FIVE)
    assert ids(selection) == ["I1", "I3", "I4"]
    assert left_out(selection) == (0, 1, 0)
    assert ids(IncidentFilter(units=("CHN-1813",)).apply(FIVE)) == ["I3"]


@pytest.mark.parametrize(
    ("low", "high", "passing", "unknown"),
    [
        (100, 200, ["I1"], 3),  # 'at least 50' may be within; 'at most 30' may not
        (150, None, [], 4),  # 100 to 200 may be 150 or not
        (50, None, ["I1", "I3"], 2),
        (None, 20, [], 3),  # 'at most 30' may be 20; 'at least 50' may not
        (None, 1000, ["I1", "I4"], 3),
    ],
)
def test_a_size_passes_only_where_all_that_was_reported_lies_within(
    low: int | None, high: int | None, passing: list[str], unknown: int
) -> None:
    selection = IncidentFilter(workers_from=low, workers_to=high).apply(FIVE)
    assert ids(selection) == passing
    assert left_out(selection) == (0, 0, unknown)


def test_an_incident_left_out_counts_once_and_only_if_nothing_else_rules_it_out() -> None:
    chosen = IncidentFilter(units=("PRK-3307",), start=date(2024, 2, 10), workers_from=5)
    selection = chosen.apply(FIVE)
    assert (ids(selection), left_out(selection)) == ([], (1, 0, 0))
    with_text = IncidentFilter(start=date(2024, 2, 10), text="dock")
    assert left_out(with_text.apply(FIVE)) == (0, 0, 0)


def test_an_incident_with_a_passing_row_is_not_left_out() -> None:
    rows = incidents(incident_id=["I1", "I1", "I2", "I2"], unit=["PRK-3307", None, None, None])
    selection = IncidentFilter(units=("PRK-3307",)).apply(rows)
    assert len(selection.rows) == 1
    assert left_out(selection) == (0, 1, 0)


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (IncidentFilter(), "all incidents"),
        (
            IncidentFilter(
                countries=("PRK",),
                units=("PRK-3307",),
                start=date(2024, 1, 1),
                end=date(2024, 12, 31),
                action_types=("strike", "walkout"),
            ),
            "North Korea · North Hamgyong · 1 Jan 2024 to 31 Dec 2024 · strike or walkout",
        ),
        (
            IncidentFilter(countries=("PRK", "CHN"), units=("PRK-3307", "PRK-3299")),
            "North Korea (only North Hamgyong, Ryanggang) or China",
        ),
        (IncidentFilter(units=("CHN-1813", "XXX-1")), "Jilin or XXX-1"),
        (IncidentFilter(start=date(2026, 1, 2)), "since 2 Jan 2026"),
        (IncidentFilter(end=date(2026, 1, 2)), "until 2 Jan 2026"),
        (IncidentFilter(start=date(2026, 1, 2), end=date(2026, 1, 2)), "2 Jan 2026"),
        (
            IncidentFilter(sectors=("C",), demands=("pay",), verifications=("corroborated",)),
            "manufacturing · pay / pay rise / bonus · corroborated",
        ),
        (IncidentFilter(workers_from=1000), "at least 1,000 workers"),
        (IncidentFilter(workers_to=50), "at most 50 workers"),
        (
            IncidentFilter(workers_from=5, workers_to=50, text=" coal "),
            "5 to 50 workers · with the words coal",
        ),
        (IncidentFilter(files=("a.csv",)), "file a.csv"),
    ],
)
def test_a_filter_says_what_it_does(chosen: IncidentFilter, words: str) -> None:
    assert chosen.describe(UNIT_NAMES) == words


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0), ""),
        (
            (5, 2, 0),
            "7 incidents left out: date too vague for this range (5), "
            "place known only to the country (2)",
        ),
        ((0, 0, 1), "1 incident left out: number of workers unknown or too vague (1)"),
    ],
)
def test_what_was_left_out_is_said(counts: tuple[int, int, int], words: str) -> None:
    assert describe_left_out(Selection(FIVE, *counts)) == words


def test_codes_in_a_filter_are_never_a_pattern() -> None:
    assert ids(IncidentFilter(demands=(".*",)).apply(FIVE)) == []
    assert ids(IncidentFilter(demands=("(",)).apply(FIVE)) == []


DAYS = st.dates(date(2023, 12, 1), date(2024, 2, 28))

# No time limit for one example: another process may hold the machine.
LAW = settings(deadline=None, max_examples=60)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    row = st.tuples(
        st.sampled_from(["I1", "I2", "I3", "I4", "I5"]),
        DAYS.map(str),
        st.sampled_from(["day", "day", "week", "month", "year"]),
        st.sampled_from(["PRK", "CHN"]),
        st.sampled_from(["strike", "riot"]),
        st.sampled_from([None, "pay", "pay;contract"]),
        st.one_of(st.none(), st.integers(0, 100)),
        st.booleans(),
        st.sampled_from([None, "Café", "cafe bar"]),
    )
    rows = draw(st.lists(row, min_size=1, max_size=12))
    names = ["incident_id", "start_date", "date_precision", "country", "action_type", "demands"]
    values = zip(*(row[:7] for row in rows), strict=True)
    given_columns = dict(zip([*names, "workers_low"], values, strict=True))
    units = [f"{row[3]}-1" if row[7] else None for row in rows]
    return incidents(**given_columns, unit=units, title=[row[8] for row in rows])


FILTERS = st.builds(
    IncidentFilter,
    countries=st.sampled_from([(), ("PRK",), ("PRK", "CHN")]),
    units=st.sampled_from([(), ("PRK-1",)]),
    start=st.none() | DAYS,
    end=st.none() | DAYS,
    action_types=st.sampled_from([(), ("riot",)]),
    demands=st.sampled_from([(), ("contract",)]),
    workers_from=st.none() | st.integers(0, 100),
    workers_to=st.none() | st.integers(0, 100),
    text=st.sampled_from(["", "café", "bar cafe"]),
)


@LAW
@given(frames(), FILTERS)
def test_filtering_twice_is_filtering_once(rows: pd.DataFrame, chosen: IncidentFilter) -> None:
    once = chosen.apply(rows)
    twice = chosen.apply(once.rows)
    pd.testing.assert_frame_equal(twice.rows, once.rows)
    assert left_out(twice) == (0, 0, 0)


@LAW
@given(frames(), FILTERS, FILTERS)
def test_the_order_of_filters_does_not_matter(
    rows: pd.DataFrame, one: IncidentFilter, other: IncidentFilter
) -> None:
    pd.testing.assert_frame_equal(
        one.apply(other.apply(rows).rows).rows, other.apply(one.apply(rows).rows).rows
    )


@LAW
@given(frames(), DAYS, DAYS, DAYS)
def test_splitting_a_range_loses_and_doubles_nothing(
    rows: pd.DataFrame, a: date, b: date, c: date
) -> None:
    start, middle, end = sorted((a, b, c))
    # One row per incident, so that counts of rows and of incidents are the same.
    rows = rows.drop_duplicates("incident_id").reset_index(drop=True)
    whole = IncidentFilter(start=start, end=end).apply(rows)
    left = IncidentFilter(start=start, end=middle).apply(rows)
    right = IncidentFilter(start=middle + timedelta(days=1), end=end).apply(rows)
    halves = [*left.rows.index, *right.rows.index]
    cut = whole.rows[
        (whole.rows["start_date"] <= pd.Timestamp(middle))
        & (whole.rows["start_last"] > pd.Timestamp(middle))
    ]
    assert sorted([*halves, *cut.index]) == whole.rows.index.tolist()
    assert (cut["date_precision"] != "day").all()
    assert min(left.vague_date, right.vague_date) >= len(cut) if middle < end else cut.empty


@LAW
@given(frames(), FILTERS, st.randoms())
def test_the_order_of_rows_does_not_matter(
    rows: pd.DataFrame, chosen: IncidentFilter, random: Random
) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled = chosen.apply(rows.iloc[order])
    plain = chosen.apply(rows)
    assert sorted(shuffled.rows.index) == plain.rows.index.tolist()
    assert left_out(shuffled) == left_out(plain)
