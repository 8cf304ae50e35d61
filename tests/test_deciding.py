"""The Data page's decisions: merged, called different, placed, taken back; here or for all."""

from streamlit.testing.v1 import AppTest

from dashboard.formats import read_file
from dashboard.store import Store
from tests.pages import cards, checked, filter_line, go, press, start, upload

HEADER = (
    "incident_id,title,description,start_date,country,admin1,location,action_type,source_name\n"
)
TWICE = (
    HEADER
    + "A-1,Weavers at the Morning Star mill stop their looms over rations,They left the hall at "
    "noon,2026-02-03,PRK,Ryanggang,Hyesan,strike,Paper One\n"
    + "A-2,Weavers stop looms at Morning Star mill over rations,They left the hall at noon,"
    "2026-02-04,PRK,Ryanggang,Hyesan,strike,Paper Two\n"
).encode()
SPRINGFIELD = (
    HEADER + "S-1,Nurses strike,Nurses walk out,2026-02-03,USA,,Springfield,strike,Paper One\n"
).encode()


def opened(app: AppTest, box: str) -> AppTest:
    app.session_state[box] = True
    return checked(app.run())


def test_a_private_pair_is_merged_in_its_session_alone_and_split_again(store: Store) -> None:
    app = opened(upload(start(), ("twice.csv", TWICE)), "duplicates")
    assert filter_line(app).startswith("95 of 95")
    titles = [str(card["title"]) for card in cards(app)]
    assert any(title.startswith("1: Weavers at") for title in titles)
    assert any(title.startswith("2: Weavers stop") for title in titles)
    app = press(app, "Merge: same incident")
    assert filter_line(app).startswith("94 of 94")
    assert store.entries() == ()
    assert filter_line(start()).startswith("93 of 93")
    go(app, "incidents").text_input("q").set_value("Morning Star")
    (card,) = [card for card in cards(checked(app.run())) if card["opens"]]
    assert any(text.startswith("2 reports") for text, _ in card["badges"])  # type: ignore[attr-defined]
    app = press(opened(go(app, "data"), "duplicates"), "Take back")
    assert filter_line(app).endswith("of 95 incidents: with the words Morning Star")


def test_a_pair_called_different_is_not_proposed_again() -> None:
    app = press(opened(upload(start(), ("twice.csv", TWICE)), "duplicates"), "Different")
    assert filter_line(app).startswith("95 of 95")
    assert not any(button.label == "Merge: same incident" for button in app.button)


def test_a_decision_about_shared_data_is_for_all_and_is_kept(store: Store) -> None:
    store.accept(TWICE, read_file(TWICE, "twice.csv"))
    app = press(opened(go(start(), "data"), "duplicates"), "Merge: same incident")
    assert filter_line(app).startswith("94 of 94")
    assert filter_line(start()).startswith("94 of 94")
    (entry,) = store.active("merge")
    assert entry.facts == {"incidents": ["A-1", "A-2"]}
    press(app, "Take back")
    assert store.active("merge") == ()
    assert filter_line(start()).startswith("95 of 95")


def test_a_private_decision_follows_its_file_into_the_shared_data(store: Store) -> None:
    app = opened(upload(start(), ("twice.csv", TWICE)), "duplicates")
    app = press(press(app, "Merge: same incident"), "Add to the shared data")
    assert len(store.active("merge")) == 1
    assert filter_line(start()).startswith("94 of 94")


def test_a_name_of_several_places_is_placed_when_a_person_says_where(store: Store) -> None:
    app = opened(upload(start(), ("s.csv", SPRINGFIELD)), "places")
    (name,) = [box for box in app.selectbox if box.label == "Name in the record"]
    assert "Springfield" in name.options[0]
    (place,) = [box for box in app.selectbox if box.label == "Place that is meant"]
    (illinois,) = [n for n, words in enumerate(place.options) if "Illinois" in words]
    place.set_value(illinois)
    app = press(checked(app.run()), "Place there")
    assert store.entries() == ()  # the name is in a private file
    card = next(card for card in cards(app) if card["title"] == "s.csv")
    assert ["Not placed on the map", "0 rows"] in card["facts"]  # type: ignore[operator]
    assert not any("choose it on the page Data" in str(card["body"]) for card in cards(app))
    go(app, "incidents").multiselect("region").set_value(["USA-3546"])
    app = checked(app.run())
    assert filter_line(app).startswith("1 of 94 incidents")
    app = press(opened(go(app, "data"), "places"), "Take back")
    assert not filter_line(app).startswith("1 of")
