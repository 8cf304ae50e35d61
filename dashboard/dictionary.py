"""The dictionary: every column and code, as rows for a CSV and as Markdown for `data/README.md`."""

from collections.abc import Iterator
from pathlib import Path

from dashboard.schema import TABLES, columns, kinds, vocabulary

START = "<!-- dictionary: made by `python -m dashboard.package` from the schema -->"
END = "<!-- end of the dictionary -->"


def dictionary_rows() -> list[dict[str, str]]:
    """One row per column of the three tables, for a CSV; blank where nothing applies."""
    return [
        {
            "table": column.table,
            "column": column.name,
            "required": column.required,
            "kind": column.kind,
            "codes": ";".join(vocabulary(column.vocabulary)),
            "form": column.form,
            "unit": column.unit,
            "lowest": _limit(column.lowest),
            "highest": _limit(column.highest),
            "meaning": column.meaning,
            "standard": column.standard,
        }
        for table in TABLES
        for column in columns(table)
    ]


def code_rows() -> list[dict[str, str]]:
    """One row per code of every code list, for a CSV."""
    return [
        {"list": kind, "code": code.code, "label": code.label, "standard": code.source}
        for kind in kinds()
        for code in vocabulary(kind).values()
    ]


def dictionary() -> str:
    """The dictionary in Markdown: a table of columns per table, then the code lists."""
    return "\n".join(_dictionary_lines())


def write_dictionary(path: Path) -> Path:
    """Replace what stands between the two markers of the Markdown file at `path`.

    Raises ValueError when a marker is missing: nothing is written then.
    """
    head, start, rest = path.read_text(encoding="utf-8").partition(START)
    _, end, tail = rest.partition(END)
    if not (start and end):
        raise ValueError(f"{path}: the dictionary's markers are missing (write {START} and {END})")
    path.write_text(f"{head}{START}\n\n{dictionary()}\n\n{END}{tail}", encoding="utf-8")
    return path


def _dictionary_lines() -> Iterator[str]:
    for table in TABLES:
        yield f"### Columns of {table}.csv\n"
        yield _line("column", "required", "kind", "form", "limits", "meaning", "like")
        yield _line(*["---"] * 7)
        for column in columns(table):
            kind = f"{column.kind}: {column.vocabulary}" if column.vocabulary else column.kind
            limits = f"{_limit(column.lowest)} to {_limit(column.highest)} {column.unit}"
            yield _line(
                f"`{column.name}`",
                column.required,
                kind,
                column.form,
                limits.strip() if column.lowest is not None else column.unit,
                column.meaning,
                column.standard,
            )
        yield ""
    yield "### Code lists\n"
    yield _line("list", "code", "meaning", "like")
    yield _line(*["---"] * 4)
    for row in code_rows():
        yield _line(row["list"], f"`{row['code']}`", row["label"], row["standard"])


def _line(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def plain_number(value: float) -> int | float:
    """A whole number without its decimal point: 9999, not 9999.0."""
    return int(value) if value.is_integer() else value


def _limit(value: float | None) -> str:
    return "" if value is None else str(plain_number(value))
