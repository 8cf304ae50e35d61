"""The benchmarks: each claim of speed as a ratio of two things measured in turn, in one run.

`make bench`. Every line gives the median of the ratios and their range; absolute times stand
beside it for orientation only, since they depend on the machine.
"""

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
import pandas as pd

from dashboard.duplicates import propose
from dashboard.filters import IncidentFilter
from dashboard.indicators.backtest import backtest
from dashboard.indicators.choosing import foretell
from dashboard.indicators.forecast import HORIZON, forecast
from dashboard.indicators.kept import Scorer
from dashboard.indicators.rates import historical_mean
from dashboard.indicators.spread import spread
from dashboard.indicators.surges import detect_surges
from dashboard.indicators.tone import score_texts
from dashboard.indicators.trigger import study
from dashboard.indicators.weeks import count_weeks, read_table
from dashboard.loading import read_bytes
from dashboard.places import read_places, resolve_places
from dashboard.store import Store, read_bundled
from dashboard.summaries.counts import count_by_period
from dashboard.summaries.regions import count_by_place
from tests.indicators.simulated import rising
from tests.simulated import simulated_csv

RUNS = 7


def timed(work: Callable[[], object]) -> float:
    """Seconds of CPU that `work` takes once."""
    start = time.process_time()
    work()
    return time.process_time() - start


def report(name: str, pairs: list[tuple[float, float]], other: str) -> None:
    """Print how many times as long `other` takes as ours, from pairs of seconds (ours, other)."""
    ratios = [theirs / mine for mine, theirs in pairs]
    ours = statistics.median(mine for mine, _ in pairs) * 1000
    print(
        f"{name}: {ours:,.1f} ms; {other}: {statistics.median(ratios):.2f} x as long "
        f"({min(ratios):.2f} to {max(ratios):.2f})",
        flush=True,
    )


def compare(
    name: str, ours: Callable[[], object], theirs: Callable[[], object], other: str
) -> None:
    """Time `ours` and `theirs` in turn, `RUNS` times after a warm-up, and report."""
    timed(ours), timed(theirs)
    report(name, [(timed(ours), timed(theirs)) for _ in range(RUNS)], other)


def rerun_garbage() -> None:
    """What ends every Streamlit run: objects of the run are dropped, and all are collected."""
    made = [{"run": [number]} for number in range(20_000)]
    for one in made:
        one["self"] = one  # a circle, as frames and contexts leave them
    del made
    gc.collect(2)


def bench_freeze() -> None:
    """What `gc.freeze()` after loading saves at every rerun: Streamlit collects after each."""
    import streamlit  # noqa: F401  # part of what a running server holds

    kept = read_bundled(read_places())
    pairs = []
    for _ in range(RUNS):
        gc.collect()
        gc.freeze()
        frozen = timed(rerun_garbage)
        gc.unfreeze()
        pairs.append((frozen, timed(rerun_garbage)))
    assert len(kept.incidents)
    report("garbage collection after a rerun, frozen", pairs, "without gc.freeze()")


def bench_reader(rows: int) -> None:
    """The strict reader against pandas' own, which checks nothing: time, and memory at its peak."""
    ours = "from dashboard.loading import map_file, read_bytes; read_bytes(map_file(path), 'a.csv')"
    theirs = "pandas.read_csv(path, dtype=object, keep_default_na=False)"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "simulated.csv")
        path.write_bytes(simulated_csv(rows))
        pairs = [(alone(ours, path), alone(theirs, path)) for _ in range(RUNS)]
    report(
        f"strict reader, {rows:,} rows",
        [(mine[0], other[0]) for mine, other in pairs],
        "pandas.read_csv into objects, nothing checked",
    )
    memory = statistics.median(other[1] / mine[1] for mine, other in pairs)
    print(f"    and {memory:.2f} x as much memory at its peak", flush=True)


def alone(work: str, path: Path) -> tuple[float, float]:
    """Seconds of CPU of `work` in a process of its own, and the KB it took at its peak (Linux)."""
    code = (
        "import sys, time, pathlib, pandas, dashboard.loading\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "def peak():  # ru_maxrss would be that of the parent, where it was larger\n"
        "    lines = open('/proc/self/status').read().splitlines()\n"
        "    return int(next(line for line in lines if line.startswith('VmHWM')).split()[1])\n"
        f"before, start = peak(), time.process_time()\n{work}\n"
        "print(time.process_time() - start, peak() - before)"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, path], capture_output=True, text=True, check=True
    )
    seconds, memory = told.stdout.split()
    return float(seconds), float(memory)


def bench_click(rows: int) -> None:
    """One filter click's work on the server against one pass of a boolean mask and a group-by."""
    places = read_places()
    incidents = resolve_places(read_bytes(simulated_csv(rows), "simulated.csv").frame, places)
    found = IncidentFilter(countries=("PRK",), action_types=("strike",))

    def click() -> None:
        kept = found.apply(incidents).rows
        count_by_period(kept, "week")
        count_by_place(kept)

    def plain() -> None:
        kept = incidents[(incidents["country"] == "PRK") & (incidents["action_type"] == "strike")]
        kept.groupby(kept["start_date"].dt.to_period("W")).size()
        kept.groupby(["map_latitude", "map_longitude"]).size()

    compare(
        f"filter, counts and places, {rows:,} rows", click, plain, "a mask and two plain group-bys"
    )


def bench_places(rows: int) -> None:
    """Placing incidents against the strict reader, which came before."""
    raw, places = simulated_csv(rows), read_places()
    incidents = read_bytes(raw, "simulated.csv").frame
    compare(
        f"places of {rows:,} rows",
        lambda: resolve_places(incidents, places),
        lambda: read_bytes(raw, "simulated.csv"),
        "the strict reader",
    )


def bench_reopening(rows: int) -> None:
    """Opening what was read, placed and combined before against reading the file once more."""
    raw, places = simulated_csv(rows), read_places()
    with TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.accept(raw, read_bytes(raw, "simulated.csv"))
        store.read(places)
        compare(
            f"reopening {rows:,} rows",
            lambda: Store(Path(folder)).read(places),
            lambda: read_bytes(raw, "simulated.csv"),
            "the strict reader, nothing placed or combined",
        )


def bench_duplicates(rows: int) -> None:
    """Proposals to merge against reading the same records: what a file costs anyway."""
    raw = simulated_csv(rows)
    incidents = resolve_places(read_bytes(raw, "simulated.csv").frame, read_places())
    crowded = incidents.assign(title="")  # all of one text, some fifty to a unit and week
    for name, table in (("each text its own", incidents), ("all of one text", crowded)):
        compare(
            f"proposals to merge, {rows:,} rows, {name}",
            lambda table=table: propose(table),
            lambda: read_bytes(raw, "simulated.csv"),
            "the strict reader",
        )


def bench_tone(number: int) -> None:
    """How long a page waits for the tone of new texts, against scoring them in its own thread."""
    texts = [f"Workers strike at plant {i} over unpaid wages" for i in range(number)]
    few = pd.Series(texts[: number // 20], dtype="str")
    score_texts(few[:1])  # reads the lexicon
    pairs = []
    for _ in range(RUNS):
        scorer = Scorer()
        asked = timed(lambda scorer=scorer: scorer.known(pd.Series(texts, dtype="str")))
        scorer.close()
        pairs.append((asked, 20 * timed(lambda: score_texts(few))))
    report(f"tone of {number:,} new texts asked for", pairs, "scored in the calling thread")


def bench_forecast(weeks: int) -> None:
    """A forecast of 50 regions, all its choices among them, against what one setting costs."""
    data = rising(weeks, 50)
    compare(
        f"forecast, 50 regions, {weeks:,} weeks",
        lambda: forecast(data),
        lambda: foretell(historical_mean(data.counts), data.counts, HORIZON, np.array([weeks])),
        "the historical mean, which chooses nothing but a dispersion",
    )


def bench_backtest() -> None:
    """104 forecasts, each with choices of its own, against a single one."""
    data = rising(300, 50)
    compare(
        "back-test, 50 regions, 300 weeks", lambda: backtest(data), lambda: forecast(data),
        "one forecast",
    )  # fmt: skip


def bench_weeks(rows: int) -> None:
    """Weekly counts against the strict reader, which came before them."""
    raw = simulated_csv(rows)
    incidents = resolve_places(read_bytes(raw, "simulated.csv").frame, read_places())
    compare(
        f"weekly counts, {rows:,} rows",
        lambda: count_weeks(incidents),
        lambda: read_bytes(raw, "simulated.csv"),
        "the strict reader",
    )


def bench_surges() -> None:
    """How many injected surges of 10 standard deviations the alerts find, on real counts too."""
    shared = os.environ.get("UNREST_SHARED", Path(__file__).parents[3] / "shared")
    folder = Path(shared, "data", "weekly_counts")
    tables = {"simulated": rising(230)} | {
        path.stem: read_table(pd.read_csv(path, dtype="str")) for path in folder.glob("*.csv")
    }
    for name, data in tables.items():
        for least in (3, 1):
            found = detect_surges(data, size=10, least=least)
            print(
                f"surges of 10 sd and at least {least} incidents found, {name}: {found.found:.2f} "
                f"of {found.injected:,}, at {found.rate:.2f} false alarms per region and year",
                flush=True,
            )


def bench_spread(rows: int) -> None:
    """Documented and claimed spread, and an event study, against reading the same records."""
    raw = simulated_csv(rows)
    incidents = resolve_places(read_bytes(raw, "simulated.csv").frame, read_places())
    accounts = read_bundled(read_places()).accounts
    for name, work in (
        ("spread", lambda: spread(incidents, accounts)),
        ("event study", lambda: study(incidents, date(2024, 1, 1))),
    ):
        compare(
            f"{name}, {rows:,} incidents",
            work,
            lambda: read_bytes(raw, "simulated.csv"),
            "the strict reader",
        )


if __name__ == "__main__":
    bench_surges()
    bench_forecast(300)
    bench_forecast(1_000)
    bench_backtest()
    bench_weeks(100_000)
    bench_freeze()
    bench_reader(200_000)
    bench_click(100_000)
    bench_places(100_000)
    bench_reopening(100_000)
    bench_duplicates(100_000)
    bench_tone(100_000)
    bench_spread(50_000)
