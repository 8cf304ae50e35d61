"""Every page from the entry script: bundled data, an upload, nothing selected, a refusal."""

import json
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.package import DATA
from tests.pages import (
    PAGES,
    cards,
    checked,
    components,
    figures,
    filter_line,
    go,
    start,
    upload,
)
from tests.simulated import simulated_csv

UPLOAD = b"""incident_id,title,description,start_date,country,admin1,action_type,source_name
X-1,Weavers stop,Weavers stopped the looms.,2031-02-03,PRK,North Hamgyong,strike,A monitor
X-2,Miners sit in,Miners stayed below.,2031-02-04,PRK,Ryanggang,sit_in,A monitor
"""
REFUSED = b"who,when\nsomeone,yesterday\n"
NOTHING = "zzz-no-such-word"


@pytest.mark.parametrize("page", PAGES)
def test_bundled_records(page: str) -> None:
    for app in (start(page), go(start(), page)):
        assert filter_line(app) == "93 of 93 incidents: all incidents"


@pytest.fixture(scope="module")
def uploaded() -> AppTest:
    """A session that has read a file, for tests that only go to its pages."""
    return upload(start(), ("mine.csv", UPLOAD))


@pytest.fixture(scope="module")
def refused() -> AppTest:
    """A session that was given a file that is not read."""
    return upload(start(), ("bad.csv", REFUSED))


@pytest.mark.parametrize("page", PAGES)
def test_uploaded_file(uploaded: AppTest, page: str) -> None:
    app = go(uploaded, page)
    assert filter_line(app) == "95 of 95 incidents: all incidents"


@pytest.mark.parametrize("page", PAGES)
def test_nothing_selected(page: str) -> None:
    app = go(start(q=NOTHING), page)
    assert filter_line(app) == f"0 of 93 incidents: with the words {NOTHING}"
    if page in ("overview", "map", "timeline", "incidents"):
        assert "not 'nothing happened'" in app.info[0].value


@pytest.mark.parametrize("page", PAGES)
def test_refused_file(refused: AppTest, page: str) -> None:
    app = go(refused, page)
    assert filter_line(app) == "93 of 93 incidents: all incidents"
    if page == "data":
        card = next(card for card in cards(app) if card["title"] == "bad.csv")
        assert card["badges"] == [["Not read yet: how should it be read?", True]]
        assert "start_date" in str(card["body"])


def test_one_incident_gives_every_page() -> None:
    for page in PAGES:
        app = start(page, q="PRK-2026-001")
        assert filter_line(app).startswith("1 of 93 incidents")


def test_overview_says_what_where_and_how_sure() -> None:
    app = start("overview")
    values = {card["title"]: card["value"] for card in cards(app) if card["value"]}
    assert values["Incidents"] == "93"
    assert values["Workers involved"].endswith("million")
    assert str(values["More than one origin"]).endswith("of 93")
    assert "Silence is not calm" in " ".join(text.value for text in app.text)
    titles = [str(figure["title"]) for figure in figures(app)]
    assert any(title.startswith("Incidents in") for title in titles)
    assert any(title.startswith("Most incidents") for title in titles)
    assert all(figure["alt"] for figure in figures(app))
    assert all("incidents" in str(figure["note"]) for figure in figures(app))


def test_few_incidents_are_too_few_to_judge() -> None:
    app = start("overview", q="Hoeryong")
    incidents = next(card for card in cards(app) if card["title"] == "Incidents")
    assert "too few to judge" in str(incidents["subtitle"])


def test_every_view_follows_the_filter() -> None:
    app = start("incidents", country=["North Korea"], action=["Walkout"])
    line = filter_line(app)
    assert line.endswith("of 93 incidents: North Korea · walkout")
    number = int(line.split()[0])
    listed = [card for card in cards(app) if card["opens"]]
    assert len(listed) == number
    assert all("North Korea" in str(card["subtitle"]) for card in listed)
    go(app, "timeline")
    bars = figures(app)[0]["figure"]["data"]
    dated = sum(sum(bar["y"]) for bar in bars)
    assert dated <= number


def test_a_vague_date_is_left_out_and_said() -> None:
    app = start("overview", **{"from": "2024-01-15", "to": "2024-01-20"})
    assert "date too vague for this range" in str(cards(app)[0]["subtitle"])


def test_hoeryong_shows_its_dispute_accounts_and_origin() -> None:
    app = start("incidents", incident="PRK-2026-001")
    found = cards(app)
    badges = [badge for card in found for badge in card["badges"]]
    assert ["Date disputed: also given as 2025-01-02", True] in badges
    assert any("1 independent origin" in text for text, _ in badges)
    sides = [card["subtitle"] for card in found]
    assert sides.count("State media and officials") == 3
    assert sides.count("Independent press") == 3
    responses = [card for card in found if "Employer" in str(card["subtitle"])]
    assert responses
    words = " ".join(markdown.value for markdown in app.markdown)
    assert "Only expected: a prediction" in words
    assert "No response was reported" in " ".join(text.value for text in app.text)


def test_trigger_events_are_lines_with_numbers_and_a_list_with_sources() -> None:
    app = start("timeline", country=["North Korea"], triggers="true")
    lines = figures(app)[0]["figure"]["layout"]["annotations"]
    assert [line["text"] for line in lines] == ["1", "2", "3"]
    listed = [card for card in cards(app) if str(card["title"]).startswith("2: ")]
    assert listed[0]["title"] == "2: New Year speech reported by KCNA"
    assert str(listed[0]["links"][0]).startswith("https://koreajoongangdaily")


def test_a_link_that_asks_for_what_is_not_there_says_so_until_the_filter_changes() -> None:
    app = start("overview", country=["PRK", "China"], **{"from": "2024-99-01"})
    assert filter_line(app).endswith("China")
    said = "The link also asked for what is not in the data in use: PRK, 2024-99-01"
    assert [said, True] in cards(app)[0]["badges"]
    app.text_input("q").set_value("strike")
    assert cards(checked(app.run()))[0]["badges"] == []
    assert cards(start("overview", country=["China"]))[0]["badges"] == []


def test_statements_on_coverage_are_of_the_bundled_records_alone() -> None:
    app = go(upload(start(), ("mine.csv", UPLOAD)), "overview")
    said = "No statement on coverage came with mine.csv"
    assert any(text.value.startswith(said) for text in app.text)
    assert any("inside North Korea" in str(card["body"]) for card in cards(app))
    app.multiselect("file").set_value(["mine.csv"])
    checked(app.run())
    assert any(text.value.startswith(said) for text in app.text)
    assert not any(str(card["subtitle"]).startswith("Source:") for card in cards(app))


def test_a_mistyped_future_date_moves_no_period_and_no_axis() -> None:
    future = UPLOAD.replace(b"2031-02-04", b"2099-01-05").replace(b"2031-02-03", b"2024-05-06")
    app = go(upload(start(), ("mine.csv", future)), "overview")
    compared = next(text.value for text in app.caption if text.value.startswith("Compared are"))
    assert "2099" not in compared
    counts = next(f for f in figures(app) if str(f["title"]).startswith("Most incidents"))
    assert "1 incident dated after today not drawn" in str(counts["note"])
    assert str(counts["figure"]["layout"]["xaxis"]["range"][1]) < "2027"
    go(app, "overview").date_input("to").set_value(date(2099, 12, 31))
    counts = next(f for f in figures(checked(app.run())) if "Most" in str(f["title"]))
    assert "not drawn" not in str(counts["note"])


def test_an_unknown_incident_is_said() -> None:
    app = start("incidents", incident="<b>none</b>")
    assert "No incident in the data in use has this id" in app.info[0].value


def test_upload_appears_everywhere_and_is_taken_out_again() -> None:
    app = upload(start(), ("mine.csv", UPLOAD))
    report = next(card for card in cards(app) if card["title"] == "mine.csv")
    assert ["Kept", "2"] in report["facts"]
    assert ["Rejected", "0"] in report["facts"]
    go(app, "incidents")
    assert "Weavers stop" in [card["title"] for card in cards(app)]
    go(app, "map")
    assert "Weavers" in json.dumps(cards(app))
    go(app, "data")
    next(button for button in app.button if button.label == "Take it out of this session").click()
    app = checked(app.run())
    assert filter_line(app) == "93 of 93 incidents: all incidents"


def test_show_only_this_file() -> None:
    app = upload(start(), ("mine.csv", UPLOAD))
    app.selectbox("only_file").set_value("mine.csv")
    app = checked(app.run())
    next(button for button in app.button if button.label == "Show only this file").click()
    app = checked(app.run())
    assert filter_line(app) == "2 of 95 incidents: file mine.csv"


def test_the_same_file_twice_changes_nothing_and_says_so() -> None:
    app = upload(upload(start(), ("mine.csv", UPLOAD)), ("again.csv", UPLOAD))
    assert filter_line(app) == "95 of 95 incidents: all incidents"
    assert any("in use already" in info.value for info in app.info)


@pytest.mark.parametrize("name", ["incidents", "accounts", "responses"])
def test_a_copy_of_a_bundled_file_changes_nothing_and_says_so(name: str) -> None:
    copy = (DATA / f"{name}.csv").read_bytes()
    app = upload(start(), ("copy.csv", copy))
    assert filter_line(app) == "93 of 93 incidents: all incidents"
    assert any("in use already" in info.value for info in app.info)
    assert any(f"It is there as: {name}.csv" == text.value for text in app.text)


def test_the_same_incident_with_other_facts_is_shown_once_with_both_versions() -> None:
    other = UPLOAD.replace(b"Weavers stopped the looms.", b"Nobody stopped.")
    app = upload(upload(start(), ("mine.csv", UPLOAD)), ("other.csv", other))
    assert filter_line(app) == "95 of 95 incidents: all incidents"
    go(app, "incidents")
    app.text_input("q").set_value("X-1 Nobody stopped")
    checked(app.run())
    marks = [badge for card in cards(app) for badge, _ in card["badges"]]
    assert "2 versions: the newest is shown" in marks
    app.text_input("incident").set_value("X-1")
    app = checked(app.run())
    shown = cards(app)
    assert any(card["body"] == "Nobody stopped." for card in shown)
    older = next(card for card in shown if ["File", "mine.csv"] in card["facts"])
    assert ["Record", "1"] in older["facts"]
    assert ["Description", "Weavers stopped the looms."] in older["facts"]


def test_clear_all_empties_the_filter() -> None:
    app = start("overview", country=["North Korea"], q="miners")
    assert filter_line(app) != "93 of 93 incidents: all incidents"
    next(button for button in app.button if button.label == "Clear all").click()
    app = checked(app.run())
    assert filter_line(app) == "93 of 93 incidents: all incidents"


def test_presets_set_the_dates() -> None:
    app = start("overview")
    app.selectbox("period").set_value("2024")
    app = checked(app.run())
    assert "1 Jan 2024 to 31 Dec 2024" in filter_line(app)
    assert app.query_params["from"] == "2024-01-01"


def test_methods_is_made_from_the_schema() -> None:
    app = start("methods")
    words = " ".join(markdown.value for markdown in app.markdown)
    assert "Required in incidents: description, start_date, country, action_type." in words
    assert "32,768 characters a cell" in words
    tables = [frame.value for frame in app.dataframe]
    assert any("workers_low" in table.to_string() for table in tables)
    assert any("Natural Earth" in table.to_string() for table in tables)


MARKUP = "![x](http://evil.example/a.png) <img src=x onerror=alert(1)> **bold** :red[x] $x$"


def test_record_text_never_reaches_a_command_that_renders_it() -> None:
    csv = (
        "incident_id,title,description,start_date,country,location,action_type,employer,"
        "source_name,notes\n"
        + ",".join([f'"{MARKUP}"'] * 3 + ["2031-02-03", "PRK"] + [f'"{MARKUP}"', "strike"]
                   + [f'"{MARKUP}"'] * 3)
    )  # fmt: skip
    app = upload(start(), (f"{MARKUP}.csv", csv.encode()))
    app.text_input("q").set_value("evil.example")
    app = checked(app.run())
    assert "with the words evil.example" in filter_line(app)
    for page in PAGES:
        go(app, page)
        if page == "incidents":
            app.text_input("incident").set_value(MARKUP)
            app = checked(app.run())
            assert any(card["title"] == MARKUP for card in cards(app))
        rendered = [
            str(element.value)
            for kind in ("markdown", "caption", "info", "warning", "error", "success", "title",
                         "subheader", "header", "metric")
            for element in app.get(kind)
        ]  # fmt: skip
        labels = [
            str(element.label)
            for kind in ("button", "download_button", "expander", "toggle")
            for element in app.get(kind)
        ]
        assert not [text for text in (*rendered, *labels) if "evil.example" in text], page


def test_a_hundred_thousand_incidents_give_sensible_pages() -> None:
    app = upload(start(), ("simulated.csv", simulated_csv(100_000)))
    for page in PAGES:
        go(app, page)
        assert filter_line(app) == "100,093 of 100,093 incidents: all incidents"
        sent = sum(len(json.dumps(data)) for data in components(app))
        assert sent < 700_000, f"{page} sends {sent:,} bytes: rows, not sums"
        if page == "map":
            assert "The 2,000 places with most incidents of" in str(figures(app)[0]["note"])
        if page == "incidents":
            assert "1 to 24 of 100,093 incidents" in [text.value for text in app.text]
