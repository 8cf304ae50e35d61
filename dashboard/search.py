"""Search in the words of the records; case and diacritics do not matter."""

import re

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

SEARCHED = (
    "title",
    "description",
    "employer",
    "location",
    "location_native",
    "admin1",
    "admin2",
    "organization",
    "source_name",
    "incident_id",
    "event_group",
    "notes",
    "tags",
)
"""The columns of an incident in which words are looked for."""

_TERM = re.compile(r'"([^"]+)"|“([^”]+)”|(\S+)')
# What decomposition leaves alone, and readers type without.
_LETTERS = {"ß": "ss", "ς": "σ", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"}


def fold(texts: pa.Array) -> pa.Array:
    """`texts` (strings) in lower case and without diacritics; Hangul syllables stay composed."""
    bare = pc.replace_substring_regex(pc.utf8_normalize(texts, form="NFKD"), r"\p{Mn}+", "")
    lower = pc.utf8_lower(pc.utf8_normalize(bare, form="NFC"))
    for letter, plain in _LETTERS.items():
        lower = pc.replace_substring(lower, letter, plain)
    return lower


def terms(query: str) -> tuple[str, ...]:
    """The folded words and quoted phrases of `query`, each once, in order."""
    found = ["".join(parts).strip().strip('"“”') for parts in _TERM.findall(query)]
    folded = fold(pa.array([term for term in found if term], type=pa.string())).to_pylist()
    return tuple(dict.fromkeys(" ".join(term.split()) for term in folded if term.strip()))


def matches(rows: pd.DataFrame, query: str) -> npt.NDArray[np.bool_]:
    """Which rows hold every term of `query`, each in any of the `SEARCHED` columns."""
    wanted = terms(query)
    found = np.zeros((len(wanted), len(rows)), dtype=bool)
    for name in SEARCHED if wanted else ():
        texts = _strings(rows[name])
        if texts.null_count == len(texts):
            continue
        for place, term in enumerate(wanted):
            found[place] |= _holds(texts, term)
    return np.logical_and.reduce(found, axis=0) if wanted else np.ones(len(rows), dtype=bool)


def _strings(column: "pd.Series[str]") -> pa.Array:
    """`column` as one Arrow array of folded strings; only what is not ASCII takes the slow way."""
    texts = pa.array(column, type=pa.large_string(), from_pandas=True)
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    ascii_only = pc.string_is_ascii(texts)
    if pc.all(ascii_only).as_py() is not False:
        return pc.ascii_lower(texts)
    foreign = pc.fill_null(pc.invert(ascii_only), False)
    lower = pc.if_else(foreign, pa.scalar(None, type=pa.large_string()), texts)
    return pc.replace_with_mask(pc.ascii_lower(lower), foreign, fold(texts.filter(foreign)))


def _holds(texts: pa.Array, term: str) -> npt.NDArray[np.bool_]:
    held = pc.fill_null(pc.match_substring(texts, term), False)
    return np.asarray(held.to_numpy(zero_copy_only=False), dtype=bool)
