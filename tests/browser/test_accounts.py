"""The page Accounts in a real browser: figures draw, a click compares, a link restores it."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screen import Screen

LOOKS = ("Side by side", "Tone and gap", "Moods and demands", "Responses")
MARKUP = "<img src=x onerror=alert(1)> ![b](http://evil.example/p.png) **bold**"


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_draws_all_its_figures_and_never_scrolls_sideways(
    screen: Screen, look: str
) -> None:
    screen.open("accounts", f"?look={look.replace(' ', '+')}")  # fails where a figure was not drawn
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.page.wait_for_function(
        "() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth <= 390"
    )


def test_the_first_case_stands_side_by_side_and_a_click_compares_another(
    screen: Screen, browser: Browser
) -> None:
    screen.open("accounts")
    table = screen.page.locator(".unrest-table")
    expect(table.get_by_text("Silent: covered the occasion")).to_be_visible()
    expect(table.get_by_text("official and other accounts differ").first).to_be_visible()
    name = "North Korean workers strike and occupy plants"
    screen.page.get_by_role("button", name=name).click()
    expect(table.get_by_text("Says it did not happen").first).to_be_visible()
    screen.settled()
    assert "accounts_of=CHN-2024-001" in screen.page.url
    other = browser.new_context()
    again = Screen(other.new_page(), screen.server)
    again.page.goto(screen.page.url)
    again.settled()
    expect(again.page.locator(".unrest-table").get_by_text("Unpaid wages")).to_be_visible()
    other.close()


def test_on_a_phone_each_field_names_the_side_that_speaks(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.open("accounts")
    cell = screen.page.locator(".unrest-table td", has_text="Silent: covered").first
    named = cell.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert "State media and officials (3 accounts, 3 origins)" in named
    expect(screen.page.locator(".unrest-table thead")).to_be_hidden()


def test_what_an_account_says_is_text_wherever_it_is_shown(screen: Screen) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    names = ("incident_id", "side", "outlet", "origin_outlet", "summary", "claimed_workers_text")
    writer.writerow(names)
    for side in ("local", "state"):
        writer.writerow(("PRK-2026-001", side, MARKUP, MARKUP, MARKUP, MARKUP))
    screen.open("data")
    screen.send("accounts.csv", text.getvalue().encode())
    screen.page.get_by_role("link", name="Accounts", exact=True).click()
    expect(screen.page.get_by_role("heading", name="Accounts", exact=True)).to_be_visible()
    screen.settled()
    expect(screen.page.locator(".unrest-card-title", has_text=MARKUP).first).to_be_visible()
    expect(screen.page.locator(".unrest-table td", has_text=MARKUP).first).to_be_visible()
    for look in LOOKS:
        screen.page.get_by_role("radio", name=look).or_(
            screen.page.get_by_role("button", name=look, exact=True)
        ).first.click()
        screen.settled()
        assert screen.page.locator("img[src='x'], a[href*='evil.example']").count() == 0
        assert screen.page.get_by_text("bold", exact=True).count() == 0


def test_a_download_holds_exactly_the_accounts_of_the_filter(screen: Screen) -> None:
    screen.open("accounts", "?country=North+Korea")
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name="Download the").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["incident_id"][:3] for row in rows} == {"PRK"}
    first = [row for row in rows if row["incident_id"] == "PRK-2026-001"]
    assert [row["claims_happened"] for row in first].count("silent") == 3
    expect(screen.page.get_by_role("button", name=f"Download the {len(rows)} acc")).to_be_visible()
