"""Worker-days and workers by sector as a figure."""

import plotly.graph_objects as go
import pytest

from dashboard.figures.losses import losses_alt, losses_figure, losses_title, span_words
from dashboard.figures.theme import DARK, LIGHT, Theme
from dashboard.indicators.losses import losses_by_sector
from tests.figures.checking import valid
from tests.frames import incidents

TABLE = losses_by_sector(
    incidents(
        sector=["C", "B", "F", None],
        workers_low=[100, 50, None, None],
        workers_high=[3000, None, None, 5_000_000],
        end_date=["2024-01-02", None, None, "2024-01-01"],
        work_stoppage=["yes", "yes", None, "yes"],
    )
)


def lanes(figure: go.Figure) -> dict[str, go.Scatter]:
    return {trace.customdata[0][1]: trace for trace in figure.data if trace.mode == "lines+markers"}


@pytest.mark.parametrize("page", [LIGHT, DARK])
def test_a_lane_reaches_from_low_to_high_in_the_colour_of_what_it_counts(page: Theme) -> None:
    figure = valid(losses_figure(TABLE, page))
    drawn = lanes(figure)
    days, workers = drawn["Manufacturing"], drawn["Mining and quarrying"]
    assert list(days.x) == [200, 6000]
    assert list(days.marker.symbol) == ["line-ns", "line-ns"]
    assert (days.line.color, workers.line.color) == (page.accent, page.area)
    assert (list(workers.x), list(workers.marker.symbol)) == ([50], ["triangle-right"])
    assert [days.customdata[0][0], drawn["All sectors"].customdata[0][0]] == ["C", None]
    assert figure.layout.xaxis.type == "log"
    assert all(shape.layer == "below" for shape in figure.layout.shapes)


def test_what_is_not_reported_is_hollow_and_an_open_low_end_is_a_triangle() -> None:
    drawn = lanes(valid(losses_figure(TABLE, LIGHT)))
    nothing = drawn["Construction"]
    assert list(nothing.marker.symbol) == ["circle"]
    assert list(nothing.marker.color) == ["rgba(0,0,0,0)"]
    assert nothing.customdata[0][2] == "no number reported, 0 of 1 incident"
    up_to = drawn["Sector not stated"]
    assert up_to.marker.symbol[0] == "triangle-left"
    assert up_to.x[0] > 0  # a log scale has no 0


def test_the_words_say_the_interval_and_the_coverage() -> None:
    (words,) = [
        trace for trace in valid(losses_figure(TABLE, LIGHT)).data if trace.hoverinfo == "skip"
    ]
    assert list(words.text) == [
        "200 to 5.01 million worker-days, 2 of 4 incidents",
        "200 to 6,000 worker-days, 1 of 1 incident",
        "at least 50 workers, 1 of 1 incident; no days",
        "no number reported, 0 of 1 incident",
        "up to 5 million worker-days, 1 of 1 incident",
    ]
    assert max(len(text) for text in words.text) <= 55  # the width of a phone
    assert losses_title(TABLE) == "In all 200 to 5.01 million worker-days, 2 of 4 incidents"
    assert "Manufacturing 200 to 6,000 worker-days" in losses_alt(TABLE)


@pytest.mark.parametrize(
    ("low", "high", "is_open", "words"),
    [
        (50, 50, 0, "50"),
        (50, 80, 2, "50 to 80 or more"),
        (0, 80, 1, "not known to 80 or more"),
        (999_999_999, 2_000_000_000, 0, "1,000 million to 2 billion"),
        (1_234_567, 1_234_999, 0, "1,234,567 to 1,234,999"),
        (1_862_100, 251_939_035, 1, "1.86 to 252 million or more"),
        (None, None, 0, ""),
    ],
)
def test_a_span_in_words(low: int | None, high: int | None, is_open: int, words: str) -> None:
    row = {"workers_low": low, "workers_high": high, "open_ended": is_open}
    assert span_words(row, "workers") == words


def test_long_words_leave_out_their_last_to_fit_a_phone() -> None:
    long = TABLE.head(1).assign(
        incidents=93, with_days=10, days_open_ended=1, days_low=1_862_100, days_high=251_939_035
    )
    (words,) = [
        trace for trace in valid(losses_figure(long, LIGHT)).data if trace.hoverinfo == "skip"
    ]
    assert list(words.text) == ["1.86 to 252 million or more worker-days, 10 of 93"]


def test_nothing_known_and_nothing_selected_are_drawn() -> None:
    none = losses_by_sector(incidents(sector=["A"]))
    assert losses_title(none) == "No number reported, 0 of 1 incident"
    assert len(lanes(valid(losses_figure(none, LIGHT)))) == 2
    assert valid(losses_figure(TABLE.iloc[:0], LIGHT)).layout.annotations
    assert "no incidents" in losses_alt(TABLE.iloc[:0])
    assert losses_title(TABLE.iloc[:0]) == "No incident in this selection"
