"""Which formats a file may be of: told by the names in its header, for a person to confirm."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress

from dashboard import schema
from dashboard.formats import aggregates, objects, workbooks
from dashboard.formats.mapping import Mapping
from dashboard.formats.tables import candidate_headers
from dashboard.loading.decoding import BYTE_ORDER_MARKS, Unreadable

TOP_BYTES = 1 << 20
"""A file is looked into so far."""


def read_headers(raw: bytes, largest: int = schema.FILE_BYTES) -> list[tuple[str, ...]]:
    """Every line near the top that may be the header, under every delimiter; [] if none can be.

    Text that is not UTF-8 is read as if it were Latin: names that tell a format are ASCII.
    """
    if workbooks.is_workbook(raw):
        with suppress(Unreadable):
            return workbooks.top_rows(raw, largest)
        return []
    top = raw[:TOP_BYTES]
    marked = next((name for mark, name in BYTE_ORDER_MARKS if top.startswith(mark)), None)
    data = top.decode(marked, "ignore").encode() if marked else top
    if objects.is_array(data):
        return _keys(data)
    return [tuple(row) for _, _, row in candidate_headers(data) if len(row) > 1]


def _keys(data: bytes) -> list[tuple[str, ...]]:
    """The keys of the first object of a JSON array, and its values."""
    text = data.decode("utf-8", "ignore")
    start = text.find("{")
    with suppress(ValueError, RecursionError):
        first, _ = json.JSONDecoder().raw_decode(text, start if start >= 0 else 0)
        if isinstance(first, dict):
            return [tuple(first), tuple(map(str, first.values()))]
    return []


def detect(raw: bytes, known: Iterable[Mapping]) -> tuple[Mapping, ...]:
    """The mappings whose signs stand in one line near the top, those with most signs first."""
    headers = read_headers(raw)
    found = [m for m in known if any(m.describes(header) for header in headers)]
    return tuple(sorted(found, key=lambda mapping: -len(mapping.signs)))


def counts_only(raw: bytes) -> Sequence[str] | None:
    """The header of a table that counts incidents and holds none; None for any other file."""
    headers = read_headers(raw)
    for header, following in zip(headers, [*headers[1:], ()], strict=False):
        if aggregates.is_aggregate(header, following):
            return header
    return None
