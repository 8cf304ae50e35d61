"""The Data page in a real browser: a foreign file, a mapping, and shared data in two browsers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screen import PLOT, Screen
from tests.browser.wire import Wire, found_texts
from tests.formats.twins import CLB, records
from tests.nginx.reader import one_incident
from tests.servers import running_server

FOREIGN = records(CLB, {"Title": "Weavers stop the looms"}, {"Province": "Hunan", "Title": "Two"})
UNKNOWN = (
    b"Tag;Land;Art;Text\n"
    b"03/02/2026;PRK;Streik;Weavers stopped the looms\n"
    b"04/02/2026;PRK;Protest;Miners kept a vigil\n"
)


@pytest.fixture
def own_server(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A server with a store of its own, which these tests write to."""
    monkeypatch.setenv("UNREST_DATA", str(tmp_path))
    with running_server(log=tmp_path_factory.mktemp("server") / "log.txt") as address:
        yield address


@pytest.fixture
def two(browser: Browser, own_server: str) -> Iterator[tuple[Screen, Screen]]:
    """Two readers of one server."""
    contexts = [browser.new_context(viewport={"width": 1400, "height": 1000}) for _ in range(2)]
    mine, theirs = (Screen(context.new_page(), own_server) for context in contexts)
    yield mine, theirs
    for context in contexts:
        context.close()
    for screen in (mine, theirs):
        assert (screen.outside, screen.dialogs, screen.crashes) == ([], [], [])


def test_a_foreign_file_is_private_until_added_and_can_be_taken_back(
    two: tuple[Screen, Screen],
) -> None:
    mine, theirs = two
    mine.open("data")
    mine.send("clb.csv", FOREIGN)
    expect(mine.page.get_by_text("Its header is that of a China Labour")).to_be_visible()
    mine.page.get_by_role("button", name="Read it this way").click()
    mine.wait_for_filter("95 of 95 incidents")
    theirs.open("overview").wait_for_filter("93 of 93 incidents")
    mine.page.get_by_text("Map of what came").click()
    expect(mine.page.locator(PLOT)).to_have_count(1)
    mine.settled()
    mine.page.get_by_role("button", name="Add to the shared data").click()
    expect(mine.page.get_by_role("button", name="Add to the shared data")).to_have_count(0)
    mine.settled()
    theirs.open("data").wait_for_filter("95 of 95 incidents")
    theirs.choose("One of them", "clb.csv")
    theirs.page.get_by_role("button", name="Take it out of the shared data").click()
    theirs.wait_for_filter("93 of 93 incidents")
    mine.page.reload()
    mine.wait_for_filter("93 of 93 incidents")
    theirs.page.get_by_role("button", name="Bring it back").click()
    theirs.wait_for_filter("95 of 95 incidents")


def test_two_private_files_stay_each_with_its_browser(two: tuple[Screen, Screen]) -> None:
    """Every byte that each of two browsers is sent, on every page with records."""
    words = ("quenchmarlow", "velvetpangolin")
    wires = (Wire(), Wire())
    for screen, wire in zip(two, wires, strict=True):
        wire.listen(screen.page.context, screen.page)
        screen.open("data")
    for screen, word in zip(two, words, strict=True):
        screen.send(f"{word}.csv", one_incident(word))
    for page in ("Overview", "Map", "Timeline", "Incidents", "Data"):
        for screen in two:
            screen.page.get_by_role("link", name=page, exact=True).click()
            expect(screen.page.get_by_role("heading", name=page, exact=True)).to_be_visible()
            screen.wait_for_filter("94 of 94 incidents")
    for screen, word in zip(two, words, strict=True):
        screen.page.get_by_role("link", name="Incidents", exact=True).click()
        screen.page.get_by_role("textbox", name="Open an incident").fill(word)
        screen.page.keyboard.press("Enter")
        expect(screen.page.get_by_text(f"Weavers of {word} stop the looms").first).to_be_visible()
    for wire, own, foreign in zip(wires, words, words[::-1], strict=True):
        data = [raw for _, raw in wire.data()]
        assert any(found_texts(raw, [own]) for raw in data)
        assert not any(found_texts(raw, [foreign]) for raw in data)


def test_an_unknown_file_is_mapped_and_its_mapping_can_be_kept(screen: Screen) -> None:
    screen.open("data")
    screen.send("liste.csv", UNKNOWN)
    screen.choose("Read it as", "a mapping I make here")
    screen.choose("action_type (needed)", "Art")
    expect(screen.page.get_by_text("choose one")).to_be_visible()
    screen.page.get_by_text("DD/MM/YYYY", exact=True).click()
    screen.settled()
    expect(screen.page.get_by_text("records as they will be read")).to_be_visible()
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name="Mapping (TOML)").click()
    mapping = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert 'dates = "DD/MM/YYYY"' in mapping
    assert 'Protest = "protest"' in mapping
    screen.page.get_by_role("button", name="Read the file this way").click()
    screen.wait_for_filter("95 of 95 incidents")
