"""What no single column of a file says: composed texts, constants, made ids, marks."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.formats.bindings import Binding
from dashboard.formats.checks import OWN
from dashboard.formats.mapping import Composed, Mark
from dashboard.formats.outputs import BLANK, NOTHING, TEXT, Work

Columns = Sequence[pa.Array]


def add_composed(work: Work) -> None:
    """Add the texts that are put together from several columns."""
    binding = work.binding
    for text in work.mapping.composed:
        cells = _compose(text, work.columns, binding, len(work.sheet.records.numbers))
        read = [name for part in text.parts for name in re.findall(r"\{([^{}]+)\}", part)]
        places = [binding.find(name.split("|")) for name in read]
        written = " + ".join(
            dict.fromkeys(binding.written(place) for place in places if place is not None)
        )
        work.output.add(written or text.to, (OWN[text.to],), work.over_rows(cells))


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


def add_constants(work: Work) -> None:
    """Add what is the same for every record; a constant fills what a column leaves blank."""
    output = work.output
    for name, value in work.mapping.constants.items():
        position = output.find(name)
        if position is None:
            same = pa.array([value], TEXT).take(pa.array(np.zeros(len(work), dtype=np.int64)))
            output.add(f"{name} of the mapping", (OWN[name],), same)
        else:
            output.cells[position] = pc.fill_null(output.cells[position], pa.scalar(value, TEXT))


def add_ids(work: Work) -> None:
    """Number the places of a record, and make an id from its cells where the file has none.

    Where no record has an id and none several places, making ids is left to the checks.
    """
    output, rows, mapping = work.output, work.spread, work.mapping
    places = any(use.places for use in mapping.columns)
    if places:
        output.add("location_seq", (OWN["location_seq"],), pc.cast(pa.array(rows.place), TEXT))
    position = output.find("incident_id")
    ids = pa.nulls(len(work), TEXT) if position is None else output.cells[position]
    blank = np.flatnonzero(pc.is_null(ids).to_numpy(zero_copy_only=False))
    if not len(blank) or (position is None and not places):
        return
    made = np.full(len(ids), None, dtype=object)
    known: dict[int, str] = {}
    for row, record in zip(blank.tolist(), rows.origin[blank].tolist(), strict=True):
        if record not in known:
            known[record] = f"{mapping.name}-{_digest(work.columns, record)}"
        made[row] = known[record]
    filled = pc.coalesce(ids, pa.array(made, TEXT))
    if position is None:
        output.add("incident_id", (OWN["incident_id"],), filled)
        return
    output.cells[position] = filled
    uses = work.binding.uses
    name = next(work.binding.written(place) for use, place in uses if "incident_id" in use.to)
    shown = blank[~work.findings.rejected[blank]]
    reason = "is blank: an id was made from the record's cells"
    work.findings.add(shown, name, [""] * len(shown), reason, "note")


def _digest(columns: Columns, record: int) -> str:
    text = "\x1f".join(column[record].as_py() or "" for column in columns)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def add_marks(work: Work) -> None:
    """Tag every record yes or no by the words in some of its columns, and say how many are no."""
    binding, findings = work.binding, work.findings
    for mark in work.mapping.marks:
        places = [place for name in mark.names if (place := binding.find((name,))) is not None]
        if not places:
            continue
        hits = _hits(mark, [work.cells(place) for place in places])
        yes, no = pa.scalar("yes", TEXT), pa.scalar("no", TEXT)
        work.output.tags.append((mark.tag, pc.if_else(pa.array(hits), yes, no)))
        absent = len(set(findings.numbers[~hits & ~findings.rejected].tolist()))
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
