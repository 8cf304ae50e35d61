"""Columns of text as pandas holds them, over the memory of Arrow."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TEXT: Any = pd.StringDtype(storage="pyarrow", na_value=np.nan)


def to_text(cells: pa.Array) -> pd.Series:
    """An Arrow column as the `str` dtype of pandas, null as NaN."""
    if len(cells) and cells.null_count == len(cells):
        cells = nulls(len(cells))
    return pd.Series(TEXT.__from_arrow__(cells))


def to_arrow(texts: pd.Series) -> pa.ChunkedArray:
    """A column of text as Arrow holds it, without a copy."""
    return texts.array.__arrow_array__()


def do_ascend(texts: pd.Series) -> bool:
    """Whether there is text in every row and each sorts after the one before: none repeats."""
    chunks = [chunk for chunk in to_arrow(texts).chunks if len(chunk)]
    return (
        not any(chunk.null_count for chunk in chunks)
        and all(one[-1].as_py() < other[0].as_py() for one, other in pairwise(chunks))
        and all(
            pc.all(pc.less(chunk.slice(0, len(chunk) - 1), chunk.slice(1))).as_py()
            for chunk in chunks
        )
    )


def repeat_text(text: str, length: int) -> pd.Series:
    """`text` in every row; the rows share the memory of a few."""
    some = pa.array([text] * min(length, SHARED), pa.large_string())
    starts = range(0, length, SHARED)
    chunks = [some.slice(0, min(SHARED, length - start)) for start in starts]
    return pd.Series(TEXT.__from_arrow__(pa.chunked_array(chunks, pa.large_string())))


def nulls(length: int) -> pa.Array:
    """That many nulls; all columns of nothing share one piece of memory."""
    return NULLS.slice(0, length) if length <= len(NULLS) else pa.nulls(length, pa.large_string())


SHARED = 1 << 16
NULLS = pa.nulls(SHARED, pa.large_string())
