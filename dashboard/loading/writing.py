"""A table to canonical CSV: what `read_bytes` reads back unchanged."""

import csv
import io
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dashboard import schema
from dashboard.loading import formulas
from dashboard.schema import Column, Table

PRECISION = {
    "start_date": "date_precision",
    "published": "published_precision",
    "claimed_date": "claimed_date_precision",
    "response_date": "response_date_precision",
}
"""Date columns -> the column that says how much of the date is known."""

AT_ONCE = 20_000
"""Rows whose cells are in memory at once."""

DATE_CHARACTERS = {"month": 7, "year": 4}


def write_csv(
    frame: pd.DataFrame, table: Table, escape: bool = False, more: Sequence[str] = ()
) -> bytes:
    """`frame` as UTF-8 CSV with CRLF: the schema's columns, dates at their precision, then columns
    of text that `more` names.

    With `escape` (for a download) text that a spreadsheet would run as a formula starts with an
    apostrophe; the reader takes it off again.
    """
    columns = schema.columns(table)
    raw = io.BytesIO()
    text = io.TextIOWrapper(raw, "utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*(column.name for column in columns), *more])
    # Cells are texts of Python's own, some 70 bytes each: only those of some rows at a time.
    for start in range(0, len(frame), AT_ONCE):
        part = frame.iloc[start : start + AT_ONCE]
        cells = [_cells(part, column, escape) for column in columns]
        cells += [part[name].fillna("").tolist() for name in more]
        writer.writerows(zip(*cells, strict=True))
    return raw.getvalue()


def _cells(frame: pd.DataFrame, column: Column, escape: bool) -> list[str]:
    if column.name not in frame:
        return [""] * len(frame)
    values = frame[column.name]
    if column.kind == "date":
        return _dates(frame, column.name)
    if column.kind == "decimal":
        return ["" if np.isnan(value) else _decimal(value) for value in values.tolist()]
    if column.kind == "integer":
        return ["" if value is pd.NA else str(int(value)) for value in values.tolist()]
    texts: list[str] = values.to_numpy(dtype="object", na_value="").tolist()
    if column.kind in {"text", "id", "list"}:
        return [formulas.guard(text, escape) if text else text for text in texts]
    return texts


def _decimal(value: float) -> str:
    return str(np.format_float_positional(value, trim="-"))


def _dates(frame: pd.DataFrame, name: str) -> list[str]:
    days = frame[name].to_numpy().astype("M8[D]")
    texts = ["" if text == "NaT" else str(text) for text in np.datetime_as_string(days).tolist()]
    beside = PRECISION.get(name)
    if beside is None or beside not in frame:
        return texts
    lengths = [DATE_CHARACTERS.get(known, 10) for known in frame[beside].astype("str").tolist()]
    return [text[:length] for text, length in zip(texts, lengths, strict=True)]
