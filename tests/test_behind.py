"""Every number of the page Risk opens its records: as many as it says, and no others."""

import io
import re
from collections.abc import Callable, Iterator

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import cards, checked, filter_line, go, press, start, upload
from tests.simulated import simulated_csv

LOOKS = ("Next 4 weeks", "Alerts", "Trigger events", "Spread", "Profile", "Production")

Open = Callable[[str], None]


class Shown:
    """What a page showed in cards and tables, and what a click on them would open."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        start()  # the components can be imported only where an app has been started
        from dashboard.ui import cards as component
        from dashboard.ui import sidebar, state

        self.cards: list[tuple[object, Open]] = []
        self.rows: list[tuple[tuple[str, ...], object, Open]] = []
        self.opened: list[object] = []
        show, show_table = component.show, component.show_table

        def card(shown, key, width, on_open):  # type: ignore[no-untyped-def]
            self.cards += [(one, on_open) for one in shown]
            show(shown, key, width, on_open)

        def table(caption, columns, rows, key, on_open=None):  # type: ignore[no-untyped-def]
            self.rows += [(columns, one, on_open) for one in rows]
            show_table(caption, columns, rows, key, on_open)

        patch.setattr(component, "show", card)
        patch.setattr(component, "show_table", table)
        patch.setattr(state, "list_next", lambda behind=None: self.opened.append(behind))
        patch.setattr(sidebar, "set_filter", self.opened.append)

    def numbers(self) -> Iterator[tuple[str, str, Open]]:
        """What is said, the heading, and what a click on it opens."""
        for card, on_open in self.cards:
            for words, key in card.records:
                yield words, "incidents", lambda key=key, on_open=on_open: on_open(key)
        for columns, row, on_open in self.rows:
            for words, heading, key in zip(row.cells, columns, row.opens or (), strict=False):
                if key:
                    yield words, heading, lambda key=key, on_open=on_open: on_open(key)

    def ids(self, click: Callable[[], None]) -> "pd.Series[str]":
        self.opened.clear()
        click()
        return self.opened[0].ids


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    return Shown(monkeypatch)


def numbers_of(shown: Shown) -> list[tuple[int, str, "pd.Series[str]"]]:
    found = []
    for words, heading, click in shown.numbers():
        number = int(re.match(r"[\d,]+", words)[0].replace(",", ""))
        found.append((number, heading, shown.ids(click)))
    return found


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("since", ["", "2024-01-01"])
def test_each_number_opens_as_many_incidents_as_it_says(
    shown: Shown, look: str, since: str
) -> None:
    start("risk", look_risk=look, **({"break": since} if since else {}))
    found = numbers_of(shown)
    assert found or look in ("Next 4 weeks", "Alerts")
    for number, heading, ids in found:
        assert not ids.duplicated().any()
        assert len(ids) > 0
        if heading in ("incidents", "Incidents", "Made of") or look == "Production":
            assert len(ids) == number, heading
        else:  # accounts: several may be of one incident
            assert len(ids) <= number, heading


@pytest.mark.parametrize("look", ["Next 4 weeks", "Alerts"])
def test_the_weeks_that_a_model_was_tested_on_open_their_incidents(shown: Shown, look: str) -> None:
    raw = simulated_csv(900, countries=("PRK",))
    app = upload(start(), ("simulated.csv", raw))
    app.session_state["file"] = ["simulated.csv"]
    app.session_state["look_risk"] = look
    go(app, "risk")
    words, _, click = next(shown.numbers())
    ids = shown.ids(click)
    assert words.startswith(f"{len(ids):,} incidents in the")
    days = pd.read_csv(io.BytesIO(raw), index_col="incident_id")["start_date"]
    days = days[days.str.len() == 10]  # one known to the month is in no week
    if look == "Next 4 weeks":
        assert words.endswith("in the weeks foretold, 19 Dec 2022 to 5 Jan 2025")
        assert {*ids} == {*days.index[days.between("2022-12-19", "2025-01-05")]}
    else:
        assert words.endswith("in these 104 weeks")
        assert {*ids} == {*days.index[days.between("2023-01-09", "2025-01-05")]}
        week = next(row for columns, row, _ in shown.rows if row.opens and row.opens[0])
        shown.opened.clear()
        next(on_open for _, row, on_open in shown.rows if row is week)(week.opens[0])
        assert len(shown.opened[0].ids) == int(week.cells[0])


def test_what_is_0_opens_nothing(shown: Shown) -> None:
    start("risk", look_risk="Production")
    cells = [cell for _, row, _ in shown.rows for cell in zip(row.cells, row.opens, strict=True)]
    assert {bool(key) for words, key in cells if words == "0"} == {False}
    assert all(key for words, key in cells if words != "0")


def listed(words: str, ids: list[str]) -> AppTest:
    app = start("incidents")
    from dashboard.ui.state import Behind

    app.session_state["_behind"] = Behind(words, pd.Series(ids, dtype="str"))
    return checked(app.run())


def test_the_list_holds_these_records_alone_and_says_so() -> None:
    ids = ["PRK-2026-001", "CHN-2024-001"]
    app = listed("in the 11 days after", ids)
    assert filter_line(app) == "93 of 93 incidents: all incidents"
    (behind,) = [one for one in cards(app) if one["title"] == "The records behind a number"]
    assert (behind["value"], behind["subtitle"]) == ("2 incidents", "in the 11 days after.")
    assert [one["opens"] for one in cards(app)[2:]] == ids
    assert any(text.value == "1 to 2 of 2 incidents" for text in app.text)
    press(app, "List all incidents of the filter")
    assert any(text.value == "1 to 24 of 93 incidents" for text in app.text)


def test_a_filter_set_on_the_list_says_how_many_it_lets_through() -> None:
    app = listed("in the 11 days after", ["PRK-2026-001", "CHN-2024-001"])
    app.session_state["country"] = ["CHN"]
    checked(app.run())
    (behind,) = [one for one in cards(app) if one["title"] == "The records behind a number"]
    assert str(behind["subtitle"]).endswith("The filter lets 1 of them through.")
    assert [one["opens"] for one in cards(app)[2:]] == ["CHN-2024-001"]


def test_leaving_the_list_ends_the_choice() -> None:
    app = listed("in the 11 days after", ["PRK-2026-001"])
    go(go(app, "overview"), "incidents")
    assert any(text.value == "1 to 24 of 93 incidents" for text in app.text)


def test_the_download_says_that_it_holds_only_these() -> None:
    start("incidents")
    from dashboard.ui import downloads, state
    from tests.test_risk import _view

    told = downloads.incidents_header(_view(state.shared()), "x (the incidents behind a number)")
    assert b"only: x (the incidents behind a number)" in told
    assert b"only:" not in downloads.incidents_header(_view(state.shared()))


def test_a_key_that_the_page_did_not_offer_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    start()
    from dashboard.ui import behind, state

    asked: list[object] = []
    monkeypatch.setattr(state, "list_next", asked.append)
    numbers = {"here": behind.number_of(pd.Series(["I1"], dtype="str"), "here")}
    for key in ("there", "", "here "):
        behind.opener(numbers)(key)
    assert not asked
    behind.opener(numbers)("here")
    assert asked[0].ids.tolist() == ["I1"]
    none = {**numbers, "none": behind.number_of(pd.Series([], dtype="str"), "nowhere")}
    assert behind.buttons(none) == (("1 incident here", "here"),)
    assert behind.buttons(none, "none") == ()
    assert behind.cells(none, ("here", "none", "there")) == ("here", "", "")
