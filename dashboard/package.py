"""The data package: what each bundled file is, whose it is, and whether it is still what it was.

`datapackage.json` follows the Data Package standard 2.0 (datapackage.org) and keeps `profile` for
readers of version 1. Titles, sources and licences in it are written by hand; column lists, hashes,
sizes, row counts and the template are made by `python -m dashboard.package`.
"""

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.dictionary import plain_number, write_dictionary
from dashboard.schema import TABLES, Column, Table, columns, vocabulary

DATA = Path(__file__).parent.parent / "data"
DESCRIPTOR = "datapackage.json"
TEMPLATE = "template"
EXAMPLE = {
    "incident_id": "EXAMPLE-1",
    "location_seq": "1",
    "title": "EXAMPLE ROW, NOT AN INCIDENT: delete it",
    "description": "EXAMPLE ROW, NOT AN INCIDENT: delete it and write one row per incident.",
    "start_date": "2026-01-15",
    "date_precision": "day",
    "country": "ISL",
    "location": "Reykjavík",
    "location_precision": "town",
    "action_type": "strike",
    "work_stoppage": "yes",
    "sector": "C",
    "workers_low": "40",
    "workers_high": "60",
    "demands": "wage_arrears;working_conditions",
    "verification": "unverified",
    "source_name": "Name of the outlet",
    "source_url": "https://example.org/report",
    "tags": "example",
}
"""The one row of the template. It passes the reader, so that a first upload shows what it does."""

PARTIAL_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"


@dataclass(frozen=True, slots=True)
class Link:
    """A source or a licence: its name, and its address ('' where it has none)."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Resource:
    """One file of a package. `sha256` is in hexadecimal; `rows` leaves the header out.

    `rows` is None for a file that is no table. Sources and licences are the package's own where
    the file states none.
    """

    name: str
    path: str
    title: str
    description: str
    sources: tuple[Link, ...]
    licences: tuple[Link, ...]
    sha256: str
    bytes: int
    rows: int | None


@dataclass(frozen=True, slots=True)
class Package:
    """A folder of files with their provenance."""

    name: str
    title: str
    description: str
    version: str
    created: str
    resources: tuple[Resource, ...]


def read_package(folder: Path = DATA) -> Package:
    """The descriptor of `folder`. Raises FileNotFoundError, or KeyError for a missing property."""
    raw = _descriptor(folder)
    return Package(
        name=raw["name"],
        title=raw["title"],
        description=raw.get("description", ""),
        version=raw.get("version", ""),
        created=raw.get("created", ""),
        resources=tuple(_resource(item, raw) for item in raw["resources"]),
    )


def write_package(folder: Path = DATA) -> Path:
    """Bring column lists, hashes, sizes and row counts of the descriptor up to date.

    Nothing else in it changes. Raises FileNotFoundError for a resource whose file is missing.
    """
    raw = _descriptor(folder)
    for item in raw["resources"]:
        content = (folder / item["path"]).read_bytes()
        item["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
        item["bytes"] = len(content)
        if item["path"].endswith(".csv"):
            item["rows"] = sum(1 for _ in _records(content)) - 1
        table = _table(item["name"])
        if table:
            item["schema"] = table_schema(table)
    path = folder / DESCRIPTOR
    path.write_text(json.dumps(raw, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def table_schema(table: Table) -> dict[str, Any]:
    """The Table Schema of one table. A blank cell is missing; there is no other missing value.

    Dates are strings with a pattern, since the standard's `date` takes whole days only.
    """
    keys = {
        "incidents": ["incident_id", "location_seq"],
        "accounts": ["account_id"],
        "responses": [],
    }[table]
    schema: dict[str, Any] = {
        "fields": [_field(column, column.name in keys) for column in columns(table)],
        "missingValues": [""],
    }
    if keys:
        schema["primaryKey"] = keys
    if table != "incidents":
        reference = {"resource": "incidents", "fields": ["incident_id"]}
        schema["foreignKeys"] = [{"fields": ["incident_id"], "reference": reference}]
    return schema


def write_template(folder: Path = DATA) -> Path:
    """The empty incidents file with its one example row, in schema order."""
    names = [column.name for column in columns("incidents")]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow(EXAMPLE)
    path = folder / f"{TEMPLATE}.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def main() -> None:
    """Rewrite what is generated in `data/`: the template, the dictionary, the descriptor."""
    for path in (write_template(), write_dictionary(DATA / "README.md"), write_package()):
        print(path.relative_to(DATA.parent))


def _descriptor(folder: Path) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
    return raw


def _resource(item: dict[str, Any], package: dict[str, Any]) -> Resource:
    return Resource(
        name=item["name"],
        path=item["path"],
        title=item.get("title", item["name"]),
        description=item.get("description", ""),
        sources=_links(item.get("sources", package.get("sources", []))),
        licences=_links(item.get("licenses", package.get("licenses", []))),
        sha256=item["hash"].removeprefix("sha256:"),
        bytes=item["bytes"],
        rows=item.get("rows"),
    )


def _links(items: Iterable[dict[str, str]]) -> tuple[Link, ...]:
    return tuple(
        Link(item.get("title") or item.get("name", ""), item.get("path", "")) for item in items
    )


def _records(content: bytes) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(content.decode("utf-8"), newline=""))


def _table(name: str) -> Table | None:
    if name == TEMPLATE:
        return "incidents"
    return next((table for table in TABLES if table == name), None)


def _field(column: Column, key: bool) -> dict[str, Any]:
    kinds_of_number = {"integer": "integer", "decimal": "number"}
    about = {"description": column.meaning, "unit": column.unit, "standard": column.standard}
    field = {"name": column.name, "type": kinds_of_number.get(column.kind, "string")}
    return field | {name: text for name, text in about.items() if text} | _constraints(column, key)


def _constraints(column: Column, key: bool) -> dict[str, Any]:
    codes = list(vocabulary(column.vocabulary))
    found: dict[str, Any] = {}
    if column.required == "yes" or key:
        found["required"] = True
    if column.lowest is not None and column.highest is not None:
        found |= {"minimum": plain_number(column.lowest), "maximum": plain_number(column.highest)}
    if column.kind == "date":
        found["pattern"] = PARTIAL_DATE
    elif column.kind == "country":
        found["pattern"] = "^[A-Z]{3}$"
    elif column.kind == "list" and codes:
        one = "|".join(map(re.escape, codes))
        found["pattern"] = f"^({one})(;({one}))*$"
    elif codes:
        found["enum"] = codes
    return {"constraints": found} if found else {}


if __name__ == "__main__":
    main()
