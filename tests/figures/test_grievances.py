"""Demands and responses as figures."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.figures import delays, heatmaps, rankings, reactions
from dashboard.figures.axes import break_mark
from dashboard.figures.theme import DARK, LIGHT
from dashboard.indicators.grievances import demand_shares, demands_by_period, demands_by_unit
from dashboard.indicators.reactions import count_responses
from dashboard.indicators.reactions import delays as delays_of
from tests.figures.checking import valid
from tests.figures.test_accounts import HOSTILE, safe
from tests.frames import incidents, responses

ROWS = incidents(
    start_date=["2024-01-05", "2024-01-09", "2025-03-01", "2025-03-02"],
    demands=["pay", "pay;contract", "pay", None],
    unit=["U1", "U1", "U2", None],
    unit_name=["One", "One", HOSTILE, None],
)
SHARES = demand_shares(ROWS)
RESPONSES = responses(
    incident_id=["I1", "I2", "I1", "I1", "I3", "I3"],
    response_date=["2024-01-05", "2024-01-09", "2024-02-05", None, "2025-03-01", "2025-03-10"],
    response_date_precision=["day", "day", "day", None, "month", "day"],
    actor=["security", "security", "security", "party", "security", "employer"],
    response=["arrest", "arrest", "arrest", "censorship", "arrest", "payment"],
    status=["observed", "observed", "observed", "expected", "observed", "announced"],
)
COUNTS = count_responses(RESPONSES)
DELAYS = delays_of(RESPONSES, ROWS)


def test_a_share_is_a_dot_on_its_interval_with_its_numbers_at_the_end() -> None:
    dots, ends, labels = valid(rankings.share_ranking(SHARES, LIGHT)).data
    assert list(dots.x) == pytest.approx([1, 1 / 3])
    assert list(dots.error_x.arrayminus) == pytest.approx([0.7076, 0.3249], abs=1e-4)
    assert [text.strip() for text in ends.text] == ["3 of 3 (100 %)", "1 of 3 (33 %)"]
    assert list(labels.text) == ["Pay / pay rise / bonus", "First contract / no contract"]
    assert [row[0] for row in dots.customdata] == ["pay", "contract"]


def test_a_break_is_a_line_within_its_period_under_the_numbers_of_the_grid() -> None:
    table = demands_by_period(ROWS, "year")
    assert heatmaps.periods_drawn(table, "year") == (
        pd.Timestamp("2024-01-01"),
        pd.Timestamp("2025-12-31"),
    )
    figure = valid(heatmaps.demand_heat_map(table, LIGHT, "year", break_mark(date(2025, 7, 2))))
    (line,) = figure.layout.shapes
    assert line.x0 == pytest.approx(1 - 0.5 + 182 / 365)  # column 1 is 2025
    assert line.layer == "below"
    (words,) = figure.layout.annotations
    assert (words.text, words.x) == ("collecting changed", line.x0)
    assert figure.layout.yaxis.range[0] > words.y > 2  # under the last of two demands


def test_a_break_in_another_month_or_without_a_time_axis_draws_no_line() -> None:
    months = demands_by_period(ROWS, "month")
    for day in (date(2023, 12, 31), date(2025, 4, 1)):
        assert not valid(
            heatmaps.demand_heat_map(months, LIGHT, "month", break_mark(day))
        ).layout.shapes
    assert valid(
        heatmaps.demand_heat_map(months, LIGHT, "month", break_mark(date(2025, 3, 31)))
    ).layout.shapes
    units = demands_by_unit(ROWS)
    assert not valid(
        heatmaps.demand_heat_map(units, LIGHT, "unit", break_mark(date(2025, 1, 1)))
    ).layout.shapes


def test_a_ranking_says_what_it_leaves_out_and_whether_the_first_leads() -> None:
    many = pd.concat([SHARES] * 9, ignore_index=True)
    assert len(valid(rankings.share_ranking(many, LIGHT)).data[0].x) == 15
    assert rankings.ranking_rest(many) == "3 rarer ones are not drawn."
    assert rankings.ranking_rest(SHARES) == ""
    assert rankings.ranking_title(SHARES) == (
        "Pay / pay rise / bonus: named by 3 of 3 (100 %) incidents that state demands; "
        "its lead on the next is within the uncertainty"
    )
    clear = SHARES.assign(low=[0.5, 0.01], high=[1.0, 0.2])
    assert "uncertainty" not in rankings.ranking_title(clear)
    assert "Pay / pay rise / bonus 3 of 3 (100 %)" in rankings.ranking_alt(SHARES, "demands")


def test_no_report_is_a_blank_cell() -> None:
    table = demands_by_unit(ROWS)
    figure = valid(heatmaps.demand_heat_map(table, LIGHT, "unit"))
    heat, labels = figure.data
    assert [list(row) for row in heat.text] == [["", ""], ["2", "1"], ["", ""], ["1", ""]]
    assert np.isnan(np.array(heat.z, dtype=float)[3][1])
    assert float(heat.z[1][0]) == pytest.approx(2**0.5)
    assert list(heat.customdata[1][0])[:2] == ["pay", "U1"]
    assert list(labels.text) == ["Pay / pay rise / bonus", "First contract / no contract"]
    safe(figure)


def test_periods_are_columns_in_their_order() -> None:
    years = demands_by_period(ROWS, "year")
    heat, _ = valid(heatmaps.demand_heat_map(years, DARK, "year")).data
    figure = valid(heatmaps.demand_heat_map(years, DARK, "year"))
    assert list(figure.layout.xaxis.ticktext) == ["2024", "2025"]
    assert list(heat.text[1]) == ["2", "1"]
    assert heat.customdata[1][1][1] == "2025-01-01"
    months = demands_by_period(ROWS, "month")
    figure = valid(heatmaps.demand_heat_map(months, LIGHT, "month"))
    assert figure.layout.xaxis.ticktext[0] == "Jan 2024"
    assert heatmaps.heat_map_rest(demands_by_period(ROWS, "month"), "month") == ""
    long = demands_by_period(
        incidents(start_date=["2001-01-01", "2020-01-01"], demands=["pay"] * 2), "year"
    )
    assert heatmaps.heat_map_rest(long, "year") == "Not drawn: 5 earlier years."
    assert valid(heatmaps.demand_heat_map(long, LIGHT, "year")).layout.xaxis.ticktext[-1] == "2020"


def test_units_together_bring_no_unit_on_a_click() -> None:
    table = demands_by_unit(ROWS, most=1)
    figure = valid(heatmaps.demand_heat_map(table, LIGHT, "unit"))
    assert list(figure.layout.xaxis.ticktext) == ["One", "1 other unit"]
    assert figure.data[0].customdata[1][1][1] is None
    assert heatmaps.heat_map_title(table, "unit") == (
        "Named most often: Pay / pay rise / bonus, in One: 2 incidents"
    )
    assert heatmaps.heat_map_alt(table, "unit").startswith("Grid of 2 demands by unit.")


def test_observed_announced_and_expected_are_drawn_apart() -> None:
    figure = valid(reactions.responses_figure(COUNTS, LIGHT))
    headings = [note.text for note in figure.layout.annotations]
    assert headings == [f"<b>{words}</b>" for words in reactions.HEADINGS.values()]
    dots = [trace for trace in figure.data if trace.mode == "markers+text"]
    assert [list(trace.text) for trace in dots] == [["4"], ["1"], ["1"]]
    observed, announced, expected = (trace.marker for trace in dots)
    assert (observed.color, observed.symbol) == (LIGHT.accent, "circle")
    assert announced.symbol == "diamond"
    assert expected.color == "rgba(0,0,0,0)"
    assert [trace.customdata[0][0] for trace in dots] == ["observed", "announced", "expected"]
    places = [trace.y[0] for trace in dots]
    assert places == sorted(places)
    assert list(figure.layout.xaxis.ticktext) == ["Party", "Security forces", "Employer"]


def test_responses_in_words_never_add_up_statuses() -> None:
    assert reactions.responses_title(COUNTS) == (
        "Most often observed: Arrests / detention, security forces (4) of 4 observed; "
        "1 only announced; 1 only expected"
    )
    ahead = COUNTS[COUNTS["status"] == "expected"]
    assert reactions.responses_title(ahead) == (
        "No response of this selection was observed; 1 only expected"
    )
    assert "4 responses observed" in reactions.responses_alt(COUNTS)


def test_equal_delays_are_one_dot_and_a_vague_one_is_a_line() -> None:
    figure = valid(delays.delays_figure(DELAYS, LIGHT))
    line, dots, labels = figure.data
    assert list(dots.x) == pytest.approx([0, 31**0.5])
    assert list(dots.text) == ["2", ""]
    assert [row[0] for row in dots.customdata] == [None, "I1"]
    assert dots.customdata[0][2] == "on the day of the start"
    assert list(line.x)[:2] == pytest.approx([0, 30**0.5])
    assert line.x[2] is None  # so that the next one is a line of its own
    assert line.mode == "lines+markers"
    assert line.marker.color == LIGHT.background
    assert list(labels.text) == ["Arrests: median 0 d, n = 3"]
    assert "start" in figure.layout.xaxis.ticktext
    assert figure.layout.shapes[0].x0 == 0


def test_days_before_the_start_are_left_of_it_and_named() -> None:
    early = DELAYS.iloc[:1].assign(low=-4, high=-4).astype({"low": "Int64", "high": "Int64"})
    (dots, _) = valid(delays.delays_figure(early, LIGHT)).data
    assert list(dots.x) == [-2]
    assert dots.customdata[0][2] == "4 days before the recorded start"


def test_delays_in_words() -> None:
    assert delays.delays_title(DELAYS) == (
        "Arrests / detention: a median of 0 days from the start, 3 known to the day"
    )
    vague = DELAYS[DELAYS["low"] != DELAYS["high"]]
    assert delays.delays_title(vague) == (
        "No response is dated exactly enough to say how soon it came"
    )
    assert "4 responses" in delays.delays_alt(DELAYS)


def test_empty_tables_say_so() -> None:
    for figure, words in (
        (valid(rankings.share_ranking(SHARES.iloc[:0], LIGHT)), "No incidents in this selection"),
        (
            valid(heatmaps.demand_heat_map(demands_by_unit(ROWS.iloc[:0]), LIGHT, "unit")),
            "No incidents in this selection",
        ),
        (
            valid(
                heatmaps.demand_heat_map(demands_by_period(ROWS.iloc[:0], "year"), LIGHT, "year")
            ),
            "No incidents in this selection",
        ),
        (valid(reactions.responses_figure(COUNTS.iloc[:0], LIGHT)), reactions.NO_RESPONSES),
        (valid(delays.delays_figure(DELAYS.iloc[:0], LIGHT)), delays.NO_DELAYS),
    ):
        assert figure.layout.annotations[0].text == words
    assert "none in this selection" in reactions.responses_alt(COUNTS.iloc[:0])
    assert "no observed response" in delays.delays_alt(DELAYS.iloc[:0])
    assert delays.delays_title(DELAYS.iloc[:0]).startswith("No response is dated")
