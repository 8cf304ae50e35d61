"""What only a real browser shows: the map draws, a click filters, a link restores the view."""

import csv
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from dashboard.figures.theme import DARK, LIGHT, Theme
from tests.browser.screen import MAP, PLOT, Screen

PAGES = ("overview", "map", "timeline", "accounts", "risk", "incidents", "data", "methods")
HOERYONG = (129.74601, 42.44113)
IN_NORTH_HAMGYONG = (129.45, 41.6)
UPLOAD = """incident_id,title,description,start_date,country,admin1,location,action_type,source_name
X-1,Weavers stop the looms,Weavers stopped.,2031-02-03,PRK,North Hamgyong,Hoeryong,strike,A monitor
X-2,Miners sit in,Miners stayed below.,2031-02-04,PRK,Ryanggang,Hyesan,sit_in,A monitor
"""


def share_of(color: str, picture: bytes, tolerance: int = 12) -> float:
    """The share of pixels of `picture` within `tolerance` of a '#rrggbb' colour."""
    wanted = tuple(int(color[place : place + 2], 16) for place in (1, 3, 5))
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    pixels = image.get_flattened_data()
    near = sum(
        all(abs(a - b) <= tolerance for a, b in zip(pixel, wanted, strict=True)) for pixel in pixels
    )
    return near / len(pixels)


def mixed(front: str, back: str, opacity: float) -> str:
    """`front` over `back` as '#rrggbb'."""
    pairs = ((int(front[at : at + 2], 16), int(back[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a * opacity + b * (1 - opacity)):02x}" for a, b in pairs)


@pytest.mark.parametrize(("scheme", "theme"), [("light", LIGHT), ("dark", DARK)])
def test_the_map_draws_its_land_and_its_circles(
    browser: Browser, server: str, scheme: str, theme: Theme
) -> None:
    context = browser.new_context(
        viewport={"width": 1400, "height": 1000},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    screen = Screen(context.new_page(), server).open("map", "?country=North+Korea")
    screen.map_idle()
    picture = screen.page.locator(PLOT).screenshot()
    context.close()
    assert share_of(theme.land, picture) > 0.15
    assert share_of(theme.water, picture) > 0.05
    # Circles are a little transparent: their colour lies between the accent and the land.
    assert share_of(mixed(theme.accent, theme.land, 0.9), picture) > 0.002
    assert not screen.outside


def test_a_click_on_a_region_filters_and_a_second_takes_it_off(screen: Screen) -> None:
    screen.open("map", "?country=North+Korea&mode=Regions")
    screen.map_idle()
    before = screen.filter_line()
    screen.click_map(*IN_NORTH_HAMGYONG)
    screen.wait_for_filter("North Hamgyong")
    assert "region=North+Hamgyong" in screen.page.url
    screen.map_idle()
    screen.click_map(*IN_NORTH_HAMGYONG)
    expect(screen.page.locator(".unrest-card").first).not_to_contain_text("North Hamgyong")
    assert screen.filter_line() == before


def test_a_click_on_a_place_lists_its_incidents(screen: Screen) -> None:
    screen.open("map", "?country=North+Korea&q=Hoeryong")
    screen.map_idle()
    screen.click_map(*HOERYONG)
    expect(screen.page.get_by_text("Incidents at the place you clicked")).to_be_visible()
    screen.settled()
    cards = screen.page.locator(".unrest-card-title").all_inner_texts()
    assert "Hoeryong factory workers leave sessions after reading of the New Year speech" in cards


def test_a_filter_keeps_the_zoom_and_no_figure_is_stale(screen: Screen) -> None:
    screen.open("map", "?country=North+Korea")
    screen.map_idle()
    screen.page.mouse.move(*screen.spot(*HOERYONG))
    before = screen.zoom()
    screen.page.mouse.wheel(0, -400)
    screen.page.wait_for_function(
        f"before => document.querySelector('{PLOT}')._fullLayout.map._subplot.map.getZoom()"
        " > before + 0.3",
        arg=before,
    )
    screen.map_idle()
    zoomed = screen.zoom()
    for words in ("miners", "factory", "market", "Hoeryong"):
        screen.page.get_by_label("Search the text").fill(words)
        screen.page.get_by_label("Search the text").press("Enter")
        screen.wait_for_filter(f"with the words {words}")
        # The headline names the number of places; the drawing must hold exactly those.
        keys = {
            key
            for trace in screen.drawn()
            if trace["type"] in ("scattermap", "choroplethmap")
            for key in trace["ids"]
        }
        number = len(keys)
        assert screen.titles()[0].startswith(f"Incidents in {number} place"), screen.titles()
        assert screen.zoom() == pytest.approx(zoomed, abs=0.01)


def test_a_click_and_a_brush_on_the_timeline_filter_by_date(screen: Screen) -> None:
    screen.open("timeline", "?step=Month")
    box = screen.page.locator(f"{PLOT} .nsewdrag").first.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    screen.page.mouse.move(box["x"] + box["width"] * 0.75, y)
    screen.page.mouse.down()
    screen.page.mouse.move(box["x"] + box["width"] * 0.98, y, steps=8)
    screen.page.mouse.up()
    screen.page.wait_for_url(lambda url: "from=" in url and "to=" in url)
    screen.settled()
    shown = int(screen.filter_line().split()[0])
    assert 0 < shown < 93
    bars = screen.page.locator(f"{PLOT} .bars .point path").first
    bars.click(force=True)
    screen.settled()
    assert int(screen.filter_line().split()[0]) <= shown


def test_a_link_restores_the_view(screen: Screen, browser: Browser) -> None:
    screen.open("incidents")
    screen.page.get_by_label("Search the text").fill("miners")
    screen.page.get_by_label("Search the text").press("Enter")
    screen.wait_for_filter("with the words miners")
    screen.page.get_by_label("Period").click()
    screen.page.get_by_role("option", name="2024", exact=True).click()
    screen.wait_for_filter("1 Jan 2024 to 31 Dec 2024")
    link, line = screen.page.url, screen.filter_line()
    cards = screen.page.locator(".unrest-card-title").all_inner_texts()
    other = browser.new_context()
    again = Screen(other.new_page(), screen.server)
    again.page.goto(link)
    again.settled()
    assert again.filter_line() == line
    assert again.page.locator(".unrest-card-title").all_inner_texts() == cards
    other.close()


def test_an_incident_has_a_link_of_its_own_and_opens_by_keyboard(screen: Screen) -> None:
    screen.open("incidents", "?q=Hoeryong")
    title = screen.page.get_by_role("button", name="Hoeryong factory workers leave")
    title.focus()
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_text("Who says so")).to_be_visible()
    screen.settled()
    assert "incident=PRK-2026-001" in screen.page.url
    expect(screen.page.get_by_text("Date disputed: also given as 2025-01-02")).to_be_visible()
    link = screen.page.get_by_role("link", name="Open the report at").first
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert link.get_attribute("target") == "_blank"
    screen.open("incidents", "?incident=BGD-2025-001")
    number = screen.page.get_by_text("103.16.74.116/economy")
    expect(number.first).to_contain_text("no link: it names a machine by number, not a site")
    assert not screen.page.get_by_role("link", name="103.16.74.116").count()
    screen.open("incidents", "?incident=PRK-2026-001")
    screen.settled()
    table = screen.page.locator(".unrest-table")
    expect(table.get_by_text("official and other accounts differ").first).to_be_visible()


def test_an_upload_appears_on_map_timeline_and_list(screen: Screen) -> None:
    screen.open("data")
    screen.send("mine.csv", UPLOAD.encode())
    screen.wait_for_filter("95 of 95 incidents")
    screen.page.get_by_role("link", name="Map").click()
    expect(screen.page.get_by_role("button", name="Miners sit in")).to_be_visible()
    screen.page.get_by_label("Search the text").fill("weavers looms")
    screen.page.get_by_label("Search the text").press("Enter")
    screen.wait_for_filter("1 of 95 incidents")
    circles = [trace for trace in screen.drawn() if trace["name"] == "place known to the town"]
    assert len(circles[0]["ids"]) == 1
    screen.page.get_by_role("link", name="Timeline").click()
    expect(screen.page.get_by_text("Count by")).to_be_visible()
    screen.settled()
    assert screen.titles()[0].endswith("3 Feb 2031: 1")
    screen.page.get_by_role("link", name="Incidents").click()
    expect(screen.page.get_by_role("button", name="Weavers stop the looms")).to_be_visible()


def test_a_download_holds_exactly_the_filtered_rows(screen: Screen) -> None:
    screen.open("incidents", "?country=North+Korea&action=Walkout")
    number = int(screen.filter_line().split()[0])
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name="Download th").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == number > 0
    assert {row["country"] for row in rows} == {"PRK"}
    assert all("walkout" in (row["action_type"], *row["other_actions"].split(";")) for row in rows)


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_shows_every_page_without_sideways_scrolling(screen: Screen, page: str) -> None:
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.open(page)
    wide = screen.page.evaluate(
        "() => document.querySelector('[data-testid=\"stMain\"]').scrollWidth"
    )
    assert wide <= 390


def test_on_a_phone_the_legend_stands_above_the_lanes_and_whole(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.open("timeline", "?country=North+Korea&from=2024-06-01")
    lanes = screen.page.locator(PLOT).nth(1)
    entries = lanes.locator(".legend .traces").all()
    drawing = lanes.locator(".nsewdrag").first.bounding_box()
    assert drawing
    assert drawing["height"] >= 4 * 30
    assert len(entries) >= 8
    for entry in entries:
        box = entry.bounding_box()
        assert box
        assert box["y"] + box["height"] <= drawing["y"] + 1


def test_a_figure_has_an_alt_text_and_its_numbers_one_click_away(screen: Screen) -> None:
    screen.open("timeline")
    figure = screen.page.locator(".unrest-figure").first
    assert "incident" in (figure.get_attribute("aria-label") or "")
    figure.focus()
    assert screen.page.evaluate("() => document.activeElement.className") == "unrest-figure"
    screen.page.get_by_text("Numbers of this figure").first.click()
    expect(screen.page.get_by_test_id("stDataFrame").first).to_be_visible()


def test_no_button_of_a_figure_sends_it_anywhere(screen: Screen) -> None:
    screen.open("timeline")
    bars = screen.buttons()
    screen.page.get_by_role("link", name="Map", exact=True).click()
    expect(screen.page.locator(".unrest-figure-title").first).to_contain_text("Incidents in")
    screen.settled()
    assert screen.buttons() == ["Zoom in", "Zoom out", "Reset view", "Download plot as a PNG"]
    assert bars == [
        "Box Select", "Zoom", "Pan", "Zoom in", "Zoom out", "Reset axes", "Download plot as a PNG",
    ]  # fmt: skip
    with screen.page.expect_download() as waiting:
        screen.page.locator(PLOT).first.hover()
        screen.page.locator("[data-title='Download plot as a PNG']").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    assert not screen.outside


@pytest.mark.parametrize(("width", "height"), [(1400, 1000), (390, 844)])
def test_a_map_is_as_wide_as_its_place_and_shows_all_of_it(
    screen: Screen, width: int, height: int
) -> None:
    screen.page.set_viewport_size({"width": width, "height": height})
    screen.open("map", "?country=North+Korea")
    screen.map_idle()
    for corner in ((124.2, 37.7), (130.7, 43.0)):
        x, y = screen.spot(*corner)
        box = screen.page.locator(PLOT).bounding_box()
        assert box
        assert box["x"] < x < box["x"] + box["width"], corner
        assert box["y"] < y < box["y"] + box["height"], corner
    screen.open("data")
    if width < 500:
        screen.page.get_by_test_id("stExpandSidebarButton").click()
    screen.page.get_by_role("link", name="Map", exact=True).click()
    expect(screen.page.locator(".unrest-figure-title").first).to_contain_text("Incidents in")
    screen.settled()
    screen.page.wait_for_function(
        f"() => {{ const plot = document.querySelector('{PLOT}');"
        " const gap = plot.clientWidth - plot._fullLayout.width;"
        " return plot.clientWidth > 0 && Math.abs(gap) < 1; }"
    )


def test_the_list_beside_the_map_follows_the_scrub_and_opens_a_file(screen: Screen) -> None:
    screen.open("map", "?country=North+Korea")
    screen.page.get_by_role("slider").first.press("Home")
    begun = screen.page.get_by_text("incidents had begun by")
    expect(begun).to_be_visible()
    screen.settled()
    shown = int(begun.inner_text().split()[0])
    cards = screen.page.locator(".unrest-card-title")
    assert cards.count() == shown
    first = cards.first.inner_text()
    cards.first.click()
    expect(screen.page.get_by_text("Who says so")).to_be_visible()
    expect(screen.page.locator(".unrest-card-title", has_text=first).first).to_be_visible()


def test_play_moves_through_time_to_its_end(screen: Screen) -> None:
    screen.open("map", "?country=North+Korea&from=2024-01-01&to=2025-12-31")
    screen.page.get_by_role("button", name="Play").click()
    begun = screen.page.get_by_text("incidents had begun by")
    expect(screen.page.get_by_role("button", name="Pause")).to_be_visible()
    for _ in range(3):
        expect(begun).not_to_have_text(begun.inner_text(), timeout=40_000)
    expect(screen.page.get_by_role("button", name="Play")).to_be_visible(timeout=60_000)
    expect(begun).to_have_count(0)  # all of them, at the end


def test_play_stops_at_pause_and_when_scrubbed(screen: Screen) -> None:
    screen.open("map")
    begun = screen.page.get_by_text("incidents had begun by")
    screen.page.get_by_role("button", name="Play").click()
    expect(begun).to_be_visible()
    screen.page.get_by_role("button", name="Pause").click()
    expect(screen.page.get_by_role("button", name="Play")).to_be_visible()
    screen.settled()
    paused = begun.inner_text()
    screen.page.get_by_role("button", name="Play").click()
    expect(begun).not_to_have_text(paused, timeout=40_000)
    screen.page.get_by_role("slider").first.press("ArrowRight")
    expect(screen.page.get_by_role("button", name="Play")).to_be_visible()


def hatched(screen: Screen) -> list[str]:
    """The legends of the layers of the map that are hatched."""
    screen.map_idle()
    found: list[str] = screen.page.locator(PLOT).evaluate(
        f"""plot => {{
            const map = ({MAP})(plot);
            const layer = trace => `plotly-trace-layer-${{trace.uid}}-fill`;
            return plot._fullData.filter(trace => trace.type === "choroplethmap"
                && map.hasImage(map.getPaintProperty(layer(trace), "fill-pattern") ?? "none"))
                .map(trace => trace.name);
        }}"""
    )
    return found


def test_what_has_no_reports_is_hatched_on_the_map_and_nothing_else(screen: Screen) -> None:
    screen.open("map", "?mode=Regions&country=North+Korea")
    expected = ["hatched: no reports (not the same as no incidents)"]
    assert hatched(screen) == expected
    screen.page.emulate_media(color_scheme="dark")
    screen.page.wait_for_timeout(1_500)  # the style of the map is loaded anew
    screen.settled()
    assert hatched(screen) == expected
