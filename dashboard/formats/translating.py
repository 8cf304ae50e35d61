"""The records of another file as records in our columns, for the same checks as our own files."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.formats.additions import add_composed, add_constants, add_ids, add_marks
from dashboard.formats.bindings import Binding, bind
from dashboard.formats.checks import OWN
from dashboard.formats.leaving import leave_out
from dashboard.formats.mapping import TAGS, Mapping, Use, fold_header
from dashboard.formats.outputs import BLANK, TEXT, Output, blank_words, join_tags, row_cells
from dashboard.formats.spreading import Spread, spread
from dashboard.formats.tables import Sheet
from dashboard.formats.words import UNIT, Read, Word, is_plain, word_reader
from dashboard.loading.findings import Findings
from dashboard.loading.headings import Field, Heading
from dashboard.loading.records import Records
from dashboard.schema import Effect, Problem


@dataclass(frozen=True)
class Track:
    """What one use did: for each row the number of its word in `words` (-1: blank), its Word."""

    use: Use
    position: int
    codes: NDArray[np.int64]
    texts: Sequence[str]
    words: Sequence[Word]
    plain: bool = False


@dataclass(frozen=True)
class Translation:
    """A file in our columns, and what is needed to say what became of each of its own."""

    sheet: Sheet
    columns: tuple[pa.Array, ...]
    binding: Binding
    spread: Spread
    tracks: tuple[Track, ...]
    records: Records
    heading: Heading


def translate(sheet: Sheet, mapping: Mapping) -> Translation:
    """Read every cell by its use; raise Unreadable where a column is missing."""
    binding = bind(sheet.header, mapping)
    columns = tuple(blank_words(cells, mapping.blank) for cells in sheet.records.columns)
    findings = Findings(sheet.records.numbers, list(sheet.records.problems))
    leave_out(columns, binding, mapping, findings)
    rows = spread(columns, binding, findings)
    below = Findings(findings.numbers[rows.origin], findings.problems)
    below.rejected = findings.rejected[rows.origin]
    output, tracks = Output(), []
    for use, position in binding.uses:
        if use.to and use.to != (TAGS,):
            tracks.append(
                _use(use, position, columns, rows, binding, mapping, sheet, below, output)
            )
    add_composed(output, columns, binding, mapping, rows)
    add_constants(output, mapping, len(rows.origin))
    add_ids(output, columns, binding, mapping, rows, below)
    add_marks(output, columns, binding, mapping, rows, below)
    extras = _extras(output, columns, binding, mapping, rows)
    records, heading = _finish(output, extras, below, sheet.records.total, mapping)
    return Translation(sheet, columns, binding, rows, tuple(tracks), records, heading)


def _use(
    use: Use,
    position: int,
    columns: Sequence[pa.Array],
    rows: Spread,
    binding: Binding,
    mapping: Mapping,
    sheet: Sheet,
    findings: Findings,
    output: Output,
) -> Track:
    """Read one column and add what it says to `output`."""
    written = binding.written(position)
    cells = row_cells(columns, rows, position)
    cells = _take_out(pc.utf8_trim_whitespace(blank_words(cells, use.blank)), use)
    if use.unit and (place := binding.find((use.unit,))) is not None:
        unit = pc.fill_null(row_cells(columns, rows, place), BLANK)
        cells = pc.binary_join_element_wise(cells, unit, pa.scalar(UNIT, TEXT))
    if use.prefix:
        cells = pc.binary_join_element_wise(pa.scalar(use.prefix, TEXT), cells, BLANK)
    if is_plain(use):
        output.add(written, (OWN[use.to[0]],), cells)
        codes = np.where(np.asarray(cells.is_valid()), 0, -1)
        return Track(use, position, codes, ("",), (Word(("",)),), plain=True)
    coded = cells.dictionary_encode()
    texts = cast(list[str], coded.dictionary.to_pylist())
    read = word_reader(use, mapping, sheet.typed)
    words = [read(text) for text in texts]
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    blank = _blank_word(use, mapping, read)
    for place, name in enumerate(use.to):
        values = pa.array([*(word.values[place] for word in words), blank.values[place]], TEXT)
        taken = values.take(pa.array(np.where(codes < 0, len(words), codes)))
        output.add(written, (OWN[name],), taken)
    _report(use, written, texts, words, codes, findings)
    _keep_words(use, written, words, codes, output)
    return Track(use, position, codes, texts, words)


def _take_out(cells: pa.Array, use: Use) -> pa.Array:
    """What the pattern of a use finds in each cell; null where it finds nothing."""
    if not use.pattern:
        return cells
    return blank_words(pc.struct_field(pc.extract_regex(cells, use.pattern), "value"), ())


def _blank_word(use: Use, mapping: Mapping, read: Read) -> Word:
    """What a blank cell says: nothing, unless the code table has a line for it."""
    told = "" in mapping.codes.get(use.codes, {})
    return read("") if told else Word((None,) * len(use.to))


def _report(
    use: Use,
    written: str,
    texts: Sequence[str],
    words: Sequence[Word],
    codes: NDArray[np.int64],
    findings: Findings,
) -> None:
    """Enter the cells that cannot be read; a required one rejects its row."""
    faulty = np.array([bool(word.fault) for word in words] + [False])
    rows = np.flatnonzero(faulty[codes] & ~findings.rejected)
    needed = any(OWN[name].required == "yes" for name in use.to)
    values = [texts[code] for code in codes[rows].tolist()]
    ours = f" [read as {' and '.join(use.to)}]"
    reasons = [words[code].fault + ours for code in codes[rows].tolist()]
    effect: Effect = "row rejected" if needed else "value dropped"
    findings.add_each(rows, written, values, reasons, effect)


def _keep_words(
    use: Use, written: str, words: Sequence[Word], codes: NDArray[np.int64], output: Output
) -> None:
    """Keep in tags the words that no code is known for."""
    if TAGS in use.to or not any(word.unknown for word in words):
        return
    kept = [", ".join(dict.fromkeys(word.unknown)) or None for word in words]
    values = pa.array([*kept, None], TEXT).take(pa.array(np.where(codes < 0, len(words), codes)))
    output.tags.append((fold_header(written), values))


def _extras(
    output: Output,
    columns: Sequence[pa.Array],
    binding: Binding,
    mapping: Mapping,
    rows: Spread,
) -> list[Field]:
    """The columns that go to tags: those named so, and those that nothing else takes."""
    named = {position for _, position in binding.uses} | composed_alone(binding, mapping)
    named |= {
        place for rule in mapping.responses if (place := binding.find(rule.names)) is not None
    }
    tagged = {position for use, position in binding.uses if TAGS in use.to}
    extras = []
    for position in range(len(binding.header)):
        if position not in named or position in tagged:
            extras.append(Field(len(output.cells), binding.written(position), ()))
            output.cells.append(row_cells(columns, rows, position))
    return extras


def composed_alone(binding: Binding, mapping: Mapping) -> set[int]:
    """The positions of columns that a composed text holds wherever they are filled."""
    parts = [re.findall(r"\{([^{}]+)\}", part) for text in mapping.composed for part in text.parts]
    places = {binding.find(names[0].split("|")) for names in parts if len(names) == 1}
    return {place for place in places if place is not None}


def _finish(
    output: Output, extras: list[Field], findings: Findings, total: int, mapping: Mapping
) -> tuple[Records, Heading]:
    """The rows that are not rejected yet, with the tags as a column of their own."""
    if output.tags:
        output.add("tags", (OWN[TAGS],), join_tags(output.tags))
    kept = pa.array(np.flatnonzero(~findings.rejected))
    whole = not findings.rejected.any()
    cells = [pc.fill_null(column, BLANK) for column in output.cells]
    notes = [Problem(None, None, "", text, "note") for text in mapping.notes]
    records = Records(
        columns=tuple(column if whole else column.take(kept) for column in cells),
        numbers=findings.numbers[~findings.rejected],
        total=total,
        problems=(*notes, *findings.problems),
    )
    return records, Heading("incidents", tuple(output.fields), tuple(extras))
