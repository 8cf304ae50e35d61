"""`unrest backtest FILE`: what forecasts on a file's own past were worth.

FILE holds incidents, read as `unrest check` reads them, or is a table `week,region,incidents`.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.indicators.weeks import TABLE_COLUMNS, WeeklyCounts, count_weeks, read_table
from dashboard.loading import Refused
from dashboard.loading.batches import read_records
from dashboard.loading.decoding import Unreadable, decode
from dashboard.loading.lookalikes import show
from dashboard.loading.records import fold_name, open_records
from dashboard.loading.validators import parse_date
from dashboard.readings import read, reading_arguments
from dashboard.summaries.spans import covered_days

if TYPE_CHECKING:
    from dashboard.indicators.backtest import Backtest

DONE, REFUSED, USAGE = 0, 1, 2

_MEASURES = (
    "crps", "skill", "log_score", "coverage80", "coverage95", "auc_any", "auc_surge", "ece_any",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `unrest backtest` takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    parser.add_argument(
        "--since",
        type=day,
        metavar="DATE",
        help="the way of collecting changed on this day: use the weeks from then on",
    )
    reading_arguments(parser)


def run(asked: argparse.Namespace) -> int:
    """Print the scores. 0 = done, also where data are too few; 1 = refused, 2 = no such file."""
    path: Path = asked.file
    try:
        raw = path.read_bytes()
    except OSError as error:
        print(f"unrest backtest: {show(str(path), 500)}: {error.strerror}", file=sys.stderr)
        return USAGE
    try:
        weekly = read_weekly(raw, path.name, asked)
    except (Unreadable, Refused, ValueError) as error:
        reason = show(str(error.report.error if isinstance(error, Refused) else error), 2_000)
        told = json.dumps({"error": reason})
        print(told if asked.json else f"{show(path.name, 200)}: refused\n  {reason}")
        return REFUSED
    if asked.since:
        weekly = weekly.after(asked.since)
    from dashboard.indicators.backtest import backtest  # slow to import: SciPy

    found = backtest(weekly)
    print(json.dumps(to_json(found)) if asked.json else "\n".join(_lines(found, path.name)))
    for line in _left_out(weekly):
        print(f"unrest backtest: {line}", file=sys.stderr)
    return DONE


def read_weekly(raw: bytes, name: str, asked: argparse.Namespace) -> WeeklyCounts:
    """The weekly counts of a file. Raises Refused, Unreadable or ValueError, which say why."""
    table = None if asked.mapping else _table(raw, asked)
    if table is not None:
        return read_table(table)
    loaded = read(raw, name, asked)
    if loaded.table != "incidents":
        raise ValueError(f"this is a file of {loaded.table}: a back-test needs incidents")
    from dashboard.places import read_places, resolve_places  # slow to import: boundaries

    if loaded.frame.empty:
        raise ValueError("the file has no incident that was accepted: `unrest check` says why")
    rows = resolve_places(loaded.frame, read_places())
    first, last = covered_days(rows, None, loaded.responses)
    return count_weeks(rows, end=last, start=first)


def to_json(found: "Backtest") -> dict[str, object]:
    """The scores for a pipeline; null where there is none."""
    return {
        "regions": found.regions,
        "weeks": found.weeks,
        "incidents": found.incidents,
        "horizon": found.horizon,
        "origins": found.origins,
        "first": found.first and found.first.isoformat(),
        "last": found.last and found.last.isoformat(),
        "validated": not found.missing,
        "missing": list(found.missing),
        "models": {
            name: {key: _number(value) for key, value in asdict(one).items()}
            for name, one in found.models.items()
        },
        "reliability": [
            {str(key): _number(value) for key, value in row.items()}
            for row in found.reliability.to_dict("records")
        ],
    }


def _number(value: object) -> object:
    return None if isinstance(value, float) and math.isnan(value) else value


def _table(raw: bytes, asked: argparse.Namespace) -> pd.DataFrame | None:
    """The file as a table of counts, its cells as text; None where its header is of another."""
    try:
        data, _ = decode(raw, asked.encoding, int(asked.max_mb * 2**20))
        opening = open_records(data, lambda name: fold_name(name) in TABLE_COLUMNS)
    except Unreadable:
        return None  # a workbook, or what the reader of incidents refuses with its reason
    names = [fold_name(name) for name in opening.header]
    if not {"week", "region"} <= {*names}:
        return None
    records = read_records(data, opening)
    if records.problems:
        raise ValueError(show(str(records.problems[0]), 2_000))
    columns = {name: records.columns[names.index(name)] for name in TABLE_COLUMNS if name in names}
    return pd.DataFrame({name: column.to_pandas() for name, column in columns.items()})


def day(text: str) -> date:
    """An argument that is a day. Raises ArgumentTypeError."""
    found = parse_date(text).value
    if found is None or found.first != found.last:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day (write YYYY-MM-DD)")
    return found.first


def _lines(found: "Backtest", name: str) -> Iterator[str]:
    yield (
        f"{show(name, 200)}: incidents {found.incidents:,}, regions {found.regions:,}, "
        f"weeks {found.weeks:,}"
    )
    if found.missing:
        yield f"Not validated on your data: {'; '.join(found.missing)}."
        return
    yield (
        f"Forecasts of {found.horizon} weeks from {found.origins:,} Mondays, {found.first} to "
        f"{found.last}; each from the weeks before it alone."
    )
    yield ""
    yield f"{'':16}" + "".join(f"{measure:>12}" for measure in _MEASURES)
    for model, scores in found.models.items():
        told = asdict(scores)
        yield f"{model:16}" + "".join(_cell(told[measure]) for measure in _MEASURES)
    yield ""
    yield "The forecast's chance of at least one incident, and how often there was one:"
    for row in found.reliability[found.reliability["forecasts"] > 0].itertuples(index=False):
        words, _, _, number, foretold, happened, low, high = row
        yield (
            f"  {words:14}{number:>7,} forecasts  foretold {foretold:4.0%}  happened "
            f"{happened:4.0%} ({low:.0%} to {high:.0%})"
        )


def _cell(value: float) -> str:
    return f"{'-':>12}" if math.isnan(value) else f"{value:>12.4f}"


def _left_out(weekly: WeeklyCounts) -> Iterator[str]:
    told = (
        (weekly.too_vague, "whose start is not known to the week"),
        (weekly.unplaced, "without a region"),
        (weekly.outside, "before the first week or after the last whole one"),
    )
    for number, why in told:
        if number:
            yield f"{number:,} incident{'s' * (number > 1)} left out, {why}"
