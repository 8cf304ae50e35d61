"""The whole page Risk with no, one, ten, five hundred and a hundred thousand incidents."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import cards, checked, components, figures, filter_line, go, start, upload
from tests.simulated import simulated_csv

LOOKS = ("Next 4 weeks", "Alerts", "Trigger events", "Spread", "Profile", "Production")
FEW = {
    "Next 4 weeks": "Too few to judge the next 4 weeks",
    "Alerts": "Too few to judge what is unusual",
}
"""What a look with hardly any incidents says instead of a finding: the title of a card."""


def of_size(number: int) -> AppTest:
    """The page with so many simulated incidents, and nothing else, selected."""
    app = upload(start(), ("simulated.csv", simulated_csv(number, countries=("PRK", "BGD"))))
    app.session_state["file"] = ["simulated.csv"]
    app = go(app, "risk")
    assert filter_line(app) == f"{number:,} of {number + 93:,} incidents: file simulated.csv"
    return app


def shown(app: AppTest, look: str) -> AppTest:
    app.segmented_control(key="look_risk").set_value(look)
    checked(app.run())
    if look == "Trigger events":
        app.selectbox(key="trigger").set_value("A date of your own")
        checked(app.run())
        app.date_input(key="trigger_date").set_value("2021-03-01")
        checked(app.run())
    return app


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_selected_is_said_and_is_no_calm(look: str) -> None:
    app = start("risk", look_risk=look, q="zzz-no-such-word")
    assert not figures(app)
    assert "not 'nothing happened'" in app.info[0].value


@pytest.mark.parametrize("number", [1, 10])
def test_a_handful_is_too_few_in_every_look_and_what_can_be_said_is_said(number: int) -> None:
    app = of_size(number)
    for look in LOOKS:
        shown(app, look)
        titles = [str(card["title"]) for card in cards(app)]
        if look in FEW:
            assert FEW[look] in titles, look
        words = json.dumps(components(app)) + " ".join(text.value for text in app.text)
        assert "nan" not in words.replace("nano", "").lower().split(), look
        for figure in figures(app):
            assert figure["title"], look
            assert str(figure["alt"]).startswith("SIMULATED. "), look
    shown(app, "Next 4 weeks")
    rates = figures(app)[0]
    assert "exact (Garwood 1936)" in str(rates["note"])


def test_five_hundred_give_a_finding_in_every_look() -> None:
    app = of_size(500)
    for look in LOOKS:
        shown(app, look)
        assert figures(app), look
        if look in ("Next 4 weeks", "Alerts"):
            assert FEW[look] not in {str(card["title"]) for card in cards(app)}


def test_a_hundred_thousand_are_sums_in_every_look() -> None:
    app = of_size(100_000)
    for look in LOOKS:
        shown(app, look)
        assert figures(app), look
        sent = sum(len(json.dumps(data)) for data in components(app))
        assert sent < 700_000, f"{look} sends {sent:,} bytes: rows, not sums"
    shown(app, "Next 4 weeks")
    assert "very likely (> 99\N{NO-BREAK SPACE}%)" in str(figures(app)[0]["alt"])
