"""The panels for duplicates and for names of several places, each as an app of its own."""

from collections.abc import Callable

from streamlit import config
from streamlit.testing.v1 import AppTest

from dashboard.places.spots import FOUND
from tests.pages import cards, checked

MARKUP = "![x](http://evil.example/a.png) <img src=x> **bold** :red[x]"


def app_of(script: Callable[[], None]) -> AppTest:
    config.set_option("client.showErrorDetails", "full")
    return checked(AppTest.from_function(script, default_timeout=60).run())


def press(app: AppTest, label: str, number: int = 0) -> AppTest:
    [button for button in app.button if button.label == label][number].click()
    return checked(app.run())


def merging_app() -> None:
    import streamlit as st

    from dashboard.duplicates import Decision, apply_decisions, propose
    from dashboard.store import Dataset
    from dashboard.ui import merging
    from tests.frames import accounts, incidents, responses

    evil = "![x](http://evil.example/a.png) <img src=x> **bold** :red[x]"
    rows = incidents(
        title=["Weavers walk out", "Weavers walk out", evil, evil, evil],
        description=["Of the mill", "Of the mill", evil, evil, evil],
        source_name=["A", "B", evil, "D", "E"],
        unit=["PRK-3307"] * 2 + ["PRK-3314"] * 3,
        workers_low=[50, None, 1, 2, 3],
    )
    base = Dataset(rows, accounts().assign(derived=False), responses(), (), rows.iloc[:0])
    taken: dict[str, Decision] = st.session_state.setdefault("taken", {})
    merged = apply_decisions(base, taken.values()).incidents
    found = propose(merged, taken.values())
    merging.show_proposals(
        found, merged, lambda decision: taken.update({f"D{len(taken)}": decision})
    )
    merging.show_decisions(taken, rows, taken.pop)
    st.text(f"{merged['incident_id'].nunique()} incidents")


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def test_a_proposal_shows_both_texts_and_why() -> None:
    app = app_of(merging_app)
    assert texts(app)[0].startswith("2 proposals: 2 across sources. Nothing is merged until")
    shown = cards(app)
    assert [card["title"] for card in shown[:2]] == ["1: Weavers walk out", "2: Weavers walk out"]
    assert ["Workers involved", "at least 50"] in shown[0]["facts"]
    why = dict(shown[2]["facts"])
    assert why["Sources"] == "different: A; B"
    assert "weavers" in why["Words in common"]
    rendered = [str(one.value) for kind in ("markdown", "caption", "info") for one in app.get(kind)]
    labels = [str(one.label) for kind in ("button", "multiselect") for one in app.get(kind)]
    assert not [text for text in rendered + labels if "evil" in text]
    assert any(card["title"] == f"1: {MARKUP}" for card in shown)


def test_merging_and_taking_back() -> None:
    app = press(app_of(merging_app), "Merge: same incident")
    assert texts(app)[-1] == "4 incidents"
    assert texts(app)[0].startswith("1 proposal:")
    taken = cards(app)[-1]
    assert taken["title"] == "Merged: one incident"
    assert taken["body"] == "I1: Weavers walk out\nI2: Weavers walk out"
    app = press(app, "Take back")
    assert texts(app)[-1] == "5 incidents"
    assert texts(app)[0].startswith("2 proposals")


def test_different_is_not_asked_again() -> None:
    app = press(app_of(merging_app), "Different")
    assert texts(app)[-1] == "5 incidents"
    assert texts(app)[0].startswith("1 proposal:")
    app = press(app, "Different")
    assert app.info[0].value == "No two incidents look like one."
    app = press(app, "Take back", 1)
    assert texts(app)[0].startswith("1 proposal:")


def test_some_of_three_can_be_merged() -> None:
    app = app_of(merging_app)
    app.multiselect[0].set_value([1])
    app = checked(app.run())
    assert [button.disabled for button in app.button if button.label.startswith("Merge")] == [
        False,
        True,
    ]
    app.multiselect[0].set_value([1, 3])
    app = press(checked(app.run()), "Merge: same incident", 1)
    assert texts(app)[-1] == "4 incidents"
    assert cards(app)[-1]["body"] == f"I3: {MARKUP}\nI5: {MARKUP}"


def choosing_app() -> None:
    import pandas as pd
    import streamlit as st

    from dashboard.places import (
        PlaceDecision,
        ambiguous,
        chosen_places,
        place_chosen,
        read_places,
        resolve_places,
    )
    from dashboard.ui import choosing
    from tests.frames import incidents

    places = read_places()
    evil = "Springfield **bold** ![x](http://evil.example/a.png)"
    rows = incidents(
        country=["USA"] * 3, location=["Springfield", "Springfield", "Springfield"],
        admin1=[None, None, evil],
    )  # fmt: skip
    base = resolve_places(rows, places)
    taken: dict[str, PlaceDecision] = st.session_state.setdefault("taken", {})
    placed: pd.DataFrame = place_chosen(base, places, chosen_places(taken.values()))
    choosing.show_choices(
        ambiguous(placed, places), lambda one: taken.update({f"D{len(taken)}": one})
    )
    choosing.show_chosen(taken, places, taken.pop)
    st.text(", ".join(placed["place_found"]))


def test_a_name_is_placed_by_choice_and_taken_back() -> None:
    app = app_of(choosing_app)
    names, meant = app.selectbox
    assert names.options[0] == "Springfield (United States): 2 incidents"
    assert meant.options[0] == "Springfield, Missouri, 170,188 people (37.22, -93.30)"
    assert next(button for button in app.button if button.label == "Place there").disabled
    meant.set_value(meant.options.index(next(o for o in meant.options if "Illinois" in o)))
    app = press(checked(app.run()), "Place there")
    assert texts(app)[-1] == "chosen, chosen, unplaced"
    assert cards(app)[0]["body"] == "means Springfield, Illinois"
    app = press(app, "Take back")
    assert texts(app)[-1] == "unplaced, unplaced, unplaced"


def test_names_of_places_reach_no_command_that_renders_them() -> None:
    app = app_of(choosing_app)
    rendered = [str(one.value) for kind in ("markdown", "caption", "info") for one in app.get(kind)]
    assert not [text for text in rendered if "evil" in text]
    assert "evil" in app.selectbox[0].options[1]


def incident_app() -> None:
    from dashboard.duplicates import Decision, apply_decisions
    from dashboard.filters import IncidentFilter
    from dashboard.origins import all_accounts
    from dashboard.store import Dataset
    from dashboard.ui import incident, state
    from tests.frames import accounts, incidents, responses

    rows = incidents(
        title=["Weavers walk out", "**Walkout**"], source_name=["A", "B"], employer=["Mill", None],
        place_found=["unplaced"] * 2,
    )  # fmt: skip
    base = Dataset(rows, all_accounts(rows, accounts()), responses(), (), rows.iloc[:0])
    data = apply_decisions(base, [Decision("merge", ("I1", "I2"))])
    view = state.View(
        data, state.shared().places, IncidentFilter(), IncidentFilter().apply(data.incidents)
    )
    incident.show_incident(view, "I2")


def test_the_file_of_a_merged_incident_shows_what_each_record_said() -> None:
    app = app_of(incident_app)
    assert "What each record said" in [one.value for one in app.subheader]
    first, second = (card for card in cards(app) if card["title"] in ("I1", "I2"))
    assert ["Title", "Weavers walk out"] in first["facts"]
    assert ["Title", "**Walkout**"] in second["facts"]
    assert ["Employer", "not stated"] in second["facts"]
    outlets = [card["title"] for card in cards(app) if card["subtitle"] == "Side not coded"]
    assert outlets == ["A", "B"]
    assert "2 reports, origins not coded." in texts(app)


def found_app() -> None:
    import streamlit as st

    from dashboard.ui import parts

    st.text("\n".join(parts.FOUND))


def test_every_way_to_find_a_place_has_words() -> None:
    assert texts(app_of(found_app))[0].split("\n") == FOUND
