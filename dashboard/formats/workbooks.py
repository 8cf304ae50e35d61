"""An Excel workbook (.xlsx, .xlsm) as rows of text: the values saved in it, nothing is run."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from openpyxl.reader.excel import ExcelReader

from dashboard import schema
from dashboard.formats.archives import Archive
from dashboard.loading.buffers import Raw
from dashboard.loading.decoding import Unreadable
from dashboard.schema import Problem

PARTS = 2_000
"""A workbook of more parts than this is refused."""

UNPACKED = 10
"""A workbook may unpack to this many times the largest file that is taken."""

ROWS = 1 << 21
"""A sheet with more rows than this is refused: Excel's own have half as many."""

PROLOG_BYTES = 2_048

Cells = Iterator[list[str]]


@dataclass(frozen=True)
class Rows:
    """The rows of one sheet as text, and what must be said about the workbook."""

    cells: Cells
    notes: tuple[Problem, ...]


def is_workbook(raw: Raw) -> bool:
    """Whether `raw` is a ZIP archive with the parts of an Excel workbook."""
    if raw[:4] != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except Exception:  # damaged archives make zipfile raise many kinds of errors
        return False


def sheet_names(raw: bytes, largest: int = schema.FILE_BYTES) -> tuple[str, ...]:
    """The names of the sheets that are not hidden; raise Unreadable."""
    return tuple(_visible(_open(raw, largest)))


def read_rows(
    raw: bytes,
    sheet: str | None,
    largest: int,
    describes: Callable[[Sequence[str]], bool] = lambda _: False,
) -> Rows:
    """The rows of one sheet; raise Unreadable.

    Without `sheet` it is the only one there is, or the only one with a row that `describes` knows;
    else the file is refused with the names to choose from. Dates are ISO, error values are blank.
    """
    book = _open(raw, largest)
    names = _visible(book)
    if sheet is None and len(names) > 1:
        told = [name for name in names if any(map(describes, _top(book[name])))]
        if len(told) != 1:
            raise Unreadable(
                f"the workbook has {len(names)} sheets: choose one of "
                f"{', '.join(map(repr, names[:20]))}"
            )
        names = told
    chosen = sheet or (names[0] if names else None)
    if chosen is None or chosen not in book.sheetnames:
        raise Unreadable(
            f"the workbook has no sheet {chosen!r}: choose one of {', '.join(map(repr, names))}"
        )
    notes = [Problem(None, None, chosen, "is the sheet that was read", "note")]
    if b"vbaProject.bin" in raw:
        notes.append(Problem(None, None, "", "the workbook has macros: never run", "note"))
    return Rows(_rows(book[chosen]), tuple(notes))


def top_rows(raw: bytes, largest: int) -> list[tuple[str, ...]]:
    """The first rows of every sheet; raise Unreadable."""
    book = _open(raw, largest)
    return [tuple(row) for name in _visible(book) for row in _top(book[name])]


def _visible(book: Any) -> list[str]:
    return [name for name in book.sheetnames if book[name].sheet_state == "visible"]


def _open(raw: bytes, largest: int) -> Any:
    if len(raw) > largest:
        raise Unreadable(
            f"the file is too large: {len(raw) / 2**20:,.1f} MB, the limit is "
            f"{largest / 2**20:,.1f} MB (split it)"
        )
    try:
        _guard(raw, largest)
        with warnings.catch_warnings():  # on styles and extensions, which are not read
            warnings.simplefilter("ignore")
            reader = ExcelReader(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
            reader.archive = Archive(raw, UNPACKED * largest)
            reader.read()
            return reader.wb
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do
        if isinstance(error.__cause__, Unreadable):
            raise error.__cause__ from None
        reason = f"{type(error).__name__}: {error}"[:200]
        raise Unreadable(
            f"the workbook is damaged or protected ({reason}): save it anew, or as 'CSV UTF-8'"
        ) from None


def _guard(raw: bytes, largest: int) -> None:
    """Refuse what unpacks to far more than it is, is encrypted, or has entities of its own."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = archive.infolist()
        size = sum(part.file_size for part in parts)
        if len(parts) > PARTS or size > UNPACKED * largest:
            raise Unreadable(
                f"the workbook unpacks to {size / 2**20:,.0f} MB in {len(parts):,} parts: too large"
            )
        for part in parts:
            if part.flag_bits & 1:
                raise Unreadable("the workbook is protected by a password: take it off")
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    if re.search(rb"<!(?:DOCTYPE|ENTITY)", file.read(PROLOG_BYTES)):
                        raise Unreadable("the workbook declares XML entities: refused")


def _rows(sheet: Any) -> Cells:
    sheet.reset_dimensions()  # what a workbook says of its own size may be wrong
    try:
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number > ROWS:
                raise Unreadable(f"the sheet has more than {ROWS:,} rows, blank ones too: split it")
            if len(row) > schema.COLUMNS and any(
                cell is not None for cell in row[schema.COLUMNS :]
            ):
                raise Unreadable(f"a row has {len(row):,} cells: the limit is {schema.COLUMNS}")
            yield [_text(cell) for cell in row[: schema.COLUMNS]]
    except Unreadable:
        raise
    except Exception as error:  # openpyxl raises whatever its parsers do
        raise Unreadable(f"the sheet is damaged ({type(error).__name__}): save it anew") from None


def _top(sheet: Any) -> list[list[str]]:
    rows = _rows(sheet)
    return [row for _, row in zip(range(40), rows, strict=False)]


ERRORS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"}
)
"""What a cell says whose formula failed: nothing."""


def _text(value: object) -> str:
    if value is None or value in ERRORS:
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
