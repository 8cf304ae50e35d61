"""Spots: the distinct places of a table, as their rows give them, and where each was placed."""

from dataclasses import dataclass

import pandas as pd

from dashboard.countries import country_name, fold
from dashboard.places.placenames import SEPARATORS

KEYS = [
    "country", "admin1", "admin1_code", "admin2", "location", "location_native",
    "latitude", "longitude", "location_precision",
]  # fmt: skip
"""Incidents alike in these are in the same place."""

FOUND = ["named", "code", "gazetteer", "polygon", "nearest", "chosen", "country", "unplaced"]
"""How a unit was found, best evidence first. chosen: a person said which of several places is
meant; country: nothing finer than the country is given; unplaced: something finer is given, and no
unit could be told from it."""

ChoiceKey = tuple[str, str, str]
"""Country (alpha-3), the folded name as written, the folded admin1 beside it ('' where none)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One distinct place as its row gives it; '' and NaN are missing."""

    country: str
    admin1: str
    admin1_code: str
    admin2: str
    location: str
    location_native: str
    latitude: float
    longitude: float
    location_precision: str

    @property
    def has_point(self) -> bool:
        """Whether coordinates are given that mean more than the middle of a country."""
        return self.latitude == self.latitude and self.location_precision != "country"

    @property
    def has_place(self) -> bool:
        """Whether the row gives anything finer than the country."""
        words = (self.admin1, self.admin1_code, self.admin2, self.location, self.location_native)
        return self.has_point or any(word not in {"", country_name(self.country)} for word in words)

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """What may name a town, with how exactly the place would be known by it."""
        texts = (
            ("town", self.location),
            ("town", self.location_native),
            ("county", self.admin2),
        )
        return tuple((level, text) for level, text in texts if text)

    @property
    def choice_keys(self) -> tuple[tuple[ChoiceKey, str, str], ...]:
        """What a person may have chosen the meaning of, each with its level and text: the names
        of a town, then admin1 itself (its own key has no admin1 beside it)."""
        beside = fold(self.admin1)
        towns = tuple(
            ((self.country, fold(text), beside), level, text) for level, text in self.texts
        )
        unit = (((self.country, beside, ""), "province", self.admin1),) if self.admin1 else ()
        return (*towns, *unit)

    @property
    def parts(self) -> list[str]:
        """The location and, where it is a list ('Musan, North Hamgyong'), its later parts."""
        parts = [part.strip() for part in SEPARATORS.split(self.location) if part.strip()]
        return [self.location, *parts[1:]] if parts else []


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a spot was placed. `town` is a position in the gazetteer, -1 for none."""

    unit: str = ""
    found: str = "unplaced"
    iso: str = ""
    notes: tuple[str, ...] = ()
    town: int = -1
    level: str = ""


def read_spots(keys: pd.DataFrame) -> list[Spot]:
    """One spot per row of `keys` (columns KEYS)."""
    cells = {name: keys[name].astype(object).where(keys[name].notna(), "") for name in KEYS}
    cells |= {name: keys[name].astype(float) for name in ("latitude", "longitude")}
    return [Spot(*row) for row in zip(*(cells[name] for name in KEYS), strict=True)]
