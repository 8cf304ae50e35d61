"""What a person decided about incidents: that they are one, or that they are not.

Decisions are plain data. Leaving one out undoes it, and their order says nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, get_args

Kind = Literal["merge", "different"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Decision:
    """`incidents`, two or more ids, are one incident (merge), or no two of them are (different).

    ValueError for another kind, or for fewer than two distinct ids.
    """

    kind: Kind
    incidents: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind: {self.kind!r} is none of {', '.join(KINDS)}")
        if len(set(self.incidents)) < 2:
            raise ValueError(f"incidents: {list(self.incidents)} are not two different ids")

    @property
    def facts(self) -> dict[str, list[str]]:
        """What a journal keeps beside `kind`; JSON-able, and read back by `read_decision`."""
        return {"incidents": list(self.incidents)}


def read_decision(kind: str, facts: Mapping[str, object]) -> Decision:
    """The decision of a journal's entry. ValueError where it is none."""
    ids = facts.get("incidents")
    if not isinstance(ids, (list, tuple)) or not all(isinstance(one, str) for one in ids):
        raise ValueError(f"incidents: {ids!r} is not a list of ids")
    found: dict[str, Kind] = {name: name for name in KINDS}
    if kind not in found:
        raise ValueError(f"kind: {kind!r} is none of {', '.join(KINDS)}")
    return Decision(found[kind], tuple(ids))


def merged_groups(decisions: Iterable[Decision]) -> list[tuple[str, ...]]:
    """The ids that the merges join, each group sorted, and the groups in the order of their
    first ids; A with B and B with C join all three."""
    group: dict[str, set[str]] = {}
    for decision in decisions:
        if decision.kind == "merge":
            joined = set(decision.incidents).union(
                *(group[one] for one in decision.incidents if one in group)
            )
            group.update(dict.fromkeys(joined, joined))
    distinct = {id(one): one for one in group.values()}
    return sorted(tuple(sorted(one)) for one in distinct.values())


def pairs_apart(decisions: Iterable[Decision]) -> set[tuple[str, str]]:
    """Every two ids that a person called different, the lesser first."""
    return {
        pair
        for decision in decisions
        if decision.kind == "different"
        for pair in combinations(sorted(set(decision.incidents)), 2)
    }
