"""A page of the dashboard as a reader sees it: what it says, shows and asks for."""

from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, Locator, Page, Request, WebSocket, expect

PLOT = ".unrest-figure-plot"
CLOSED = "[data-testid='stExpander'] details:not([open], .maplibregl-ctrl) > summary"
MOST_EXPANDERS = 100
NOTE_A_RUN = """() => {
    window.hasRun = false;
    const changed = new MutationObserver(() => { window.hasRun = true; changed.disconnect(); });
    const attributeFilter = ["data-test-script-state"];
    changed.observe(document.body, {subtree: true, attributeFilter});
}"""
SHOWN_RUNNING = 5_000  # milliseconds in which a page that is answered says that its script runs
MAP = "plot => plot._fullLayout.map._subplot.map"


class Screen:
    """One tab. `asked` is the number of all requests, `outside` are those to other hosts; `dialogs`
    and `crashes` are what must not be."""

    def __init__(self, page: Page, server: str) -> None:
        self.page = page
        self.server = server
        self.asked = 0
        self.outside: list[str] = []
        self.dialogs: list[str] = []
        self.crashes: list[str] = []
        page.set_default_timeout(90_000)
        page.context.on("request", self._requested)  # of every tab, one that a page opens too
        page.context.on("page", self._opened)
        page.on("websocket", self._connected)
        page.on("dialog", lambda dialog: (self.dialogs.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: self.crashes.append(str(error)))

    def close(self) -> None:
        """End the session, and leave nothing of it to the next one."""
        context = self.page.context
        context.remove_listener("request", self._requested)
        context.remove_listener("page", self._opened)
        for page in context.pages:
            page.close()
        context.clear_cookies()

    def _opened(self, page: Page) -> None:
        self.outside.append(f"a new tab: {page.url}")

    def _connected(self, socket: WebSocket) -> None:
        self.socket = socket
        self._asked(socket.url)

    def _requested(self, request: Request) -> None:
        self._asked(request.url)

    def _asked(self, url: str) -> None:
        self.asked += 1
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.server).netloc:
            self.outside.append(url)

    def open(self, page: str = "", query: str = "") -> "Screen":
        """Go to `page` ('' is the Overview) with a query such as '?q=miners', and wait for it."""
        path = "" if page == "overview" else page
        self.page.goto(f"{self.server}/{path}{query}")
        return self.settled()

    def settled(self) -> "Screen":
        """Wait until the script has run and every figure is drawn."""
        expect(self.page.locator(".unrest-card").first).to_be_visible()
        self.page.wait_for_function(
            """() => !document.querySelector('[data-test-script-state="running"]')
                  && !document.querySelector('[data-state="busy"]')"""
        )
        assert self.page.locator('[data-state="failed"]').count() == 0, "a figure was not drawn"
        assert self.page.get_by_test_id("stException").count() == 0, "the page raised"
        return self

    def send(self, name: str, raw: bytes) -> None:
        """Upload a file on the page Data and have it read."""
        self.page.locator("input[type=file]").first.set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": raw}
        )
        chip = self.page.get_by_role("button", name=f"Remove {name}")
        expect(chip).to_be_visible()
        self.page.wait_for_load_state("networkidle")
        self.page.get_by_role("button", name="Read the files").click()
        expect(chip).to_have_count(0)
        self.settled()

    def choose(self, label: str, option: str) -> "Screen":
        """Choose `option` of the list `label` by typing it, as a hand on the keyboard does."""
        self.find_option(label, option).press("Enter")
        return self.settled()

    def find_option(self, label: str, option: str) -> Locator:
        """The list `label`, open, with `option` typed and shown."""
        box = self.page.get_by_label(label, exact=True)
        expect(box).to_be_visible()
        self.settled()  # it may have come with a run that goes on, and that would close its list
        box.press_sequentially(option)
        wanted = self.page.get_by_role("option", name=option).first
        try:
            expect(wanted).to_be_visible(timeout=10_000)
        except AssertionError:  # a run closed the list; a reader opens it again
            box.press("ArrowDown")
        expect(wanted).to_be_visible()
        return box

    def switch(self, mode: Locator) -> "Screen":
        """Choose a look or a mode, or turn a switch, and wait until the run that it asks for, if
        it was not chosen already, has ended."""
        if mode.get_attribute("aria-checked") == "true":
            return self.settled()
        self.page.evaluate(NOTE_A_RUN)
        with self.socket.expect_event("framereceived", timeout=90_000):  # the server answers
            mode.click()
        with suppress(Error):  # a run may be over before the page has drawn that it ran
            self.page.wait_for_function("() => window.hasRun", timeout=SHOWN_RUNNING)
        return self.settled()

    def open_expanders(self) -> "Screen":
        """Open everything that is one click away; what opens may have more of it."""
        closed = self.page.locator(CLOSED)
        for _ in range(MOST_EXPANDERS):
            if not closed.count():
                return self
            closed.first.click()
            self.settled()
        raise AssertionError(f"still closed: {closed.all_inner_texts()}")

    def filter_line(self) -> str:
        """'n of N incidents: the filter in words', and what was left out."""
        return self.page.locator(".unrest-card").first.inner_text()

    def wait_for_filter(self, words: str) -> "Screen":
        expect(self.page.locator(".unrest-card").first).to_contain_text(words)
        return self.settled()

    def titles(self) -> list[str]:
        """The headlines of the figures."""
        return self.page.locator(".unrest-figure-title").all_inner_texts()

    def drawn(self, number: int = 0) -> list[dict[str, Any]]:
        """The traces that figure `number` shows, as Plotly holds them."""
        found: list[dict[str, Any]] = (
            self.page.locator(PLOT)
            .nth(number)
            .evaluate(
                """plot => plot._fullData.map(trace => ({
                type: trace.type, name: trace.name,
                x: Array.from(trace.x ?? []), y: Array.from(trace.y ?? []),
                ids: (trace.customdata ?? []).map(row => Array.isArray(row) ? row[0] : row),
                locations: Array.from(trace.locations ?? []),
            }))"""
            )
        )
        return found

    def map_idle(self, number: int = 0) -> None:
        """Wait until the map has drawn all it has and moves no more."""
        self.page.locator(PLOT).nth(number).evaluate(
            f"""plot => {{
                const map = ({MAP})(plot);
                const still = () => map.loaded() && !map.isMoving();
                return still() || new Promise(done => {{
                    const look = () => still() ? done() : setTimeout(look, 50);
                    look();
                }});
            }}"""
        )

    def buttons(self, number: int = 0) -> list[str]:
        """What the buttons over figure `number` say."""
        found: list[str] = (
            self.page.locator(PLOT)
            .nth(number)
            .evaluate(
                "plot => [...plot.querySelectorAll('.modebar-btn')].map(b => b.dataset.title)"
            )
        )
        return found

    def zoom(self, number: int = 0) -> float:
        return float(
            self.page.locator(PLOT).nth(number).evaluate(f"plot => ({MAP})(plot).getZoom()")
        )

    def spot(self, longitude: float, latitude: float, number: int = 0) -> tuple[float, float]:
        """Where a point of the map is on the screen, in pixels."""
        plot = self.page.locator(PLOT).nth(number)
        plot.scroll_into_view_if_needed()
        x, y = plot.evaluate(
            f"""(plot, point) => {{
                const map = ({MAP})(plot), box = map.getCanvas().getBoundingClientRect();
                const {{x, y}} = map.project(point);
                return [box.x + x, box.y + y];
            }}""",
            [longitude, latitude],
        )
        return float(x), float(y)

    def click_map(self, longitude: float, latitude: float) -> None:
        """Hover over a point of the first map as a hand does, then click it."""
        x, y = self.spot(longitude, latitude)
        self.page.mouse.move(x - 3, y - 3)
        self.page.mouse.move(x, y, steps=3)
        expect(self.page.locator(".hoverlayer .hovertext").first).to_be_visible()
        self.page.mouse.click(x, y)
