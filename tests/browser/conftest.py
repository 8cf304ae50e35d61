"""A real browser that may ask our own server only; every request is recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.browser.chromium import ARGUMENTS, find_chromium
from tests.browser.elsewhere import Elsewhere, elsewhere_running
from tests.browser.screen import Screen

expect.set_options(timeout=60_000)  # a busy machine is slow, not broken


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, which ends with these tests: it works even while it shows nothing."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """What all tabs share: the browser's cache, so that each script is compiled once."""
    shared = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    yield shared
    shared.close()


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    """Another host, which counts what it is asked for."""
    with elsewhere_running() as counter:
        yield counter


@pytest.fixture
def screen(context: BrowserContext, server: str) -> Iterator[Screen]:
    """A fresh session at 1400 pixels; at its end no other host may have been asked."""
    shown = Screen(context.new_page(), server)
    yield shown
    shown.close()
    assert not shown.outside, f"the page asked other hosts: {shown.outside}"
    assert not shown.dialogs, f"the page opened dialogs: {shown.dialogs}"
    assert not shown.crashes, f"the page's script raised: {shown.crashes}"
