"""Files to begin with: small ones of every kind, made here, and real hostile ones where there
are some."""

import json
import os
from functools import cache
from pathlib import Path

from dashboard.formats import FORMATS, write_mapping
from dashboard.package import DATA
from tests.conftest import ROOT
from tests.formats.test_workbooks import workbook
from tests.formats.twins import TWINS, csv_bytes
from tests.loading.awkward import awkward

MOST_BYTES = 20_000
"""A larger hostile file is left out: what it is about is its size."""


@cache
def small_files() -> tuple[bytes, ...]:
    """CSV of our own columns, the twin of every other format, a workbook, JSON, encodings."""
    own = [awkward(seed) for seed in range(12)]
    bundled = [
        b"\n".join((DATA / f"{name}.csv").read_bytes().split(b"\n")[:4]) + b"\n"
        for name in ("incidents", "accounts", "responses")
    ]
    books = [workbook([[*TWINS["mit"]], [*TWINS["mit"].values()]])]
    objects = [json.dumps([TWINS["clb"], {"a": None, "b": [1.0, {"c": "\ud800"}]}]).encode()]
    guarded = [csv_bytes(["start_date", "country", "action_type", "description", "title"],
                         ["2025", "PRK", "strike", "'=1+1", "-5"])]  # fmt: skip
    wide = [bundled[0].decode().encode(name) for name in ("utf-16", "utf-32", "utf-8-sig")]
    return (*bundled, *twins(), *books, *objects, *guarded, *wide, *own)


@cache
def twins() -> tuple[bytes, ...]:
    """A file of each format of other projects, in the order of FORMATS."""
    return tuple(
        csv_bytes([*TWINS[name]], [*TWINS[name].values()], delimiter=";" if name == "sncf" else ",")
        for name in FORMATS
    )


@cache
def hostile_files() -> tuple[bytes, ...]:
    """Real hostile files, where the folder of them is there."""
    folder = Path(os.environ.get("UNREST_SHARED", ROOT.parent / "shared")) / "data" / "hostile"
    paths = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    return tuple(path.read_bytes() for path in paths if path.stat().st_size <= MOST_BYTES)


@cache
def mappings() -> tuple[str, ...]:
    """The built-in formats, and a mapping that uses everything a mapping may have."""
    return (*(write_mapping(mapping) for mapping in FORMATS.values()), EVERYTHING)


EVERYTHING = """
name = "mine"
title = "a table"
columns = [
  { from = "when", to = "start_date", dates = ["DD/MM/YYYY", "YYYY-MM-DD"] },
  { from = "where", to = ["location", "country"], levels = "-", places = "|" },
  { from = "what", to = "action_type", codes = "what", separator = ";", otherwise = "other" },
  { from = "what", to = "tags", separator = "python" },
  { from = "size", to = ["workers_low", "workers_high"] },
  { from = "lost", to = "duration_days", unit = "unit", codes = "unit" },
  { from = "text", to = "description", pattern = "(?P<value>.*)", blank = ["none"] },
  { from = "text", to = "title", fallback = true },
  { from = "id", to = "incident_id", prefix = "M-" },
]
thousands = ","
responses = [{ from = "answer", codes = "answer", separator = ";" }]
rows = [{ from = "what", drop = ["nothing"], reason = "no incident" }]
marks = [{ tag = "big", from = ["size"], words = ["100"], reason = "size" }]
composed = [{ to = "notes", parts = ["{text} ", "({what})"] }]
constants = { source_name = "us" }

[codes.what]
strike = "strike"
walk = { code = "walkout", reason = "the same" }

[codes.unit]
hours = "24"

[codes.answer]
police = "security police_presence"
"""
