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
from dashboard.formats.outputs import BLANK, TEXT, Output, Work, blank_words, join_tags
from dashboard.formats.spreading import Spread, note_counts, spread
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

    def over_rows(self, values: Sequence[str | None], blank: str | None = None) -> pa.Array:
        """`values`, one for each word, over the rows; `blank` where a cell is."""
        places = np.where(self.codes < 0, len(values), self.codes)
        return pa.array([*values, blank], TEXT).take(pa.array(places))


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
    work = _start(sheet, mapping)
    tracks = [
        _use(use, position, work)
        for use, position in work.binding.uses
        if use.to and use.to != (TAGS,)
    ]
    add_composed(work)
    add_constants(work)
    add_ids(work)
    add_marks(work)
    records, heading = _finish(work, _extras(work))
    return Translation(
        sheet, work.columns, work.binding, work.spread, tuple(tracks), records, heading
    )


def _start(sheet: Sheet, mapping: Mapping) -> Work:
    """The records that are left, spread over their places."""
    binding = bind(sheet.header, mapping)
    columns = tuple(blank_words(cells, mapping.blank) for cells in sheet.records.columns)
    findings = Findings(sheet.records.numbers, list(sheet.records.problems))
    leave_out(columns, binding, mapping, findings)
    rows = spread(columns, binding, findings)
    told = binding.find((mapping.place_count,)) if mapping.place_count else None
    if told is not None:
        note_counts(columns[told], rows, binding.written(told), findings)
    below = Findings(findings.numbers[rows.origin], findings.problems)
    below.rejected = findings.rejected[rows.origin]
    return Work(sheet, mapping, binding, columns, rows, below, Output())


def _use(use: Use, position: int, work: Work) -> Track:
    """Read one column and add what it says to the output."""
    written = work.binding.written(position)
    cells = _prepare(use, position, work)
    if is_plain(use):
        work.output.add(written, (OWN[use.to[0]],), cells)
        codes = np.where(np.asarray(cells.is_valid()), 0, -1)
        anew = use.prefix or OWN[use.to[0]].kind == "country"
        return Track(use, position, codes, ("",), (Word(("new" if anew else "",)),))
    coded = cells.dictionary_encode()
    texts = cast(list[str], coded.dictionary.to_pylist())
    read = word_reader(use, work.mapping, work.sheet.typed)
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    track = Track(use, position, codes, texts, [read(text) for text in texts])
    blank = _blank_word(use, work.mapping, read)
    for place, name in enumerate(use.to):
        values = [word.values[place] for word in track.words]
        work.output.add(written, (OWN[name],), track.over_rows(values, blank.values[place]))
    _report(track, written, work.findings)
    _keep_words(track, written, work)
    return track


def _prepare(use: Use, position: int, work: Work) -> pa.Array:
    """The cells of a use before they are read: without blanks, with their unit or prefix."""
    cells = blank_words(work.cells(position), use.blank)
    cells = _take_out(pc.utf8_trim_whitespace(cells), use)
    if use.unit and (place := work.binding.find((use.unit,))) is not None:
        unit = pc.fill_null(work.cells(place), BLANK)
        cells = pc.binary_join_element_wise(cells, unit, pa.scalar(UNIT, TEXT))
    if use.prefix:
        cells = pc.binary_join_element_wise(pa.scalar(use.prefix, TEXT), cells, BLANK)
    return cells


def _take_out(cells: pa.Array, use: Use) -> pa.Array:
    """What the pattern of a use finds in each cell; null where it finds nothing."""
    if not use.pattern:
        return cells
    return blank_words(pc.struct_field(pc.extract_regex(cells, use.pattern), "value"), ())


def _blank_word(use: Use, mapping: Mapping, read: Read) -> Word:
    """What a blank cell says: nothing, unless the code table has a line for it."""
    told = "" in mapping.codes.get(use.codes, {})
    return read("") if told else Word((None,) * len(use.to))


def _report(track: Track, written: str, findings: Findings) -> None:
    """Enter the cells that cannot be read; a required one rejects its row."""
    faulty = np.array([bool(word.fault) for word in track.words] + [False])
    rows = np.flatnonzero(faulty[track.codes] & ~findings.rejected)
    needed = any(OWN[name].required == "yes" for name in track.use.to)
    effect: Effect = "row rejected" if needed else "value dropped"
    ours = f" [read as {' and '.join(track.use.to)}]"
    bad = track.codes[rows].tolist()
    values = [track.texts[code] for code in bad]
    reasons = [track.words[code].fault + ours for code in bad]
    findings.add_each(rows, written, values, reasons, effect)


def _keep_words(track: Track, written: str, work: Work) -> None:
    """Keep in tags the words that no code is known for, and those whose code found no room."""
    whole = {place for use, place in work.binding.uses if TAGS in use.to}
    kept = [", ".join(dict.fromkeys(word.unknown + word.spare)) for word in track.words]
    if any(kept) and track.position not in whole:
        words = track.over_rows([text or None for text in kept])
        work.output.tags.append((fold_header(written), words))


def _extras(work: Work) -> list[Field]:
    """The columns that go to tags: those named so, and those that nothing else takes."""
    binding, mapping = work.binding, work.mapping
    answers = {binding.find(rule.names) for rule in mapping.responses}
    named = {position for _, position in binding.uses} | composed_alone(binding, mapping) | answers
    tagged = {position for use, position in binding.uses if TAGS in use.to}
    extras = []
    for position in range(len(binding.header)):
        if position not in named or position in tagged:
            extras.append(Field(len(work.output.cells), binding.written(position), ()))
            work.output.cells.append(work.cells(position))
    return extras


def composed_alone(binding: Binding, mapping: Mapping) -> set[int]:
    """The positions of columns that a composed text holds wherever they are filled."""
    parts = [re.findall(r"\{([^{}]+)\}", part) for text in mapping.composed for part in text.parts]
    places = {binding.find(names[0].split("|")) for names in parts if len(names) == 1}
    return {place for place in places if place is not None}


def _finish(work: Work, extras: list[Field]) -> tuple[Records, Heading]:
    """The rows that are not rejected yet, with what goes to tags as a column of its own."""
    output, findings = work.output, work.findings
    if output.tags:
        output.add(TAGS, (OWN[TAGS],), join_tags(output.tags))
    kept = pa.array(np.flatnonzero(~findings.rejected))
    whole = not findings.rejected.any()
    cells = [pc.fill_null(column, BLANK) for column in output.cells]
    notes = [Problem(None, None, "", text, "note") for text in work.mapping.notes]
    records = Records(
        columns=tuple(column if whole else column.take(kept) for column in cells),
        numbers=findings.numbers[~findings.rejected],
        total=work.sheet.records.total,
        problems=(*notes, *findings.problems),
    )
    return records, Heading("incidents", tuple(output.fields), tuple(extras))
