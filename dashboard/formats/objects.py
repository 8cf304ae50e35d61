"""A JSON array of flat objects as a table of text, never whole in memory as objects."""

import json
from typing import Any

import numpy as np
import pyarrow as pa

from dashboard import schema
from dashboard.formats.arrays import read_items
from dashboard.loading.decoding import Unreadable
from dashboard.loading.limits import UNLIMITED, Limits
from dashboard.loading.records import Records
from dashboard.schema import Problem


def is_array(data: bytes) -> bool:
    """Whether UTF-8 `data` is bracketed as JSON is."""
    return data[:4096].lstrip()[:1] in {b"[", b"{"}


def read_objects(
    data: bytes, most: int | None = None, limits: Limits = UNLIMITED
) -> tuple[tuple[str, ...], Records]:
    """The names of all keys in order of appearance, and the records; raise Unreadable.

    Lists and objects within a record stay JSON; null is blank. An item that is no object is a
    record that is rejected. Of `most` records only so many are kept.
    """
    columns: dict[str, list[pa.Array]] = {}
    numbers: list[int] = []
    problems: list[Problem] = []
    total = 0
    for items in read_items(data):
        _note_keys(columns, items, len(numbers))
        limits.check_records(total + len(items), len(columns))
        taken = items if most is None else items[: most - total]
        kept = []
        for number, item in enumerate(taken, start=total + 1):
            if isinstance(item, dict):
                kept.append(item)
                numbers.append(number)
            else:
                reason = "is no JSON object with keys"
                problems.append(Problem(number, None, str(item)[:200], reason, "row rejected"))
        total += len(taken)
        limits.check_problems(len(problems))
        for key, parts in columns.items():
            parts.append(pa.array([_text(one.get(key)) for one in kept], pa.large_string()))
    if not columns:
        raise Unreadable("the JSON array holds no objects: there is no record in it")
    arrays = tuple(pa.concat_arrays(parts) for parts in columns.values())
    found = Records(arrays, np.array(numbers, dtype=np.int64), total, tuple(problems))
    return tuple(columns), found


def _note_keys(columns: dict[str, list[pa.Array]], items: list[Any], length: int) -> None:
    """Begin a column for each new key: blank in the `length` records before."""
    for key in (key for item in items if isinstance(item, dict) for key in item):
        if key not in columns:
            columns[key] = [pa.repeat(pa.scalar("", pa.large_string()), length)]
            if len(columns) > schema.COLUMNS:
                raise Unreadable(f"the objects have more than {schema.COLUMNS} keys, the limit")


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
