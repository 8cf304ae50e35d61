"""What a name may mean that left an incident unplaced."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from dashboard.countries import fold
from dashboard.places.choices import Candidate, PlaceChoice
from dashboard.places.placenames import Gazetteer, bare, index_gazetteer
from dashboard.places.points import Integers
from dashboard.places.spots import ChoiceKey, Spot, read_spots


def find_choices(
    keys: pd.DataFrame,
    numbers: Integers,
    ids: "pd.Series[str]",
    gazetteer: pd.DataFrame,
    units: pd.DataFrame,
) -> tuple[PlaceChoice, ...]:
    """The choices of unplaced rows: `numbers` are their places in `keys`, `ids` their incidents."""
    spots = read_spots(keys)
    wanted: dict[str, set[str]] = {}
    for spot in spots:
        wanted.setdefault(spot.country, set()).update(text for _, text in spot.texts)
    towns = index_gazetteer(gazetteer, wanted)
    known = dict(iter(units.groupby("country")))
    asked: dict[ChoiceKey, tuple[Spot, str, tuple[Candidate, ...]]] = {}
    of_spot: list[ChoiceKey | None] = []
    for spot in spots:
        found = next(_choices(spot, towns, known.get(spot.country, units[:0])), None)
        of_spot.append(found[0] if found else None)
        if found:
            asked.setdefault(found[0], (spot, *found[1:]))
    counts = _count(of_spot, numbers, ids)
    choices = [
        PlaceChoice(spot.country, text, key[2] and spot.admin1, counts[key], candidates)
        for key, (spot, text, candidates) in asked.items()
    ]
    return tuple(sorted(choices, key=lambda one: (-one.incidents, one.country, one.text)))


def _count(
    of_spot: list[ChoiceKey | None], numbers: Integers, ids: "pd.Series[str]"
) -> dict[ChoiceKey, int]:
    """Distinct incidents behind each choice."""
    held: dict[ChoiceKey, set[str]] = {}
    for number, one in zip(numbers.tolist(), ids.tolist(), strict=True):
        key = of_spot[number]
        if key is not None:
            held.setdefault(key, set()).add(one)
    return {key: len(found) for key, found in held.items()}


def _choices(
    spot: Spot, towns: Gazetteer, units: pd.DataFrame
) -> Iterator[tuple[ChoiceKey, str, tuple[Candidate, ...]]]:
    """Each name of the spot that several units hold: its key, its text, and what it may mean."""
    for key, _, text in spot.choice_keys:
        found = [*_units_called(text, units)]
        if text != spot.admin1 or key[2]:
            found += _towns_called(spot.country, text, towns, units)
        if len({candidate.unit for candidate in found}) > 1:
            yield key, text, tuple(sorted(found, key=_order))


def _units_called(text: str, units: pd.DataFrame) -> Iterator[Candidate]:
    wanted = bare(fold(text))
    for code, row in units.iterrows():
        if wanted and wanted in {bare(fold(str(row[name]))) for name in ("name", "name_native")}:
            yield Candidate(
                str(code), str(row["name"]), str(code), str(row["name"]),
                float(row["latitude"]), float(row["longitude"]), float(row["population"]),
            )  # fmt: skip


def _towns_called(
    country: str, text: str, towns: Gazetteer, units: pd.DataFrame
) -> Iterator[Candidate]:
    """The places of that name; a county only where its unit has no town of that name."""
    rows = sorted({(row if row >= 0 else ~row) for row in towns.find(country, text)})
    with_point = {towns.unit[row] for row in rows if not np.isnan(towns.latitude[row])}
    for row in rows:
        unit = str(towns.unit[row])
        county = bool(np.isnan(towns.latitude[row]))
        if unit not in units.index or (county and unit in with_point):
            continue
        yield Candidate(
            str(towns.id[row]) or unit, str(towns.name[row]), unit, str(units["name"][unit]),
            float(units["latitude"][unit] if county else towns.latitude[row]),
            float(units["longitude"][unit] if county else towns.longitude[row]),
            float("nan") if county or towns.people[row] <= 0 else float(towns.people[row]),
        )  # fmt: skip


def _order(candidate: Candidate) -> tuple[float, str, str]:
    people = candidate.population
    return (0.0 if np.isnan(people) else -people, candidate.unit_name, candidate.place)
