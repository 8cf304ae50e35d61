"""Files that hold strings that do harm in every column of text.

Each string stands in each column once, with a mark of its own beside it ('z4x17z': string 17 in
column 4), so that it is found wherever a page shows it. Several share a cell.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dashboard.formats import read_file
from dashboard.loading import Loaded
from dashboard.loading.tidying import LITERAL
from dashboard.schema import ID_CHARACTERS, TABLES, Column, Table, columns, split_list

MARK = re.compile(r"z(\d+)x(\d+)z")
MOST = 12  # sources that an incident names: the page shows no more of them
SHORT, LONG = 110, 600  # characters of the strings that share a cell; an id and a title are short
A_FILE = 25  # accounts that share an incident, so that the page shows all of them
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _is_free(column: Column) -> bool:
    return column.kind in ("text", "id", "list", "url", "urls") and not column.vocabulary


COLUMNS = tuple(column for table in TABLES for column in columns(table) if _is_free(column)
                and (column.name, column.required) != ("incident_id", "yes"))  # fmt: skip
"""Every column of text; the id that an account or response speaks of is that of its incident."""
_SHORT = ("incident_id", "account_id", "title", "location")
_FRONT = ("title", "location")  # cut where a figure names them
_STRIKE = {"country": "PRK", "action_type": "strike", "description": "They stopped work."}
REFUSED, LINK, FILE, HEADER, WORD = 99, 98, 97, 96, 95
"""In a mark in place of a column: what stands where no text may, what a link asks for, the name of
a file, and of a file with columns of its own their names and what is in them."""


@dataclass(frozen=True)
class Upload:
    """Files by name; `cells` as they were read, names of files among them, by the marks in each;
    `sent` are all marks of cells. `full` are the ids of the incidents that have text in all
    columns, `ids` those of all, `addresses` what may become a link."""

    files: tuple[tuple[str, bytes], ...]
    cells: dict[str, str]
    sent: frozenset[str]
    ids: tuple[str, ...]
    full: tuple[str, ...]
    addresses: frozenset[str]


Cell = list[tuple[int, str]]
"""Strings that share a cell, each with its number."""


def make_upload(strings: Sequence[str], names: Sequence[str]) -> Upload:
    """Files in which every string is in every column; what the reader refuses is not among them."""
    kept = [(number, text) for number, text in enumerate(strings) if not _CONTROLS.search(text)]
    short, long = _shared_cells(kept, SHORT), _shared_cells(kept, LONG)
    incidents = [_incident(row, short, long) for row in range(len(short))]
    ids = [row["incident_id"] for row in incidents]
    size = -(-len(incidents) // (len(names) - 3))
    parts = [incidents[start : start + size] for start in range(0, len(incidents), size)]
    tables = [*parts, _sources(kept), _accounts(ids, short, long), _responses(ids, short, long)]
    files = [(marked_name(place, names), written(table)) for place, table in enumerate(tables)]
    loaded = [read_file(raw, name) for name, raw in files]
    assert not any(one.report.rejected for one in loaded), [one.report.problems for one in loaded]
    cells = {mark: text for one in loaded for mark, text in _accepted(one)}
    cells |= {mark[0]: one.report.name for one in loaded for mark in MARK.finditer(one.report.name)}
    read = [ident for one in loaded[: len(parts)] for ident in one.frame["incident_id"]]
    extra = loaded[len(parts)].frame["incident_id"]
    return Upload(
        files=tuple(files),
        cells=cells,
        sent=frozenset(mark[0] for _, raw in files for mark in MARK.finditer(raw.decode())),
        ids=tuple(read),
        full=(*read[: len(long)], *extra),
        addresses=frozenset(_address(row) for row in range(len(short))),
    )


def marked_name(place: int, names: Sequence[str]) -> str:
    """Name `place` of `names` with a mark before its ending."""
    return f"{names[place].removesuffix('.csv')} z{FILE}x{place}z.csv"


def _shared_cells(strings: Sequence[tuple[int, str]], longest: int) -> list[Cell]:
    bins: list[Cell] = []
    room = 0
    for number, text in strings:
        if not bins or room < len(text) + 10:
            bins.append([])
            room = longest
        bins[-1].append((number, text))
        room -= len(text) + 10
    return bins


def _cell(column: Column, together: Cell) -> str:
    place = COLUMNS.index(column)
    front = column.name in _FRONT or column.kind == "list"
    marked = [f"z{place}x{number}z {text}" if front else f"{text} z{place}x{number}z"
              for number, text in together]  # fmt: skip
    if column.kind == "list":
        return ";".join(marked)
    return ("\n" if column.name in LITERAL else " ").join(marked)


def _texts(table: Table, row: int, short: Sequence[Cell], long: Sequence[Cell]) -> dict[str, str]:
    """The cells of record `row`: each column has other strings. An id that would be too long is
    a plain one."""
    found = {}
    for place, column in enumerate(COLUMNS):
        cells = short if column.name in _SHORT else long
        if column.table == table and row < len(cells):
            text = _cell(column, cells[(row + place) % len(cells)])
            tall = column.kind == "id" and len(text) > ID_CHARACTERS
            found[column.name] = f"plain {row}" if tall else text
    return found


def _address(row: int) -> str:
    return f"https://reports.example/{row}?a=1&b=2"


def _incident(row: int, short: Sequence[Cell], long: Sequence[Cell]) -> dict[str, str]:
    texts = _texts("incidents", row, short, long)
    urls = "; ".join(filter(None, (texts.get("source_url"), _address(row))))
    day = f"{1991 + row // 288:04}-{row // 24 % 12 + 1:02}-{row % 24 + 1:02}"
    return {**_STRIKE, **texts, "source_url": urls, "start_date": day,
            "latitude": f"{39 + row % 20 / 10}", "longitude": f"{126 + row % 17 / 10}",
            "location_precision": "town"}  # fmt: skip


def _sources(kept: Cell) -> list[dict[str, str]]:
    """Incidents that name sources and have no account: no more of these than the page shows."""
    (column,) = [one for one in COLUMNS if one.name == "source_name"]
    cells: list[Cell] = []
    room = 0
    for number, text in kept:
        parts = text.count(";") + 1
        if room < parts:
            cells.append([])
            room = MOST
        cells[-1].append((number, text))
        room -= parts
    return [
        {**_STRIKE, "incident_id": f"more {row}", "start_date": "1980-01-01",
         "source_name": _cell(column, cell)}
        for row, cell in enumerate(cells)
    ]  # fmt: skip


def _accounts(
    ids: Sequence[str], short: Sequence[Cell], long: Sequence[Cell]
) -> list[dict[str, str]]:
    sides = ("local", "state", "independent", "employer", "union")
    plain = {"summary": "They stopped work.", "outlet": "A paper"}
    found = []
    for row in range(len(long)):
        about = {"incident_id": ids[row // A_FILE]}
        told = _texts("accounts", row, short, long)
        found.append({**about, **told, "side": sides[row % 5]})
        other = {"side": sides[(row + 1) % 5], "account_id": f"other {row}", "url": _address(row)}
        found.append({**about, **plain, **other})
    return found


def _responses(
    ids: Sequence[str], short: Sequence[Cell], long: Sequence[Cell]
) -> list[dict[str, str]]:
    did = {"actor": "employer", "response": "negotiation", "status": "observed"}
    return [
        {"incident_id": ids[row], **did, **_texts("responses", row, short, long)}
        for row in range(len(long))
    ]


def _accepted(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """The cells of text that were read, by the marks in each; a list part by part."""
    for column in COLUMNS:
        if column.table != loaded.report.table:
            continue
        for cell in loaded.frame[column.name].dropna():
            for text in split_list(cell) if column.kind == "list" else [cell]:
                for mark in MARK.finditer(text):
                    yield mark[0], text


def refused_file(strings: Sequence[str]) -> bytes:
    """A record for each string, which stands where no text may stand."""
    coded = [c for c in columns("incidents") if not _is_free(c) and c.required != "yes"]
    rows = []
    for number, text in enumerate(strings):
        cells = {c.name: f"z{REFUSED}x{number}z {text}" for c in coded[number % 3 :: 3]}
        texts = {"description": text if _CONTROLS.search(text) else "They stopped work."}
        rows.append({"incident_id": f"R{number}", "start_date": "1990-02-03", "country": "PRK",
                     "action_type": "strike", **texts, **cells})  # fmt: skip
    return written(rows)


def foreign_file(strings: Sequence[str]) -> tuple[bytes, dict[str, str]]:
    """A file whose columns have the strings for names and in their cells, and these by mark."""
    names = {f"z{HEADER}x{number}z": text for number, text in enumerate(strings)}
    words = {f"z{WORD}x{number}z": text for number, text in enumerate(strings)}
    cells = {mark: f"{mark} {text}" for mark, text in (names | words).items()}
    texts = dict(zip((cells[mark] for mark in names), (cells[mark] for mark in words), strict=True))
    rows = [{"When": f"2019-02-0{day}", "Country": "China", **texts} for day in range(1, 4)]
    return written(rows), cells


def written(rows: Iterable[dict[str, str]]) -> bytes:
    """A CSV with every key of `rows` as a column."""
    listed = list(rows)
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in listed for name in row)))
    writer.writeheader()
    writer.writerows(listed)
    return out.getvalue().encode()
