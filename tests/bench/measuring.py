"""Measuring servers in turn: clicks, first pages, bytes, memory, many readers at once."""

import asyncio
import statistics
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.bench import sessions
from tests.bench.readers import Numbers, Reader
from tests.bench.results import Clicks
from tests.bench.servers import Server

SESSIONS = 10
"""Further sessions that are opened to tell what one costs."""


@dataclass(frozen=True)
class Choice:
    """An option of a list, and what the page shows once it is chosen."""

    option: str
    numbers: Numbers


@dataclass(frozen=True)
class Subject:
    """One server with the list to choose from. `start` is what its first page shows, and what it
    shows again when a choice is taken out; a list that is never empty has `clears` false."""

    name: str
    server: Server
    label: str
    start: Numbers
    narrow: Choice
    wide: Choice
    clears: bool = True

    @property
    def choices(self) -> tuple[Choice, Choice]:
        return self.narrow, self.wide


def _clicks(reader: Reader, subject: Subject) -> list[tuple[float, float, dict[str, float]]]:
    """Choose narrow, then wide: milliseconds, CPU of the server, when each number was right."""
    found = []
    for choice in subject.choices:
        before = subject.server.cpu()
        milliseconds = reader.choose(choice.option, choice.numbers)
        found.append((milliseconds, subject.server.cpu() - before, reader.parts))
        if subject.clears:
            reader.clear(subject.start)
    return found


def measure_clicks(
    browser: Browser, subjects: Sequence[Subject], rounds: int
) -> dict[str, tuple[Clicks, Clicks]]:
    """Clicks narrow and wide by name of the subject: one of each server in turn, `rounds` times
    after a warm-up. Each is told on standard error as it comes."""
    found: dict[str, list[list[tuple[float, float, dict[str, float]]]]] = {}
    with ExitStack() as open_readers:
        readers = [_reader(browser, subject) for subject in subjects]
        for reader, subject in zip(readers, subjects, strict=True):
            open_readers.enter_context(reader).open(subject.start)
        for number in range(rounds + 1):
            for reader, subject in zip(readers, subjects, strict=True):
                clicks = _clicks(reader, subject)
                _tell(f"round {number} of {rounds}, {subject.name}", *(one[0] for one in clicks))
                if number:  # the first is the warm-up
                    found.setdefault(subject.name, []).append(clicks)
    return {name: _by_kind(rounds_of) for name, rounds_of in found.items()}


def _by_kind(
    rounds: Sequence[Sequence[tuple[float, float, dict[str, float]]]],
) -> tuple[Clicks, Clicks]:
    """Of rounds of (narrow, wide) all that are narrow, and all that are wide."""
    narrow, wide = (Clicks(*zip(*kind, strict=True)) for kind in zip(*rounds, strict=True))
    return narrow, wide


def _tell(doing: str, *milliseconds: float) -> None:
    taken = ", ".join(f"{each:,.0f} ms" for each in milliseconds)
    print(f"{doing}: {taken}", file=sys.stderr, flush=True)


def _reader(browser: Browser, subject: Subject) -> Reader:
    return Reader(browser, subject.server, subject.label)


def measure_first(
    browser: Browser, subjects: Sequence[Subject], rounds: int
) -> dict[str, tuple[float, ...]]:
    """Milliseconds until a cold first page is shown, by name, each in a browser context of its own
    that keeps nothing of any other; the subjects in turn."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for subject in subjects:
            with _reader(browser, subject) as reader:
                taken = reader.open(subject.start)
            _tell(f"first page, {subject.name}", taken)
            found.setdefault(subject.name, []).append(taken)
    return {name: tuple(times) for name, times in found.items()}


def measure_script(browser: Browser, address: str, rounds: int) -> float:
    """Median milliseconds to load the script at `address` and to evaluate it, in a page that is
    empty but for it."""
    times = []
    for _ in range(rounds):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address.rpartition('/')[0]}/_stcore/health")
        taken = page.evaluate(
            """(address) => new Promise((resolve, reject) => {
                const script = document.createElement("script"), start = performance.now();
                script.onload = () => resolve(performance.now() - start);
                script.onerror = () => reject(new Error(`${address} did not load`));
                script.src = address;
                document.head.append(script);
            })""",
            address,
        )
        times.append(float(taken))
        context.close()
    return statistics.median(times)


def measure_session(server: Server) -> float:
    """MB of memory that one more session adds to the server, the mean over `SESSIONS`."""

    async def opened() -> float:
        first = await sessions.open_all(server.address, 1)
        before = server.memory()
        more = await sessions.open_all(server.address, SESSIONS)
        added = server.memory() - before
        await sessions.close_all([*first, *more])
        return added / SESSIONS

    return asyncio.run(opened())


def measure_received(subject: Subject) -> tuple[int, int]:
    """Bytes that the server sends through the websocket for the choice narrow and the choice
    wide."""

    async def received() -> tuple[int, int]:
        session = await sessions.Session.open(subject.server.address)
        found = []
        for choice in subject.choices:
            before = session.received
            await session.choose(subject.label, [choice.option])
            found.append(session.received - before)
            await session.choose(subject.label, [])
        await session.close()
        return found[0], found[1]

    return asyncio.run(received())


def measure_crowd(subject: Subject, readers: int) -> tuple[float, float]:
    """Seconds of one reader's wide choice alone, and of the last of `readers` at once."""
    work = sessions.together(subject.server.address, readers, subject.label, subject.wide.option)
    return asyncio.run(work)
