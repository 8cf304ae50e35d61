import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboard.figures import bars as bar_figures
from dashboard.figures import lanes as lane_figures
from dashboard.figures import timelines
from dashboard.figures.theme import LIGHT, action_color
from tests.figures.checking import valid

DAY = 86_400_000
HOSTILE = '<a href="https://evil.example">%{customdata[0]}</a>'


def counts(types: list[str], numbers: list[int], period: str = "2026-01-05") -> pd.DataFrame:
    return pd.DataFrame(
        {"period": pd.Timestamp(period), "action_type": types, "incidents": numbers}
    )


def lanes() -> pd.DataFrame:
    days = {
        "first": ["2025-12-01", "2026-01-02"],
        "last": ["2025-12-31", "2026-01-04"],
        "certain_first": [None, "2026-01-02"],
        "certain_last": [None, "2026-01-04"],
    }
    return pd.DataFrame(
        {
            "incident_id": ["A", "B"],
            "title": ["Miners stay away", HOSTILE],
            **{name: pd.to_datetime(values) for name, values in days.items()},
            "date_precision": ["month", "day"],
            "action_type": ["absenteeism", "walkout"],
            "unit_name": ["North Hamgyong", None],
            "open_end": [True, False],
            "disputed": ["", "2025-01-02;early January"],
        }
    )


def by_template(figure: go.Figure) -> list[str]:
    return [trace.hovertemplate or "" for trace in figure.data]


@pytest.mark.parametrize(
    ("freq", "start", "days", "words", "last"),
    [
        ("day", "2026-01-05", 1, "%{x|%-d %b %Y}", "2026-01-05"),
        ("week", "2026-01-05", 7, "Week of %{x|%-d %b %Y}", "2026-01-11"),
        ("month", "2024-02-01", 29, "%{x|%b %Y}", "2024-02-29"),
    ],
)
def test_a_bar_is_as_wide_as_its_period(
    freq: str, start: str, days: int, words: str, last: str
) -> None:
    figure = valid(timelines.counts_timeline(counts(["strike"], [3], start), freq, LIGHT))
    (bar,) = figure.data
    assert bar.width[0] == days * DAY
    assert bar.offset == 0
    assert (bar.x[0], bar.customdata[0]) == (start, last)
    assert bar.hovertemplate == f"{words}, strikes: %{{y:,d}}<extra></extra>"
    assert list(bar.y) == [3]


def test_at_most_six_entries_and_nothing_is_lost() -> None:
    types = ["strike", "walkout", "protest", "riot", "petition", "refusal", "lockout", "other"]
    figure = valid(
        timelines.counts_timeline(counts(types, [9, 8, 7, 6, 5, 4, 3, 2]), "week", LIGHT)
    )
    assert [bar.name for bar in figure.data] == [
        "strikes", "walkouts", "protests", "riots", "petitions", "other types",
    ]  # fmt: skip
    assert sum(bar.y[0] for bar in figure.data) == 44
    assert figure.data[0].marker.color == action_color("strike", LIGHT)


def test_a_trigger_is_a_line_with_its_number_and_an_escaped_label() -> None:
    triggers = pd.DataFrame(
        {"date": pd.to_datetime(["2026-01-07"]), "label": ["<b>Speech"], "number": [1]}
    )
    figure = valid(timelines.counts_timeline(counts(["strike"], [3]), "week", LIGHT, triggers))
    assert figure.layout.annotations[0].text == "1"
    assert figure.layout.annotations[0].hovertext == "&lt;b&gt;Speech"
    assert figure.layout.shapes[0].x0 == "2026-01-07"


def test_a_month_is_hatched_and_a_day_is_solid_with_a_dot() -> None:
    figure = valid(lane_figures.lanes_timeline(lanes(), LIGHT))
    possible, certain, starts, ends, others, titles = figure.data[:6]
    assert list(possible.base) == ["2026-01-02", "2025-12-01"]
    assert list(possible.x) == [3 * DAY, 31 * DAY]
    assert possible.marker.pattern.shape == "/"
    assert list(certain.base) == ["2026-01-02"]
    assert [row[0] for row in starts.customdata] == ["B"]
    assert [row[0] for row in ends.customdata] == ["A"]
    assert list(others.x) == ["2025-01-02 12:00"]  # hollow: another day that a source gives
    assert others.marker.color == LIGHT.background
    assert "also given as 2025-01-02, early January" in others.customdata[0][2]
    assert figure.layout.xaxis.range[0] < "2025-01-02"
    assert list(titles.text)[1] == "Miners stay away"
    assert "1 Dec 2025 to 31 Dec 2025" in possible.customdata[1][2]


def test_record_text_is_escaped_and_in_no_template() -> None:
    figure = valid(lane_figures.lanes_timeline(lanes(), LIGHT))
    assert not any("evil" in template for template in by_template(figure))
    assert "<a" not in figure.to_json().replace("\\u003c", "<")


def test_bars_follow_the_table_and_not_stated_is_hollow() -> None:
    table = pd.DataFrame(
        {"code": ["pay", None], "label": ["Pay <b>", "Not stated"], "incidents": [5, 2]}
    )
    bar, labels = valid(bar_figures.bars(table, LIGHT)).data
    assert list(bar.x) == [5, 2]
    assert list(bar.marker.color) == [LIGHT.accent, "rgba(0,0,0,0)"]
    assert labels.text[0] == "Pay &lt;b&gt;"
    assert [row[0] for row in bar.customdata] == ["pay", None]


def test_bars_sum_up_what_is_beyond_the_limit() -> None:
    codes = [f"c{n}" for n in range(20)]
    table = pd.DataFrame({"code": codes, "label": codes, "incidents": [2] * 20})
    bar, labels = valid(bar_figures.bars(table, LIGHT)).data
    assert labels.text[-1] == "6 other values (an incident may have several)"
    assert sum(bar.x) == 40


def test_empty_tables_say_so() -> None:
    figures = [
        valid(timelines.counts_timeline(counts(["strike"], [0]), "week", LIGHT)),
        valid(lane_figures.lanes_timeline(lanes().iloc[:0], LIGHT)),
        valid(bar_figures.bars(pd.DataFrame({"code": [], "label": [], "incidents": []}), LIGHT)),
    ]
    for figure in figures:
        assert figure.layout.annotations[0].text == "No incidents in this selection"


def test_alt_texts_name_the_main_numbers() -> None:
    table = counts(["strike", "protest"], [3, 1])
    assert timelines.counts_alt(table, "week") == (
        "Timeline of 4 incidents per week, 5 Jan 2026 to 11 Jan 2026: 3 strikes, 1 protest. "
        "Most in one week: 4 (Week of 5 Jan 2026)."
    )
    assert "the start of 1 is known to the day, of 1 only" in lane_figures.lanes_alt(lanes())
