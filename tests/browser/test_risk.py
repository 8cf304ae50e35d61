"""The page Risk in a real browser: every look draws, and a click opens the records."""

import pytest
from playwright.sync_api import expect

from tests.browser.screen import Screen
from tests.simulated import simulated_csv

LOOKS = ("Next 4 weeks", "Alerts", "Trigger events", "Spread", "Profile")


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
    screen.open("data")
    screen.send("simulated.csv", simulated_csv(3_000))
    screen.page.get_by_role("link", name="Risk", exact=True).click()
    expect(screen.page.get_by_role("heading", name="Risk", exact=True)).to_be_visible()
    screen.settled()
    screen.page.get_by_role("radio", name="Alerts").or_(
        screen.page.get_by_role("button", name="Alerts", exact=True)
    ).first.click()
    screen.settled()
    alarm = screen.page.locator(".unrest-card", has_text="chance of so many or more").first
    number = int(alarm.inner_text().partition(" incident")[0].split()[-1])
    alarm.get_by_role("button").first.click()
    expect(screen.page.get_by_role("heading", name="Incidents", exact=True)).to_be_visible()
    screen.settled()
    line = screen.page.locator(".unrest-card").first.inner_text()
    assert line.startswith(f"{number:,} of 3,093 incidents: ")
