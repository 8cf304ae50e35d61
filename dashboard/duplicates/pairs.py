"""Pairs of incidents that may be one: near in place and time, and alike in words.

Blocks keep this from comparing everything with everything: only incidents of one unit that may
have begun at most `DAYS` days apart are compared, and of these only such as share one of their
rare words. The second rule loses no pair (prefix filtering; Chaudhuri, Ganti and Kaushik 2006):
the words that a text may leave out of its prefix are too light, together, to reach the threshold.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.counting import Floats, Ints
from dashboard.duplicates.words import Vectors, spread

DAYS = 3
MOST_PAIRS = 2_000_000
"""Pairs looked at, at most: above it each incident meets fewer of the next ones by date. 100,000
reports of one day in one unit with the same words would be 5,000,000,000 pairs."""

_DAY_SPAN = 1 << 20
"""More days than there are from the first to the last year that a date may have."""


@dataclass(frozen=True)
class Pairs:
    """Positions of incidents two by two (`left` < `right`), and the cosine of their words.

    `left_out` is the number of pairs within blocks that were not looked at (see MOST_PAIRS).
    """

    left: Ints
    right: Ints
    similarity: Floats
    left_out: int


@dataclass(frozen=True)
class Blocks:
    """Where and when: one entry per incident and unit. `incident` is a position, `unit` a number,
    `first` and `last` the days (since 1970) between which it began."""

    incident: Ints
    unit: Ints
    first: Ints
    last: Ints


def block(incidents: pd.DataFrame, codes: Ints) -> Blocks:
    """The blocks of rows of incidents numbered by `codes`.

    A row without a unit stands in the block of its country: it is compared with other rows of
    that country that have none. A row without a date stands in no block.
    """
    unit = incidents["unit"].fillna("country " + incidents["country"])
    table = pd.DataFrame({"incident": codes, "unit": pd.factorize(unit)[0]})
    for name, column in (("first", "start_date"), ("last", "start_last")):
        table[name] = incidents[column].to_numpy().astype("datetime64[D]").astype(np.int64)
    dated = table[incidents["start_date"].notna().to_numpy()].drop_duplicates(["incident", "unit"])
    return Blocks(*(dated[name].to_numpy(dtype=np.int64) for name in dated))


def find_pairs(blocks: Blocks, vectors: Vectors, threshold: float) -> Pairs:
    """The pairs of incidents in one block whose texts have a cosine of `threshold` or more."""
    entry, word = _prefixes(blocks, vectors, threshold)
    group = pd.factorize(blocks.unit[entry] * len(vectors.names) + word)[0].astype(np.int64)
    key = group * _DAY_SPAN + blocks.first[entry] - blocks.first.min(initial=0)
    order = np.argsort(key, kind="stable")
    reach = key + (blocks.last - blocks.first)[entry] + DAYS
    here = np.arange(1, len(order) + 1)
    ends = np.searchsorted(key[order], reach[order], side="right")
    ends, left_out = _bound(here, ends)
    one, other = spread(here, ends)
    one, other = (blocks.incident[entry[order[place]]] for place in (one, other))
    total = len(vectors.starts) - 1
    numbers = np.unique(np.minimum(one, other) * total + np.maximum(one, other))
    left, right = np.divmod(numbers, max(total, 1))
    similarity = vectors.cosines(left, right)
    kept = (similarity >= threshold) & (left != right)
    return Pairs(left[kept], right[kept], similarity[kept], left_out)


def _bound(starts: Ints, ends: Ints) -> tuple[Ints, int]:
    """`ends` moved so that all ranges together hold at most MOST_PAIRS, and what that left out.

    The longest ranges are cut, all to the same length.
    """
    sizes = ends - starts
    low, high = 0, int(sizes.max(initial=0))
    while low < high:
        middle = (low + high + 1) // 2
        fits = np.minimum(sizes, middle).sum() <= MOST_PAIRS
        low, high = (middle, high) if fits else (low, middle - 1)
    return np.minimum(ends, starts + low), int(np.maximum(sizes - low, 0).sum())


def _prefixes(blocks: Blocks, vectors: Vectors, threshold: float) -> tuple[Ints, Ints]:
    """For each block entry the rarest words of its text, without which a cosine of `threshold`
    cannot be reached: positions in `blocks`, and words."""
    squares = np.concatenate([[0.0], np.cumsum(vectors.weights**2)])
    ends = squares[vectors.starts[1:]]
    rest = np.repeat(ends, np.diff(vectors.starts)) - squares[:-1]
    # Words are ordered by rarity within a text, so `rest` falls from 1 to the last word's weight.
    light = rest < (threshold - 1e-6) ** 2
    kept = np.flatnonzero(~light)
    sizes = np.bincount(vectors.texts[kept], minlength=len(ends)).astype(np.int64)
    starts = vectors.starts[blocks.incident]
    entry, place = spread(starts, starts + sizes[blocks.incident])
    return entry, vectors.words[place]
