"""The map through time: what a slow browser sends back does not stop the play."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import checked, press, start

SPAN = {"country": "North Korea", "from": "2024-01-01", "to": "2025-12-31"}


def scrub(app: AppTest, month: str) -> AppTest:
    app.select_slider(key="until").set_value(month)
    return checked(app.run())


def playing(app: AppTest) -> bool:
    return "Pause" in [button.label for button in app.button]


@pytest.fixture
def app() -> AppTest:
    app = press(start("map", **SPAN), "Play")
    for _ in range(3):
        checked(app.run())
    return app


def test_a_slider_still_a_step_back_is_no_scrub(app: AppTest) -> None:
    now = app.select_slider(key="until").value
    behind = app.session_state["_left"][-1][0]
    assert behind < now
    scrub(app, behind)
    assert playing(app)
    assert app.select_slider(key="until").value > now


def test_a_month_never_played_is_a_scrub_and_stops(app: AppTest) -> None:
    scrub(app, "2025-11")
    assert not playing(app)
    assert app.select_slider(key="until").value == "2025-11"


def test_at_the_end_a_late_slider_does_not_bring_it_back(app: AppTest) -> None:
    while playing(app):
        checked(app.run())
    assert app.select_slider(key="until").value == "2025-12"
    scrub(app, app.session_state["_left"][-1][0])
    assert app.select_slider(key="until").value == "2025-12"
    assert not [one.value for one in app.caption if "had begun by" in one.value]
