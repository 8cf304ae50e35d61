"""Excel workbooks and JSON arrays: read as the values saved in them, refused as traps."""

import io
import json
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
import pandas as pd
import pytest

from dashboard.formats import (
    FORMATS,
    archives,
    detect,
    read_file,
    read_mapping,
    read_sample,
    sheet_names,
    workbooks,
)
from dashboard.loading import Limits, Loaded, Refused
from tests.formats.twins import BLS, MIT, TODAY, notes, told

HEADER = ["start_date", "country", "action_type", "description"]


def workbook(*sheets: list[list[Any]], hidden: int | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
        if number == hidden:
            sheet.sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(raw: bytes, format_name: str | None = None, sheet: str | None = None) -> Loaded:
    mapping = FORMATS[format_name] if format_name else None
    return read_file(raw, "a.xlsx", mapping=mapping, sheet=sheet, today=TODAY)


def refusal(raw: bytes, sheet: str | None = None) -> str:
    with pytest.raises(Refused) as caught:
        read(raw, sheet=sheet)
    return str(caught.value)


def test_a_workbook_in_our_columns() -> None:
    rows = [HEADER, [date(2025, 1, 5), "PRK", "strike", "a"], ["2025-01", "PRK", "strike", "b"]]
    loaded = read(workbook([*rows, [None] * 4]))
    assert (loaded.report.records, loaded.report.accepted) == (2, 2)
    assert loaded.frame["start_date"].tolist() == [
        pd.Timestamp(2025, 1, 5),
        pd.Timestamp(2025, 1, 1),
    ]
    assert loaded.frame["date_precision"].tolist() == ["day", "month"]
    assert (loaded.report.format, loaded.report.encoding) == ("canonical", None)
    assert [loss.kept for loss in loaded.report.losses] == [2, 2, 2, 2]


def test_numbers_booleans_and_failed_formulas() -> None:
    header = [*HEADER, "workers_low", "latitude", "longitude", "notes", "open"]
    row = ["2025-01-05", "PRK", "strike", "a", 120.0, 42.5, 129, "#N/A", True]
    frame = read(workbook([header, row])).frame
    assert (frame["workers_low"][0], frame["latitude"][0]) == (120, 42.5)
    assert frame["notes"].isna().all()
    assert frame["tags"][0] == "open=True"


def test_the_saved_values_of_formulas_are_read_and_nothing_is_computed() -> None:
    loaded = read(workbook([HEADER, ["2025-01-05", "PRK", "strike", "=1+1"]]))
    assert loaded.report.accepted == 0  # openpyxl saves no value with a formula
    assert told(loaded) == [
        "record 1, description: description is blank: every record needs one (row rejected)"
    ]


def test_dates_of_cells_need_no_notation_and_texts_do() -> None:
    dates = {**MIT, "inizio": datetime(2024, 3, 4), "fine": datetime(2024, 3, 5, 18, 30)}
    texts = {**MIT, "inizio": "03/05/2024", "fine": "2024/03/05"}
    loaded = read(workbook([[*MIT], [*dates.values()], [*texts.values()]]), "mit")
    assert loaded.frame["start_date"].dt.strftime("%m-%d").tolist() == ["03-04", "05-03"]
    assert loaded.frame["end_date"].dt.strftime("%m-%d").fillna("").tolist() == ["03-05", ""]
    assert told(loaded, "value dropped") == [
        "record 2, fine: '2024/03/05' is not a date as DD/MM/YYYY: write it so, or choose "
        "another notation [read as end_date] (value dropped)"
    ]


def test_the_listing_of_bls_with_rows_above_its_header() -> None:
    rows = [["Table 1"], [None], [*BLS], [*BLS.values()]]
    raw = workbook(rows)
    assert detect(raw) == (FORMATS["bls"],)
    loaded = read(raw, "bls")
    assert loaded.frame["workers_low"].tolist() == [1400]
    assert "file: 'Table 1' stands above the header: skipped (note)" in notes(loaded)
    assert "--format bls" in refusal(raw)


def test_the_sheet_is_chosen_where_several_could_be_meant() -> None:
    good = [HEADER, ["2025-01-05", "PRK", "strike", "a"]]
    other = [["x", "y"], [1, 2]]
    assert read(workbook(other, good)).report.accepted == 1
    assert read(workbook(good, good, hidden=2)).report.accepted == 1
    raw = workbook(good, good)
    assert sheet_names(raw) == ("Sheet 1", "Sheet 2")
    assert "choose one of 'Sheet 1', 'Sheet 2'" in refusal(raw)
    assert read(raw, sheet="Sheet 2").report.accepted == 1
    assert "the workbook has no sheet 'x'" in refusal(raw, sheet="x")


def test_a_sample_of_a_sheet_begins_below_its_title() -> None:
    rows = [["Our list"], [None], ["Day", None, "What"], [date(2021, 5, 3), 1, "Strike"]]
    sample = read_sample(workbook(rows), "a.xlsx")
    assert (sample.header, sample.rows) == (("Day", "", "What"), (("2021-05-03", "1", "Strike"),))
    with pytest.raises(Refused, match="choose one of"):
        read_sample(workbook(rows, rows), "a.xlsx")


def test_a_cell_beyond_the_header_rejects_its_row() -> None:
    loaded = read(workbook([HEADER, ["2025-01-05", "PRK", "strike", "a", None, "stray"]]))
    assert (loaded.report.records, loaded.report.accepted) == (1, 0)
    assert "has a cell beyond the 4 columns of the header" in told(loaded)[0]


def rezip(raw: bytes, change: dict[str, bytes]) -> bytes:
    """A workbook with some of its parts changed or added."""
    with zipfile.ZipFile(io.BytesIO(raw)) as old:
        parts = {name: old.read(name) for name in old.namelist()} | change
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def test_a_workbook_that_unpacks_to_far_too_much_is_refused() -> None:
    raw = workbook([HEADER])
    bomb = rezip(raw, {"xl/media/big.bin": b"\0" * 3_000_000})
    with pytest.raises(Refused, match="unpacks to 3 MB"):
        read_file(bomb, "a.xlsx", largest=100_000)
    with pytest.raises(Refused, match="too large"):
        read_file(raw, "a.xlsx", largest=1_000)


def test_a_workbook_with_entities_or_damage_is_refused() -> None:
    raw = workbook([HEADER])
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
    assert "declares XML entities" in refusal(rezip(raw, {"xl/extra.xml": evil}))
    assert "damaged" in refusal(rezip(raw, {"xl/workbook.xml": b"<x"}))


def test_macros_are_never_run_and_said() -> None:
    raw = rezip(
        workbook([HEADER, ["2025-01-05", "PRK", "strike", "a"]]), {"xl/vbaProject.bin": b"x"}
    )
    assert "file: the workbook has macros: never run (note)" in notes(read(raw))


def test_json_records_are_rows_and_anything_else_in_the_array_is_rejected() -> None:
    stoppage = {**BLS, "Number of workers[2]": 1400, "Work stoppage ending date": None}
    raw = json.dumps([stoppage, 5, {**stoppage, "Union": ["a", "b"], "extra": 1.5}]).encode()
    loaded = read_file(raw, "a.json", mapping=FORMATS["bls"], today=TODAY)
    assert (loaded.report.records, loaded.report.accepted) == (3, 2)
    assert told(loaded) == ["record 2: '5' is no JSON object with keys (row rejected)"]
    assert loaded.frame["workers_low"].tolist() == [1400, 1400]
    assert loaded.frame["organization"][1] == '["a", "b"]'
    assert "extra=1.5" in loaded.frame["tags"][1]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"[" * 100_000, "cannot be read as it"),
        (b'[{"a": 1}', "cannot be read as it"),
        (b'{"a": 1}', "not an array of records"),
        (b"[1, 2]", "holds no objects"),
        (b'[{"a": 1}]', "this is not a BLS list"),
    ],
)
def test_other_json_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        read_file(raw, "a.json", mapping=FORMATS["bls"])


def test_a_mapping_may_name_decimal_marks_and_separators() -> None:
    mapping = read_mapping(
        'name = "mine"\ntitle = "a file"\nthousands = "."\ndecimal = ","\ndelimiter = ";"\n'
        'signs = ["Tag", "Was"]\nencodings = "cp1252"\n'
        '[constants]\ncountry = "DEU"\naction_type = "strike"\n'
        '[[columns]]\nfrom = "Tag"\nto = "start_date"\ndates = "DD.MM.YYYY"\n'
        '[[columns]]\nfrom = "Was"\nto = "description"\n'
        '[[columns]]\nfrom = "Breite"\nto = "latitude"\n'
        '[[columns]]\nfrom = "Länge"\nto = "longitude"\n'
        '[[columns]]\nfrom = "Leute"\nto = ["workers_low", "workers_high"]\n'
    )
    raw = "Tag;Was;Breite;Länge;Leute\n05.03.2021;Streik;52,5;13,4;1.200\n".encode("cp1252")
    loaded = read_file(raw, "a.csv", mapping=mapping, today=TODAY)
    row = loaded.frame.iloc[0]
    assert (row["latitude"], row["longitude"], row["workers_high"]) == (52.5, 13.4, 1200)
    assert (loaded.report.format, loaded.report.encoding) == ("mapping", "cp1252")
    assert loaded.report.mapping is not None
    assert read_mapping(loaded.report.mapping) == mapping


NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"


def sheet(body: str) -> dict[str, bytes]:
    text = f"<worksheet {NAMES}><sheetData>{body}</sheetData></worksheet>"
    return {"xl/worksheets/sheet1.xml": text.encode()}


def strings(body: str) -> dict[str, bytes]:
    """A table of texts, and the list of parts that names it."""
    with zipfile.ZipFile(io.BytesIO(workbook([HEADER]))) as book:
        parts = book.read("[Content_Types].xml").decode()
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}"/></Types>'
    return {
        "[Content_Types].xml": parts.replace("</Types>", part).encode(),
        "xl/sharedStrings.xml": f"<sst {NAMES}>{body}</sst>".encode(),
    }


PARTS = {
    "a row of many cells": (sheet("<row>" + "<c/>" * 9000 + "</row>"), "a row or a text"),
    "rows in a row": (sheet("<row>" + "<row/>" * 6000 + "</row>"), "a row or a text"),
    "a long text": (strings("<si><t>" + "x" * 40_000 + "</t></si>"), "a row or a text"),
    "a long attribute": (sheet(f'<z a="{"x" * 40_000}"/>'), "a row or a text"),
    "what is no row": (sheet("<z/>" * 9000), "what stands between rows"),
    "blanks between rows": (sheet(("<row/>" + " " * 1000) * 40), "what stands between rows"),
    "what is no text": (strings("<z/>" * 9000), "what stands between rows"),
    "styles": ({"xl/styles.xml": b"<z/>" * 9000}, "a part that is no list of rows"),
}


@pytest.mark.parametrize("case", PARTS)
def test_a_part_that_would_take_much_memory_is_refused(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "WHOLE_BYTES", 30_000)
    change, why = PARTS[case]
    assert why in refusal(rezip(workbook([HEADER]), change))


@pytest.mark.parametrize(
    "body", ["<row>" + "<c/>" * 900 + "</row>", "<row>" + "<row/>" * 900 + "</row>"]
)
def test_a_row_of_more_elements_than_a_spreadsheet_has_is_refused(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "ROW_ELEMENTS", 800)
    assert "a row or a text" in refusal(rezip(workbook([HEADER]), sheet(body)))


def test_many_rows_and_texts_pass_however_long_they_are_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(archives, "WHOLE_BYTES", 30_000)
    rows = [HEADER, *(["2025-01-05", "PRK", "strike", f"a{n}"] for n in range(1_000))]
    raw = rezip(workbook(rows), strings("<si><t>text</t></si>" * 4_000))
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        assert book.getinfo("xl/worksheets/sheet1.xml").file_size > 100_000
    assert read(workbook(rows)).report.accepted == 1_000
    assert read(raw).report.accepted == 1_000


def test_entities_are_refused_wherever_they_are_declared() -> None:
    entities = " " * 3_000 + '<!DOCTYPE x [<!ENTITY a "b">]>'
    late = {"xl/worksheets/sheet1.xml": f"<!--{' ' * 3_000}-->{entities}<worksheet/>".encode()}
    assert "declares XML entities" in refusal(rezip(workbook([HEADER]), late))


def test_a_row_far_down_and_a_sheet_named_often_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbooks, "ROWS", 1_000)
    far = sheet('<row r="1000000000"><c><v>1</v></c></row>')
    assert "more than 1,000 rows" in refusal(rezip(workbook([HEADER]), far))
    monkeypatch.setattr(archives, "OPENED", 20)
    assert "too many sheets" in refusal(workbook(*[[HEADER]] * 30))


def test_what_is_unpacked_in_all_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "PASSES", 1e-6)
    assert "all parts together" in refusal(workbook([HEADER]))


def test_a_sheet_of_too_many_rows_is_refused_while_it_is_read() -> None:
    rows = [HEADER, *(["2025-01-05", "PRK", "strike", f"a{n}"] for n in range(9))]
    with pytest.raises(Refused, match="more than 8 records"):
        read_file(workbook(rows), "a.xlsx", limits=Limits(records=8))
