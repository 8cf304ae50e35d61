"""Neighbors: which first-level units of one country touch each other."""

import pandas as pd

from dashboard.places import Places

_TOUCH = 0.02
"""Degrees: the areas are simplified to about 1 km, so that borders in common part by as much."""


def neighbors_of(places: Places, units: list[str]) -> dict[str, tuple[str, ...]]:
    """The units of the same country that lie within about 2 km of each of `units`, sorted.

    An island far from the others has none. Units that the map does not know are left out.
    """
    areas, index = places.areas, places.units.index
    known = [unit for unit in dict.fromkeys(units) if unit in index]
    at = index.get_indexer(pd.Index(known))
    own, other = areas.tree.query(areas.shapes[at], predicate="dwithin", distance=_TOUCH)
    found: dict[str, list[str]] = {unit: [] for unit in known}
    for number, position in zip(own, other, strict=True):
        if position != at[number] and areas.country[position] == areas.country[at[number]]:
            found[known[number]].append(str(index[position]))
    return {unit: tuple(sorted(names)) for unit, names in found.items()}
