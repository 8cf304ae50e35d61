"""The public view in a real browser: not one byte that it receives tells what is withheld.

A store holds files whose every text, id, outlet, name and coordinate is there once in the world.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from dashboard.formats import read_file
from dashboard.schema import columns
from dashboard.store import Store
from tests.browser.naughty import written
from tests.browser.screen import Screen
from tests.browser.wire import Wire, found_numbers, found_texts
from tests.servers import running_server

MARK = "zqx7"
POINTS = {"": (41.73897, 129.61237), "moderate": (40.86891, 129.28793),
          "high": (41.55673, 127.96731), "severe": (39.87459, 127.52683)}  # fmt: skip
NUMBERS = {
    f"{axis} of {code or 'unclassed'}": point[place]
    for code, point in POINTS.items()
    for place, axis in enumerate(("latitude", "longitude"))
}
TEXTS = tuple(c.name for c in columns("incidents") if c.kind in ("text", "id", "list", "urls")
              and not c.vocabulary and c.name not in ("admin1", "admin1_code"))  # fmt: skip
NATIVE = "마커회령갱"
ABSENT = ("incident_id", "source_name", "source_url", "notes", "tags")
TOLD = ("outlet", "origin_outlet", "url", "summary", "account_id", "claimed_workers_text")
PAGES = ("Map", "Timeline", "Risk", "Incidents", "Methods")
LOOKS = ("Alerts", "Trigger events", "Production")


def marked(column: str, what: str) -> str:
    """A text that is nowhere else: 'zqx7-title-high-3'."""
    text = f"{MARK}-{column.replace('_', '')}-{what}"
    return f"https://{text}.example/a" if column in ("source_url", "url") else text


def incidents_csv() -> bytes:
    """Twelve incidents of each class and of none. Of low ones the texts are told, so only what is
    told of no class is marked."""
    rows = []
    for code in (*POINTS, "low"):
        for number in range(12):
            what = f"{code or 'blank'}-{number}"
            row = {"start_date": f"2025-03-{number + 1:02}", "country": "PRK",
                   "admin1": "North Hamgyong", "action_type": "strike", "sector": "B",
                   "arrests": "3", "sensitivity": code}  # fmt: skip
            if code == "low":
                row |= {"description": "Told as recorded", "location": "Musan"}
            else:
                latitude, longitude = POINTS[code]
                row |= {"latitude": str(latitude), "longitude": str(longitude)}
            names = ABSENT if code == "low" else TEXTS
            row |= {name: marked(name, what) for name in names}
            rows.append(row | ({"location_native": NATIVE} if code != "low" else {}))
    rows[0] |= {"an_unknown_column": f"{MARK}-unknown"}
    return written(rows)


def accounts_csv() -> bytes:
    return written(
        {"incident_id": marked("incident_id", f"high-{number}"), "side": "local",
         **{name: marked(name, str(number)) for name in TOLD}}
        for number in range(12)
    )  # fmt: skip


def responses_csv() -> bytes:
    return written(
        {"incident_id": marked("incident_id", f"high-{number}"), "actor": "security",
         "response": "none", "status": "observed", "url": marked("url", f"r-{number}"),
         "summary": marked("summary", f"r-{number}")}
        for number in range(3)
    )  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder of shared data with the marked files."""
    made = tmp_path_factory.mktemp("marked")
    store = Store(made)
    for name, raw in (("incidents", incidents_csv()), ("accounts", accounts_csv()),
                      ("responses", responses_csv())):  # fmt: skip
        loaded = read_file(raw, f"{MARK}-file-{name}.csv")
        assert loaded.report.rejected == 0, loaded.report.problems
        store.accept(raw, loaded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UNREST_DATA", str(made))
        yield made


@pytest.fixture
def wired(browser: Browser) -> Iterator[tuple[Screen, Wire]]:
    """A fresh session whose server is set by the test, and all that it receives."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    page, wire = context.new_page(), Wire()
    wire.listen(context, page)
    yield Screen(page, ""), wire
    context.unroute_all(behavior="ignoreErrors")
    context.close()


def numbers_of_figures(screen: Screen) -> None:
    """Open the table of every figure on the page."""
    closed = screen.settled().page.locator("details:not([open]) > summary")
    closed = closed.filter(has_text="Numbers of this figure")
    while closed.count():
        closed.first.click()
        screen.settled()
    expect(screen.page.get_by_test_id("stDataFrame").first).to_be_visible()


def visit(screen: Screen, wire: Wire) -> None:
    """Every page, look, table and download of the public view."""
    screen.open()
    numbers_of_figures(screen)
    for page in PAGES:
        screen.page.get_by_role("link", name=page, exact=True).click()
        expect(screen.page.get_by_role("heading", name=page, exact=True)).to_be_visible()
        screen.settled()
        if page == "Map":
            numbers_of_figures(screen)
            screen.page.get_by_role("radio", name="Regions").click()
        for look in LOOKS if page == "Risk" else ():
            screen.page.get_by_role("radio", name=look).click()
            screen.settled()
            numbers_of_figures(screen)
        if page == "Timeline":
            screen.page.get_by_text("Trigger events", exact=True).first.click()
            numbers_of_figures(screen.settled())
        if page == "Incidents":
            for words in ("Download these", "What the file holds"):
                with screen.page.expect_download() as waiting:
                    screen.page.get_by_role("button", name=words).click()
                wire.took(waiting.value)
            screen.page.get_by_role("button", name="Strike, North Hamgyong, 2025").first.click()
            expect(screen.page.get_by_text("Id in the public view")).to_be_visible()
        screen.settled()


def test_no_byte_tells_what_is_withheld(
    folder: Path, wired: tuple[Screen, Wire], tmp_path: Path
) -> None:
    screen, wire = wired
    log = tmp_path / "log.txt"
    with running_server("--public", log=log) as screen.server:
        visit(screen, wire)
        for unknown in ("data", "accounts", "nonsense"):
            screen.page.goto(f"{screen.server}/{unknown}")
            expect(screen.page.get_by_text("Page not found")).to_be_visible()
        wire.fetch_scripts()
    (table, note) = wire.downloads
    assert table.decode("utf-8-sig").count("\n") == 154  # 93 and 60 incidents, and the names
    assert b"public view" in note
    data = [*wire.data(), ("addresses", "\n".join(wire.addresses).encode()),
            ("log", log.read_bytes())]  # fmt: skip
    assert len(wire.frames) > 20
    assert sum(len(raw) for _, raw in data) > 500_000
    seen = b"".join(wire.frames)
    for told in (b"Told as recorded", b"Strike, North Hamgyong, 2025", b"Public view"):
        assert told in seen, told
    told_of = {where: found_texts(raw, [MARK, NATIVE]) for where, raw in data}
    assert {where: words for where, words in told_of.items() if words} == {}
    exact = {where: found_numbers(raw, NUMBERS) for where, raw in data}
    assert {where: names for where, names in exact.items() if names} == {}
    assert (screen.outside, screen.dialogs, screen.crashes) == ([], [], [])


def test_an_id_of_the_records_is_as_unknown_as_any(
    folder: Path, wired: tuple[Screen, Wire], tmp_path: Path
) -> None:
    screen, wire = wired
    own = marked("incident_id", "high-3")
    with running_server("--public", log=tmp_path / "log.txt") as screen.server:
        for asked in (own, "nonsense"):
            screen.open("incidents", f"?incident={asked}")
            words = screen.page.get_by_text("No incident of the public view has this id.")
            expect(words).to_be_visible()
    # What was asked for comes back in the field where it was written, and nothing else does.
    told = b"\n".join(wire.frames).replace(own.encode(), b"")
    assert found_texts(told, [MARK, NATIVE]) == set()


def test_the_same_look_finds_all_of_it_in_the_ordinary_view(
    folder: Path, wired: tuple[Screen, Wire], tmp_path: Path
) -> None:
    """What makes the tests above worth anything."""
    screen, wire = wired
    hidden = ("location_native", "source_name", "source_url")  # the accounts stand for sources
    texts = {marked(name, "high-1") for name in TEXTS if name not in hidden}
    with running_server(log=tmp_path / "log.txt") as screen.server:
        screen.open("map")
        numbers_of_figures(screen)
        screen.open("incidents", f"?incident={marked('incident_id', 'high-1')}")
        expect(screen.page.get_by_text(marked("notes", "high-1")).first).to_be_visible()
        screen.settled()
    seen = b"\n".join(raw for _, raw in wire.data())
    names = [NATIVE, f"{MARK}-file-incidents.csv", marked("outlet", "1"), marked("summary", "1")]
    assert found_texts(seen, [*texts, *names]) == {*texts, *names}
    assert found_numbers(seen, NUMBERS) == {*NUMBERS}
    packed = [part for part in wire.frames if b"bdata" in part]
    assert set().union(*(found_numbers(part, NUMBERS) for part in packed)) == {*NUMBERS}
