"""Simulated incidents in use: a banner over every page, and each figure says so itself."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages import PAGES, checked, figures, go, press, start, upload
from tests.simulated import simulated_csv


def banners(app: AppTest) -> list[str]:
    return [one.value for one in app.warning if one.value.startswith("SIMULATED: ")]


def marked(app: AppTest) -> list[bool]:
    """For each figure, whether a saved picture of it says SIMULATED."""
    return [
        any(one["text"] == "SIMULATED" for one in shown["figure"]["layout"].get("annotations", []))
        for shown in figures(app)
    ]


@pytest.fixture(scope="module")
def app() -> AppTest:
    return upload(start(), ("made_up.csv", simulated_csv(60, countries=("PRK",))))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_that_simulated_incidents_are_in_use(app: AppTest, page: str) -> None:
    go(app, page)
    (said,) = banners(app)
    assert said.startswith(
        "SIMULATED: 60 incidents of the data in use never happened, 60 of them in this selection."
    )
    assert all(marked(app))
    assert all(str(shown["alt"]).startswith("SIMULATED. ") for shown in figures(app))


def test_a_selection_without_them_keeps_the_banner_and_its_figures_are_real(app: AppTest) -> None:
    app.session_state["file"] = ["incidents.csv"]
    go(app, "timeline")
    assert "60 incidents of the data in use never happened, 0 of them" in banners(app)[0]
    assert figures(app)
    assert not any(marked(app))
    app.session_state["file"] = []
    checked(app.run())
    assert all(marked(app))


def test_the_banner_goes_with_the_file() -> None:
    app = upload(start(), ("made_up.csv", simulated_csv(3, countries=("PRK",))))
    assert banners(app)
    press(app, "Take it out of this session")
    assert not banners(app)


@pytest.mark.parametrize("page", PAGES)
def test_real_records_have_no_banner(page: str) -> None:
    app = start(page)
    assert not banners(app)
    assert not any(marked(app))
