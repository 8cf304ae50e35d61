"""What the reader says of awkward, foreign, hostile and simulated files is what it always said.

`answers.json` holds a digest of each answer: the report and every value of the table. Where an
answer is to change, renew it by `python -m tests.loading.test_answers` and review what differs.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard.formats import FORMATS, Mapping, read_file
from dashboard.loading import Loaded, Refused
from tests.formats import twins
from tests.loading.awkward import awkward
from tests.simulated import simulated_csv

KEPT = Path(__file__).with_name("answers.json")
TODAY = date(2025, 6, 30)
AWKWARD = 160
GROUP = 20
LARGEST = 64 << 20

Case = tuple[str, bytes, Mapping | None]


def shared() -> Path:
    root = Path(__file__).parents[2]
    return Path(os.environ.get("UNREST_SHARED", root.parent / "shared")) / "data"


def made() -> Iterator[Case]:
    """Files that need nothing but this project."""
    for seed in range(AWKWARD):
        yield f"awkward {seed // GROUP * GROUP}", awkward(seed), None
    for name, twin in twins.TWINS.items():
        raw = twins.records(twin, {}, dict.fromkeys(list(twin)[::2], ""), {})
        yield f"twin {name}", raw, FORMATS[name]
        yield f"twin {name}, unasked", raw, None
    yield "simulated", simulated_csv(3_000), None


def found() -> Iterator[Case]:
    """Real files, where the folder of them is there."""
    for folder in ("hostile", "incident_files"):
        for path in sorted((shared() / folder).rglob("*")):
            if path.is_file() and path.stat().st_size < LARGEST and path.suffix != ".json":
                yield f"{folder}/{path.name}", path.read_bytes(), None


def values(column: pd.Series) -> list[str | None]:
    """The values of a column as text, None where there is none."""
    return [None if pd.isna(value) else repr(value) for value in column.tolist()]


def plain(raw: bytes, mapping: Mapping | None) -> object:
    """What the reader says of a file, as plain values."""
    try:
        loaded: Loaded = read_file(raw, "a.csv", None, mapping, largest=LARGEST, today=TODAY)
    except Refused as refused:
        return refused.report.to_json()
    tables = {
        table: {name: [str(frame[name].dtype), values(frame[name])] for name in frame.columns}
        for table, frame in loaded.tables.items()
    }
    return [loaded.table, loaded.report.to_json(), tables]


def digests(cases: Iterator[Case]) -> dict[str, str]:
    """The start of the SHA-256 of the answers, by case; cases of one name are one."""
    told: dict[str, str] = {}
    for name, raw, mapping in cases:
        text = told.get(name, "") + json.dumps(plain(raw, mapping), sort_keys=True)
        told[name] = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]
    return told


def test_made_files_are_read_as_ever() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8"))["made"]
    assert digests(made()) == kept


def test_found_files_are_read_as_ever() -> None:
    if not shared().is_dir():
        pytest.skip("no folder of real files (set UNREST_SHARED)")
    kept = json.loads(KEPT.read_text(encoding="utf-8"))["found"]
    told = digests(found())
    assert {name: kept[name] for name in told if name in kept} == {
        name: digest for name, digest in told.items() if name in kept
    }


if __name__ == "__main__":
    KEPT.write_text(
        json.dumps({"made": digests(made()), "found": digests(found())}, indent=1) + "\n",
        encoding="utf-8",
    )
