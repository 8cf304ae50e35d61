"""The shared data of all readers, read from the store: decided, and for the public made anew."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard.context import read_coverage, read_triggers
from dashboard.duplicates import apply_decisions, read_decision
from dashboard.places import Places, chosen_places, place_chosen, read_place
from dashboard.public import Policy, release
from dashboard.store import Dataset, Decision, Fact, Store, StoreError, placed_anew

SAME: tuple[Decision, ...] = ("merge", "different")
DECIDED: tuple[Decision, ...] = (*SAME, "place")
Made = tuple[Decision, Mapping[str, Fact]]
"""A decision: its kind and its facts."""


@dataclass(frozen=True)
class Shared:
    """Bundled and accepted data, boundaries and trigger events: one copy for all readers.

    `dataset` is with the `decisions` in force (by their ids), `undecided` without. `version` is
    the store's; another version is another object.
    """

    places: Places
    dataset: Dataset
    undecided: Dataset
    decisions: Mapping[str, Made]
    triggers: pd.DataFrame
    coverage: pd.DataFrame
    version: str


def read_shared(store: Store, places: Places, version: str) -> Shared:
    """What the store holds now."""
    undecided = store.read(places)
    try:
        decisions: dict[str, Made] = {
            entry.id: (kind, entry.facts)
            for kind in DECIDED
            for entry in store.active(kind)
            if _is_understood(kind, entry.facts)
        }
    except StoreError:  # told in the data set's faults
        decisions = {}
    dataset = undecided
    if decisions:
        made = decisions.values()
        dataset = store.decided(undecided, [*decisions], lambda: decided(undecided, places, made))
    return Shared(
        places=places,
        dataset=dataset,
        undecided=undecided,
        decisions=decisions,
        triggers=read_triggers(),
        coverage=read_coverage(),
        version=version,
    )


def for_public(shared: Shared, policy: Policy, secret: bytes, today: date) -> Shared:
    """`shared` with nothing in it but what the public may have."""
    dataset = release(shared.dataset, shared.places, policy, secret, today)
    return replace(shared, dataset=dataset, undecided=dataset, decisions={})


def decided(dataset: Dataset, places: Places, decisions: Iterable[Made]) -> Dataset:
    """`dataset` with what persons decided: which place a name means, what is one incident."""
    made = [*decisions]
    chosen = [read_place(facts) for kind, facts in made if kind == "place"]
    if chosen:
        incidents = place_chosen(dataset.incidents, places, chosen_places(chosen))
        dataset = placed_anew(dataset, incidents)
    same = [read_decision(kind, facts) for kind, facts in made if kind in SAME]
    return apply_decisions(dataset, same) if same else dataset


def _is_understood(kind: Decision, facts: Mapping[str, Fact]) -> bool:
    """Whether this version can read a decision; one that it cannot changes nothing."""
    with suppress(ValueError):
        return bool(read_place(facts) if kind == "place" else read_decision(kind, facts))
    return False
