"""Moods and the narrative gap as figures."""

from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.figures import axes, gaps, moods
from dashboard.figures.axes import break_mark
from dashboard.figures.theme import DARK, LIGHT, MOOD_COLORS, Theme, mood_color
from dashboard.schema import vocabulary
from tests.figures.checking import valid
from tests.figures.test_theme import contrast

HOSTILE = '<a href="https://evil.example">%{customdata[0]}</a>'

MOODS = pd.DataFrame(
    {
        "side": ["state", "local", "local", "local", "union"],
        "mood": ["loyalty", "anger", None, "fear", "anger"],
        "accounts": [2, 6, 3, 1, 0],
    }
)
GAPS = pd.DataFrame(
    {
        "period": pd.to_datetime([f"{year}-01-01" for year in (2021, 2022, 2023, 2024)]),
        "unit": ["U1", "U2", "U3", "U4"],
        "unit_name": ["One", HOSTILE, "Three", "Four"],
        "verdict": ["too few", "interval", "point", "alike"],
        "official_origins": [1, 4, 9, 3],
        "local_origins": [2, 5, 8, 3],
        "gap": [np.nan, 0.1, -0.3, np.nan],
        "low": [np.nan, -0.2, -0.4, np.nan],
        "high": [np.nan, 0.4, -0.2, np.nan],
    }
)


def safe(figure: go.Figure) -> None:
    """Nothing of the record is a tag or in a template."""
    assert "<a" not in figure.to_json().replace("\\u003c", "<")
    assert not any("evil" in (trace.hovertemplate or "") for trace in figure.data)


@pytest.mark.parametrize("page", [LIGHT, DARK])
def test_every_mood_has_a_colour_of_its_own_that_is_seen(page: Theme) -> None:
    assert list(MOOD_COLORS) == list(vocabulary("mood"))
    assert len(set(MOOD_COLORS.values())) == 8
    for mood in MOOD_COLORS:
        assert contrast(mood_color(mood, page), page.background) >= 3, mood


@pytest.mark.parametrize("mood", MOOD_COLORS)
def test_the_number_in_a_bar_is_read_on_its_colour(mood: str) -> None:
    table = pd.DataFrame({"side": ["local"], "mood": [mood], "accounts": [1]})
    part = valid(moods.moods_figure(table, LIGHT)).data[0]
    assert contrast(part.textfont.color, part.marker.color) >= 4.5


def test_each_side_is_one_bar_of_100_percent_in_the_order_of_the_list() -> None:
    figure = valid(moods.moods_figure(MOODS, LIGHT))
    *parts, labels = figure.data
    assert list(labels.text) == [
        "Local sources: 10 accounts",
        "State media and officials: 2 accounts",
    ]
    assert [part.name for part in parts] == ["anger", "fear", "loyalty", "not coded"]
    of_local = [part.x[0] for part in parts if part.y[0] < 1]
    assert sum(of_local) == pytest.approx(1)
    hollow = parts[-1]
    assert hollow.marker.color == "rgba(0,0,0,0)"
    assert list(hollow.x) == [0.3]
    assert list(hollow.customdata[0])[:2] == ["local", None]
    assert list(parts[0].customdata[0])[:2] == ["local", "anger"]


def test_moods_in_words() -> None:
    assert moods.moods_title(MOODS) == (
        "Local sources: anger is told of most often, in 6 of 7 accounts with a mood"
    )
    assert "Local sources: Anger 6, not coded 3, Fear 1." in moods.moods_alt(MOODS)
    uncoded = MOODS[MOODS["mood"].isna()]
    assert moods.moods_title(uncoded) == "No account of this selection has its mood coded"


def test_a_gap_is_an_interval_and_a_point_only_where_allowed() -> None:
    figure = valid(gaps.gap_over_time(GAPS, LIGHT))
    bars, dots, hollow = figure.data
    assert list(bars.x) == ["2022-01-01", "2023-01-01"]
    assert list(bars.y) == pytest.approx([0.1, -0.3])
    assert list(bars.error_y.array) == pytest.approx([0.3, 0.1])
    assert bars.marker.color == "rgba(0,0,0,0)"
    assert (list(dots.x), list(dots.y)) == (["2023-01-01"], [-0.3])
    # What has no number is on an axis of its own, not at 0 of the scale.
    assert list(hollow.x) == ["2021-01-01", "2024-01-01"]
    assert hollow.yaxis == "y2"
    assert "too few accounts (1 official, 2 local)" in hollow.customdata[0][2]
    words = {note.text for note in figure.layout.annotations}
    assert {
        "same tone",
        "↑ official texts more positive than local ones",
        "↓ official texts more negative than local ones",
    } <= words


def test_units_without_a_number_have_rows_of_their_own_that_say_why() -> None:
    figure = valid(gaps.gap_by_unit(GAPS, LIGHT))
    bars, dots, *hollow, labels = figure.data
    # The most negative first, those without a number last.
    assert [labels.text[row] for row in (0, 2, 3)] == ["Three", "Four", "One"]
    assert [trace.text[0].strip() for trace in hollow] == [
        "the accounts of a side do not differ (3 official, 3 local)",
        "too few accounts (1 official, 2 local)",
    ]
    assert {trace.xaxis for trace in hollow} == {"x2"}
    assert [row[0] for row in bars.customdata] == ["U3", "U2"]
    assert list(dots.x) == [-0.3]
    safe(figure)


def test_a_gap_table_may_be_indexed_by_its_period() -> None:
    indexed = GAPS.set_index("period").rename_axis(None)
    one, other = valid(gaps.gap_over_time(indexed, DARK)), valid(gaps.gap_over_time(GAPS, DARK))
    assert one.to_json() == other.to_json()


def test_a_break_is_a_line_on_the_gap_over_time_with_its_words() -> None:
    day = date(2022, 7, 1)
    figure = valid(gaps.gap_over_time(GAPS, LIGHT, "year", break_mark(day)))
    (line,) = [shape for shape in figure.layout.shapes if shape.x0 == "2022-07-01"]
    assert (line.yref, line.y0, line.y1) == ("paper", 0, 1)
    words = {note.text: note for note in figure.layout.annotations}
    assert words["collecting changed"].x == "2022-07-01"
    # The words of the scale make room for those of the mark.
    assert words[f"↑ {gaps.MORE_POSITIVE}"].yshift < 0
    plain = {note.text: note for note in valid(gaps.gap_over_time(GAPS, LIGHT)).layout.annotations}
    assert plain[f"↑ {gaps.MORE_POSITIVE}"].yshift == 0


def test_a_mark_outside_the_axis_is_said() -> None:
    span = gaps.time_span(GAPS["period"])
    assert axes.marks_outside(break_mark(date(2022, 7, 1)), *span) == ""
    assert axes.marks_outside(break_mark(None), *span) == ""
    assert axes.marks_outside(break_mark(date(1990, 7, 1)), *span) == (
        "Not drawn: collecting changed, 1 Jul 1990, before all that is drawn."
    )
    assert "after all that" in axes.marks_outside(break_mark(date(2090, 7, 1)), *span)


def test_gaps_in_words_claim_no_more_than_their_intervals() -> None:
    assert gaps.gaps_title(GAPS, "year") == (
        "Official texts against local ones: more negative in 1 of 2 measured years"
    )
    assert "measured for 2 of 4 years" in gaps.gaps_alt(GAPS, "year")
    assert (
        gaps.gaps_title(GAPS.iloc[:1], "unit") == "Too few accounts to measure the gap in any unit"
    )
    assert gaps.gaps_title(GAPS.iloc[1:2], "unit") == (
        "In none of 1 measured unit is the tone of official texts told apart from that of "
        "local ones"
    )


def test_a_table_without_any_number_is_drawn_without_a_scale_mark() -> None:
    for figure in (
        valid(gaps.gap_over_time(GAPS.iloc[:1], LIGHT)),
        valid(gaps.gap_by_unit(GAPS.iloc[:1], LIGHT)),
    ):
        assert not any(list(trace.error_x.array or ()) for trace in figure.data)


def test_empty_tables_say_so() -> None:
    for figure in (
        valid(moods.moods_figure(MOODS.iloc[:0], LIGHT)),
        valid(gaps.gap_over_time(GAPS.iloc[:0], LIGHT)),
        valid(gaps.gap_by_unit(GAPS.iloc[:0], LIGHT)),
    ):
        assert figure.layout.annotations[0].text == "No accounts in this selection"
    assert "no accounts" in moods.moods_alt(MOODS.iloc[:0])
    assert "no accounts" in gaps.gaps_alt(GAPS.iloc[:0], "year")
