"""The page Risk: the next weeks, alerts, trigger events, spread; and when there is too little."""

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.indicators.backtest import backtest
from dashboard.indicators.weeks import count_weeks
from tests.frames import incidents
from tests.pages import (
    cards,
    checked,
    components,
    figures,
    filter_line,
    go,
    press,
    start,
    upload,
)
from tests.simulated import simulated_csv

LOOKS = ("Next 4 weeks", "Alerts", "Trigger events", "Spread", "Profile")


def card(app: AppTest, title: str) -> dict:
    return next(card for card in cards(app) if str(card["title"]).startswith(title))


def look_at(app: AppTest, look: str) -> AppTest:
    app.segmented_control(key="look_risk").set_value(look)
    return checked(app.run())


@pytest.fixture(scope="module")
def simulated() -> AppTest:
    app = upload(start(), ("simulated.csv", simulated_csv(900, countries=("PRK",))))
    app.session_state["file"] = ["simulated.csv"]
    return go(app, "risk")


def test_the_bundled_records_are_too_few_and_what_they_say_instead_is_shown() -> None:
    app = start("risk")
    body = str(card(app, "Too few to judge the next 4 weeks")["body"])
    assert body.startswith("Not validated on your data: 13 weeks with a forecast are needed")
    assert "with exact intervals. Few records do not mean calm." in body
    rates, weeks = figures(app)
    assert str(rates["title"]).startswith("Most often recorded in Dhaka, Bangladesh: 8; its lead")
    assert "31 incidents whose start is not told to the week" in str(rates["note"])
    assert str(weeks["note"]).startswith("93 incidents, the latest of 2 Jan 2026.")


def test_enough_incidents_give_chances_in_words_beside_how_good_they_were(
    simulated: AppTest,
) -> None:
    app = look_at(simulated, "Next 4 weeks")
    chances, reliability, shaded, _ = figures(app)
    assert str(chances["title"]).startswith("At least one incident is likely or very likely in 3 ")
    assert "North Hamgyong, North Korea: likely (66\N{NO-BREAK SPACE}%)" in str(chances["alt"])
    assert "possible from 20 %" in str(chances["note"])
    assert "Forecasts of the past against what came." in str(reliability["alt"])
    traces = shaded["figure"]["data"]
    units = next(trace for trace in traces if not trace["showlegend"])
    assert ["PRK-3307", "North Hamgyong"] in [data[:2] for data in units["customdata"]]
    assert "likely, 66\N{NO-BREAK SPACE}%" in [data[3] for data in units["customdata"]]
    worth = card(app, "How good was this before")
    assert "104 forecasts for each region" in worth["body"]
    assert "3.4 % smaller than that of the plain historical mean" in worth["body"]
    assert dict(worth["facts"])["80 % interval held"] == "79.4\N{NO-BREAK SPACE}%"


def test_alerts_have_a_budget_and_the_rate_it_had(simulated: AppTest) -> None:
    app = look_at(simulated, "Alerts")
    rate = next(str(one["body"]) for one in cards(app) if "Asked for: 1.05" in str(one["body"]))
    assert "Over the last 104 weeks" in rate
    assert "raised 1.00" in rate
    app.select_slider(key="budget").set_value(4.0)
    checked(app.run())
    assert any("Asked for: 4 alarms" in str(one["body"]) for one in cards(app))
    (table,) = [data["table"] for data in components(app) if "table" in data]
    assert table["columns"][0] == "Incidents"
    assert table["rows"][0]["cells"][3] == "too few to judge"


def test_alerts_say_how_many_would_come_though_nothing_is_new(simulated: AppTest) -> None:
    app = look_at(simulated, "Alerts")
    app.select_slider(key="budget").set_value(1.05)  # another test may have moved it
    checked(app.run())
    said = next(text.value for text in app.text if text.value.startswith("At the rate of the past"))
    assert said.startswith("At the rate of the past, 2.5 would come in so many weeks of 11 regions")
    assert "at least 2 incidents and a chance below 5%" in said


EARLY = b"""incident_id,title,description,start_date,country,admin1,action_type,source_name
X-1,Weavers stop,Weavers stopped the looms.,2011-02-03,PRK,North Hamgyong,strike,A monitor
X-2,Miners sit in,Miners stayed below.,2014-02-04,PRK,Ryanggang,sit_in,A monitor
"""


def test_files_of_different_times_are_not_judged_together() -> None:
    app = upload(start(), ("early.csv", EARLY))
    for look in ("Next 4 weeks", "Alerts"):
        go(app, "risk")
        look_at(app, look)
        body = str(card(app, "Not to be judged together")["body"])
        assert "early.csv 3 Feb 2011 to 4 Feb 2014, incidents.csv 1 Aug 1998 to 2 Jan 2026" in body
        assert "Choose one file under Files" in body
        assert len(figures(app)) == 1  # what was recorded, over time
    app.session_state["file"] = ["incidents.csv"]
    checked(app.run())
    assert not [one for one in cards(app) if one["title"] == "Not to be judged together"]


def test_alerts_say_what_is_missing_on_the_bundled_records() -> None:
    body = str(card(start("risk", look_risk="Alerts"), "Too few to judge what is unusual")["body"])
    assert "26 weeks are needed after the first 50 incidents" in body


def test_the_first_case_is_not_enough_to_tell() -> None:
    app = start("risk", look_risk="Trigger events")
    said = card(app, "What the records allow to say")
    assert str(said["body"]).startswith("Not enough to tell: 1 incident in the 11 days from 2 Jan")
    assert str(said["subtitle"]).endswith("of this selection in North Korea.")
    assert str(said["body"]).endswith("The records end on 12 Jan 2026: 11 of the 14 days after.")
    alone = card(app, "Negative binomial")
    assert (alone["title"], alone["value"]) == ("Negative binomial", "no result")
    exact = card(app, "Exact")
    assert exact["value"] == "no clear change"
    assert " times, 95 % interval 0" in str(exact["body"])
    assert " of " in card(app, "Placebo")["value"]


def test_a_date_of_ones_own_is_asked_for_and_compared(simulated: AppTest) -> None:
    app = look_at(simulated, "Trigger events")
    # No event that we know of lies within these records.
    assert app.selectbox(key="trigger").value == "A date of your own"
    assert any("No trigger event that we know of" in text.value for text in app.text)
    assert "Enter a date" in app.info[0].value
    app.date_input(key="trigger_date").set_value("2024-03-01")
    checked(app.run())
    said = card(app, "What the records allow to say")
    assert said["subtitle"] == "900 incidents of this selection, all countries."
    assert " times, 95 % interval " in str(card(app, "Negative binomial")["body"])


def test_the_latest_event_within_the_selected_records_comes_first() -> None:
    app = start("risk", look_risk="Trigger events", country="South Africa")
    assert str(app.selectbox(key="trigger").value).startswith("Gold One dismisses 50")


def test_a_date_after_the_records_is_said(simulated: AppTest) -> None:
    app = look_at(simulated, "Trigger events")
    app.selectbox(key="trigger").set_value("A date of your own")
    checked(app.run())
    app.date_input(key="trigger_date").set_value("2099-03-01")
    checked(app.run())
    assert "before this date" in app.info[0].value


def test_spread_is_told_in_sentences_documented_beside_claimed() -> None:
    app = start("risk", look_risk="Spread")
    assert "12 incidents without a unit. Silence elsewhere" in card(app, "Documented")["body"]
    assert "Claimed at the widest: National" in card(app, "Claimed")["body"]
    assert "(p = " in card(app, "Do near places follow soon?")["body"]
    shaded, firsts = figures(app)
    assert shaded["title"] == "Documented in 38 of 696 units; 19 of them by 24 Jan 2024"
    assert str(firsts["title"]).startswith("First documented in North Hwanghae, North Korea, 1 Aug")
    (table,) = [data["table"] for data in components(app) if "table" in data]
    assert table["rows"][0]["name"] == "National"
    assert table["rows"][0]["cells"][:2] == ["9", "20"]


def test_the_map_of_a_small_file_shows_whole_units_and_names() -> None:
    rows = "\n".join(
        f"X-{day},Stop,Weavers stopped.,2024-01-0{day},BGD,Dhaka,Dhaka,strike,A monitor"
        for day in (1, 2)
    )
    header = (
        "incident_id,title,description,start_date,country,admin1,location,action_type,source_name"
    )
    app = go(upload(start("data"), ("small.csv", f"{header}\n{rows}\n".encode())), "risk")
    app.multiselect(key="file").set_value(["small.csv"])
    checked(app.run())
    layout = figures(look_at(app, "Spread"))[0]["figure"]["layout"]
    assert min(layout["meta"]["span"]) >= 6


def test_a_profile_says_what_has_no_data_and_the_composite_what_it_is_not() -> None:
    app = start("risk", look_risk="Profile")
    profile, ranks = figures(app)
    assert profile["title"] == (
        "North Hamgyong, North Korea: too few to judge, 1 incident in 52 weeks; 4 of 7 components "
        "have data"
    )
    assert "Size no data" in str(profile["alt"])
    assert str(ranks["title"]).startswith("Descriptive: ")
    assert any("predicts less well than the forecast" in text.value for text in app.markdown)
    assert any(text.value.startswith("Too few to judge: ") for text in app.warning)
    own = str(card(app, "North Hamgyong, North Korea")["body"])
    assert own.endswith(" of 100; no rank, on 1 incident in 52 weeks.")
    (table,) = [data["table"] for data in components(app) if "table" in data]
    size = next(row for row in table["rows"] if row["name"] == "Size")
    assert (size["mark"], size["cells"][0]) == ("no data", "no data")
    assert size["cells"][4] == "nothing: no incident of 52 weeks with a number of workers"
    momentum = next(row for row in table["rows"] if row["name"] == "Momentum")
    assert momentum["mark"] == "no data"
    assert momentum["cells"][4] == "nothing: 1 incident in 56 weeks, and it needs 3"
    assert "Equal values share the middle of their places" in str(profile["note"])


def test_values_of_a_profile_are_in_the_words_of_a_reader(simulated: AppTest) -> None:
    app = look_at(simulated, "Profile")
    (table,) = [data["table"] for data in components(app) if "table" in data]
    rows = {row["name"]: row["cells"] for row in table["rows"]}
    assert rows["Size"][0].endswith(" workers")
    assert " a week" in rows["Intensity"][0]
    assert " taken as " in rows["Grievance pressure"][0]
    assert rows["Grievance pressure"][3].endswith(" with demands")
    assert "log10" not in str(table)
    assert table["columns"][3:5] == ["Known of 52 weeks", "Computed from"]


def test_weights_change_the_composite_and_all_at_zero_give_none(simulated: AppTest) -> None:
    app = look_at(simulated, "Profile")
    before = figures(app)[1]["alt"]
    app.slider(key="weight_grievance").set_value(3.0)
    checked(app.run())
    assert figures(app)[1]["alt"] != before
    for slider in app.slider:
        slider.set_value(0.0)
    checked(app.run())
    assert "All weights are 0" in app.info[0].value
    (profile,) = figures(app)
    assert "of 7 components have data" in str(profile["title"])
    assert any("table" in data for data in components(app))
    for slider in app.slider:
        slider.set_value(1.0)
    checked(app.run())


def test_without_intensity_the_unit_with_most_incidents_comes_first(simulated: AppTest) -> None:
    app = look_at(simulated, "Profile")
    app.slider(key="weight_intensity").set_value(0.0)
    checked(app.run())
    (table,) = [data["table"] for data in components(app) if "table" in data]
    first = int(table["rows"][0]["cells"][3].partition(" ")[0].replace(",", ""))
    for other in app.selectbox(key="profile_of").options[1:4]:
        app.selectbox(key="profile_of").set_value(other)
        checked(app.run())
        (table,) = [data["table"] for data in components(app) if "table" in data]
        assert first >= int(table["rows"][0]["cells"][3].partition(" ")[0].replace(",", ""))
    app.slider(key="weight_intensity").set_value(1.0)
    checked(app.run())


def test_a_units_incidents_are_listed_and_the_filter_stays() -> None:
    app = press(start("risk", look_risk="Profile"), "List the incidents of this unit")
    assert app.title[0].value == "Incidents"
    assert filter_line(app) == "93 of 93 incidents: all incidents"
    behind = card(app, "The records behind a number")
    assert (behind["value"], behind["subtitle"]) == ("15 incidents", "in North Hamgyong.")


def test_a_click_lists_only_a_unit_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    start("risk")
    # The components can be imported only where an app has been started.
    from dashboard.ui import alarms, risks, state
    from dashboard.ui.figure import Event

    asked: list[state.Behind] = []
    monkeypatch.setattr(state, "list_next", asked.append)
    view = _view(state.shared())
    monkeypatch.setattr(state, "view", lambda: view)
    for data in (["PRK-3307", "North Hamgyong"], ["X-1"], [7], [], "PRK-3307"):
        risks.list_clicked(Event(points=({"customdata": data},)))
    assert [(one.words, len(one.ids)) for one in asked] == [("in North Hamgyong", 15)]
    for value in ("PRK-3307 2025-12-29", "PRK-3307 soon", "X-1 2026-01-05", ""):
        alarms.open_week(view, value)
    words = "in North Hamgyong, 29 Dec 2025 to 4 Jan 2026"
    assert [one.words for one in asked[1:]] == [words]


def _view(shared: object, rows: pd.DataFrame | None = None) -> object:
    from dashboard.filters import IncidentFilter
    from dashboard.ui import state

    dataset = shared.dataset if rows is None else replace(shared.dataset, incidents=rows)
    found = IncidentFilter()
    return state.View(dataset, shared.places, found, found.apply(dataset.incidents))


def test_a_week_is_listed_as_it_was_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start("risk")
    from dashboard.ui import alarms, state

    asked: list[object] = []
    monkeypatch.setattr(state, "list_next", asked.append)
    # I1 is counted in the week of its earliest row; a filter would list it in that of the other.
    rows = incidents(
        incident_id=["I1", "I1", "I2"],
        start_date=["2026-01-05", "2026-01-14", "2026-01-14"],
        unit=["PRK-3307"] * 3,
    )
    alarms.open_week(_view(state.shared(), rows), "PRK-3307 2026-01-12")
    (behind,) = asked
    assert behind.words == "in North Hamgyong, 12 Jan 2026 to 18 Jan 2026"
    assert behind.ids.tolist() == ["I2"]


def test_a_band_of_the_forecasts_lists_what_came_in_their_four_weeks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    start("risk")
    from dashboard.ui import state, worth
    from dashboard.ui.figure import Event

    listed: list[object] = []
    monkeypatch.setattr(state, "list_next", listed.append)
    days = pd.date_range("2023-01-02", periods=120, freq="W-MON").strftime("%Y-%m-%d")
    rows = incidents(
        incident_id=[f"I{number}" for number in range(120)],
        start_date=[*days],
        unit=["PRK-3307"] * 120,
    )
    view = _view(state.shared(), rows)
    weekly = count_weeks(rows)
    tested = backtest(weekly)
    bands = tested.bands.copy()
    assert (bands[-3:] == -1).all()  # their four weeks are not over
    bands[:] = -1
    bands[[70, 100]] = 2
    asked = SimpleNamespace(view=view, weekly=weekly)
    click = worth._band_opener(asked, replace(tested, bands=bands))
    for data in ([2, "8"], [9, "8"], ["2"], [], 2):
        click(Event(points=({"customdata": data},)))
    (behind,) = listed
    assert behind.words == "in weeks and regions called possible"
    assert behind.ids.tolist() == [f"I{n}" for n in (70, 71, 72, 73, 100, 101, 102, 103)]


def test_what_is_worked_out_of_all_data_is_kept_for_all_readers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = start("risk", look_risk="Spread")
    from dashboard.ui import spreading

    def again(*asked: object) -> None:
        raise AssertionError("worked out again")

    monkeypatch.setattr(spreading, "spread", again)
    other = start("risk", look_risk="Spread")
    assert [one["title"] for one in figures(other)] == [one["title"] for one in figures(first)]
    with pytest.raises(AssertionError, match="worked out again"):
        start("risk", look_risk="Spread", q="Hoeryong")  # what one reader asks is theirs alone


def test_after_a_break_only_later_records_count_and_the_day_is_drawn() -> None:
    app = start("risk", **{"break": "2025-01-01"})
    assert app.date_input(key="break").value.isoformat() == "2025-01-01"
    body = str(card(app, "Too few to judge the next 4 weeks")["body"])
    assert "50 incidents are needed" in body
    weeks = figures(app)[-1]["figure"]["layout"]
    assert [note["text"] for note in weeks["annotations"]] == ["collecting changed"]
    spread = look_at(app, "Spread")
    shaded, firsts = figures(spread)
    assert "Aug 1998" not in str(firsts["alt"])
    assert "Records from 1 Jan 2025 on, when collecting changed." in str(shaded["note"])
    assert "1998" not in str(shaded["alt"])


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_selected_is_said(look: str) -> None:
    app = start("risk", look_risk=look, q="no such words anywhere")
    assert app.info[0].value.startswith("No incident meets this filter.")
    assert not figures(app)


@pytest.mark.parametrize("look", LOOKS)
def test_a_single_incident_raises_nothing_and_is_no_finding(look: str) -> None:
    app = start("risk", look_risk=look, q="Hoeryong", region="PRK-3307")
    assert not app.error
    assert figures(app)
    told = [str(card["body"]) for card in cards(app)]
    told += [str(figure["title"]) for figure in figures(app)]
    few = ("needs", "needed", "Not enough to tell", "too few to judge")
    assert any(words in " ".join(told) for words in few)


@pytest.mark.parametrize("look", LOOKS)
def test_a_break_after_all_records_leaves_nothing_to_judge(look: str) -> None:
    app = start("risk", look_risk=look, **{"break": "2099-01-01"})
    assert not app.error


@pytest.mark.parametrize("page", ["overview", "timeline"])
def test_a_collection_break_is_drawn_on_every_time_chart_and_filters_nothing(page: str) -> None:
    app = start(page, **{"break": "2025-03-01"})
    assert filter_line(app) == "93 of 93 incidents: all incidents"
    timelines = [
        one["figure"]["layout"]
        for one in figures(app)
        if any(
            shape.get("x0") == "2025-03-01" for shape in one["figure"]["layout"].get("shapes", [])
        )
    ]
    assert len(timelines) == {"overview": 1, "timeline": 2}[page]


@pytest.mark.parametrize(
    ("look", "title", "words"),
    [
        ("Tone and gap", "Tone of", "The year in which collecting changed holds records of both"),
        ("Moods and demands", "Named most often", "collecting changed"),
    ],
)
def test_a_collection_break_is_drawn_on_accounts_too(look: str, title: str, words: str) -> None:
    app = start("accounts", look=look, **{"break": "2025-03-01"})
    marked = [
        one for one in figures(app)
        if any(
            note["text"] == "collecting changed"
            for note in one["figure"]["layout"].get("annotations", [])
        )
    ]  # fmt: skip
    assert len(marked) == 1
    assert str(marked[0]["title"]).startswith(title)
    assert words in str(marked[0])


@pytest.mark.parametrize("look", ["Tone and gap", "Moods and demands"])
def test_a_collection_break_outside_the_time_of_a_figure_is_said(look: str) -> None:
    app = start("accounts", look=look, **{"break": "1950-03-01"})
    told = [str(one["note"]) for one in figures(app)]
    assert sum("collecting changed, 1 Mar 1950, before all that is drawn" in one for one in told)
