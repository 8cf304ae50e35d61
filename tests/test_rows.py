"""Rows of a shared table stand for a data frame, and take no column that nobody asks for."""

import threading
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from dashboard.counting import (
    days_in,
    ids_of,
    incident_numbers,
    incidents_of,
    numbered_in,
    occurring,
)
from dashboard.filters import IncidentFilter
from dashboard.origins import origins_of
from dashboard.rows import RECENT, Rows, Table, forget, frame_of, of_table, once, recently
from dashboard.sizes import workers_per
from dashboard.summaries.counts import count_by_code, count_by_period, latest
from dashboard.summaries.headline import key_figures
from dashboard.summaries.lanes import lanes
from dashboard.summaries.regions import count_by_place, count_by_unit, count_places
from dashboard.summaries.sentences import coverage_sentence
from tests.frames import accounts, incidents

NUMBER = 300
CHOICE = np.random.default_rng(5)
IDS = [f"I{number}" for number in CHOICE.integers(0, 200, NUMBER)]  # many have several rows
NAMES = {"PRK-3307": "North Hamgyong", "CHN-1806": "Guangdong"}
UNIT = CHOICE.choice([*NAMES, None], NUMBER).tolist()
FRAME = incidents(
    incident_id=IDS,
    title=[f"Title {number}" for number in range(NUMBER)],
    start_date=[f"202{CHOICE.integers(0, 5)}-0{CHOICE.integers(1, 10)}-11" for _ in IDS],
    country=CHOICE.choice(["PRK", "CHN", "BGD"], NUMBER).tolist(),
    unit=UNIT,
    unit_name=[NAMES.get(unit) for unit in UNIT],
    action_type=CHOICE.choice(["strike", "walkout", "protest"], NUMBER).tolist(),
    demands=CHOICE.choice(["wages", "wages;safety", None], NUMBER).tolist(),
    workers_low=CHOICE.choice([None, 20, 300], NUMBER).tolist(),
    workers_high=CHOICE.choice([None, 400], NUMBER).tolist(),
    location=CHOICE.choice(["Hoeryong", "Musan", None], NUMBER).tolist(),
    map_latitude=CHOICE.choice([42.4, 42.2, np.nan], NUMBER).tolist(),
    map_longitude=CHOICE.choice([129.7, 129.2], NUMBER).tolist(),
    location_precision=CHOICE.choice(["town", "county", "province"], NUMBER).tolist(),
)
TOLD = accounts(
    incident_id=IDS[:80], outlet=CHOICE.choice(["A", "B"], 80).tolist(),
    origin_outlet=CHOICE.choice(["A", "C", None], 80).tolist(),
)  # fmt: skip
UNITS = pd.DataFrame(
    {"name": ["North Hamgyong", "Guangdong", "Dhaka"], "country": ["PRK", "CHN", "BGD"],
     "population": [2e6, 1e8, 2e7], "counted_with": pd.Series([None] * 3, dtype="str").to_numpy()},
    index=pd.Index(["PRK-3307", "CHN-1806", "BGD-1"]),
)  # fmt: skip
SOME = np.sort(CHOICE.choice(NUMBER, 120, replace=False))
ORIGINS = origins_of(TOLD, FRAME)


def both(at: np.ndarray | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same rows of a table, and as a plain frame."""
    return Table(FRAME).rows(at), FRAME if at is None else FRAME.iloc[at]


@pytest.mark.parametrize("at", [None, SOME, SOME[:1], SOME[:0]], ids=["all", "some", "one", "no"])
def test_rows_read_as_the_frame_they_stand_for(at: np.ndarray | None) -> None:
    rows, frame = both(at)
    assert (len(rows), rows.empty, list(rows.columns)) == (len(frame), frame.empty, [*frame])
    assert "title" in rows
    for name in ("title", "start_date", "action_type", "workers_low"):
        assert_series_equal(rows[name], frame[name], check_index_type=False)
    names = ["title", "country"]
    assert_frame_equal(rows[names], frame[names], check_index_type=False)
    assert_frame_equal(frame_of(rows), frame)
    mask = (frame["country"] == "PRK").to_numpy()
    assert_frame_equal(frame_of(rows[mask]), frame[mask])
    assert_frame_equal(frame_of(rows.iloc[::2]), frame.iloc[::2])
    if len(frame):
        assert_series_equal(rows.iloc[0], frame.iloc[0])
    assert rows.sort_values("title").equals(frame.sort_values("title"))


@pytest.mark.parametrize(
    "work",
    [
        lambda rows: count_by_period(rows, "month"),
        lambda rows: count_by_period(rows, "week"),
        lambda rows: count_by_code(rows, "demands"),
        lambda rows: count_by_place(rows),
        lambda rows: count_by_unit(rows, UNITS),
        lambda rows: lanes(rows, 20),
        lambda rows: frame_of(latest(rows, 7)),
    ],
    ids=["months", "weeks", "demands", "places", "units", "lanes", "latest"],
)
@pytest.mark.parametrize("at", [None, SOME, SOME[:1]], ids=["all", "some", "one"])
def test_every_sum_is_that_of_the_plain_frame(
    work: Callable[[pd.DataFrame], pd.DataFrame], at: np.ndarray | None
) -> None:
    rows, frame = both(at)
    assert_frame_equal(work(rows), work(frame), check_index_type=False)


@pytest.mark.parametrize("at", [None, SOME, SOME[:1]], ids=["all", "some", "one"])
def test_every_number_is_that_of_the_plain_frame(at: np.ndarray | None) -> None:
    rows, frame = both(at)
    own = origins_of(TOLD, frame)
    assert key_figures(rows, ORIGINS) == key_figures(frame, own)
    assert coverage_sentence(rows, ORIGINS) == coverage_sentence(frame, own)
    assert count_places(rows) == count_places(frame)
    assert incidents_of(rows).total == frame["incident_id"].nunique()
    assert {*occurring(rows, "unit")} == {*frame["unit"].dropna()}
    keys = numbered_in(rows, "action_type").codes
    low = workers_per(rows, incidents_of(rows), keys, 3)
    assert_frame_equal(
        low, workers_per(frame, incidents_of(frame), numbered_in(frame, "action_type").codes, 3)
    )
    assert days_in(rows, "start_date").tolist() == days_in(frame, "start_date").tolist()
    chosen = (frame["country"] == "CHN").to_numpy()
    assert ids_of(rows, chosen).tolist() == ids_of(frame, chosen).tolist()


@pytest.mark.parametrize(
    "asked",
    [
        IncidentFilter(countries=("PRK",)),
        IncidentFilter(countries=("PRK", "CHN"), units=("PRK-3307",), action_types=("strike",)),
        IncidentFilter(demands=("safety",), workers_from=10),
        IncidentFilter(text="title 1"),
    ],
)
def test_a_filter_finds_the_same_rows(asked: IncidentFilter) -> None:
    rows, frame = both(None)
    found, plain = asked.apply(rows), asked.apply(frame)
    assert frame_of(found.rows).index.tolist() == plain.rows.index.tolist()
    assert (found.vague_date, found.vague_place, found.unknown_size) == (
        plain.vague_date, plain.vague_place, plain.unknown_size,
    )  # fmt: skip


def test_no_column_is_taken_that_nobody_asks_for() -> None:
    rows = Table(FRAME).rows(SOME)
    assert isinstance(rows, Rows)
    count_by_period(rows, "month"), count_by_place(rows), key_figures(rows, ORIGINS)
    taken = {key[1] for key in rows._taken if isinstance(key, tuple) and key[0] == "column"}
    assert not taken & {"incident_id", "title", "description", "notes"}
    assert "frame" not in rows._taken
    forget(rows)
    assert not rows._taken
    assert len(rows["title"]) == len(SOME)


def test_what_is_made_of_a_table_is_made_once_and_shared() -> None:
    table, made = Table(FRAME), []

    def make(frame: pd.DataFrame) -> np.ndarray:
        made.append(len(frame))
        return np.arange(len(frame))

    for at in (SOME, SOME[:3]):
        assert of_table(table.rows(at), "number", make).tolist() == at.tolist()
    assert made == [NUMBER]
    rows = table.rows(SOME)
    assert [once(rows, "one", lambda: made.append(1) or 5) for _ in range(3)] == [5, 5, 5]
    assert made == [NUMBER, 1]


def test_of_what_may_be_asked_without_end_the_last_are_kept() -> None:
    rows, made = Table(FRAME).rows(), []

    def ask(number: int) -> int:
        return recently(rows, number, lambda: made.append(number) or number)

    assert [ask(number) for number in range(RECENT)] == made
    assert ask(0) == 0  # asked for again, so it is not the oldest any more
    assert ask(RECENT) == RECENT
    assert made == [*range(RECENT + 1)]
    ask(0), ask(1)
    assert made == [*range(RECENT + 1), 1]
    assert recently(FRAME, "plain", lambda: 3) == 3


def test_a_change_of_a_taken_column_reaches_no_other_reader() -> None:
    table = Table(FRAME)
    for at in (None, SOME):
        rows = table.rows(at)
        before = rows["title"].iloc[0]
        column = rows["title"]
        column.iloc[0] = "Changed"
        assert rows["title"].iloc[0] == before
        assert FRAME["title"].iloc[0] == "Title 0"


def test_a_mask_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a mask of 2 for 300 rows"):
        Table(FRAME).rows()[[True, False]]


def test_incidents_have_one_number_in_all_selections() -> None:
    rows, frame = both(None)
    numbers = incident_numbers(rows)
    assert pd.Series(numbers).groupby(frame["incident_id"].to_numpy()).nunique().eq(1).all()
    assert incident_numbers(rows.iloc[SOME]).tolist() == numbers[SOME].tolist()


def test_what_takes_long_keeps_nobody_from_something_else() -> None:
    table = Table(FRAME)
    begun, go_on = threading.Event(), threading.Event()

    def long() -> str:
        begun.set()
        assert go_on.wait(20)
        return "long"

    thread = threading.Thread(target=lambda: table.once("long", long))
    thread.start()
    assert begun.wait(20)
    other = threading.Thread(target=lambda: table.once("other", lambda: "other"))
    other.start()
    other.join(20)
    assert not other.is_alive()
    go_on.set()
    thread.join(20)
    assert table.once("long", lambda: "again") == "long"
