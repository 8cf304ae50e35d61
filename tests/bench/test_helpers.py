"""What the benchmark in the browser works out by itself; nothing here is timed."""

from pathlib import Path

import pandas as pd
import pytest

from tests.bench import results
from tests.bench.datasets import ROOT, folder_name
from tests.bench.expected import (
    DRAWN_PLACES,
    Choice,
    Expected,
    Shown,
    drawn_incidents,
    expected_of_plain,
    extremes,
    known_to_month,
)
from tests.bench.readers import NotShownError, milliseconds_of
from tests.bench.results import Clicks, Row, Unit
from tests.bench.servers import cpu_ticks, resident_kib


def clicks(*milliseconds: float) -> Clicks:
    parts = tuple({"incidents": each / 2} for each in milliseconds)
    return Clicks(milliseconds, tuple(each / 10 for each in milliseconds), parts)


ROW = Row(
    "10,000",
    clicks(200, 300, 1000),
    clicks(400, 400, 800),
    (900, 1200, 1000),
    (9, 20_000),
    1.25,
    (0.5, 10),
)
UNIT = Unit((100, 100, 200), (300, 300, 250))


def test_a_ratio_is_the_median_of_the_rounds_own_ratios() -> None:
    found = results.ratio((200, 300, 1000), (100, 100, 200))
    assert (found.median, found.least, found.most) == (3, 2, 5)
    assert str(found) == "3.0 x (2.0 to 5.0)"


def test_rounds_that_do_not_pair_have_no_ratio() -> None:
    with pytest.raises(ValueError, match="shorter"):
        results.ratio((1, 2), (1,))
    with pytest.raises(ValueError, match="no round"):
        results.ratio((), ())


def test_a_crowd_is_measured_against_the_share_of_each_core() -> None:
    assert results.crowded(ROW, cores=2, readers=20) == 2


def test_the_table_has_a_cell_for_every_heading() -> None:
    found = results.table([ROW], UNIT, 2, 20).splitlines()
    assert len({line.count("|") for line in found}) == 1
    assert found[2].startswith(
        "| 10,000 | 3.0 x (2.0 to 5.0); 300 ms | 4.0 x (4.0 to 4.0); 400 ms |"
    )


def test_the_lines_say_both_choices_and_what_they_cost() -> None:
    found = "\n".join(results.lines(ROW, UNIT, 2, 20))
    assert "narrow choice: 300 ms (right after: incidents 150)" in found
    assert "wide choice: 400 ms" in found
    assert "20,000 bytes" in found


def test_two_clicks_of_a_round_are_one_unit() -> None:
    assert results.mean_of(clicks(100, 200), clicks(200, 400)) == (150, 300)


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    text = f"before\n{results.BEGIN}\nold\n{results.END}\nafter\n"
    assert results.replaced(text, "new") == text.replace("old", "new")
    with pytest.raises(ValueError, match="needs the lines"):
        results.replaced("before", "new")


def test_the_readme_has_a_place_for_the_results() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "| new |" in results.replaced(text, "| new |")


def test_the_narrow_and_the_wide_country_come_from_the_data() -> None:
    assert extremes(pd.Series(["IND", "IND", "KHM", None, "BGD", "BGD", "PRK"])) == ("KHM", "BGD")


def test_a_month_is_known_of_days_months_and_weeks_within_it() -> None:
    start = pd.Series(["2024-05-31", "2024-05", "2024", "2024-05-20", "2024-05-27", "2024-01-01"])
    precision = pd.Series([None, "month", "year", "week", "week", "year"])
    assert known_to_month(start, precision).tolist() == [True, True, False, True, False, False]


def test_the_map_draws_the_places_with_most_incidents() -> None:
    spots = [spot for spot in range(DRAWN_PLACES + 5) for _ in range(1 + (spot < 10))]
    places = pd.DataFrame({"latitude": spots, "longitude": 0.5, "precision": "town"}, dtype=object)
    assert drawn_incidents(places) == DRAWN_PLACES + 10
    assert drawn_incidents(places.assign(longitude=None)) == 0


def test_the_usual_app_shows_every_row_and_the_points_among_them(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("country,latitude,longitude\nKHM,11.5,104.9\nIND,28.6,77.2\nIND,,\n")
    none = Shown(0, 0, 0)
    asked = Expected(none, Choice("KHM", "Cambodia", none), Choice("IND", "India", none))
    found = expected_of_plain(file, asked)
    assert found.all == Shown(3, 3, 2)
    assert found.narrow == Choice("KHM", "KHM", Shown(1, 1, 1))
    assert found.wide.shown == Shown(2, 2, 1)


def test_a_wait_without_an_end_says_what_was_expected_and_what_was_seen() -> None:
    assert milliseconds_of({"milliseconds": 12.5}, {"incidents": 3}, "choosing") == 12.5
    with pytest.raises(NotShownError, match=r"choosing: expected .*3.*, seen .*4"):
        milliseconds_of({"seen": {"incidents": 4}}, {"incidents": 3}, "choosing")


def test_the_processes_own_numbers_are_read() -> None:
    stat = "42 (a ) name) S 1 42 42 0 -1 4194560 9 0 0 0 150 25 0 0 20 0 4 0 99 1 1"
    assert cpu_ticks(stat) == 175
    assert resident_kib("Name:\tpython\nVmRSS:\t  2048 kB\n") == 2048


def test_made_files_are_kept_by_size_and_seed() -> None:
    names = {folder_name(rows, seed) for rows in (10, 100) for seed in (1, 2)}
    assert len(names) == 4
