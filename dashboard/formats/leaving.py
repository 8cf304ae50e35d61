"""Records that are no incidents, or older versions of one: left out, each with its reason."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.formats.bindings import Binding
from dashboard.formats.mapping import LeftOut, Mapping
from dashboard.formats.words import fold_word
from dashboard.loading.findings import Findings

Columns = tuple[pa.Array, ...]


def leave_out(columns: Columns, binding: Binding, mapping: Mapping, findings: Findings) -> None:
    """Reject the records that the mapping leaves out on purpose, and superseded versions."""
    for rule in mapping.rows:
        position = binding.find(rule.names)
        if position is not None:
            _leave_out(columns[position], binding.written(position), rule, findings)
    _keep_newest(columns, binding, mapping, findings)


def _leave_out(cells: pa.Array, name: str, rule: LeftOut, findings: Findings) -> None:
    coded = cells.dictionary_encode()
    words = coded.dictionary.to_pylist()
    listed = {fold_word(word) for word in (*rule.drop, *rule.keep)}
    out = np.array(
        [bool(word) and (fold_word(word) in listed) == bool(rule.drop) for word in words] + [False]
    )
    codes = pc.fill_null(coded.indices, len(words)).to_numpy(zero_copy_only=False)
    rows = np.flatnonzero(out[codes] & ~findings.rejected)
    values = [words[code] for code in codes[rows].tolist()]
    findings.add(rows, name, values, f"is left out on purpose: {rule.reason}", "row rejected")


def _keep_newest(columns: Columns, binding: Binding, mapping: Mapping, findings: Findings) -> None:
    """Of the records with one id keep the one whose version is the highest number."""
    version = binding.find((mapping.newest,)) if mapping.newest else None
    ids = [place for use, place in binding.uses if "incident_id" in use.to]
    if version is None or not ids:
        return
    coded = columns[ids[0]].dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    candidates = np.flatnonzero((codes >= 0) & ~findings.rejected)
    number = _numbers(columns[version])
    order = candidates[np.lexsort((candidates, -number[candidates], codes[candidates]))]
    first = np.ones(len(order), dtype=bool)
    first[1:] = codes[order][1:] != codes[order][:-1]
    newest = order[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
    older = number[order] < number[newest]
    rows, better = order[older], findings.numbers[newest[older]]
    values = [columns[ids[0]][row].as_py() for row in rows.tolist()]
    name = binding.written(version)
    reasons = [f"is an older version of record {other} (by {name})" for other in better.tolist()]
    findings.add_each(rows, binding.written(ids[0]), values, reasons, "row rejected")


def _numbers(cells: pa.Array) -> NDArray[np.float64]:
    plain = pc.match_substring_regex(cells, r"^\s*[0-9]+(?:\.[0-9]+)?\s*$")
    texts = pc.if_else(plain, pc.utf8_trim_whitespace(cells), pa.scalar(None, pa.large_string()))
    numbers = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    return np.nan_to_num(np.asarray(numbers, dtype=np.float64), nan=-1.0)
