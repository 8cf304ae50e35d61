"""Incidents that several sources tell of: proposals to merge them, and what persons decided.

A proposal is a question. Only a person's decision merges incidents, and taking the decision back
brings every one of them back as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.counting import Ints, incidents_of
from dashboard.countries import fold
from dashboard.duplicates.cells import Row, cell_text
from dashboard.duplicates.clusters import Bars, Cluster, join
from dashboard.duplicates.decisions import Decision, pairs_apart, read_decision
from dashboard.duplicates.merging import (
    Version,
    apply_decisions,
    kept_id,
    merged_ids,
    versions,
)
from dashboard.duplicates.pairs import block, find_pairs
from dashboard.duplicates.reasons import COLUMNS, Reason, explain
from dashboard.duplicates.words import Vectors, weigh
from dashboard.schema import split_list

__all__ = [
    "SIMILAR", "Decision", "Found", "Proposal", "Version", "apply_decisions", "kept_id", "propose",
    "read_decision", "versions",
]  # fmt: skip

SIMILAR = 0.57
"""Cosine from which two texts are proposed as one incident; tests/test_duplicates.py holds what
was measured at it and around it."""

_WORDS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """Incidents that may be one, by id in the order they began. `similarity` (0 to 1) is the least
    of the cosines that joined them; `why` holds text of records. `across`: their sources differ."""

    incidents: tuple[str, ...]
    similarity: float
    why: tuple[Reason, ...]
    across: bool


@dataclass(frozen=True, slots=True)
class Found:
    """All proposals, those across sources first, then the most similar. `left_out` is the number
    of pairs of one unit and time that were not compared because there were too many; 0 nearly
    always."""

    proposals: tuple[Proposal, ...]
    left_out: int


def propose(
    incidents: pd.DataFrame, decided: Iterable[Decision] = (), similar: float = SIMILAR
) -> Found:
    """Incidents of different sources that may be one: of one unit, begun at most 3 days apart (a
    date known to the month is all its days), with a cosine of words of `similar` or more.

    `incidents` are placed rows, those of `apply_decisions` where decisions are in force. What a
    person called different is not proposed again. Two rows of one source are proposed only where
    they name one place finer than the unit.
    """
    numbered = incidents_of(incidents)
    first = np.unique(numbered.codes, return_index=True)[1]
    one_each = incidents.iloc[first].reset_index(drop=True)
    vectors = weigh(_texts(one_each))
    pairs = find_pairs(block(incidents, numbered.codes), vectors, similar)
    involved = np.union1d(pairs.left, pairs.right)
    bars = _bars(incidents, numbered.codes, one_each, involved, decided)
    told = one_each[[*COLUMNS]].iloc[involved].to_dict("records")
    rows = dict(zip(involved.tolist(), told, strict=True))
    proposals = [_proposal(cluster, rows, vectors) for cluster in join(pairs, bars)]
    # A source that tells of one event twice is rare, and some split events on purpose.
    proposals.sort(key=lambda proposal: not proposal.across)
    return Found(tuple(proposals), pairs.left_out)


def _texts(incidents: pd.DataFrame) -> "pd.Series[str]":
    return incidents["title"].fillna("") + " " + incidents["description"].fillna("")


def _bars(
    incidents: pd.DataFrame,
    codes: Ints,
    one_each: pd.DataFrame,
    involved: Ints,
    decided: Iterable[Decision],
) -> Bars:
    sources: list[frozenset[str]] = [frozenset()] * len(one_each)
    places = sources.copy()
    rows = incidents[np.isin(codes, involved)]
    for code, source, *place in zip(
        codes[np.isin(codes, involved)].tolist(),
        rows["source_name"].tolist(),
        *(rows[name].tolist() for name in ("location", "admin2", "latitude", "longitude")),
        strict=True,
    ):
        sources[code] |= {name.casefold() for name in split_list(source)}
        places[code] |= _named_places(*place)
    return Bars(sources, places, _apart(one_each, decided))


def _named_places(location: object, admin2: object, latitude: float, longitude: float) -> set[str]:
    """The place of a row that is finer than its unit, in every way that the row names it."""
    names = {fold(name) for name in (location, admin2) if isinstance(name, str)}
    return names | ({f"{latitude:.3f} {longitude:.3f}"} if latitude == latitude else set())


def _apart(incidents: pd.DataFrame, decided: Iterable[Decision]) -> dict[int, set[int]]:
    """Positions that a person called different; a merged incident is different from what any of
    its parts is different from."""
    pairs = pairs_apart(decided)
    if not pairs:
        return {}
    position = {one: row for row, one in enumerate(incidents["incident_id"].tolist())}
    for kept, gone in merged_ids(incidents).items():
        position.update(dict.fromkeys(gone, position[kept]))
    apart: dict[int, set[int]] = {}
    for pair in pairs:
        if all(one in position for one in pair):
            left, right = (position[one] for one in pair)
            apart.setdefault(left, set()).add(right)
            apart.setdefault(right, set()).add(left)
    return apart


def _proposal(cluster: Cluster, rows: Mapping[int, Row], vectors: Vectors) -> Proposal:
    members = sorted(
        (rows[one] for one in cluster.members),
        key=lambda row: (row["start_date"], row["incident_id"]),
    )
    shared = vectors.shared(cluster.members, _WORDS_SHOWN)
    ids = tuple(str(row["incident_id"]) for row in members)
    sources = {frozenset(split_list(cell_text(row, "source_name"))) for row in members}
    why = explain(members, shared, cluster.similarity)
    return Proposal(ids, cluster.similarity, why, across=len(sources) > 1)
