"""Rows in our columns, growing while another file is translated."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from dashboard.formats.bindings import Binding
from dashboard.formats.mapping import Mapping
from dashboard.formats.spreading import Spread
from dashboard.formats.tables import Sheet
from dashboard.loading.findings import Findings
from dashboard.loading.headings import Field
from dashboard.schema import Column

TEXT = pa.large_string()
BLANK = pa.scalar("", TEXT)
NOTHING = pa.scalar(None, TEXT)


@dataclass
class Output:
    """`fields` name the columns of `cells`; `tags` are keys with the values to keep in tags."""

    fields: list[Field] = field(default_factory=list)
    cells: list[pa.Array] = field(default_factory=list)
    tags: list[tuple[str, pa.Array]] = field(default_factory=list)

    def add(self, written: str, columns: tuple[Column, ...], cells: pa.Array) -> None:
        """Add a column under the name it has in the file; what is filled already stays so."""
        position = self.find(columns[0].name) if columns else None
        if position is not None:
            self.cells[position] = pc.coalesce(self.cells[position], cells)
            return
        self.fields.append(Field(len(self.cells), written, columns))
        self.cells.append(cells)

    def find(self, name: str) -> int | None:
        """Where the cells of one of our columns are."""
        places = (f.position for f in self.fields if name in [c.name for c in f.columns])
        return next(places, None)


@dataclass(frozen=True)
class Work:
    """A file being translated: its columns with blanks as null, the rows its records became, and
    what has been made of them so far. `findings` are on the rows.
    """

    sheet: Sheet
    mapping: Mapping
    binding: Binding
    columns: tuple[pa.Array, ...]
    spread: Spread
    findings: Findings
    output: Output

    def __len__(self) -> int:
        return len(self.spread.origin)

    def cells(self, position: int) -> pa.Array:
        """One column of the file, a cell for each row."""
        if position in self.spread.cells:
            return self.spread.cells[position]
        return self.over_rows(self.columns[position])

    def over_rows(self, records: pa.Array) -> pa.Array:
        """A value for each record as a value for each row."""
        return records.take(pa.array(self.spread.origin)) if self.spread.any else records


def join_tags(tags: Sequence[tuple[str, pa.Array]]) -> pa.Array:
    """'key=value;key=value' for each row; a `;` in a value is written %3B."""
    parts = []
    for key, values in tags:
        safe = pc.replace_substring(pc.utf8_trim_whitespace(values), ";", "%3B")
        tag = pc.binary_join_element_wise(pa.scalar(f";{key}=", TEXT), safe, BLANK)
        parts.append(pc.fill_null(tag, BLANK))
    joined = pc.binary_join_element_wise(*parts, BLANK) if len(parts) > 1 else parts[0]
    return pc.replace_substring_regex(joined, "^;", "")


def blank_words(cells: pa.Array, words: Sequence[str]) -> pa.Array:
    """The cells with blanks, and the words that mean nothing, as null."""
    nothing = pa.array(["", *words], TEXT)
    blank = pc.is_in(pc.utf8_trim_whitespace(cells), value_set=nothing)
    return pc.if_else(blank, NOTHING, cells) if pc.any(blank).as_py() else cells
