"""What holds for every file, whoever made it: the laws that Hypothesis and atheris try to break."""

import csv
import io
from collections.abc import Iterator
from datetime import date

import pandas as pd
from pandas.testing import assert_frame_equal

from dashboard import exports, formats
from dashboard.formats import BadMapping, Mapping
from dashboard.loading import Loaded, Refused, Report, read_bytes, write_csv
from dashboard.loading.decoding import Unreadable
from tests.fuzz.spreadsheet import runs

TODAY = date(2025, 6, 30)
LARGEST = 1 << 20


def check_reading(
    raw: bytes,
    name: str,
    encoding: str | None,
    sheet: str | None,
    mapping: Mapping | None,
    largest: int = LARGEST,
) -> None:
    """Everything that reads a stranger's bytes reads them, or refuses them in its own words."""
    formats.detect(raw, name)
    formats.counts_only(raw)
    try:
        formats.sheet_names(raw, largest)
    except Unreadable as error:
        check_words(str(error))
    try:
        check_loaded(
            formats.read_file(
                raw, name, encoding, mapping, sheet=sheet, largest=largest, today=TODAY
            )
        )
    except Refused as refused:
        check_refused(refused)
    if mapping is None:
        try:
            check_loaded(read_bytes(raw, name, encoding, largest=largest, today=TODAY))
        except Refused as refused:
            check_refused(refused)
        check_suggestion(raw, name, encoding, sheet, largest)


def check_suggestion(
    raw: bytes, name: str, encoding: str | None, sheet: str | None, largest: int
) -> None:
    """A file that nobody knows gets a first mapping, and is read by it where that has no fault."""
    try:
        sample = formats.read_sample(raw, name, encoding=encoding, sheet=sheet, largest=largest)
        mapping = formats.suggest(sample.header, sample.rows).mapping
        if not formats.find_faults(mapping):
            check_written(mapping)
            args = (raw, name, mapping, 2)
            check_loaded(
                formats.preview(*args, encoding=encoding, sheet=sheet, largest=largest, today=TODAY)
            )
    except Refused as refused:
        check_refused(refused)


def check_mapping(text: str, raw: bytes) -> None:
    """A mapping is refused in words, or comes back from its own text and reads files."""
    try:
        mapping = formats.read_mapping(text)
    except BadMapping as error:
        check_words(str(error))
        return
    check_written(mapping)
    try:
        check_loaded(formats.read_file(raw, "a.csv", mapping=mapping, today=TODAY))
    except Refused as refused:
        check_refused(refused)


def check_written(mapping: Mapping) -> None:
    """The text of a mapping is read back as the same mapping."""
    assert formats.read_mapping(formats.write_mapping(mapping)) == mapping


def check_words(reason: str) -> None:
    """A refusal says why."""
    assert reason


def check_refused(refused: Refused) -> None:
    """A refusal says why, and its files can be made."""
    check_words(str(refused))
    assert str(refused) == refused.report.error
    check_report(refused.report)


def check_loaded(loaded: Loaded) -> None:
    """No record is lost uncounted, and the files of the report can be made."""
    report = loaded.report
    rejected = {p.record for p in report.problems if p.effect == "row rejected"}
    accepted = {*loaded.frame["record"]}
    assert report.accepted == len(accepted)
    assert report.accepted + report.rejected == report.records
    assert accepted | rejected >= {*range(1, report.records + 1)}
    check_report(report)


def check_report(report: Report) -> None:
    """The files of a report can be made, and run nothing."""
    assert exports.report_json(report)
    if report.problems:
        assert not formulas(exports.problems_csv(report))


def check_exports(loaded: Loaded, escape: bool) -> None:
    """Parse, export, parse is identity, and with `escape` no cell of an export is run."""
    for table, frame in loaded.tables.items():
        written = write_csv(frame, table, escape=escape)
        again = read_bytes(written, loaded.report.name, today=TODAY)
        assert again.report.accepted == again.report.records == len(frame)
        check_same(again.frame.drop(columns="record"), frame.drop(columns="record"))
        if escape:
            assert not formulas(written)


def check_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """The two tables are the same to the last cell and type; fast where they are."""
    if not (one.equals(other) and one.dtypes.equals(other.dtypes)):
        assert_frame_equal(one, other)


def formulas(raw: bytes) -> list[str]:
    """The cells of a CSV file that a spreadsheet would run."""
    return [cell for cell in cells(raw) if runs(cell)]


def cells(raw: bytes) -> Iterator[str]:
    """All cells of a CSV file, those of its header too."""
    for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True):
        yield from row
