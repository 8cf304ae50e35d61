"""The dashboard in a real browser: from a choice in the filter to the painted number, timeline and
map, beside an app that does nothing and one that does the same the usual way.

`make bench`, or `python tests/bench/in_browser.py --sizes 10000 100000 --write`. All servers run at
once and are clicked in turn, so what slows the machine slows them all; the unit of every ratio is
the empty app's click in the same round.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import sync_playwright

from dashboard.published import plotly_address
from tests.bench import expected, measuring, results
from tests.bench.datasets import CACHE, ROOT, Made, make
from tests.bench.measuring import Choice, Subject
from tests.bench.results import Clicks, Row, Unit
from tests.bench.servers import DASHBOARD, EMPTY, PLAIN, Server, serving
from tests.browser.chromium import ARGUMENTS, find_chromium

SIZES, HUGE, COMPARED = (10_000, 100_000, 1_000_000), 5_000_000, 100_000
UNIT, USUAL = "empty app", f"usual app, {COMPARED:,}"
READERS = 20
NO_OTHER_HOST = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[*SIZES], metavar="N")
    parser.add_argument("--huge", action="store_true", help=f"{HUGE:,} records as well")
    parser.add_argument("--rounds", type=int, default=7, metavar="R")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--cache", type=Path, default=CACHE, help=f"made files (default: {CACHE})")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    asked.sizes += [HUGE] if asked.huge else []
    return asked


def name_of(rows: int) -> str:
    return f"{rows:,}"


def _subject(name: str, server: Server, shown: expected.Expected) -> Subject:
    narrow, wide = (Choice(one.name, asdict(one.shown)) for one in (shown.narrow, shown.wide))
    return Subject(name, server, "Country", asdict(shown.all), narrow, wide)


def _empty(server: Server) -> Subject:
    numbers = ({"words": f"Chosen: choice {number}"} for number in (1, 2, 3))
    start, second, third = numbers
    choices = Choice("choice 2", second), Choice("choice 3", third)
    return Subject(UNIT, server, "Choice", start, *choices, clears=False)


def _started(made: Sequence[Made], stack: ExitStack) -> list[Subject]:
    """All servers: the empty app, the dashboard with each size, the usual app with `COMPARED`."""
    logs = Path(stack.enter_context(tempfile.TemporaryDirectory()))

    def start(script: Path, name: str, **environment: str) -> Server:
        return stack.enter_context(serving(script, logs / f"{name}.log", environment))

    subjects = [_empty(start(EMPTY, "empty"))]
    for one in made:
        shown = expected.expected_of(one)
        server = start(DASHBOARD, str(one.rows), UNREST_DATA=str(one.folder))
        subjects.append(_subject(name_of(one.rows), server, shown))
        if one.rows == COMPARED:
            server = start(PLAIN, "plain", UNREST_BENCH_FILE=str(one.file))
            usual = expected.expected_of_plain(one.file, shown)
            subjects.append(_subject(USUAL, server, usual))
    return subjects


@dataclass(frozen=True)
class Seen:
    """What was measured in the browser: clicks and first pages by subject, Plotly's script alone in
    milliseconds, and which browser it was."""

    clicks: Mapping[str, tuple[Clicks, Clicks]]
    first: Mapping[str, tuple[float, ...]]
    script: float
    version: str


def _in_browser(subjects: Sequence[Subject], rounds: int) -> Seen:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=[*ARGUMENTS, NO_OTHER_HOST]
        )
        script = subjects[1].server.address + plotly_address()
        return Seen(
            measuring.measure_clicks(browser, subjects, rounds),
            measuring.measure_first(browser, subjects, rounds),
            measuring.measure_script(browser, script, rounds),
            browser.version,
        )


def _row(subject: Subject, seen: Seen) -> Row:
    return Row(
        subject.name,
        *seen.clicks[subject.name],
        seen.first[subject.name],
        measuring.measure_received(subject),
        measuring.measure_session(subject.server),
        measuring.measure_crowd(subject, READERS),
    )


def _compared(rows: Mapping[str, Row], sizes: Sequence[int]) -> list[str]:
    """The largest size against the smallest, and the usual app against the dashboard."""
    pairs = [(name_of(max(sizes)), name_of(min(sizes)))] if len(sizes) > 1 else []
    pairs += [(USUAL, name_of(COMPARED))] if USUAL in rows else []
    return [results.compared(rows[one], rows[other]) for one, other in pairs]


def main() -> None:
    """Make the files, start the servers, measure, and print; with --write into README.md too."""
    asked, cores = arguments(), len(os.sched_getaffinity(0))
    made = [make(rows, asked.seed, asked.cache) for rows in asked.sizes]
    with ExitStack() as stack:
        subjects = _started(made, stack)
        seen = _in_browser(subjects, asked.rounds)
        unit = Unit(results.mean_of(*seen.clicks[UNIT]), seen.first[UNIT])
        rows: dict[str, Row] = {}
        for one in subjects[1:]:
            rows[one.name] = _row(one, seen)
            print("\n".join(results.lines(rows[one.name], unit, cores, READERS)), flush=True)
    further = [
        *_compared(rows, asked.sizes),
        f"Plotly's script alone, loaded and evaluated: {seen.script:,.0f} ms",
    ]
    print("\n".join(further))
    if asked.write:
        head = (
            f"Measured on {date.today():%-d %B %Y} with {cores} cores and Chromium {seen.version}, "
            f"{asked.rounds} rounds. The empty app's choice took {unit.median:,.0f} ms, its first "
            f"page {statistics.median(unit.first):,.0f} ms."
        )
        measured = results.table([*rows.values()], unit, cores, READERS)
        results.write(ROOT / "README.md", "\n\n".join((head, measured, ". ".join(further) + ".")))


if __name__ == "__main__":
    main()
