"""`unrest indicators [FILE]`: the next 4 weeks, how good such words were, and each unit's profile.

Without FILE of the bundled and shared data. The tone of texts, which a page measures, is left out.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard import backtests
from dashboard.indicators.wording import counted
from dashboard.loading import Refused, map_file
from dashboard.loading.lookalikes import show
from dashboard.readings import read, reading_arguments

if TYPE_CHECKING:
    from dashboard.places import Places
    from dashboard.store import Dataset

DONE, REFUSED, USAGE = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `unrest indicators` takes."""
    parser.add_argument(
        "file", type=Path, nargs="?", metavar="FILE", help="incidents (default: the data in use)"
    )
    parser.add_argument("--json", action="store_true", help="print the tables as JSON")
    parser.add_argument(
        "--since",
        type=backtests.day,
        metavar="DATE",
        help="the way of collecting changed on this day: use the records from then on",
    )
    reading_arguments(parser)


def run(asked: argparse.Namespace) -> int:
    """Print the indicators. 0 = done, also where data are too few; 1 = refused, 2 = no file."""
    from dashboard.places import read_places  # slow to import: boundaries

    places = read_places()
    try:
        dataset = _dataset_of(asked, places)
    except OSError as error:
        name = show(str(asked.file), 500)
        print(f"unrest indicators: {name}: {error.strerror}", file=sys.stderr)
        return USAGE
    except (Refused, ValueError) as error:
        reason = show(str(error.report.error if isinstance(error, Refused) else error), 2_000)
        print(json.dumps({"error": reason}) if asked.json else f"refused\n  {reason}")
        return REFUSED
    found = indicators(dataset, places, asked.since)
    print(json.dumps(found) if asked.json else "\n".join(_lines(found)))
    return DONE


def _dataset_of(asked: argparse.Namespace, places: "Places") -> "Dataset":
    """The records of the file, or those in use. Raises OSError, Refused or ValueError."""
    from dashboard.store import Store, combine  # slow to import: boundaries

    in_use = Store().read(places)
    if asked.file is None:
        return in_use
    loaded = read(map_file(asked.file), asked.file.name, asked)
    if loaded.table != "incidents":
        raise ValueError(f"this is a file of {loaded.table}: indicators need incidents")
    if loaded.frame.empty:
        raise ValueError("the file has no incident that was accepted: `unrest check` says why")
    nothing = {
        name: getattr(in_use, name).iloc[:0]
        for name in ("incidents", "accounts", "responses", "superseded")
    }
    return combine(replace(in_use, **nothing, reports=()), [loaded], places)


def indicators(dataset: "Dataset", places: "Places", since: date | None = None) -> dict[str, Any]:
    """The tables behind the page Risk, for a pipeline; null where there is no value."""
    from dashboard.indicators.backtest import backtest  # slow to import: SciPy
    from dashboard.indicators.forecast import forecast
    from dashboard.indicators.neighbors import neighbors_of
    from dashboard.indicators.profile import profile
    from dashboard.indicators.weeks import count_weeks
    from dashboard.summaries.spans import covered_days

    rows = dataset.incidents
    first, end = covered_days(rows, dataset.accounts, dataset.responses)
    weekly = count_weeks(rows, end=end, start=first)
    weekly = weekly.after(since) if since else weekly
    told = forecast(weekly)
    units = places.units
    people = units["population"].astype("float64").where(units["counted_with"].isna())
    around = neighbors_of(places, [str(unit) for unit in rows["unit"].dropna().unique()])
    described = profile(rows, dataset.responses, end, around, people, None, since)
    return {
        "start": told.start and told.start.isoformat(),
        "horizon": told.horizon,
        "basis": told.basis,
        "incidents": told.incidents,
        "weeks": told.weeks,
        "left_out": {
            "too_vague": weekly.too_vague,
            "unplaced": weekly.unplaced,
            "outside": weekly.outside,
        },
        "regions": _records(told.regions.rename(columns={"region": "unit"}), units["name"]),
        "backtest": backtests.to_json(backtest(weekly)),
        "profile": _records(described, units["name"]),
    }


def _records(table: pd.DataFrame, names: "pd.Series[str]") -> list[dict[str, object]]:
    """Rows as JSON takes them, each with the name of its unit."""
    named = table.assign(name=table["unit"].map(names))
    return [
        {str(key): _plain(value) for key, value in row.items()} for row in named.to_dict("records")
    ]


def _plain(value: object) -> object:
    if pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, float) and math.isinf(value):
        return None
    return value


def _lines(found: dict[str, Any]) -> Iterator[str]:
    yield (
        f"Incidents {found['incidents']:,}, weeks {found['weeks']:,}; the {found['horizon']} weeks "
        f"from {found['start']} on, by {found['basis']}."
    )
    missing = found["backtest"]["missing"]
    yield (
        f"Not validated on your data: {'; '.join(missing)}."
        if missing
        else f"Skill against the historical mean on its own past: "
        f"{found['backtest']['models']['forecast']['skill']:+.3f}"
    )
    for row in sorted(found["regions"], key=lambda row: (-row["incidents"], row["unit"])):
        rate = f"{row['rate']:.3f} a week ({row['rate_low']:.3f} to {row['rate_high']:.3f})"
        chance = (
            "no forecast"
            if row["p_any"] is None
            else f"any {row['any_words']} {row['p_any']:.0%}, surge {row['surge_words']} "
            f"{row['p_surge']:.0%}"
        )
        name = show(row["name"] or row["unit"], 60)
        yield f"  {name}: {counted(row['incidents'], 'incident')}, {rate}; {chance}"
