"""Whatever the table: parse, export, parse is identity, and no export runs in a spreadsheet."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from dashboard import exports
from dashboard.formats import FORMATS, read_file
from dashboard.loading import Loaded, read_bytes
from dashboard.schema import TABLES, Table, columns
from tests.formats.twins import TWINS, csv_bytes
from tests.fuzz.laws import TODAY, check_exports, check_loaded, formulas
from tests.fuzz.many import MANY
from tests.loading.test_laws import cell, encode

SIGNS = st.sampled_from(
    [*"=+-@＝＋－＠﹦﹣", "\t", "\r", "\n", "-5", "-0.25", "+1", "=1+1", "@SUM(1)"]
)
BEFORE = st.lists(
    st.sampled_from(["", " ", "'", '"', "\u00a0", "\u3000", "\u200b", "\t", "\n", "a", ";"]),
    max_size=3,
).map("".join)
RISKY = st.builds("{}{}{}".format, BEFORE, SIGNS, st.text(max_size=4))


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, bytes]:
    """A file of one kind of table whose cells are right, wrong, or formulas."""
    table: Table = draw(st.sampled_from(TABLES))
    chosen = draw(st.sets(st.sampled_from([c.name for c in columns(table)]), max_size=8))
    used = [c for c in columns(table) if c.required == "yes" or c.name in chosen]
    row = st.tuples(*(cell(c.kind, c.vocabulary) | RISKY for c in used))
    rows = draw(st.lists(row.map(list), max_size=3))
    return table, encode([c.name for c in used], rows)


def _parse(raw: bytes) -> Loaded:
    loaded = read_bytes(raw, "a.csv", today=TODAY)
    check_loaded(loaded)
    return loaded


@MANY
@given(tables(), st.booleans())
def test_parse_export_parse_is_identity(file: tuple[Table, bytes], escape: bool) -> None:
    loaded = _parse(file[1])
    assert loaded.table == file[0]
    check_exports(loaded, escape)


@MANY
@given(st.sampled_from([*FORMATS]), st.dictionaries(st.integers(0, 25), RISKY, max_size=6))
def test_the_export_of_another_projects_file_runs_nothing(
    name: str, changes: dict[int, str]
) -> None:
    twin = [changes.get(place, text) for place, text in enumerate(TWINS[name].values())]
    raw = csv_bytes([*TWINS[name]], twin, delimiter=";" if name == "sncf" else ",")
    loaded = read_file(raw, "a.csv", mapping=FORMATS[name], today=TODAY)
    check_loaded(loaded)
    check_exports(loaded, escape=True)


@MANY
@given(st.lists(st.dictionaries(st.just("a") | st.just("b"), RISKY | st.text()), max_size=3))
def test_a_small_table_runs_nothing_and_says_the_same(rows: list[dict[str, str]]) -> None:
    full = [{"a": "", "b": "", **row} for row in rows] or [{"a": "", "b": ""}]
    raw = exports.rows_csv(full)
    assert not formulas(raw)
    (_, *read) = csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    for row, cells in zip(full, read, strict=True):
        for text, written in zip(row.values(), cells, strict=True):
            assert written in {text.encode(errors="replace").decode(), f"'{text}"}
