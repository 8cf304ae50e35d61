"""Pairs to clusters: connected incidents, where nothing speaks against having them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.duplicates.pairs import Pairs

MOST_TOGETHER = 20
"""Incidents in one cluster, at most: more cannot be judged side by side. Once they are merged, the
rest is proposed to be merged with them."""


@dataclass(frozen=True)
class Bars:
    """What keeps incidents apart, by position: each one's sources and named places, and those that
    a person called different from it."""

    sources: Sequence[frozenset[str]]
    places: Sequence[frozenset[str]]
    apart: Mapping[int, set[int]]

    def between(self, one: int, other: int) -> bool:
        """Whether two incidents must not be together: a person said so, or one source tells of
        both and does not name one place (finer than the unit) for both."""
        if other in self.apart.get(one, ()):
            return True
        return not self.sources[one].isdisjoint(self.sources[other]) and self.places[
            one
        ].isdisjoint(self.places[other])


@dataclass(frozen=True)
class Cluster:
    """Positions of incidents that may be one, ascending, and the least similarity of the pairs
    that joined them."""

    members: tuple[int, ...]
    similarity: float


def join(pairs: Pairs, bars: Bars) -> list[Cluster]:
    """Connected components of `pairs`, most similar pairs first, so that where `bars` leaves a
    choice an incident goes with the one that it resembles most. Sorted by similarity, highest
    first."""
    order = np.lexsort((pairs.right, pairs.left, -pairs.similarity))
    members: dict[int, list[int]] = {}
    weakest: dict[int, float] = {}
    home: dict[int, int] = {}
    refused: set[tuple[int, int]] = set()
    for left, right, similarity in zip(
        pairs.left[order].tolist(),
        pairs.right[order].tolist(),
        pairs.similarity[order].tolist(),
        strict=True,
    ):
        into, gone = sorted((home.setdefault(left, left), home.setdefault(right, right)))
        if into == gone or (into, gone) in refused:
            continue
        kept, added = members.setdefault(into, [into]), members.setdefault(gone, [gone])
        if bars.between(left, right) or _barred(kept, added, bars):
            refused.add((into, gone))
            continue
        home.update(dict.fromkeys(added, into))
        kept += members.pop(gone)
        weakest[into] = similarity
    found = [
        Cluster(tuple(sorted(together)), weakest[first])
        for first, together in members.items()
        if len(together) > 1
    ]
    return sorted(found, key=lambda cluster: (-cluster.similarity, cluster.members))


def _barred(some: list[int], others: list[int], bars: Bars) -> bool:
    if len(some) + len(others) > MOST_TOGETHER:
        return True
    return any(bars.between(one, other) for one in some for other in others)
