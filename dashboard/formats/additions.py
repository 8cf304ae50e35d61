"""What no single column of a file says: composed texts, constants, made ids, marks."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.formats.bindings import Binding
from dashboard.formats.checks import OWN
from dashboard.formats.mapping import Composed, Mapping, Mark
from dashboard.formats.outputs import BLANK, NOTHING, TEXT, Output, row_cells
from dashboard.formats.spreading import Spread
from dashboard.loading.findings import Findings

Columns = Sequence[pa.Array]


def add_composed(
    output: Output, columns: Columns, binding: Binding, mapping: Mapping, rows: Spread
) -> None:
    """Add the texts that are put together from several columns."""
    for text in mapping.composed:
        cells = _compose(text, columns, binding, len(columns[0]) if columns else 0)
        read = [name for part in text.parts for name in re.findall(r"\{([^{}]+)\}", part)]
        places = [binding.find(name.split("|")) for name in read]
        written = " + ".join(
            dict.fromkeys(binding.written(place) for place in places if place is not None)
        )
        spread = cells.take(pa.array(rows.origin)) if rows.any else cells
        output.add(written or text.to, (OWN[text.to],), spread)


def _compose(text: Composed, columns: Columns, binding: Binding, length: int) -> pa.Array:
    """One text for each record: the parts none of whose columns is blank."""
    parts = [_part(part, columns, binding, length) for part in text.parts]
    filled = [pc.fill_null(part, BLANK) for part in parts]
    joined = pc.binary_join_element_wise(*filled, BLANK) if len(filled) > 1 else filled[0]
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(joined), ""), NOTHING, joined)


def _part(part: str, columns: Columns, binding: Binding, length: int) -> pa.Array:
    """`part` with its {columns} filled in, null where one is blank or not in the file."""
    pieces: list[pa.Array | pa.Scalar] = []
    for number, piece in enumerate(re.split(r"\{([^{}]+)\}", part)):
        if number % 2 == 0:
            pieces.append(pa.scalar(piece, TEXT))
            continue
        place = binding.find(piece.split("|"))
        if place is None:
            return pa.nulls(length, TEXT)
        pieces.append(pc.utf8_trim_whitespace(columns[place]))
    if len(pieces) == 1:
        return pa.array([part] * length, TEXT)
    return pc.binary_join_element_wise(*pieces, BLANK)


def add_constants(output: Output, mapping: Mapping, length: int) -> None:
    """Add what is the same for every record; a constant does not touch a column that is filled."""
    for name, value in mapping.constants.items():
        position = output.find(name)
        if position is None:
            same = pa.array([value], TEXT).take(pa.array(np.zeros(length, dtype=np.int64)))
            output.add(f"{name} of the mapping", (OWN[name],), same)
        else:
            output.cells[position] = pc.fill_null(output.cells[position], pa.scalar(value, TEXT))


def add_ids(
    output: Output,
    columns: Columns,
    binding: Binding,
    mapping: Mapping,
    rows: Spread,
    findings: Findings,
) -> None:
    """Number the places of a record, and make an id from its cells where the file has none.

    Where no record has an id and none several places, making ids is left to the checks.
    """
    places = any(use.places for use in mapping.columns)
    if places:
        output.add("location_seq", (OWN["location_seq"],), pc.cast(pa.array(rows.place), TEXT))
    position = output.find("incident_id")
    ids = pa.nulls(len(rows.origin), TEXT) if position is None else output.cells[position]
    blank = np.flatnonzero(pc.is_null(ids).to_numpy(zero_copy_only=False))
    if not len(blank) or (position is None and not places):
        return
    made = np.full(len(ids), None, dtype=object)
    known: dict[int, str] = {}
    for row in blank.tolist():
        record = int(rows.origin[row])
        made[row] = known.setdefault(record, f"{mapping.name}-{_digest(columns, record)}")
    filled = pc.coalesce(ids, pa.array(made, TEXT))
    if position is None:
        output.add("incident_id", (OWN["incident_id"],), filled)
        return
    output.cells[position] = filled
    name = next(binding.written(p) for use, p in binding.uses if "incident_id" in use.to)
    shown = blank[~findings.rejected[blank]]
    reason = "is blank: an id was made from the record's cells"
    findings.add(shown, name, [""] * len(shown), reason, "note")


def _digest(columns: Columns, record: int) -> str:
    text = "\x1f".join(column[record].as_py() or "" for column in columns)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def add_marks(
    output: Output,
    columns: Columns,
    binding: Binding,
    mapping: Mapping,
    rows: Spread,
    findings: Findings,
) -> None:
    """Tag every record yes or no by the words in some of its columns, and say how many are no."""
    for mark in mapping.marks:
        places = [place for name in mark.names if (place := binding.find((name,))) is not None]
        if not places:
            continue
        hits = _hits(mark, [row_cells(columns, rows, place) for place in places])
        yes, no = pa.scalar("yes", TEXT), pa.scalar("no", TEXT)
        output.tags.append((mark.tag, pc.if_else(pa.array(hits), yes, no)))
        absent = len(np.unique(findings.numbers[~hits & ~findings.rejected]))
        if absent:
            names = " and ".join(binding.written(place) for place in places)
            findings.add_file(
                names, f"{mark.reason}: {absent:,} records have the tag {mark.tag}=no"
            )


def _hits(mark: Mark, cells: Sequence[pa.Array]) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    pattern = "|".join(re.escape(word) for word in mark.words)
    found = np.zeros(len(cells[0]), dtype=bool)
    for column in cells:
        hit = pc.match_substring_regex(column, pattern, ignore_case=True)
        found |= np.asarray(pc.fill_null(hit, False).to_numpy(zero_copy_only=False), dtype=bool)
    return found
