"""Names of several places, and which of them a person said is meant: plain data."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

import pandas as pd

from dashboard.countries import fold
from dashboard.places.placenames import Gazetteer
from dashboard.places.spots import ChoiceKey, Placed, Spot

Chosen = Mapping[ChoiceKey, str]
"""What a person meant by a name: a GeoNames id, or the adm1_code of a unit."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that may be meant: `place` is what `Chosen` holds. Degrees; population NaN: none."""

    place: str
    name: str
    unit: str
    unit_name: str
    latitude: float
    longitude: float
    population: float


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """A name as a file writes it (text of a record), the admin1 beside it, the number of incidents
    that it leaves unplaced, and what it may mean: the most populous first."""

    country: str
    text: str
    admin1: str
    incidents: int
    candidates: tuple[Candidate, ...]

    def decide(self, place: str) -> "PlaceDecision":
        """The decision that `place` is meant. ValueError where it is no candidate."""
        if place not in {candidate.place for candidate in self.candidates}:
            raise ValueError(f"place: {place!r} is not one of the places that may be meant")
        return PlaceDecision(self.country, self.text, self.admin1, place)


@dataclass(frozen=True, slots=True)
class PlaceDecision:
    """A person's word that `name` in `country` (with `admin1` beside it, '' for none) means
    `place`: a GeoNames id or an adm1_code."""

    country: str
    name: str
    admin1: str
    place: str

    @property
    def facts(self) -> dict[str, str]:
        """What a journal keeps under the kind 'place'; read back by `read_place`."""
        return asdict(self)


def read_place(facts: Mapping[str, object]) -> PlaceDecision:
    """The decision of a journal's entry. ValueError where it is none."""
    found = {field.name: facts.get(field.name) for field in fields(PlaceDecision)}
    for name, value in found.items():
        if not isinstance(value, str):
            raise ValueError(f"{name}: {value!r} is not text")
    return PlaceDecision(**found)  # type: ignore[arg-type]


def chosen_places(decisions: Iterable[PlaceDecision]) -> dict[ChoiceKey, str]:
    """What `decisions` mean for placing; of two on one name the later one holds."""
    return {(one.country, fold(one.name), fold(one.admin1)): one.place for one in decisions}


def by_choice(
    spot: Spot, placed: Placed, chosen: Chosen, towns: Gazetteer, units: pd.DataFrame
) -> Placed:
    """An unplaced spot where a person's choice puts it; as it was where the choice is of no unit
    of its country and no place of that name."""
    for key, level, text in spot.choice_keys:
        place = chosen.get(key, "")
        several = f"several places are called {text!r}; a person chose"
        if place in units.index and units.at[place, "country"] == spot.country:
            told = f"{several} {_name(units, place)}"
            return Placed(place, "chosen", "", (told,), -1, "province")
        rows = {(row if row >= 0 else ~row) for row in towns.find(spot.country, text)}
        row = next((row for row in rows if place and towns.id[row] == place), None)
        if row is not None:
            unit = str(towns.unit[row])
            told = f"{several} {towns.name[row]} in {_name(units, unit)}"
            return Placed(unit, "chosen", "", (told,), row, level)
    return placed


def _name(units: pd.DataFrame, unit: str) -> str:
    return str(units["name"][unit])
