"""The page Risk in a real browser: every look draws, and a click opens the records."""

import pytest
from playwright.sync_api import Browser, expect

from dashboard.figures.theme import DARK
from tests.browser.screen import PLOT, Screen
from tests.simulated import simulated_csv

LOOKS = ("Next 4 weeks", "Alerts", "Trigger events", "Spread", "Profile", "Production")


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_draws_all_its_figures_and_never_scrolls_sideways(
    screen: Screen, look: str
) -> None:
    query = f"?look_risk={look.replace(' ', '+')}&break=2015-01-01"
    screen.open("risk", query)  # fails where a figure was not drawn
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.page.wait_for_function(
        "() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth <= 390"
    )


def test_an_alarm_opens_the_records_of_its_region_and_week(screen: Screen) -> None:
    screen.page.set_default_timeout(120_000)  # the forecast of 3,000 comes before the look
    screen.open("data")
    screen.send("simulated.csv", simulated_csv(3_000, countries=("PRK", "BGD")))
    screen.page.get_by_role("link", name="Risk", exact=True).click()
    expect(screen.page.get_by_role("heading", name="Risk", exact=True)).to_be_visible()
    screen.settled()
    screen.choose("Files", "simulated.csv")  # together with the bundled one they are not judged
    screen.page.keyboard.press("Escape")
    screen.page.get_by_role("radio", name="Alerts").click()
    screen.settled()
    alarm = screen.page.locator(".unrest-card", has_text="chance of so many or more").first
    number = int(alarm.inner_text().partition(" incident")[0].split()[-1])
    alarm.get_by_role("button").first.click()
    expect(screen.page.get_by_role("heading", name="Incidents", exact=True)).to_be_visible()
    screen.settled()
    assert screen.filter_line() == "3,000 of 3,093 incidents: file simulated.csv"
    behind = screen.page.locator(".unrest-card", has_text="The records behind a number")
    expect(behind).to_contain_text(f"{number:,} incident")


def test_back_from_records_finds_the_look_and_the_filter_that_were_left(screen: Screen) -> None:
    screen.open("risk", "?country=North+Korea&q=a")
    line = screen.filter_line()
    profile = screen.page.get_by_role("radio", name="Profile")
    for button in ("List the incidents of this unit", "behind its"):
        profile.click()
        expect(screen.page.get_by_role("heading", name="Composite")).to_be_visible()
        screen.settled()
        screen.page.get_by_role("button", name=button).first.click()
        expect(screen.page.get_by_role("heading", name="Incidents", exact=True)).to_be_visible()
        screen.settled()
        assert screen.filter_line() == line
        screen.page.go_back()
        expect(screen.page.get_by_role("heading", name="Composite")).to_be_visible()
        screen.settled()
        expect(profile).to_be_checked()
        assert screen.filter_line() == line


@pytest.mark.parametrize(
    ("page", "key", "look"), [("risk", "look_risk", "Alerts"), ("accounts", "look", "Responses")]
)
def test_a_click_on_the_look_that_is_open_leaves_it_open(
    screen: Screen, page: str, key: str, look: str
) -> None:
    screen.open(page, f"?{key}={look}")
    open_look = screen.page.get_by_role("radio", name=look, exact=True)
    expect(open_look).to_be_checked()
    open_look.click()
    screen.settled()
    expect(open_look).to_be_checked()
    assert f"{key}={look}" in screen.page.url


def test_a_number_of_a_table_and_a_button_of_a_card_open_exactly_their_records(
    screen: Screen,
) -> None:
    screen.open("risk", "?look_risk=Production")
    row = screen.page.locator(".unrest-table").first.locator("tbody tr").nth(1)
    assert row.locator("th").inner_text() == "Manufacturing"
    button = row.locator("td").nth(1).get_by_role("button")
    number = int(button.inner_text())
    button.click()
    assert_listed(screen, number, "Manufacturing: With a number of workers.")
    screen.open("risk", "?look_risk=Trigger+events")
    screen.page.get_by_role("button", name="in the 11 days after").click()
    assert_listed(screen, 1, "in the 11 days after: 2 Jan 2026 to 12 Jan 2026.")
    screen.page.get_by_role("button", name="List all incidents of the filter").click()
    expect(screen.page.get_by_text("1 to 24 of 93 incidents")).to_be_visible()


def assert_listed(screen: Screen, number: int, words: str) -> None:
    """The list says whose records it holds, and holds that many."""
    expect(screen.page.get_by_role("heading", name="Incidents", exact=True)).to_be_visible()
    screen.settled()
    card = screen.page.locator(".unrest-card", has_text="The records behind a number")
    expect(card).to_contain_text(words)
    plural = "" if number == 1 else "s"
    assert f"{number} incident{plural}" in card.inner_text()
    expect(screen.page.get_by_text(f"1 to {number} of {number} incidents")).to_be_visible()
    # The line of the filter and the words on the number come first.
    assert screen.page.locator(".unrest-card").count() == 2 + number


def test_a_unit_of_the_map_of_first_dates_lists_its_incidents(screen: Screen) -> None:
    screen.open("risk", "?look_risk=Spread&country=North+Korea")
    screen.map_idle()
    shaded = [trace for trace in screen.drawn() if trace["type"] == "choroplethmap"]
    assert any("PRK-3307" in trace["locations"] for trace in shaded)
    screen.click_map(129.2, 41.3)  # in North Hamgyong, off the ring
    expect(screen.page.get_by_role("heading", name="Incidents", exact=True)).to_be_visible()
    screen.settled()
    assert screen.filter_line() == "31 of 93 incidents: North Korea"
    behind = screen.page.locator(".unrest-card", has_text="The records behind a number")
    expect(behind).to_contain_text("15 incidents")
    expect(behind).to_contain_text("in North Hamgyong.")


def test_figures_follow_another_theme_at_once(browser: Browser, server: str) -> None:
    context = browser.new_context(color_scheme="light")
    screen = Screen(context.new_page(), server).open("risk", "?look_risk=Alerts")
    screen.page.emulate_media(color_scheme="dark")
    screen.page.wait_for_function(
        "([plot, color]) => document.querySelector(plot)._fullLayout.font.color === color",
        arg=[PLOT, DARK.text],
    )
    context.close()
