"""The benchmarks: each claim of speed as a ratio of two things measured in turn, in one run.

`make bench`. Every line gives the median of the ratios and their range; absolute times stand
beside it for orientation only, since they depend on the machine.
"""

import gc
import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pandas as pd

from dashboard.duplicates import propose
from dashboard.filters import IncidentFilter
from dashboard.indicators.spread import spread
from dashboard.indicators.trigger import study
from dashboard.loading import read_bytes
from dashboard.places import read_places, resolve_places
from dashboard.store import read_bundled
from dashboard.summaries.counts import count_by_period
from dashboard.summaries.regions import count_by_place
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
    import plotly.graph_objects  # noqa: F401  # part of what a running server holds
    import streamlit  # noqa: F401

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
    """The strict reader against pandas' own, which checks nothing."""
    raw = simulated_csv(rows)
    compare(
        f"strict reader, {rows:,} rows",
        lambda: read_bytes(raw, "simulated.csv"),
        lambda: pd.read_csv(io.BytesIO(raw), dtype="str"),
        "pandas.read_csv, all columns as text, nothing checked",
    )


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
    bench_freeze()
    bench_reader(100_000)
    bench_click(100_000)
    bench_duplicates(100_000)
    bench_spread(50_000)
