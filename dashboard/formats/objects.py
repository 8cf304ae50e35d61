"""A JSON array of flat objects as a table of text."""

import json
import re
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard import schema
from dashboard.loading.decoding import Unreadable
from dashboard.loading.records import Records
from dashboard.schema import Problem


def is_array(data: bytes) -> bool:
    """Whether UTF-8 `data` is bracketed as JSON is."""
    return data[:4096].lstrip()[:1] in {b"[", b"{"}


def read_objects(data: bytes, most: int | None = None) -> tuple[tuple[str, ...], Records]:
    """The names of all keys in order of appearance, and the records; raise Unreadable.

    Lists and objects within a record stay JSON; null is blank. An item that is no object is a
    record that is rejected.
    """
    items = _parse(data)
    header = tuple(dict.fromkeys(key for item in items if isinstance(item, dict) for key in item))
    if not header:
        raise Unreadable("the JSON array holds no objects: there is no record in it")
    if len(header) > schema.COLUMNS:
        raise Unreadable(f"the objects have {len(header):,} keys: the limit is {schema.COLUMNS}")
    kept = [(number, item) for number, item in enumerate(items, start=1) if isinstance(item, dict)]
    problems = [
        Problem(number, None, str(item)[:200], "is no JSON object with keys", "row rejected")
        for number, item in enumerate(items, start=1)
        if not isinstance(item, dict)
    ]
    kept = kept[:most]
    columns = [
        pa.array([_text(item.get(key)) for _, item in kept], pa.large_string()) for key in header
    ]
    numbers = np.array([number for number, _ in kept], dtype=np.int64)
    total = len(items) if most is None else min(most, len(items))
    shown = tuple(p for p in problems if p.record and p.record <= total)
    return header, Records(tuple(columns), numbers, total, shown)


def _parse(data: bytes) -> list[Any]:
    try:
        items = json.loads(data, parse_constant=str)
        if re.search(rb"\\u[dD][89a-fA-F]", data):  # half a character may be among them
            whole = json.dumps(items, ensure_ascii=False).encode(errors="replace")
            items = json.loads(whole, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file looks like JSON and cannot be read as it: {error}") from None
    if not isinstance(items, list):
        raise Unreadable(
            "this is a JSON object, not an array of records (write [ {...}, {...} ], one object "
            "for each incident)"
        )
    return items


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool | int | float):
        return str(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        raise Unreadable("the JSON array holds lists within lists, too many to be read") from None
