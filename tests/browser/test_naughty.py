"""Record text is text: what would do harm elsewhere is shown as it is, in every column and page."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from dashboard.context import read_triggers
from dashboard.formats import read_file
from dashboard.schema import split_list
from dashboard.store import Store
from dashboard.store.datasets import read_bundled_files
from tests.browser.elsewhere import Elsewhere
from tests.browser.looking import Looker, column_of
from tests.browser.naughty import (
    COLUMNS,
    FILE,
    HEADER,
    LINK,
    REFUSED,
    WORD,
    Upload,
    foreign_file,
    make_upload,
    refused_file,
    written,
)  # fmt: skip
from tests.browser.screen import PLOT, Screen
from tests.browser.strings import NAMES, OWN, UNSENT, shared_strings
from tests.servers import running_server

BLOCK = 24  # incidents of one month of the upload, and of one page of the list
MOST_CIRCLES = 6
ASKED = 3
HOVER = """(plot, [curve, point]) => Plotly.Fx.hover(
    plot, [{curveNumber: curve, pointNumber: point}], "xy")"""
CIRCLES = """plot => plot._fullData
    .filter(trace => trace.type === "scattermap" && trace.lon?.length)
    .flatMap(trace => Array.from(trace.lon, (lon, place) => [lon, trace.lat[place]]))"""
LISTED = {"incidents.title", "incidents.location"}
SHOWN = {f"{one.table}.{one.name}" for one in COLUMNS
         if one.kind not in ("url", "urls") and one.name != "account_id"}  # fmt: skip
"""The columns that pages show: no id of an account, and no address that is none."""
SHOWS = """id => [...document.querySelectorAll(".unrest-card-facts dd")]
    .some(fact => fact.textContent === id)"""
LOOKS = {
    "accounts": ("Side by side", "Tone and gap", "Moods and demands", "Responses"),
    "risk": ("Next 4 weeks", "Alerts", "Trigger events", "Spread", "Profile", "Production"),
}


@pytest.fixture(params=["own", "shared"])
def upload(request: pytest.FixtureRequest) -> tuple[Upload, Sequence[str]]:
    """The files, and the strings that are in them."""
    strings, names = OWN, NAMES
    if request.param == "shared":
        folder = request.getfixturevalue("shared_folder")
        if not (folder / "data" / "naughty_strings").is_dir():
            pytest.skip(f"no naughty strings in {folder}")
        strings, names = shared_strings(folder)
    return make_upload(strings, names), strings


@pytest.fixture
def shown(
    browser: Browser, upload: tuple[Upload, Sequence[str]], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[Screen, Looker]]:  # fmt: skip
    """A fresh session of a server whose shared data hold the files, and what looks at its pages."""
    made, _ = upload
    store = Store(tmp_path)
    for name, raw in made.files:
        store.accept(raw, read_file(raw, name), who=NAMES[0])
    store.append("different", {"incidents": [*made.ids]}, who=NAMES[1])
    monkeypatch.setenv("UNREST_DATA", str(tmp_path))
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    with running_server(log=tmp_path / "log.txt") as address:
        screen = Screen(context.new_page(), address)
        yield screen, Looker(made, bundled_addresses())
        context.close()
    assert (screen.outside, screen.dialogs, screen.crashes) == ([], [], [])


def bundled_addresses() -> set[str]:
    """The addresses of the bundled records and trigger events."""
    cells = read_triggers()["source_url"].dropna().tolist()
    for loaded in read_bundled_files():
        for name in {"source_url", "url"} & {*loaded.frame.columns}:
            cells += loaded.frame[name].dropna().tolist()
    return {address for cell in cells for address in split_list(cell)}


def months(upload: Upload) -> list[str]:
    """A query for every month that the upload has incidents in: one page of the list each."""
    found = []
    for block in range(-(-len(upload.ids) // BLOCK)):
        month = f"{1991 + block // 12}-{block % 12 + 1:02}"
        found.append(f"?from={month}-01&to={month}-28")
    return found


def hover_lanes(screen: Screen, looker: Looker) -> None:
    """Hover over the title of every lane, and read what is shown."""
    lanes = screen.page.locator(PLOT).nth(1)
    sizes = lanes.evaluate("plot => plot._fullData.map(t => t.hovertemplate ? t.x.length : 0)")
    titles = sizes.index(max(sizes))
    for point in range(sizes[titles]):
        lanes.evaluate(HOVER, [titles, point])
        shown = lanes.locator(".hoverlayer .hovertext text")
        expect(shown.first).to_be_attached()
        looker.look(screen.page, "Timeline, hover", f"{PLOT} .hoverlayer:has(text)")


def hover_circles(screen: Screen, looker: Looker) -> None:
    """Hover over the circles of the map, and read what is shown."""
    places = screen.page.locator(PLOT).evaluate(CIRCLES)
    for longitude, latitude in places[:MOST_CIRCLES]:
        screen.page.mouse.move(*screen.spot(longitude, latitude))
        expect(screen.page.locator(".hoverlayer .hovertext").first).to_be_attached()
        looker.look(screen.page, "Map, hover", f"{PLOT} .hoverlayer:has(text)")


def show_month(screen: Screen, looker: Looker, month: str) -> None:
    """The incidents of one month on every page that draws or lists incidents."""
    for page in ("overview", "incidents", "timeline", "map"):
        screen.open(page, month)
        looker.look(screen.page, page.capitalize())
        if page == "timeline":
            hover_lanes(screen, looker)
    screen.map_idle()
    hover_circles(screen, looker)


def open_files(screen: Screen, looker: Looker) -> None:
    """The file of every incident with text in all columns, by its id, or by a link where a field
    cannot hold the id."""
    screen.open("incidents")
    field = screen.page.get_by_role("textbox", name="Open an incident by its id")
    for ident in looker.upload.full:
        if "\n" in ident:
            screen.open("incidents", f"?{urlencode({'incident': ident})}")
        else:
            field.fill(ident)
            field.press("Enter")
        screen.page.wait_for_function(SHOWS, arg=ident)
        looker.look(screen.settled().page, "File")


def look_at_all(screen: Screen, looker: Looker) -> None:
    """Every look of the pages Accounts and Risk, the regions of the map, and the methods."""
    for page, looks in LOOKS.items():
        screen.open(page)
        for look in looks:
            screen.switch(screen.page.get_by_role("radio", name=look, exact=True))
            looker.look(screen.page, page.capitalize())
    for ident in looker.upload.full[:3]:
        screen.open("accounts", f"?{urlencode({'accounts_of': ident})}")
        looker.look(screen.page, "Accounts")
    for page, query in (("map", "?mode=Regions"), ("methods", "")):
        looker.look(screen.open(page, query).page, page.capitalize())


def ask_for(screen: Screen, looker: Looker, strings: Sequence[str]) -> None:
    """What a link asks for that is not there, a search, and files by their names."""
    for number, text in enumerate(strings[: ASKED * 3 : 3]):
        mark = f"z{LINK}x{number}z"
        looker.cells[mark] = f"{mark} {text}"[:60]
        query = dict.fromkeys(("q", "sector", "incident"), looker.cells[mark])
        looker.look(screen.open("incidents", f"?{urlencode(query)}").page, "Asked")
    names = [cell for mark, cell in looker.cells.items() if mark.startswith(f"z{FILE}x")]
    query = urlencode([("file", name) for name in names])
    looker.look(screen.open("overview", f"?{query}").page, "Names of files")


def decide(screen: Screen, looker: Looker, strings: Sequence[str]) -> None:
    """The page Data: the history, a file of refused cells, what was decided, and all reports."""
    refused = [f"z{REFUSED}x{number}z" for number in range(len(strings))]
    looker.cells |= {mark: f"{mark} {text}" for mark, text in zip(refused, strings, strict=True)}
    screen.open("data")
    looker.look(screen.page, "Data")
    screen.send("refused.csv", refused_file(strings))
    screen.open_expanders()
    looker.look(screen.page, "Data")
    chosen = screen.page.get_by_label("One of them", exact=True)
    chosen.press("ArrowDown")
    looker.look(screen.page, "Data, list of files")
    chosen.press("Enter")
    screen.settled().open_expanders()
    looker.look(screen.page, "Data")
    screen.page.locator("input[type=file]").first.set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": b"a"} for name in UNSENT]
    )
    looker.look(screen.settled().page, "Data")


def merge_two(screen: Screen, looker: Looker) -> None:
    """Two incidents said to be the same: what was decided, and the file of what they became."""
    two = [ident for ident in looker.upload.full if "\n" not in ident][:2]
    Store().append("merge", {"incidents": two}, who=NAMES[1])
    looker.look(screen.open("data").open_expanders().page, "Data, merged")
    screen.open("incidents", f"?{urlencode({'incident': two[0]})}")
    expect(screen.page.get_by_text("What each record said", exact=True)).to_be_visible()
    looker.look(screen.page, "File, merged")


def test_every_string_is_shown_as_it_is_in_every_column(
    shown: tuple[Screen, Looker], upload: tuple[Upload, Sequence[str]]
) -> None:
    screen, looker = shown
    made, strings = upload
    for month in months(made):
        show_month(screen, looker, month)
    open_files(screen, looker)
    look_at_all(screen, looker)
    ask_for(screen, looker, strings)
    decide(screen, looker, strings)
    merge_two(screen, looker)
    assert looker.faults == set()
    assert looker.columns("File, merged") & SHOWN
    told = {mark for mark in made.sent if column_of(mark) in SHOWN}
    assert told - looker.marks() == set()
    listed = {mark for mark in told if column_of(mark) in LISTED}
    assert listed - looker.marks("Incidents") == set()
    names = {mark for mark in made.cells if mark.startswith(f"z{FILE}x")}
    assert names - looker.marks("Data") == set()
    assert names & looker.marks("Names of files")
    for page in ("Overview", "Timeline, hover", "Map, hover", "Accounts"):
        assert looker.columns(page) & SHOWN, page
    assert made.addresses & looker.links


def test_names_of_columns_and_words_of_a_foreign_file_are_shown_as_they_are(
    browser: Browser, server: str
) -> None:
    raw, cells = foreign_file([text for text in OWN if len(text.splitlines()) == 1])
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    screen = Screen(context.new_page(), server).open("data")
    looker = Looker(Upload((), cells, frozenset(cells), (), (), frozenset()))
    screen.send("foreign.csv", raw)
    looker.look(screen.page, "Data")
    screen.choose("Read it as", "a mapping I make here")
    columns = [mark for mark in cells if mark.startswith(f"z{HEADER}x")]
    for name, mark in zip(("description (needed)", "action_type (needed)"), columns, strict=False):
        screen.choose(name, mark)
        looker.look(screen.page, "Mapping")
    words = screen.page.locator("[data-testid=stDataFrame]").first
    words.scroll_into_view_if_needed()
    expect(words.locator("td").first).to_be_attached()  # the grid is written once it is in view
    looker.look(screen.page, "Mapping")
    for mark in columns:
        field = screen.find_option("location", mark)
        looker.look(screen.page, "Mapping, list", "[role=listbox]")
        field.press("Escape")
    assert looker.faults == set()
    assert {*columns} <= looker.marks("Mapping, list")
    assert {mark for mark in cells if mark.startswith(f"z{WORD}x")} & looker.marks("Mapping")
    context.close()
    assert (screen.outside, screen.dialogs, screen.crashes) == ([], [], [])


def test_an_address_opens_without_telling_where_it_was_clicked(
    browser: Browser, server: str, elsewhere: Elsewhere
) -> None:
    context = browser.new_context()
    screen = Screen(context.new_page(), server).open("data")
    # By its name: an address that names a machine by number is no link.
    address = elsewhere.address.replace("127.0.0.1", "localhost") + "report"
    plain = {"incident_id": "L-1", "title": "Weavers stop", "description": "Weavers stopped.",
             "start_date": "2025-01-05", "country": "PRK", "action_type": "strike"}  # fmt: skip
    screen.send("linked.csv", written([{**plain, "source_url": address, "source_name": "A paper"}]))
    screen.page.get_by_role("link", name="Incidents", exact=True).click()
    screen.page.get_by_role("textbox", name="Open an incident by its id").fill("L-1")
    screen.page.keyboard.press("Enter")
    link = screen.page.get_by_role("link", name="Open the report at")
    with context.expect_page() as opening:
        link.click()
    opened = opening.value
    opened.wait_for_url(address)
    assert opened.evaluate("[window.opener, document.referrer]") == [None, ""]
    assert elsewhere.referrers["/report"] is None
    context.close()
