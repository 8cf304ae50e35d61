"""What holds for every file: nothing is lost uncounted, writing and reading changes nothing."""

import csv
import io
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from dashboard.loading import Loaded, Refused, read_bytes, write_csv
from dashboard.loading.batches import read_records
from dashboard.loading.decoding import Unreadable
from dashboard.loading.records import join_records, open_records, read_rows
from dashboard.schema import Table, columns, vocabulary

TODAY = date(2025, 6, 30)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
) | st.sampled_from(
    [
        "",
        " ",
        "=1+1",
        "'=1+1",
        "''@x",
        "\t=1",
        "\n-2",
        " ＝1",
        "a;b;;c",
        'he said "no"',
        "송림",
        "\r",
    ]
)
dates = st.dates(date(1899, 1, 1), date(2101, 1, 1)).map(str) | st.sampled_from(
    ["2025", "2025-02", "2025-02-30", "1998-08-01", " 2025-01-05 ", "05/01/2025", "", "0001-01-01"]
)
numbers = st.integers(-5, 10_000_001).map(str) | st.sampled_from(
    ["", "+7", "007", "1,200", "12.5", "1e3", "nan", "٣", "9" * 30]
)
decimals = st.floats(-200, 200).map(lambda value: format(value, "f")) | st.sampled_from(
    ["", "0", "-0.0", ".5", "5.", "+1.25", "0x2A", "nan", "−1", "42,5", "1e-7"]
)
addresses = st.sampled_from(
    [
        "", "https://example.org/a", "http://example.org/a;b", "javascript:alert(1)",
        "https://user:x@example.org", "https://example.org/a;https://example.org/b", "HTTP://X.org",
        "https://пример.рф/x", "https:///x", "https://example.org/a b", "https://[::1]/;ftp://x",
    ]
)  # fmt: skip
countries = st.sampled_from(["PRK", "China", "", "Nowhere", "viet nam", "KR"])


def codes(kind: str) -> st.SearchStrategy[str]:
    names = list(vocabulary(kind))
    labels = [code.label for code in vocabulary(kind).values()]
    return st.sampled_from([*names, *labels, "", "nonsense", f" {names[0].upper()} "])


def cell(kind: str, vocabulary: str) -> st.SearchStrategy[str]:
    if kind == "enum":
        return codes(vocabulary)
    if kind == "list" and vocabulary:
        return st.lists(codes(vocabulary), max_size=3).map(";".join)
    kinds = {
        "date": dates, "integer": numbers, "decimal": decimals, "url": addresses,
        "urls": addresses, "country": countries,
    }  # fmt: skip
    return kinds.get(kind, words)


@st.composite
def tables(draw: st.DrawFn, table: Table) -> tuple[list[str], list[list[str]]]:
    """A header with the required columns and some others, and up to 5 records."""
    own = columns(table)
    chosen = draw(st.sets(st.sampled_from([c.name for c in own])))
    used = [c for c in own if c.required == "yes" or c.name in chosen]
    extra = ["our_code"] if draw(st.booleans()) and table == "incidents" else []
    row = st.tuples(*(cell(c.kind, c.vocabulary) for c in used), *(words for _ in extra))
    rows = draw(st.lists(row.map(list), max_size=5))
    return [*(c.name for c in used), *extra], rows


anything = st.sampled_from(["incidents", "accounts", "responses"]).flatmap(tables)


def encode(header: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([header, *rows])
    return text.getvalue().encode()


def read(header: list[str], rows: list[list[str]]) -> Loaded:
    return read_bytes(encode(header, rows), "a.csv", today=TODAY)


def rejected(loaded: Loaded) -> set[int | None]:
    return {p.record for p in loaded.report.problems if p.effect == "row rejected"}


@QUICK
@given(anything)
def test_accepted_and_rejected_are_all_records(file: tuple[list[str], list[list[str]]]) -> None:
    header, rows = file
    loaded = read(header, rows)
    assert loaded.report.records == len(rows)
    assert loaded.report.accepted == len(loaded.frame)
    assert loaded.report.accepted + len(rejected(loaded)) == loaded.report.records
    assert not rejected(loaded) & set(loaded.frame["record"])


@QUICK
@given(anything, st.booleans())
def test_writing_and_reading_changes_nothing(
    file: tuple[list[str], list[list[str]]], escape: bool
) -> None:
    loaded = read(*file)
    written = write_csv(loaded.frame, loaded.table, escape=escape)
    again = read_bytes(written, "a.csv", today=TODAY)
    known = loaded.frame.drop(columns="record")
    assert_frame_equal(again.frame.drop(columns="record"), known)
    assert write_csv(again.frame, again.table, escape=escape) == written


@QUICK
@given(anything)
def test_a_record_reads_the_same_alone(file: tuple[list[str], list[list[str]]]) -> None:
    header, rows = file
    ids = [name for name in ("incident_id", "account_id") if name in header]
    if not ids:
        return
    for number, row in enumerate(rows):
        for name in ids:
            row[header.index(name)] = f"id-{number}"
    together = read(header, rows)
    for number, row in enumerate(rows, start=1):
        alone = read(header, [row])
        mine = [p for p in together.report.problems if p.record == number]
        assert [replace(p, record=1) for p in mine if "duplicate" not in p.reason] == [
            p for p in alone.report.problems if p.record is not None
        ]
        kept = together.frame[together.frame["record"] == number].drop(columns="record")
        if not any("duplicate" in p.reason for p in mine):
            assert_frame_equal(kept.reset_index(drop=True), alone.frame.drop(columns="record"))


HEADER = b"start_date,country,action_type,description\n"


@QUICK
@given(st.binary(max_size=300), st.booleans(), st.sampled_from([None, "cp949", "utf-16", "big5"]))
@example(b'"', True, None)
@example(b'2025,PRK,strike,"a\n', True, None)
@example(b"\xff\xfe\0", False, None)
@example(b"sep=", False, None)
@example(b"\r\r\n,,,", True, None)
def test_any_bytes_are_read_or_refused(raw: bytes, headed: bool, encoding: str | None) -> None:
    try:
        loaded = read_bytes(HEADER + raw if headed else raw, "a.csv", encoding)
    except Refused as refused:
        why, report = str(refused), refused.report
    else:
        why, report = None, loaded.report
        assert report.accepted + len(rejected(loaded)) == report.records
    assert report.error == why != ""


pieces = st.lists(
    st.sampled_from(
        ['"', '""', ",", "\n", "\r\n", "\r", "a", " ", "é", '"a"', '"a,b"', ",,,", "\n\n", "x,y"]
    ),
    max_size=30,
)


@settings(max_examples=200, deadline=None)
@given(pieces.map("".join))
@example('a,b,c,"d"\n"a""",b,c,"\n"\n')
def test_the_fast_reader_agrees_with_the_slow_one(text: str) -> None:
    data = HEADER + text.encode()
    opening = open_records(data)
    try:
        slow = join_records(read_rows(open_records(data)), 4)
    except Unreadable:
        with pytest.raises(Unreadable):
            read_records(data, opening)
        return
    found = read_records(data, opening)
    assert [c.to_pylist() for c in found.columns] == [c.to_pylist() for c in slow.columns]
    assert found.numbers.tolist() == slow.numbers.tolist()
    assert (found.total, found.problems) == (slow.total, slow.problems)


def test_an_empty_table_keeps_its_types() -> None:
    empty = read_bytes(HEADER, "a.csv").frame
    full = read_bytes(HEADER + b"2025,PRK,strike,x\n", "a.csv").frame
    assert empty.dtypes.equals(full.dtypes)
    assert list(empty.columns) == list(full.columns)
    assert isinstance(empty.index, pd.RangeIndex)
