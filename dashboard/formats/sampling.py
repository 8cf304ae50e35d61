"""The header of an unknown file and some of its records, to suggest a mapping from."""

from collections import Counter
from dataclasses import dataclass, replace

from dashboard import schema
from dashboard.formats import objects, workbooks
from dashboard.formats.mapping import Mapping
from dashboard.formats.tables import candidate_headers, decode_any, read_sheet
from dashboard.loading import start_report
from dashboard.loading.decoding import Unreadable
from dashboard.loading.records import DELIMITERS
from dashboard.loading.reports import Refused


@dataclass(frozen=True)
class Sample:
    """The header of a file as written, and its first records."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_sample(
    raw: bytes,
    name: str,
    rows: int = 200,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    largest: int = schema.FILE_BYTES,
) -> Sample:
    """The header and the first records of any table; raise Refused and nothing else.

    The header of a text is the first line of the width that most lines have.
    """
    try:
        header = _guess_header(raw, encoding, largest)
        mapping = Mapping("sample", "a table", (), signs=header)
        table = read_sheet(raw, mapping, encoding, sheet, largest, rows)
    except Unreadable as error:
        raise Refused(replace(start_report(raw, name), error=str(error))) from None
    columns = [column.to_pylist() for column in table.records.columns]
    return Sample(table.header, tuple(zip(*columns, strict=True))[:rows])


def _guess_header(raw: bytes, encoding: str | None, largest: int) -> tuple[str, ...]:
    if workbooks.is_workbook(raw):
        return ()
    data, _ = decode_any(raw, Mapping("sample", "a table", ()), encoding, largest)
    if objects.is_array(data):
        return ()
    best: tuple[int, int, tuple[str, ...]] = (0, 0, ())
    lines = list(candidate_headers(data))
    size = len(lines) // len(DELIMITERS)
    for place in range(len(DELIMITERS)):
        rows = [row for _, _, row in lines[place * size : (place + 1) * size] if any(row)]
        widths = Counter(len(row) for row in rows)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        header = next(tuple(row) for row in rows if len(row) == width)
        best = max(best, (count if width > 1 else 0, width, header))
    return tuple(name for name in best[2] if name.strip())
