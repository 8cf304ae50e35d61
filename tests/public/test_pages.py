"""Pages of the public view, served and previewed, without a browser."""

import csv
import io
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.public.serving import DELAY, PUBLIC
from dashboard.store import Store
from dashboard.ui import state
from tests import pages
from tests.pages import cards, components, figures, go, start, upload
from tests.public.records import TEXTS, raw_csv, record
from tests.store.files import accept

OFFERED = ("overview", "map", "timeline", "risk", "incidents", "methods")
LOOKS = ("Next 4 weeks", "Alerts", "Trigger events", "Production")
FILE = raw_csv(*(record(number, arrests="3") for number in range(1, 12)), record(12, sector="Q"))
RAW = ("Outlet 1", "outlet1", "raw-", "a-secret-name", "42.43981", "notes 1", "tags 1",
       *(f"{name} 1" for name in TEXTS))  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with one file, read by pages that are not public unless a test says so."""
    accept(store, FILE, "a-secret-name.csv")
    state._previewed.clear()
    return store


@pytest.fixture
def public(filled: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """The same, in a process that serves the public."""
    monkeypatch.setenv(PUBLIC, "1")
    state._shared.clear()
    yield filled
    state._shared.clear()


def said(app: AppTest) -> str:
    """All that a page says, draws and offers, as text."""
    found = [str(component) for component in components(app)]
    for kind in ("text", "caption", "info", "warning", "markdown", "title", "subheader"):
        found += [str(element.value) for element in app.get(kind)]
    found += [str(box.options) for box in (*app.multiselect, *app.selectbox)]
    found += [str(frame.value.to_csv()) for frame in app.dataframe]
    return "\n".join(found)


def assert_tells_nothing(app: AppTest) -> None:
    told = said(app)
    for word in RAW:
        assert word not in told, word


@pytest.mark.parametrize("page", OFFERED)
def test_pages_tell_nothing_that_is_withheld(public: Store, page: str) -> None:
    app = start(page)
    assert_tells_nothing(app)
    line = next(one.value for one in app.info if "Public view" in one.value)
    assert "76 places shown as provinces or states" in line
    assert "the texts of 90 incidents withheld" in line
    assert "No sources, no accounts." in line


@pytest.mark.parametrize("look", LOOKS)
def test_looks_of_the_page_risk(public: Store, look: str) -> None:
    app = start("risk", look_risk=look)
    assert_tells_nothing(app)
    (control,) = app.get("button_group")
    assert [option.content for option in control.proto.options] == [*LOOKS]


def test_nothing_can_be_added_and_no_preview_is_offered(public: Store) -> None:
    app = start()
    assert not app.toggle
    assert not app.file_uploader
    assert "Files" not in [box.label for box in app.multiselect]
    app.session_state["_previews"] = True
    assert "Public view" in said(app.run())


def test_an_incident_is_found_by_its_new_id_alone(public: Store) -> None:
    for asked in ("raw-1", "incident-1", "nothing"):
        app = start("incidents", incident=asked)
        (_, info) = app.info
        assert "No incident of the public view has this id." in info.value
    ids = [card["opens"] for card in cards(start("incidents")) if card.get("opens")]
    app = start("incidents", incident=str(ids[0]))
    assert_tells_nothing(app)
    facts = {name: words for card in cards(app) for name, words in card.get("facts", [])}
    assert facts["Id in the public view"] == ids[0]
    assert facts["Texts"].startswith("withheld, whether recorded or not: title, description")
    assert "sources, accounts, responses" in facts["In no public view"]


def test_withheld_is_neither_not_stated_nor_none(public: Store) -> None:
    ids = [
        card["opens"]
        for card in cards(start("incidents", q="North Hamgyong", country="North Korea"))
        if card.get("opens")
    ]
    facts: dict[str, str] = {}
    for one in ids:
        shown = cards(start("incidents", incident=str(one)))
        facts |= {f"{n} {w}": w for card in shown for n, w in card.get("facts", [])}
    assert {"Sector withheld", "Sector Mining and quarrying"} <= {*facts}
    assert "Arrests withheld: fewer than are told" in facts


def test_words_of_the_records_are_not_found(public: Store) -> None:
    for words in ("employer", "outlet1", "raw-3", "Hoeryong", "organization"):
        assert "0 of 105 incidents" in pages.filter_line(start(q=words))
    assert "0 of 105" not in pages.filter_line(start(q="North Hamgyong"))
    line = cards(start(file="a-secret-name.csv"))[0]
    assert str(line["body"]).startswith("105 of 105")


def test_the_download_names_what_is_withheld(public: Store) -> None:
    taken = {}

    def keep(label: str, data: object, *_: object, **__: object) -> bool:
        taken[label] = data() if callable(data) else data
        return False

    with (
        patch("streamlit.delta_generator.DeltaGenerator.download_button", keep),
        patch("streamlit.download_button", keep),
    ):
        start("incidents")
    (table,) = [raw for label, raw in taken.items() if label.startswith("Download")]
    (note,) = [raw for label, raw in taken.items() if label.startswith("What")]
    rows = [*csv.DictReader(io.StringIO(table.decode("utf-8-sig")))]
    assert len(rows) == 105
    told = [row for row in rows if "texts" not in row["withheld"]]
    assert len(told) == 15
    assert {row["withheld"] for row in told} == {""}
    assert {row["source_name"] for row in rows} == {""}
    for word in RAW:
        assert word not in table.decode()
        assert word not in note.decode()
    assert "public view: 76 places shown as provinces or states" in note.decode()


def test_the_delay_is_that_of_the_process(public: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DELAY, "4000")
    state._shared.clear()
    app = start()
    assert "incidents that may have begun less than 4,000 days ago left out" in said(app)
    monkeypatch.setenv(DELAY, "soon")
    with pytest.raises(ValueError, match="give a whole number of days"):
        state.shared()


def test_the_preview_shows_the_session_its_own_files_as_the_public_would_see_them(
    filled: Store,
) -> None:
    own = raw_csv(*(record(100 + number, employer="OWN MINE") for number in range(6)))
    app = upload(start(), ("mine.csv", own))
    go(app, "overview")
    app.toggle(key="preview_public").set_value(True).run()
    assert "the texts of 96 incidents withheld" in said(app)
    for page in OFFERED:
        go(app, page)
        assert "Preview of the public view" in said(app)
        assert_tells_nothing(app)
        assert "OWN MINE" not in said(app)
        assert "mine.csv" not in said(app)
    app.toggle(key="preview_public").set_value(False).run()
    assert "mine.csv" in said(app)
    assert "Preview of the public view" not in said(app)


def test_pages_that_the_public_has_not_give_way_in_the_preview(filled: Store) -> None:
    app = start("data")
    app.toggle(key="preview_public").set_value(True)
    pages.checked(app.run())
    assert app.title[0].value == "Overview"
    assert app.toggle(key="preview_public").value


def test_an_open_incident_stays_open_in_the_preview_and_back(filled: Store) -> None:
    app = start("incidents", incident="raw-3")
    app.toggle(key="preview_public").set_value(True)
    pages.checked(app.run())
    facts = {name: words for card in cards(app) for name, words in card.get("facts", [])}
    assert len(facts["Id in the public view"]) == 20
    assert app.text_input(key="incident").value == facts["Id in the public view"]
    assert_tells_nothing(app)
    app.toggle(key="preview_public").set_value(False)
    pages.checked(app.run())
    assert app.text_input(key="incident").value == "raw-3"
    assert "description 3" in said(app)


def test_an_address_of_the_other_view_opens_the_same_incident(filled: Store) -> None:
    """The browser's way back leads to addresses from before the preview, or from within it."""
    app = start("incidents", incident="raw-3")
    app.toggle(key="preview_public").set_value(True)
    told = pages.checked(app.run()).text_input(key="incident").value
    app.text_input(key="incident").set_value("raw-3")
    facts = [f for c in cards(pages.checked(app.run())) for f in c.get("facts", [])]
    assert ["Id in the public view", told] in facts
    assert_tells_nothing(app)
    app.toggle(key="preview_public").set_value(False)
    app.run()
    app.text_input(key="incident").set_value(told)
    assert "description 3" in said(pages.checked(app.run()))


def test_an_id_that_no_view_has_stays_as_it_was_typed(filled: Store) -> None:
    app = start("incidents", incident="nothing")
    app.toggle(key="preview_public").set_value(True)
    assert pages.checked(app.run()).text_input(key="incident").value == "nothing"


def test_an_incident_that_is_clicked_opens_in_the_preview(filled: Store) -> None:
    app = start("incidents")
    app.toggle(key="preview_public").set_value(True).run()
    go(app, "map")
    shown = next(str(card["opens"]) for card in cards(app) if card.get("opens"))
    app.session_state["_to_open"] = shown
    pages.checked(app.run())
    assert app.title[0].value == "Incidents"
    assert ["Id in the public view", shown] in [f for c in cards(app) for f in c.get("facts", [])]
    assert app.toggle(key="preview_public").value


def test_numbers_kept_in_the_ordinary_view_are_not_shown_in_the_preview(filled: Store) -> None:
    app = start("risk", look_risk="Production", country="North Korea")
    before = figures(app)[0]
    app.toggle(key="preview_public").set_value(True).run()
    assert "Withheld" in str(figures(app)[0])
    app.toggle(key="preview_public").set_value(False).run()
    assert figures(app)[0] == before


def test_the_ordinary_view_says_nothing_of_it(filled: Store) -> None:
    app = start("incidents", incident="raw-1")
    assert "Public view" not in said(app)
    facts = {name: words for card in cards(app) for name, words in card.get("facts", [])}
    assert facts["Sensitivity"] == "not coded: the public view counts it as high"


def test_periods_are_not_compared_where_months_are_withheld(public: Store) -> None:
    """Most incidents have their year alone: they would be missing from every period."""
    told = said(start())
    hidden = state.shared().dataset.incidents["withheld"].str.contains("month").sum()
    assert f"Compared with no period before: the month of {hidden} incidents is withheld." in told
    assert "large decrease" not in told
    assert "The form of" in told
    assert "is the most frequent form" not in told


@pytest.mark.parametrize(("page", "look", "told"), [
    ("timeline", None, True), ("risk", "Alerts", True), ("risk", "Production", False),
])  # fmt: skip
def test_what_is_counted_by_time_says_what_it_lacks(
    public: Store, page: str, look: str | None, told: bool
) -> None:
    app = start(page, **({"look_risk": look} if look else {}))
    words = "The public view withholds the month of"
    assert any(words in one.value for one in app.warning) == told


def test_periods_are_compared_where_every_month_is_told(public: Store) -> None:
    assert "Compared are the last 365 days" in said(start(country="South Korea"))


def test_the_methods_say_of_each_class_what_is_told_of_it(public: Store) -> None:
    """As cards, whose words are wrapped: on a phone the columns of a table are cut off."""
    told = {str(card["title"]): dict(card["facts"]) for card in cards(start("methods"))[1:]}
    assert told["High"] == {"Place": "the first-level unit", "Texts": "withheld"}
    assert told["Low"] == {"Place": "as recorded", "Texts": "told"}
    assert {*told} == {"Low", "Moderate", "High", "Severe"}
