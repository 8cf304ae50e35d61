"""Texts as weighted words, whatever their script: what two reports are compared by.

TF-IDF (Salton and Buckley 1988) with the natural logarithm and smoothed document frequencies:
weight = count * (1 + ln((1 + N) / (1 + df))), each text scaled to length 1, so that the sum of
products of two texts' weights is their cosine.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.counting import Floats, Ints
from dashboard.search import fold

_BETWEEN_WORDS = r"[^\p{L}\p{M}\p{N}]+"
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Thai, Lao, Burmese, Khmer, kana and Han put no blanks between words, and Korean ties particles
to its nouns: such runs are taken apart into pairs of characters."""


@dataclass(frozen=True)
class Vectors:
    """One weighted set of words per text, all in one: entries of text i are at
    `starts[i]` to `starts[i + 1]`, ordered by word.

    `words` are positions in `names`, rarest first; `weights` of one text have length 1 (a text
    without words has no entry).
    """

    starts: Ints
    words: Ints
    weights: Floats
    names: "pd.Index[str]"

    @property
    def texts(self) -> Ints:
        """The text that each entry belongs to."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def cosines(self, left: Ints, right: Ints) -> Floats:
        """The cosine of each pair of texts, 0 to 1."""
        found = np.zeros(len(left))
        keys = self.texts * len(self.names) + self.words
        for begin in range(0, len(left), _PAIRS_AT_ONCE):
            part = slice(begin, begin + _PAIRS_AT_ONCE)
            found[part] = self._cosines(keys, left[part], right[part])
        return found

    def _cosines(self, keys: Ints, left: Ints, right: Ints) -> Floats:
        pair, entry = spread(self.starts[left], self.starts[left + 1])
        wanted = right[pair] * len(self.names) + self.words[entry]
        place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        shared = keys[place] == wanted
        products = self.weights[entry[shared]] * self.weights[place[shared]]
        sums = np.bincount(pair[shared], weights=products, minlength=len(left))
        return sums.astype(np.float64)

    def shared(self, texts: Sequence[int], most: int) -> list[str]:
        """The rarest words that all of `texts` have in common, at most `most`."""
        held = [self.words[self.starts[i] : self.starts[i + 1]] for i in texts]
        common = reduce(lambda some, more: np.intersect1d(some, more, True), held)
        return [str(self.names[word]) for word in common[:most]]


_PAIRS_AT_ONCE = 200_000


def spread(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """All positions of all ranges [start, end): for each the number of its range, and itself."""
    sizes = np.maximum(ends - starts, 0)
    numbers = np.repeat(np.arange(len(sizes)), sizes)
    before = np.cumsum(sizes) - sizes
    return numbers, np.arange(len(numbers)) - before[numbers] + starts[numbers]


def weigh(texts: "pd.Series[str]") -> Vectors:
    """`texts` as vectors; a missing text has no words. Case and diacritics do not matter."""
    rows, codes, names = _words(texts)
    frequency = np.bincount(
        pd.unique(codes * len(texts) + rows) // max(len(texts), 1), minlength=len(names)
    )
    order = np.argsort(frequency, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    keys, counts = np.unique(rows * len(names) + rank[codes], return_counts=True)
    row, word = np.divmod(keys, max(len(names), 1))
    idf = 1 + np.log((1 + len(texts)) / (1 + frequency[order]))
    weights = counts * idf[word]
    lengths = np.sqrt(np.bincount(row, weights=weights**2, minlength=len(texts)))
    starts = np.searchsorted(row, np.arange(len(texts) + 1))
    return Vectors(starts, word, weights / lengths[row], names[order])


def _words(texts: "pd.Series[str]") -> tuple[Ints, Ints, "pd.Index[str]"]:
    """Every word of every text: its text, its position among the distinct words, and those."""
    given = pa.array(texts.fillna(""), pa.large_string())
    folded = fold(given.combine_chunks() if isinstance(given, pa.ChunkedArray) else given)
    lists = pc.split_pattern_regex(folded, _BETWEEN_WORDS)
    rows = pc.list_parent_indices(lists).to_numpy()
    encoded = pc.list_flatten(lists).dictionary_encode()
    codes = encoded.indices.to_numpy().astype(np.int64)
    parts = [_parts(word) for word in encoded.dictionary.to_pylist()]
    flat = pd.Series([part for one in parts for part in one], dtype="str")
    part_codes, distinct = pd.factorize(flat)
    starts = np.cumsum([0, *(len(one) for one in parts)])
    number, place = spread(starts[codes], starts[codes + 1])
    return rows[number], part_codes[place].astype(np.int64), pd.Index(distinct)


def _parts(word: str) -> list[str]:
    """A word itself; of a run of an unspaced script its pairs of characters."""
    if word.isascii():
        return [word] if len(word) > 1 else []
    found: list[str] = []
    end = 0
    for run in _UNSPACED.finditer(word):
        found += [word[end : run.start()]] if run.start() > end else []
        text = run.group()
        found += [text[i : i + 2] for i in range(max(len(text) - 1, 1))]
        end = run.end()
    return [*found, word[end:]] if end < len(word) else found
