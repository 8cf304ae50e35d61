"""Which texts a method can read, by the scripts of their letters (Unicode Standard Annex 24)."""

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Mask = npt.NDArray[np.bool_]

READABLE_SHARE = 0.8
"""A text is read where at least this share of its letters is of a script the method reads: a
name in another script may stand in it, a sentence may not."""

LATIN = ("Latin",)
E5_SCRIPTS_FILE = Path(__file__).parent / "e5_scripts.csv"


def e5_scripts() -> tuple[str, ...]:
    """The scripts of the languages that multilingual-e5-small was trained on."""
    with E5_SCRIPTS_FILE.open(encoding="utf-8", newline="") as file:
        return tuple(row["script"] for row in csv.DictReader(file))


def is_written_in(texts: "pd.Series[str]", scripts: tuple[str, ...]) -> Mask:
    """Which texts have letters, at least `READABLE_SHARE` of them of `scripts`; missing: False."""
    values = pa.array(texts, type=pa.large_string(), from_pandas=True)
    readable = "[" + "".join(rf"\p{{{script}}}" for script in scripts) + "]"
    letters = _count(values, r"\p{L}")
    found = np.minimum(_count(values, readable), letters)
    return (letters > 0) & (found >= READABLE_SHARE * letters)


def _count(values: pa.Array | pa.ChunkedArray, pattern: str) -> npt.NDArray[np.int64]:
    counted = pc.count_substring_regex(values, pattern)
    return np.asarray(pc.fill_null(pc.cast(counted, pa.int64()), 0))
