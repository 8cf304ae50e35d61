"""The look Production of the page Risk."""

from streamlit.testing.v1 import AppTest

from dashboard.indicators.losses import losses_by_sector
from dashboard.ui import state
from tests.pages import cards, checked, components, figures, start


def test_the_bundled_records_say_their_coverage_first() -> None:
    (losses,) = figures(start("risk", look_risk="Production"))
    assert losses["title"] == ("In all 1.86 to 252 million or more worker-days, 10 of 93 incidents")
    note = str(losses["note"])
    assert note.startswith(
        "A number of workers is known for 37 of 93 incidents, a number and a length for 10 of the "
        "67 known to have stopped work; all others add nothing and are not counted as 0."
    )
    assert "calendar days, first and last included" in note
    assert "13 incidents with 'at least' so many workers" in note
    assert "not known, or not told, for 17 incidents, 2 of them with a number and a " in note


def test_production_impact_as_reported_keeps_unknown_apart() -> None:
    app = start("risk", look_risk="Production")
    _, table = [data["table"] for data in components(app) if "table" in data]
    assert table["columns"][-1] == "Not known or not told"
    assert table["rows"][0]["name"] == "All sectors"
    assert table["rows"][0]["cells"] == ["93", "1", "5", "12", "8", "67"]


def test_a_single_incident_and_a_break_after_all_records_raise_nothing() -> None:
    app = start("risk", look_risk="Production", q="Hoeryong", region="PRK-3307")
    assert "no number reported" in str(figures(app)[0]["alt"])
    app = start("risk", look_risk="Production", **{"break": "2099-01-01"})
    assert figures(app)[0]["title"] == "No incident in this selection"
    assert not [data for data in components(app) if "table" in data]


def test_the_one_incident_that_carries_the_total_is_named_with_the_total_without_it() -> None:
    app = start("risk", look_risk="Production")
    (card,) = [one for one in cards(app) if "carries more than half" in str(one["badges"])]
    assert card["title"] == "One-day general strike in India against labour codes"
    assert card["body"].replace("\N{NO-BREAK SPACE}", " ") == (
        "It alone is 250,000,000 of 250,195,715 workers at the high end (> 99 %). Without it: "
        "113,443 to 195,715 or more workers, of the 36 incidents left with a number. It alone is "
        "250,000,000 of 251,939,035 worker-days at the high end (> 99 %). Without it: 1.86 to 1.94 "
        "million or more worker-days, of the 9 incidents left with a number."
    )
    without = state.shared().dataset.incidents
    without = without[without["incident_id"] != card["opens"]]
    rest = losses_by_sector(without).iloc[0]
    assert (rest["workers_low"], rest["workers_high"], rest["with_size"]) == (113443, 195715, 36)


def test_no_incident_is_named_where_none_carries_half_of_the_total() -> None:
    app = start("risk", look_risk="Production")
    app.session_state["country"] = ["ZAF"]
    checked(app.run())
    assert str(figures(app)[0]["note"]).startswith("A number of workers is known for ")
    assert not [one for one in cards(app) if "carries more than half" in str(one["badges"])]


def test_nothing_selected_is_said() -> None:
    app = start("risk", look_risk="Production", q="no such words anywhere")
    assert app.info[0].value.startswith("No incident meets this filter.")


def click() -> None:
    import streamlit as st

    from dashboard.indicators.losses import losses_by_sector
    from dashboard.ui import production
    from dashboard.ui.figure import Event
    from tests.frames import incidents

    table = losses_by_sector(incidents(sector=["C", None]))
    for data in (None, [], [None, "All sectors"], ["Z"], [["C"]], "C"):
        production._filter_sector(Event(({"customdata": data},)), table)
    st.text(f"before: {st.session_state.get('sector')}")
    production._filter_sector(Event(({"customdata": ["C", "Manufacturing"]},)), table)
    st.text(f"after: {st.session_state.get('sector')}")


def test_a_click_filters_by_the_sector_and_by_nothing_else() -> None:
    app = checked(AppTest.from_function(click, default_timeout=60).run())
    assert [text.value for text in app.text] == ["before: None", "after: ['C']"]
