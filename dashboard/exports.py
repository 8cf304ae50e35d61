"""Files that leave the product: small tables as CSV that runs nothing in a spreadsheet, reports."""

import csv
import io
import json
from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.loading import Report
from dashboard.loading.formulas import guard
from dashboard.schema import Problem

BYTE_ORDER_MARK = "\ufeff"  # without it spreadsheets read UTF-8 as the machine's own code page


def report_json(report: Report) -> bytes:
    """A file's report as JSON."""
    text = json.dumps(report.to_json(), ensure_ascii=False, indent=2)
    return text.encode(errors="surrogatepass")


def problems_csv(report: Report) -> bytes:
    """A file's problems as CSV, safe to open in a spreadsheet."""
    return table_csv(problems_table(report.problems))


def problems_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """Problems as a table, to be shown or downloaded; a missing record means the file."""
    return pd.DataFrame(
        [(p.record, p.column, p.value, p.reason, p.effect) for p in problems],
        columns=["record", "column", "value", "what is wrong, and what to do", "effect"],
    ).astype({"record": "Int64"})


def table_csv(table: pd.DataFrame) -> bytes:
    """A small table as CSV with a byte order mark, safe to open in a spreadsheet."""
    plain = table.astype("object")
    return _csv(plain.columns, plain.where(plain.notna(), "").to_numpy().tolist())


def rows_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """Rows with the same keys as CSV with a byte order mark, safe to open in a spreadsheet."""
    return _csv(rows[0], [row.values() for row in rows])


def _csv(header: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([guard(str(cell), escape=True) for cell in row] for row in (header, *rows))
    return (BYTE_ORDER_MARK + text.getvalue()).encode(errors="replace")
