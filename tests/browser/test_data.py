"""The Data page in a real browser: a foreign file, a mapping, and shared data in two browsers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.screen import PLOT, Screen
from tests.formats.twins import CLB, records
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
