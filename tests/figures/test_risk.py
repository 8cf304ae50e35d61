"""Chances, rates, reliability, first dates, profiles and ranks as figures."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.figures import chances, firsts, profiles, reliability
from dashboard.figures.theme import DARK, LIGHT, Theme
from dashboard.indicators.forecast import words
from dashboard.indicators.scores import reliability as reliable
from tests.figures.checking import valid

HOSTILE = '<a href="https://evil.example">%{customdata[0]}</a>'
P_ANY = [0.995, 0.62, 0.2, 0.002]
P_SURGE = [0.55, 0.1, 0.04, 0.0]
CHANCES = pd.DataFrame(
    {
        "unit": ["U1", "U2", "U3", "U4"],
        "name": ["One", HOSTILE, "Three", "Four"],
        "p_any": P_ANY,
        "any_words": words(P_ANY),
        "p_surge": P_SURGE,
        "surge_words": words(P_SURGE),
        "low80": [3, 0, 0, 0],
        "high80": [9, 2, 1, 0],
        "incidents": [12, 8, 2, 1],
        "rate": [0.12, 0.08, 0.02, 0.01],
        "rate_low": [0.062, 0.034, 0.002, 0.0003],
        "rate_high": [0.21, 0.158, 0.072, 0.056],
    }
)
FIRSTS = pd.DataFrame(
    {
        "unit": ["U1", "U2"],
        "name": ["One", HOSTILE],
        "first_date": pd.to_datetime(["2024-01-05", "2024-03-01"]),
        "first_last": pd.to_datetime(["2024-01-05", "2024-03-31"]),
        "exact": [True, False],
        "incidents": [3, 1],
    }
)
BREAK = pd.DataFrame(
    {"date": pd.to_datetime(["2023-06-01"]), "number": ["collecting changed"], "label": ["Marked"]}
)


def plain(text: str) -> str:
    """The text with a plain blank before the sign of percent."""
    assert " %" not in text, "the sign may stand on a line of its own"
    return text.replace(chances.SIGN, " %")


def safe(figure: go.Figure) -> None:
    """Nothing of the record is a tag or in a template."""
    assert "<a" not in figure.to_json().replace("\\u003c", "<")
    assert not any("evil" in (trace.hovertemplate or "") for trace in figure.data)


@pytest.mark.parametrize("page", [LIGHT, DARK])
def test_each_region_has_both_chances_in_words_and_numbers(page: Theme) -> None:
    figure = valid(chances.chance_ranking(CHANCES, page))
    likely, surge, labels = figure.data
    assert [plain(text.strip()) for text in likely.text] == [
        "very likely, > 99 %", "likely, 62 %", "possible, 20 %", "very unlikely, < 1 %",
    ]  # fmt: skip
    assert plain(surge.text[0].strip()) == "likely, 55 %"
    assert [text.rpartition(": ")[2] for text in labels.text] == ["3 to 9", "0 to 2", "0 to 1", "0"]
    assert likely.customdata[0][0] == "U1"
    assert {shape.layer for shape in figure.layout.shapes} == {"below"}
    safe(figure)


def test_a_chance_is_never_told_as_certain() -> None:
    told = [plain(chances.percent(chance)) for chance in (0.0, 0.01, 0.5, 0.99, 1.0)]
    assert told == ["< 1 %", "1 %", "50 %", "99 %", "> 99 %"]


def test_the_title_counts_the_regions_where_it_is_likely() -> None:
    assert chances.chance_title(CHANCES) == (
        "At least one incident is likely or very likely in 2 of 4 regions, a surge in 1"
    )
    assert "One: very likely (> 99 %)" in plain(chances.chance_alt(CHANCES))
    assert "no region" in chances.chance_alt(CHANCES.iloc[:0])


def test_only_the_first_twenty_are_drawn_and_the_rest_is_said() -> None:
    many = pd.concat([CHANCES] * 6, ignore_index=True)
    assert len(valid(chances.chance_ranking(many, LIGHT)).data[0].x) == 20
    assert len(valid(chances.rate_ranking(many, LIGHT)).data[0].x) == 20
    assert chances.ranking_rest(many) == "4 more in the numbers."
    assert chances.ranking_rest(CHANCES) == ""


def test_a_rate_is_drawn_per_year_on_its_exact_interval() -> None:
    figure = valid(chances.rate_ranking(CHANCES, LIGHT))
    dots, ends, _ = figure.data
    assert dots.x[0] == pytest.approx(0.12 * 52)
    assert dots.x[0] + dots.error_x.array[0] == pytest.approx(0.21 * 52)
    assert dots.x[0] - dots.error_x.arrayminus[0] == pytest.approx(0.062 * 52)
    assert ends.text[0].strip() == "12 in all; 3.2 to 11 a year"
    safe(figure)


def test_a_lead_within_the_uncertainty_is_said_to_be_so() -> None:
    assert chances.rate_title(CHANCES).endswith("its lead on the next is within the uncertainty")
    clear = CHANCES.assign(rate_low=[0.2, 0.0, 0.0, 0.0])
    assert chances.rate_title(clear) == "Most often recorded in One: 12"
    assert "One 12 (3.2 to 11 a year)" in chances.rate_alt(CHANCES)


def test_the_reliability_diagram_has_a_dot_for_each_band_that_was_used() -> None:
    told = np.array([0.3] * 10 + [0.9] * 10)
    happened = np.array([True] * 3 + [False] * 7 + [False] * 10)
    table = reliable(told, happened)
    figure = valid(reliability.reliability_diagram(table, LIGHT))
    (dots,) = figure.data
    assert list(dots.x) == pytest.approx([0.3, 0.9])
    assert list(dots.y) == pytest.approx([0.3, 0.0])
    assert [text.strip() for text in dots.text] == ["possible", "very likely"]
    assert [data[0] for data in dots.customdata] == [2, 4]
    assert figure.layout.shapes[0].layer == "below"
    assert reliability.reliability_title(table).endswith("in 1 of 2 bands; less often in 1")
    assert "very likely: called 90%, happened 0%" in reliability.reliability_alt(table)


def test_words_of_near_dots_stand_below_and_above() -> None:
    told = np.concatenate([np.full(50, 0.02), np.full(50, 0.1), np.full(50, 0.9)])
    happened = np.concatenate([np.arange(50) < 1, np.arange(50) < 4, np.arange(50) < 45])
    (dots,) = valid(reliability.reliability_diagram(reliable(told, happened), LIGHT)).data
    assert list(dots.textposition) == ["bottom right", "top right", "middle left"]


def test_overlapping_forecasts_count_as_fewer_for_the_interval() -> None:
    told, happened = np.full(80, 0.5), np.arange(80) < 40
    alone, together = reliable(told, happened), reliable(told, happened, 4)
    quarter = reliable(told[:20], happened[30:50])
    row = alone["forecasts"].idxmax()
    assert together["forecasts"][row] == 80
    assert together["low"][row] == pytest.approx(quarter["low"][row])
    assert together["high"][row] == pytest.approx(quarter["high"][row])
    assert together["low"][row] < alone["low"][row]


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.049, "4.9 %"), (0.0499, "4.9 %"), (0.05, "5 %"), (0.051, "5 %"), (0.197, "19.7 %"),
     (0.34, "34 %"), (0.004, "< 1 %"), (0.995, "> 99 %")],
)  # fmt: skip
def test_a_number_never_belies_its_band(chance: float, words: str) -> None:
    assert plain(chances.percent(chance)) == words


def test_without_forecasts_the_diagram_says_so() -> None:
    nothing = reliable(np.zeros(0), np.zeros(0, dtype=bool))
    assert reliability.reliability_title(nothing) == reliability.NO_FORECASTS
    assert not valid(reliability.reliability_diagram(nothing, LIGHT)).data


def test_a_first_date_known_to_the_month_is_a_line_and_never_a_point() -> None:
    figure = valid(firsts.first_dates_figure(FIRSTS, LIGHT, BREAK.iloc[:0]))
    exact, vague, _ = figure.data
    assert list(exact.x) == ["2024-01-05"]
    assert list(vague.x) == ["2024-03-01", "2024-03-31"]
    assert vague.marker.color == "rgba(0,0,0,0)"
    safe(figure)


def test_a_break_is_drawn_even_where_it_lies_before_all_first_dates() -> None:
    figure = valid(firsts.first_dates_figure(FIRSTS, LIGHT, BREAK))
    assert figure.layout.shapes[0].x0 == "2023-06-01"
    assert figure.layout.xaxis.range[0] < "2023-06-01"


def test_the_first_and_the_last_unit_are_named() -> None:
    assert firsts.first_dates_title(FIRSTS).startswith("First documented in One, 5 Jan 2024; the ")
    assert "1 Mar 2024 to 31 Mar 2024" in firsts.first_dates_alt(FIRSTS)
    assert "no incident in a known unit" in firsts.first_dates_alt(FIRSTS.iloc[:0])
    many = pd.concat([FIRSTS] * 11, ignore_index=True)
    assert firsts.first_dates_rest(many) == "2 later ones in the numbers."


PROFILE = pd.DataFrame(
    {
        "label": ["Intensity", "Size"],
        "said": ["75 of 100", "no data"],
        "percentile": [75.0, np.nan],
    }
)
RANKS = pd.DataFrame(
    {
        "unit": ["U1", "U2", "U3"],
        "name": ["One", HOSTILE, "Three"],
        "score": [80.0, 60.0, 40.0],
        "rank": [1.0, 2.0, 3.0],
        "rank_low": [1.0, 1.0, 2.0],
        "rank_high": [2.0, 3.0, 3.0],
        "few": False,
    }
)


def test_a_component_without_data_is_hollow_and_says_so() -> None:
    figure = valid(profiles.profile_figure(PROFILE, LIGHT))
    dots, _ = figure.data
    assert dots.marker.color == (LIGHT.accent, "rgba(0,0,0,0)")
    assert dots.text[1].strip() == "no data"
    assert profiles.profile_alt(PROFILE, "One").endswith("Intensity 75 of 100; Size no data.")


def test_a_rank_is_drawn_with_the_ranks_that_other_choices_would_give() -> None:
    figure = valid(profiles.ranks_figure(RANKS, LIGHT))
    dots, ends, *_ = figure.data
    assert list(dots.error_x.array) == [1.0, 1.0, 0.0]
    assert list(dots.error_x.arrayminus) == [0.0, 1.0, 1.0]
    assert ends.text[1].strip() == "rank 1 to 3; score 60"
    assert dots.customdata[0][0] == "U1"
    safe(figure)


def test_a_unit_with_too_few_incidents_is_hollow_and_has_no_rank() -> None:
    one_few = RANKS.assign(few=[True, False, False], name=["One", "Two", "Three"])
    dots, _, few, _ = valid(profiles.ranks_figure(one_few, LIGHT)).data
    assert [row[0] for row in dots.customdata] == ["U2", "U3"]
    assert [row[0] for row in few.customdata] == ["U1"]
    assert (few.marker.color, few.xaxis) == ("rgba(0,0,0,0)", "x2")
    assert few.error_x.array is None
    assert few.text[0].strip().startswith("too few incidents for a rank; score ")
    assert [*few.y, *dots.y] == [0.2, 1.2, 2.2]
    none_judged = valid(profiles.ranks_figure(RANKS.assign(few=True), LIGHT))
    assert none_judged.layout.xaxis.visible is False
    assert profiles.ranks_title(one_few) == (
        "Descriptive: of 3 units only Two could stand first with other choices, and not with all"
    )
    assert profiles.ranks_title(RANKS.assign(few=True)) == (
        "Descriptive: none of 3 units has enough incidents to be judged by a rank"
    )
    told = profiles.judged_ranks(one_few.assign(components=4))
    assert told[["rank", "rank_low", "rank_high"]].isna().all(axis=1).tolist() == [
        True,
        False,
        False,
    ]
    assert told["score"].notna().all()
    assert "One too few incidents" in profiles.ranks_alt(one_few)


def test_a_first_rank_is_certain_only_where_no_choice_gives_another() -> None:
    assert profiles.ranks_title(RANKS) == (
        "Descriptive: 2 of 3 units could stand first with other choices"
    )
    wide = RANKS.assign(rank_low=[1.0, 2.0, 2.0])
    assert profiles.ranks_title(wide) == (
        "Descriptive: of 3 units only One could stand first with other choices, and not with all"
    )
    clear = wide.assign(rank_high=[1.0, 3.0, 3.0])
    assert profiles.ranks_title(clear) == (
        "Descriptive: One ranks first with at least 90 % of other choices"
    )
    assert profiles.ranks_title(RANKS.assign(rank_low=1.5)) == (
        "Descriptive: none of 3 units stands clearly first with other choices"
    )
    assert profiles.ranks_title(RANKS.head(1)) == (
        "Descriptive: One alone has a composite, with nothing to rank against"
    )
    assert "no unit has enough components" in profiles.ranks_title(RANKS.iloc[:0])
    assert profiles.ranks_alt(RANKS).startswith("Composite of 3 units, descriptive: One rank 1 to")
    many = pd.concat([RANKS] * 7, ignore_index=True)
    assert profiles.ranks_rest(many) == "1 more in the numbers."
