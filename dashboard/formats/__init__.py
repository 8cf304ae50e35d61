"""Files of other projects, and any other table: read by a mapping into the canonical checks.

Each built-in format is a mapping in this folder (NAME.toml). A file is detected by its header and
read as another project's only when a person has said so.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path

from dashboard import schema
from dashboard.formats import aggregates, detecting
from dashboard.formats.accounting import count_losses, unknown_words
from dashboard.formats.answers import read_responses
from dashboard.formats.canonical import read_canonical
from dashboard.formats.checks import find_faults
from dashboard.formats.dates import NOTATIONS, date_candidates
from dashboard.formats.detecting import counts_only
from dashboard.formats.documents import BadMapping, read_mapping, with_header, write_mapping
from dashboard.formats.mapping import Choice, Codes, Mapping, Use, chosen_codes, header_key
from dashboard.formats.sampling import Sample, read_sample
from dashboard.formats.suggesting import Suggestion, code_suggestions, suggest, suggest_use
from dashboard.formats.tables import read_sheet
from dashboard.formats.translating import translate
from dashboard.formats.words import split_cell
from dashboard.formats.workbooks import sheet_names
from dashboard.loading import (
    UNLIMITED,
    Limits,
    Loaded,
    Progress,
    Raw,
    Refused,
    Report,
    finish,
    start_report,
)
from dashboard.loading.decoding import Unreadable
from dashboard.loading.progress import quiet

__all__ = [
    "FORMATS",
    "NOTATIONS",
    "BadMapping",
    "Choice",
    "Codes",
    "Mapping",
    "Sample",
    "Suggestion",
    "Use",
    "chosen_codes",
    "code_suggestions",
    "counts_only",
    "date_candidates",
    "detect",
    "find_faults",
    "header_key",
    "preview",
    "read_file",
    "read_mapping",
    "read_sample",
    "sheet_names",
    "split_cell",
    "suggest",
    "suggest_use",
    "with_header",
    "write_mapping",
]

FORMATS: dict[str, Mapping] = {
    path.stem: read_mapping(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).parent.glob("*.toml"))
}
"""The built-in formats by name."""


def detect(raw: bytes, name: str = "") -> tuple[Mapping, ...]:
    """The built-in formats that a file may be of by its header, the likeliest first; () for none.

    To be confirmed by a person: reading takes the mapping that was chosen.
    """
    return detecting.detect(raw, FORMATS.values())


def read_file(
    raw: Raw,
    name: str,
    encoding: str | None = None,
    mapping: Mapping | None = None,
    *,
    sheet: str | None = None,
    largest: int = schema.FILE_BYTES,
    limits: Limits = UNLIMITED,
    today: date | None = None,
    progress: Progress = quiet,
) -> Loaded:
    """Read a file in our own columns, or any file by a `mapping`; raise Refused and nothing else.

    Without a mapping a file of another project is refused, naming the format it looks like.
    `encoding` and `sheet` are the reader's own choice. `largest` is in bytes, `limits` are of
    records and problems. `progress` is told how far the reading has come.
    """
    if mapping is None:
        try:
            return read_canonical(raw, name, encoding, sheet, largest, today, progress, limits)
        except Refused as refused:
            raise Refused(_hinted(refused.report, bytes(raw))) from None
    whole = bytes(raw)
    return _read_mapped(
        whole, name, encoding, mapping, sheet, largest, today, None, progress, limits
    )


def preview(
    raw: bytes,
    name: str,
    mapping: Mapping,
    rows: int = 10,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    largest: int = schema.FILE_BYTES,
    today: date | None = None,
) -> Loaded:
    """The first `rows` records as they will be read by `mapping`; raise Refused as `read_file`."""
    return _read_mapped(raw, name, encoding, mapping, sheet, largest, today, rows)


def _read_mapped(
    raw: bytes,
    name: str,
    encoding: str | None,
    mapping: Mapping,
    sheet: str | None,
    largest: int,
    today: date | None,
    most: int | None,
    progress: Progress = quiet,
    limits: Limits = UNLIMITED,
) -> Loaded:
    builtin = FORMATS.get(mapping.name) == mapping
    report = replace(
        start_report(raw, name),
        sheet=sheet,
        table="incidents",
        format=mapping.name if builtin else "mapping",
        mapping=write_mapping(mapping),
    )
    try:
        _refuse_counts(raw)
        table = read_sheet(raw, mapping, encoding, sheet, largest, most, limits)
        report = replace(report, encoding=table.encoding, delimiter=table.delimiter)
        progress(f"{table.records.total:,} records read; translating", 0.1)
        done = translate(table, mapping)
        loaded = finish(report, done.records, done.heading, table.dirty, today, progress, limits)
    except Unreadable as error:
        raise Refused(replace(report, error=str(error))) from None
    responses, dropped = read_responses(done, mapping, loaded, today)
    losses = count_losses(done, mapping, loaded)
    problems = (*loaded.report.problems, *dropped, *unknown_words(losses))
    report = replace(loaded.report, losses=losses, problems=problems)
    return replace(loaded, responses=responses, report=report)


def _refuse_counts(raw: bytes) -> None:
    header = counts_only(raw)
    if header is not None:
        raise Unreadable(aggregates.refusal(header))


def _hinted(report: Report, raw: bytes) -> Report:
    """The report of a refused file, with what it looks like and what to do."""
    header = counts_only(raw)
    if header is not None:
        return replace(report, error=aggregates.refusal(header))
    found = detect(raw)
    if not found:
        return report
    told = " or ".join(mapping.title for mapping in found)
    names = " or ".join(f"--format {mapping.name}" for mapping in found)
    hint = f"This looks like {told}, whose columns are not ours: read it with {names}."
    return replace(report, error=f"{(report.error or '').rstrip('.')}. {hint}")
