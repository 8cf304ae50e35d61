"""Columns we have no place for: kept in `tags` as key=value, so that nothing is dropped unseen."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard import schema
from dashboard.loading.findings import Findings
from dashboard.loading.headings import Field
from dashboard.loading.records import Records, fold_name
from dashboard.loading.texts import to_text
from dashboard.loading.tidying import clean


def read_extras(
    tags: pd.Series | None,
    records: Records,
    extras: tuple[Field, ...],
    dirty: bool,
    findings: Findings,
) -> pd.Series | None:
    """`tags` with `key=value` for each cell of each of `extras`; a `;` in a value becomes %3B.

    A table without tags (None) cannot keep them, which is entered as a loss.
    """
    parts = []
    for written in extras:
        cell = clean(records.columns[written.position], written, findings, dirty)
        told = findings.numbers[cell.is_valid().to_numpy(zero_copy_only=False)]
        count = int(np.count_nonzero(np.diff(told, prepend=0)))  # several rows may be one record
        if not count:
            continue
        key = re.sub(r"[=;]", "_", fold_name(written.written)) or f"column_{written.position + 1}"
        label = written.written or key
        nouns = ("record", "records")
        if tags is None:
            reason = "is no column of this table and cannot be kept: lost"
            findings.count(written, reason, nouns, count, "value dropped", label)
            continue
        reason = f"has no column of its own: kept in tags as {key}=..."
        findings.count(written, reason, nouns, count, label=label)
        safe = pc.replace_substring(cell, ";", "%3B")
        tag = pc.binary_join_element_wise(_text(f";{key}="), safe, _text(""))
        parts.append(pc.coalesce(tag, _text("")))
    return _append(tags, parts, findings) if tags is not None and parts else tags


def _append(tags: pd.Series, parts: list[pa.Array], findings: Findings) -> pd.Series:
    own = pa.array(tags, pa.large_string(), from_pandas=True)
    # Without nulls: null_handling="skip" loses rows that are null throughout (Arrow 26).
    joined = pc.binary_join_element_wise(pc.coalesce(own, _text("")), *parts, _text(""))
    joined = pc.replace_substring_regex(joined, "^;", "")
    rows = np.flatnonzero(
        pc.utf8_length(joined).to_numpy(zero_copy_only=False) > schema.FIELD_CHARACTERS
    )
    if len(rows):
        values = [joined[row].as_py() for row in rows.tolist()]
        reason = "is too long for tags with the columns we have no place for: they are left out"
        findings.add(rows, "tags", values, reason, "value dropped")
        fits = np.ones(len(joined), dtype=bool)
        fits[rows] = False
        joined = pc.if_else(pa.array(fits), joined, own)
    return to_text(pc.if_else(pc.equal(joined, ""), _text(None), joined))


def _text(value: str | None) -> pa.Scalar:
    return pa.scalar(value, pa.large_string())
