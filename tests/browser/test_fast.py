"""A hurried reader: changes of the filter that come faster than their answers end in the last."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screen import PLOT, Screen
from tests.simulated import simulated_csv

DATA = Path(__file__).parents[2] / "data" / "incidents.csv"
CHANGES = 20
PACE = 150  # milliseconds from one change to the next: all of them in about 3 s
WORDS = ("miners", "factory", "market", "wages", "strike", "teachers", "workers", "police")
LAST = "Hoeryong"
NOTE_DRAWINGS = """() => {
    const seen = window.seen = {drawn: new Set(), gone: new Set(), busy: new Map(), together: 0};
    const during = plot => seen.busy.get(plot) ?? 0;
    const count = (plot, more) => seen.busy.set(plot, during(plot) + more);
    const watch = (owner, name, noted) => {
        const made = owner[name];
        owner[name] = (plot, ...rest) => {
            seen.together += during(plot) > 0;
            noted.add(plot);
            count(plot, 1);
            const done = made(plot, ...rest);
            const ended = () => count(plot, -1);
            done?.then ? done.then(ended, ended) : ended();
            return done;
        };
    };
    watch(Plotly, "react", seen.drawn);
    watch(Plotly.Plots, "resize", seen.drawn);
    watch(Plotly, "purge", seen.gone);
}"""
NOTED = """() => ({drawn: seen.drawn.size, together: seen.together})"""
ALL_GONE = """() => [...seen.drawn].every(plot => seen.gone.has(plot))"""
COUNTRIES = (
    "North Korea", "China", "Bangladesh", "South Korea", "Myanmar", "South Africa", "Germany",
    "Georgia", "Indonesia", "India", "Iran", "Kenya", "Kuwait", "Argentina", "Chile", "Egypt",
    "Ethiopia", "Kazakhstan", "Mexico", "Nigeria", "Pakistan",
)  # fmt: skip


def type_words(screen: Screen, page: str) -> str:
    """Search for one word after the other; the filter in words at the end."""
    screen.open(page)
    box = screen.page.get_by_label("Search the text")
    for word in [*(WORDS * CHANGES)[: CHANGES - 1], LAST]:
        box.fill(word)
        box.press("Enter", delay=PACE)
    return f"with the words {LAST}"


def take_out_countries(screen: Screen, page: str) -> str:
    """Take one country after the other out of the filter until the first is left."""
    assert len(COUNTRIES) == CHANGES + 1
    screen.open(page, f"?{urlencode([('country', name) for name in COUNTRIES])}")
    box = screen.page.get_by_label("Country", exact=True)
    for _ in range(CHANGES):
        box.press("Backspace", delay=PACE)
    # With a second country the words would begin alike.
    expect(screen.page.locator(".unrest-card").first).not_to_contain_text(re.compile(r"\bor\b"))
    return f"incidents: {COUNTRIES[0]}"


def shown(screen: Screen) -> dict[str, object]:
    """All that the page says and draws of the filtered incidents."""
    figures = range(screen.page.locator(PLOT).count())
    return {
        "filter": screen.filter_line(),
        "cards": screen.page.locator(".unrest-card").all_inner_texts(),
        "titles": screen.titles(),
        "notes": screen.page.locator(".unrest-figure-note").all_inner_texts(),
        "drawn": [screen.drawn(number) for number in figures],
    }


@pytest.mark.parametrize("page", ["overview", "incidents"])
@pytest.mark.parametrize("hurry", [type_words, take_out_countries])
def test_twenty_changes_in_three_seconds_end_in_the_last(
    screen: Screen, browser: Browser, page: str, hurry: Callable[[Screen, str], str]
) -> None:
    words = hurry(screen, page)
    screen.wait_for_filter(words)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    calm = Screen(context.new_page(), screen.server)
    calm.page.goto(screen.page.url)  # the address carries the filter
    calm.settled().wait_for_filter(words)
    if page == "overview":
        for each in (screen, calm):
            each.map_idle()
    assert shown(screen) == shown(calm)
    context.close()


def test_what_is_left_after_twenty_changes_is_what_the_file_holds(screen: Screen) -> None:
    screen.wait_for_filter(take_out_countries(screen, "overview"))
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["country"] == "PRK"]
    assert screen.filter_line().startswith(f"{len(rows)} of ")
    values = screen.page.locator(".unrest-card-value").all_inner_texts()
    assert values[0] == str(len(rows))
    timeline = screen.titles().index(next(t for t in screen.titles() if t.startswith("Most inc")))
    bars = sum(sum(trace["y"]) for trace in screen.drawn(timeline))
    note = screen.page.locator(".unrest-figure-note").nth(timeline).inner_text()
    vague = re.search(r"(\d+) incidents? left out", note)
    assert bars + int(vague[1] if vague else 0) == len(rows)


def test_a_figure_that_is_left_is_taken_down_when_its_drawing_has_ended(screen: Screen) -> None:
    """What is taken down before fails inside Plotly, and what is not keeps its part of the memory
    of the graphics."""
    screen.open("overview")
    screen.page.evaluate(NOTE_DRAWINGS)
    for number, page in enumerate(("Map", "Timeline", "Overview", "Map")):
        screen.page.get_by_role("link", name=page, exact=True).click()
        expect(screen.page.get_by_role("heading", name=page, exact=True)).to_be_visible()
        screen.page.locator(PLOT).first.wait_for(state="attached")
        screen.page.set_viewport_size({"width": 1400 - number % 2 * 300, "height": 1000})
        screen.page.wait_for_timeout(250 * number)
    screen.page.get_by_role("link", name="Incidents", exact=True).click()
    screen.page.wait_for_function(ALL_GONE, timeout=20_000)
    noted = screen.page.evaluate(NOTED)
    assert noted["drawn"] > 3
    assert noted["together"] == 0


def test_a_map_with_clusters_may_be_followed_by_one_without(screen: Screen) -> None:
    screen.open("data")
    screen.send("simulated.csv", simulated_csv(1_500, countries=("PRK", "IND")))
    screen.page.get_by_role("link", name="Overview", exact=True).click()
    expect(screen.page.get_by_role("heading", name="Overview", exact=True)).to_be_visible()
    screen.settled()
    for search in ("Hoeryong", "", "Chongjin"):  # the ground stays, so the style does
        box = screen.page.get_by_label("Search the text")
        box.fill(search)
        box.press("Enter")
        expect(screen.page.locator(".unrest-card").first).to_contain_text(search or "all incidents")
        screen.settled()
        assert not screen.page.locator(".unrest-figure[data-state=failed]").count(), search
