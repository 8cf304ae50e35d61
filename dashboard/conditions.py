"""In which rows a column holds one of some codes, or is withheld from the public."""

from collections.abc import Collection, Iterable

import numpy as np
import pandas as pd

from dashboard.counting import numbered_in
from dashboard.rows import Mask
from dashboard.schema import split_list

WITHHELD_NAMES = "withheld"
"""The column of the public view that names what is withheld in a row."""


def is_any(rows: pd.DataFrame, name: str, wanted: Collection[str]) -> Mask:
    """In which rows the column `name` is one of `wanted`."""
    cells = numbered_in(rows, name)
    return _those(cells.values.isin([*wanted]))[cells.codes]


def has_form(rows: pd.DataFrame, action_types: Collection[str]) -> Mask:
    """In which rows one of the forms of action is the main or another one."""
    other = lists_any(rows, "other_actions", action_types)
    return is_any(rows, "action_type", action_types) | other


def is_withheld(rows: pd.DataFrame, name: str) -> Mask:
    """In which rows `name` is withheld from the public; nowhere in the ordinary view."""
    if WITHHELD_NAMES not in rows:
        return np.zeros(len(rows), dtype=bool)
    return lists_any(rows, WITHHELD_NAMES, (name,))


def lists_any(rows: pd.DataFrame, name: str, codes: Collection[str]) -> Mask:
    """In which rows the `;` list in the column `name` holds any of `codes`."""
    cells = numbered_in(rows, name)
    return _those([not {*codes}.isdisjoint(split_list(str(one))) for one in cells.values])[
        cells.codes
    ]


def _those(values: Iterable[bool]) -> Mask:
    """Of each value whether it is wanted; a missing one (-1, the last place) is not."""
    return np.array([*values, False], dtype=bool)
