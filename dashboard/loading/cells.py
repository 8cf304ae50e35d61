"""Columns of text to columns of values, in the dtypes that our tables have."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from dashboard import schema
from dashboard.loading import lookalikes
from dashboard.loading.findings import VALUE_CHARACTERS, Findings, Rows
from dashboard.loading.headings import Field
from dashboard.loading.plain import PLAIN, read_decimals, read_integers, read_plainly
from dashboard.loading.texts import nulls, to_text
from dashboard.loading.validators import parser
from dashboard.loading.words import Words, parse_words
from dashboard.schema import Column


def read_words(words: Words, written: Field, findings: Findings) -> pd.Series:
    """The values of a column of few words, in the dtype its kind has in our tables."""
    column = written.columns[0]
    if column.kind == "integer":
        return read_integers(words, written, findings)
    parsed = parse_words(words, parser(column), written, findings)
    if column.kind == "enum":
        names = list(schema.vocabulary(column.vocabulary))
        places = {name: place for place, name in enumerate(names)}
        codes = np.array([places.get(value or "", -1) for value in parsed.values], dtype=np.int8)
        return categories(codes[parsed.codes], names)
    return to_text(parsed.texts())


def read_cells(cells: pa.Array, written: Field, findings: Findings) -> pd.Series:
    """The values of a cleaned column of many words, in the dtype its kind has in our tables."""
    kind = written.columns[0].kind
    if kind == "decimal":
        return read_decimals(cells, written, findings)
    if kind in PLAIN:
        return read_plainly(cells, PLAIN[kind], written, findings)
    return to_text(cells)


def categories(codes: NDArray[np.integer[Any]], names: Iterable[str]) -> pd.Series:
    """`names[codes]` as a category with all of `names`; -1 is missing."""
    dtype = _category(tuple(names))
    return pd.Series(pd.Categorical.from_codes(codes, dtype=dtype, validate=False))


@lru_cache
def _category(names: tuple[str, ...]) -> Any:
    return pd.CategoricalDtype(pd.Index(list(names)))


def missing_column(column: Column, length: int) -> Any:
    """A column that the file does not have: every value missing."""
    if column.kind == "integer":
        missing = np.ones(length, dtype=bool)
        return pd.Series(pd.arrays.IntegerArray(np.zeros(length, dtype=np.int64), missing))
    if column.kind == "decimal":
        return pd.Series(np.full(length, np.nan))
    if column.kind == "enum":
        nothing = np.full(length, -1, dtype=np.int8)
        return categories(nothing, schema.vocabulary(column.vocabulary))
    return to_text(nulls(length))


def shown(values: Any, rows: Rows) -> list[str]:
    """The cells of `values` at `rows` as text for a problem."""
    return [lookalikes.show(str(value), VALUE_CHARACTERS) for value in values.iloc[rows].tolist()]
