"""Bytes to a table: `read_bytes` runs every step from the first byte to the last rule.

decoding -> records -> headings -> cells (validators) -> rules -> identities
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from dashboard import schema
from dashboard.loading import identities, rules
from dashboard.loading.batches import Batch, Irregular, read_quickly, read_slowly
from dashboard.loading.buffers import Raw, map_file, sha256
from dashboard.loading.decoding import ENCODINGS, Unreadable, decode
from dashboard.loading.drafts import Draft, read_draft
from dashboard.loading.findings import Findings
from dashboard.loading.headings import Heading, read_heading
from dashboard.loading.joining import join_drafts
from dashboard.loading.limits import UNLIMITED, UPLOAD, Limits
from dashboard.loading.losses import Packed, count_losses, pack
from dashboard.loading.progress import Progress, quiet
from dashboard.loading.records import Records, open_records
from dashboard.loading.reports import Loaded, Loss, Refused, Report
from dashboard.loading.texts import repeat_text
from dashboard.loading.writing import write_csv

__all__ = [
    "ENCODINGS",
    "UNLIMITED",
    "UPLOAD",
    "Limits",
    "Loaded",
    "Loss",
    "Progress",
    "Raw",
    "Refused",
    "Report",
    "map_file",
    "read_bytes",
    "sha256",
    "write_csv",
]


def read_bytes(
    raw: Raw,
    name: str,
    encoding: str | None = None,
    *,
    largest: int = schema.FILE_BYTES,
    limits: Limits = UNLIMITED,
    today: date | None = None,
    progress: Progress = quiet,
) -> Loaded:
    """Read one CSV file of incidents, accounts or responses; raise Refused and nothing else.

    `raw` are its bytes, or what `map_file` gives for its path. `name` is for display alone.
    `encoding` is the reader's own choice, one of ENCODINGS. `largest` is in bytes, `limits` are of
    records and problems. Dates after `today` are noted. `progress` is told how far the reading has
    come.
    """
    report = start_report(raw, name)
    try:
        data, found = decode(raw, encoding, largest)
        report = replace(report, encoding=found)
        opening = open_records(data)
        report = replace(report, delimiter=opening.delimiter)
        heading = read_heading(opening.header)
        report = replace(report, table=heading.table, format="canonical")
        try:
            return _check(report, read_quickly(data, opening), heading, today, progress, limits)
        except Irregular:
            batches = read_slowly(data, opening)
            return _check(report, batches, heading, today, progress, limits)
    except Unreadable as error:
        raise Refused(replace(report, error=str(error))) from None


def start_report(raw: Raw, name: str) -> Report:
    """The report on a file of which nothing has been read yet."""
    return Report(
        name=display_name(name),
        error=None,
        table=None,
        format=None,
        encoding=None,
        delimiter=None,
        records=0,
        accepted=0,
        problems=(),
        unplaced=None,
        sha256=sha256(raw),
    )


def finish(
    report: Report,
    records: Records,
    heading: Heading,
    dirty: bool,
    today: date | None,
    progress: Progress = quiet,
    limits: Limits = UNLIMITED,
) -> Loaded:
    """Every check from the cells to the last rule, on records however they came.

    Several rows may have one number in `records.numbers`: a record with several places. It is
    accepted where one of its rows is. `dirty` says that cells may hold control characters. The
    losses are those of a file in our own columns. Raises Unreadable for more than `limits` allow.
    """
    return _check(report, [Batch(records, dirty, 1.0)], heading, today, progress, limits)


def _check(
    report: Report,
    batches: Iterable[Batch],
    heading: Heading,
    today: date | None,
    progress: Progress,
    limits: Limits,
) -> Loaded:
    """The batches of one file checked one by one, then what only all of them tell."""
    filled: list[Packed] = []
    total = found = 0

    def ruled() -> Iterator[tuple[Draft, float]]:
        nonlocal total, found
        before = 0.0

        def tell(done: int, number: int) -> None:
            if batch.share - before > 0.5:  # few batches: their columns are told too
                words = f"{batch.records.total:,} records: {done} of {number} columns checked"
                share = before + (batch.share - before) * done / number
                progress(words, 0.1 + 0.8 * share)

        for batch in batches:
            records = batch.records
            limits.check_records(total + records.total, len(records.columns))
            findings = Findings(records.numbers, list(records.problems), limits=limits.after(found))
            draft, cells = read_draft(records, heading, findings, batch.dirty, tell)
            filled.append(pack(cells))
            total += records.total
            progress(f"{total:,} records checked", 0.1 + 0.8 * batch.share)
            before = batch.share
            draft = rules.apply_rules(draft, today or date.today())
            found += len(draft.findings.problems)
            limits.check_problems(found)
            yield replace(draft, dates={}, cells={}), batch.share

    draft = join_drafts(ruled())
    draft.findings.tell_counts()
    progress(f"{total:,} records: repeats and ids", 0.9)
    draft = identities.identify(draft)
    rules.note_expected(draft)
    if not total:
        draft.findings.add_file(None, "the file has a header and no records")
    problems = tuple(sorted(draft.findings.problems, key=lambda problem: problem.record or 0))
    numbers, kept = draft.findings.numbers, ~draft.findings.rejected
    losses = count_losses(filled, numbers, heading, problems, kept)
    frame = _assemble(draft, report.name)
    accepted = int(np.count_nonzero(np.diff(numbers[kept], prepend=0)))
    report = replace(report, records=total, accepted=accepted, problems=problems, losses=losses)
    return Loaded(table=heading.table, frame=frame, report=report)


def display_name(name: str) -> str:
    """The last part of a file's name, without what cannot be shown, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(mark for mark in last if mark.isprintable()).strip() or "file"
    return shown if len(shown) <= 120 else f"{shown[:80]}…{shown[-39:]}"


DERIVED = {
    "incidents": ("start_last",),
    "accounts": ("published_precision", "claimed_date_precision"),
    "responses": ("response_date_precision",),
}
"""Columns of a loaded table beyond the schema's, before `file` and `record`."""


def _assemble(draft: Draft, name: str) -> pd.DataFrame:
    """The kept rows with a fresh index, the schema's columns first."""
    kept = ~draft.findings.rejected
    order = [column.name for column in schema.columns(draft.table)] + [*DERIVED[draft.table]]
    whole = kept.all()
    columns = {}
    for column in order:
        values = draft.columns.pop(column)
        columns[column] = values if whole else values[kept].reset_index(drop=True)
    numbers = draft.findings.numbers if whole else draft.findings.numbers[kept]
    columns["file"] = repeat_text(name, len(numbers))
    columns["record"] = pd.Series(
        pd.arrays.IntegerArray(numbers, np.zeros(len(numbers), dtype=bool))
    )
    return pd.DataFrame(columns, copy=False)
