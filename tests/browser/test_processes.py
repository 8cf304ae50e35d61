"""Two processes behind nginx in a real browser: what one accepts, the reader of the other sees."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screen import Screen
from tests.nginx.site import Site

FILE = (
    b"incident_id,start_date,country,action_type,description\n"
    b"in_a_browser,2025-01-05,PRK,strike,Weavers stop the looms\n"
)


@pytest.fixture
def two(browser: Browser, site: Site) -> Iterator[tuple[Screen, Screen]]:
    """Two readers, each of a process of its own."""
    contexts = [browser.new_context(viewport={"width": 1400, "height": 1000}) for _ in range(2)]
    mine, theirs = (Screen(context.new_page(), site.address) for context in contexts)
    yield mine.open("data"), theirs.open("data")
    for context in contexts:
        context.close()
    for screen in (mine, theirs):
        assert (screen.outside, screen.dialogs, screen.crashes) == ([], [], [])


def process_of(screen: Screen) -> str:
    (cookie,) = [
        one for one in screen.page.context.cookies() if one.get("name") == "unrest_process"
    ]
    assert (cookie.get("httpOnly"), cookie.get("sameSite")) == (True, "Lax")
    return str(cookie.get("value"))


def count(screen: Screen) -> int:
    return int(screen.filter_line().split(" of ")[1].split()[0])


def test_a_file_added_at_one_process_is_seen_at_the_other(
    site: Site, two: tuple[Screen, Screen]
) -> None:
    mine, theirs = two
    assert {process_of(mine), process_of(theirs)} == {str(port) for port in site.ports}
    before = count(theirs)
    mine.send("in_a_browser.csv", FILE)
    mine.page.get_by_role("button", name="Add to the shared data").click()
    expect(mine.page.get_by_role("button", name="Add to the shared data")).to_have_count(0)
    theirs.page.get_by_role("link", name="Overview", exact=True).click()
    theirs.wait_for_filter(f"{before + 1} of {before + 1} incidents")
    with mine.page.expect_download() as waiting:
        mine.page.get_by_role("button", name="Template (CSV)").click()
    assert waiting.value.failure() is None
