"""A walk through all that a page offers asks no other host: every look and mode, every figure
hovered over and zoomed, every expander opened, every file taken away, in light and in dark.

Beside what Playwright records there is a proxy that every request to another host would go
through, whatever made it: a page, a worker, a prefetch, a beacon or a download.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.elsewhere import Elsewhere
from tests.browser.screen import MAP, PLOT, Screen
from tests.pages import PAGES

MODES = "[data-testid='stMain'] [role='radio'], [data-testid='stMain'] [data-testid='stCheckbox']"
SOME_MODES = {
    "map": {"Regions", "Local script"},
    "timeline": {"Month"},
    "accounts": {"Tone and gap", "Responses"},
    "risk": {"Alerts", "Production"},
}
OFFERED = "[data-testid='stDownloadButton'] button:enabled"
FILE = b"""incident_id,start_date,country,admin1,location,action_type,description,sector
W-1,2025-01-05,PRK,North Hamgyong,Hoeryong,strike,Weavers stopped the looms,nonsense
W-2,2025-01-06,PRK,North Hamgyong,Hoeryong,strike,Weavers stopped the looms,C
"""
ATTEMPTS = """async other => {
    const quiet = () => null;
    await fetch(other + "fetch", {mode: "no-cors"}).catch(quiet);
    navigator.sendBeacon(other + "beacon", "text");
    new EventSource(other + "events");
    new WebSocket(other.replace("http", "ws") + "socket").onerror = quiet;
    new Worker(URL.createObjectURL(new Blob([`fetch("${other}worker", {mode: "no-cors"})`])));
    const put = (name, values) =>
        document.head.append(Object.assign(document.createElement(name), values));
    for (const rel of ["prefetch", "stylesheet"]) put("link", {rel, href: other + rel});
    put("img", {src: other + "image"});
}"""
KINDS = {"fetch", "beacon", "events", "worker", "prefetch", "stylesheet", "image"}
"""A socket goes through the proxy as a tunnel: 'other.example:80'."""


@pytest.fixture
def walker(browser: Browser, server: str, elsewhere: Elsewhere) -> Iterator[Screen]:
    """A fresh session behind a proxy; at its end nothing went through it."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 1000}, accept_downloads=True,
        proxy={"server": elsewhere.address, "bypass": "127.0.0.1"},
    )  # fmt: skip
    shown = Screen(context.new_page(), server)
    yield shown
    shown.page.wait_for_load_state("networkidle")
    context.close()
    assert {*elsewhere.asked} == {"/counted"}
    assert (shown.outside, shown.dialogs, shown.crashes) == ([], [], [])


def text_of(mode: Locator) -> str:
    """The words of a look, a mode or a switch."""
    return (mode.get_attribute("aria-label") or mode.inner_text()).strip()


def next_mode(screen: Screen, tried: set[str]) -> Locator | None:
    """A look, mode or switch that was not tried yet, those that belong to a look first."""
    for mode in reversed(screen.page.locator(MODES).all()):
        if (words := text_of(mode)) not in tried:
            tried.add(words)
            return mode
    return None


def try_figures(screen: Screen, tried: set[str]) -> None:
    """Hover over every figure, zoom it with the wheel, and take it away as a picture; one that was
    drawn so before is left."""
    for plot, title in zip(screen.page.locator(PLOT).all(), screen.titles(), strict=True):
        if title in tried:
            continue
        tried.add(title)
        plot.scroll_into_view_if_needed()
        is_map = plot.evaluate("plot => Boolean(plot._fullLayout.map)")
        box = plot.bounding_box()
        assert box
        for part in (0.3, 0.5, 0.7):
            x, y = box["x"] + box["width"] * part, box["y"] + box["height"] * part
            screen.page.mouse.move(x, y, steps=4)
            screen.page.mouse.wheel(0, -300)
        if is_map:
            plot.evaluate(f"""plot => new Promise(done => {{
                const map = ({MAP})(plot), look = () =>
                    map.loaded() && !map.isMoving() ? done() : setTimeout(look, 50);
                look();
            }})""")
        plot.scroll_into_view_if_needed()
        plot.hover(position={"x": 5, "y": 5})
        with screen.page.expect_download() as waiting:
            plot.locator("[data-title='Download plot as a PNG']").click()
        assert waiting.value.path()


def take_files(screen: Screen, tried: set[str]) -> None:
    """Take away every file that is offered, each once."""
    for button in screen.page.locator(OFFERED).all():
        if (words := button.inner_text()) not in tried:
            tried.add(words)
            with screen.page.expect_download() as waiting:
                button.click()
            assert waiting.value.path()


def try_all(screen: Screen, tried: set[str]) -> None:
    """Everything that the page shows now and did not show before."""
    screen.open_expanders()
    try_figures(screen, tried)
    take_files(screen, tried)


@pytest.mark.parametrize("page", PAGES)
def test_a_walk_through_a_page_asks_no_other_host(walker: Screen, page: str) -> None:
    tried: set[str] = set()
    walker.open(page)
    if page == "data":
        walker.send("walked.csv", FILE)
    if page == "incidents":
        take_files(walker, tried)
        walker.page.locator(".unrest-opener").first.click()
        walker.page.get_by_text("Who says so").wait_for()
        walker.settled()
    try_all(walker, tried)
    while (mode := next_mode(walker, tried)) is not None:
        walker.switch(mode)
        try_all(walker, tried)
    assert SOME_MODES.get(page, set()) <= tried
    walker.page.emulate_media(color_scheme="dark")
    walker.open(page)
    try_all(walker, tried)


def test_the_walk_sees_what_it_is_there_for(browser: Browser, elsewhere: Elsewhere) -> None:
    """What makes the tests above worth anything."""
    context = browser.new_context(proxy={"server": elsewhere.address, "bypass": "127.0.0.1"})
    screen = Screen(context.new_page(), elsewhere.address)
    screen.page.goto(f"{elsewhere.address}page")
    screen.page.evaluate(ATTEMPTS, "http://other.example/")
    for _ in range(200):
        seen = {url.removeprefix("http://other.example/") for url in elsewhere.asked}
        if seen >= KINDS:
            break
        screen.page.wait_for_timeout(50)
    context.close()
    assert seen >= KINDS, seen
    noticed = {url.rpartition("/")[2] for url in screen.outside}
    assert noticed >= KINDS - {"worker"} | {"socket"}, noticed
