"""A reader in a real browser: chooses from a list, and waits until the page shows what it must."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from playwright.sync_api import Browser, expect

from tests.bench.servers import Server

WATCH = Path(__file__).with_name("watch.js")
TIMEOUT = 120_000  # milliseconds, of every wait
REST = 300  # milliseconds after a run for what goes on behind it

Numbers = Mapping[str, int | str]
"""What the page must show, by the names that watch.js reads."""


class NotShownError(AssertionError):
    """The page did not show in time what was expected; the message says what it showed."""


def milliseconds_of(answer: Mapping[str, Any], expected: Numbers, doing: str) -> float:
    """The time in an answer of watch.js. Raises NotShownError where the wait ran out of time."""
    if "milliseconds" not in answer:
        raise NotShownError(f"{doing}: expected {dict(expected)}, seen {answer.get('seen')}")
    return float(answer["milliseconds"])


class Reader:
    """One session in a browser context of its own; `label` names the list to choose from.

    `parts` are the milliseconds of the last choice after which each number was right.
    """

    def __init__(self, browser: Browser, server: Server, label: str) -> None:
        self.server, self.label = server, label
        self.parts: dict[str, float] = {}
        self.context = browser.new_context(viewport={"width": 1400, "height": 1000})
        self.context.add_init_script(path=WATCH)
        self.page = self.context.new_page()
        self.page.set_default_timeout(TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def open(self, expected: Numbers) -> float:
        """Milliseconds from asking for the first page until it shows `expected`."""
        self.page.goto(self.server.address, wait_until="commit")
        answer = self.page.evaluate(
            "([numbers, timeout]) => unrestWatch.wait(numbers, timeout)", [dict(expected), TIMEOUT]
        )
        found = milliseconds_of(answer, expected, f"first page of {self.server.address}")
        self._settled()
        return found

    def choose(self, option: str, expected: Numbers) -> float:
        """Milliseconds from the press on `option` until the page shows `expected`."""
        self.page.bring_to_front()
        box = self.page.get_by_label(self.label, exact=True)
        box.click()
        box.press_sequentially(option)
        wanted = self.page.get_by_role("option", name=option, exact=True)
        expect(wanted).to_be_visible(timeout=TIMEOUT)
        wanted.hover()
        self.page.evaluate(
            "([numbers, timeout]) => unrestWatch.arm(numbers, timeout)", [dict(expected), TIMEOUT]
        )
        wanted.click()
        answer = self.page.evaluate("() => unrestWatch.result()")
        found = milliseconds_of(answer, expected, f"{option} at {self.server.address}")
        self.parts = {name: float(taken) for name, taken in answer["parts"].items()}
        self._settled()
        return found

    def clear(self, expected: Numbers) -> None:
        """Take the only choice out again, and wait for `expected`."""
        box = self.page.get_by_label(self.label, exact=True)
        box.press("Escape")
        box.press("Backspace")
        answer = self.page.evaluate(
            "([numbers, timeout]) => unrestWatch.wait(numbers, timeout)", [dict(expected), TIMEOUT]
        )
        milliseconds_of(answer, expected, f"cleared {self.server.address}")
        self._settled()

    def _settled(self) -> None:
        """Wait until no script runs, and a little longer."""
        self.page.wait_for_function(
            "() => !document.querySelector('[data-test-script-state=\"running\"]')"
        )
        self.page.wait_for_timeout(REST)
