"""The header of an unknown file and some of its records, to suggest a mapping from."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from dashboard import schema
from dashboard.formats import objects, workbooks
from dashboard.formats.mapping import Mapping, apart
from dashboard.formats.tables import TOP_LINES, candidate_headers, decode_any, read_sheet
from dashboard.loading import UNLIMITED, Limits, start_report
from dashboard.loading.decoding import Unreadable
from dashboard.loading.records import DELIMITERS
from dashboard.loading.reports import Refused

MOST_WORDS = 2_000


@dataclass(frozen=True)
class Sample:
    """The header of a file, its repeated names numbered, and its first records.

    `words` are, for each column, its distinct cells over the whole file with how often, the most
    frequent first, at most MOST_WORDS of them; blank cells do not count.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[tuple[tuple[str, int], ...], ...]


def read_sample(
    raw: bytes,
    name: str,
    rows: int = 200,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    largest: int = schema.FILE_BYTES,
    limits: Limits = UNLIMITED,
) -> Sample:
    """The header and the first records of any table; raise Refused and nothing else.

    The header of a text is the first line of the width that most lines have; that of a sheet is the
    first row with at least half the cells of its fullest row.
    """
    try:
        header = _guess_header(raw, encoding, sheet, largest)
        mapping = Mapping("sample", "a table", (), signs=header)
        table = read_sheet(raw, mapping, encoding, sheet, largest, limits=limits)
    except Unreadable as error:
        raise Refused(replace(start_report(raw, name), error=str(error))) from None
    columns = [column.slice(0, rows).to_pylist() for column in table.records.columns]
    words = tuple(_words(column) for column in table.records.columns)
    return Sample(apart(table.header), tuple(zip(*columns, strict=True)), words)


def _words(column: pa.Array) -> tuple[tuple[str, int], ...]:
    trimmed = pc.utf8_trim_whitespace(column)
    filled = trimmed.filter(pc.not_equal(trimmed, ""))
    counts = pa.Table.from_struct_array(pc.value_counts(filled))
    most = counts.sort_by([("counts", "descending"), ("values", "ascending")]).slice(0, MOST_WORDS)
    return tuple(zip(most["values"].to_pylist(), most["counts"].to_pylist(), strict=True))


def _guess_header(
    raw: bytes, encoding: str | None, sheet: str | None, largest: int
) -> tuple[str, ...]:
    """The names in the likely header; () where the first record says them itself."""
    if workbooks.is_workbook(raw):
        cells = workbooks.read_rows(raw, sheet, largest).cells
        named = [tuple(name for name in row if name.strip()) for row in islice(cells, TOP_LINES)]
        fullest = max(map(len, named), default=0)
        return next((row for row in named if 2 * len(row) >= fullest), ())
    data, _ = decode_any(raw, Mapping("sample", "a table", ()), encoding, largest)
    if objects.is_array(data):
        return ()
    lines = list(candidate_headers(data))
    size = len(lines) // len(DELIMITERS)
    groups = [lines[place * size : (place + 1) * size] for place in range(len(DELIMITERS))]
    _, _, header = max(_usual_width([row for _, _, row in group if any(row)]) for group in groups)
    return tuple(name for name in header if name.strip())


def _usual_width(rows: list[list[str]]) -> tuple[int, int, tuple[str, ...]]:
    """How many rows have the width that most have, that width, and the first such row.

    Rows of one cell count for nothing: they are those of any text.
    """
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 1, tuple(rows[0]) if rows else ()
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return count, width, next(tuple(row) for row in rows if len(row) == width)
