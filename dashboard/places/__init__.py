"""Where an incident took place: the unit of the map, the point to draw, and how both were found.

Boundaries are Natural Earth's, the gazetteer is GeoNames' (CC BY 4.0); see geo/README.md.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from dashboard.places.ambiguity import find_choices
from dashboard.places.choices import (
    Candidate,
    Chosen,
    PlaceChoice,
    PlaceDecision,
    chosen_places,
    read_place,
)
from dashboard.places.columns import PLACED
from dashboard.places.placenames import UnitNames, index_units
from dashboard.places.placing import place
from dashboard.places.points import Areas, Integers
from dashboard.places.spots import KEYS

__all__ = [
    "GEO", "PLACED", "Candidate", "Chosen", "PlaceChoice", "PlaceDecision", "Places", "ambiguous",
    "chosen_places", "place_chosen", "read_place", "read_places", "resolve_places",
]  # fmt: skip

GEO = Path(__file__).parents[2] / "geo"
FILES = (
    "units.parquet", "unit_synonyms.csv", "population.csv", "country_bounds.csv", "countries.csv",
    "gazetteer.csv.gz",
)  # fmt: skip
"""What `read_places` reads."""
UNIT_COLUMNS = [
    "name", "name_native", "iso_3166_2", "country", "latitude", "longitude",
    "west", "south", "east", "north",
]  # fmt: skip


@dataclass(frozen=True)
class Places:
    """Units and countries of the map, and what is needed to find them.

    `units`, by adm1_code: name, name_native, iso_3166_2, country (alpha-3), latitude and longitude
    (a point inside), west, south, east, north (degrees), population (NaN: none), its source, and
    counted_with (the unit that the figure is of as well; missing: of this unit alone).
    `countries`, by alpha-3: name, west, south, east, north (NaN: not drawn). A box that crosses
    the 180th meridian has an east above 180 or a west below -180.
    `version` is a hash of the files that all this is from; '' where it is from no files.
    """

    units: pd.DataFrame
    countries: pd.DataFrame
    names: UnitNames
    gazetteer: pd.DataFrame
    shapes: pd.Series
    version: str = ""

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """The English names of the units, by unit."""
        return {str(unit): str(name) for unit, name in self.units["name"].items()}

    @cached_property
    def areas(self) -> Areas:
        """The units as areas, in the order of `units`."""
        shapes = shapely.from_wkb(self.shapes.to_numpy())
        return Areas(shapes, self.units["country"].to_numpy(dtype=object), shapely.STRtree(shapes))


def read_places(folder: Path = GEO) -> Places:
    """The tables of the geo folder. OSError where a file is missing."""
    table = pq.read_table(folder / "units.parquet").to_pandas()
    synonyms = _csv(folder / "unit_synonyms.csv")
    people = _csv(folder / "population.csv").set_index("adm1_code")
    bounds = pd.read_csv(folder / "country_bounds.csv", keep_default_na=False)
    units = table.set_index("adm1_code")[UNIT_COLUMNS]
    source = people["source"] + " (" + people["year"] + ")"
    units = units.assign(
        population=pd.to_numeric(people["population"]).reindex(units.index).astype(float),
        population_source=source[people["population"] != ""].reindex(units.index),
        counted_with=people["counted_with"].replace("", None).reindex(units.index),
    )
    names = _csv(folder / "countries.csv").set_index("alpha3")[["name"]]
    countries = names.join(bounds.set_index("code"))
    gazetteer = pd.read_csv(
        folder / "gazetteer.csv.gz",
        keep_default_na=False,
        na_values=dict.fromkeys(("geonameid", "latitude", "longitude", "population"), ""),
    )
    return Places(
        units=units,
        countries=countries,
        names=index_units(table, synonyms),
        gazetteer=gazetteer,
        shapes=table["geometry"],
        version=_version(folder),
    )


def _version(folder: Path) -> str:
    found = hashlib.sha256()
    for name in FILES:
        found.update(hashlib.sha256((folder / name).read_bytes()).digest())
    return found.hexdigest()


def _csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def resolve_places(
    incidents: pd.DataFrame, places: Places, chosen: Chosen | None = None
) -> pd.DataFrame:
    """`incidents` with admin1_code and location_precision filled where that is certain, and unit,
    unit_name, place_found, place_note, map_latitude and map_longitude added.

    `chosen` says what a person meant by names of several places (see `ambiguous`). Work is done
    once per distinct place, and the result of a row depends on that row and `chosen` alone.
    """
    keys, rows = _distinct(incidents)
    found = place(keys, places.names, places.gazetteer, places.areas, places.units, chosen or {})
    added = {name: found[name].array.take(rows) for name in found.columns}
    return incidents.assign(**added)


def place_chosen(incidents: pd.DataFrame, places: Places, chosen: Chosen) -> pd.DataFrame:
    """Placed `incidents` (index in order), those of them placed that were unplaced and that
    `chosen` speaks of."""
    unplaced = (incidents["place_found"] == "unplaced").to_numpy()
    if not chosen or not unplaced.any():
        return incidents
    again = resolve_places(incidents[unplaced], places, chosen)
    return pd.concat([incidents[~unplaced], again]).sort_index(kind="stable")


def ambiguous(incidents: pd.DataFrame, places: Places) -> tuple[PlaceChoice, ...]:
    """The names that leave placed `incidents` unplaced because several places have them, those of
    most incidents first."""
    rows = incidents[incidents["place_found"] == "unplaced"]
    keys, numbers = _distinct(rows)
    return find_choices(keys, numbers, rows["incident_id"], places.gazetteer, places.units)


def _distinct(incidents: pd.DataFrame) -> tuple[pd.DataFrame, Integers]:
    """The distinct places, and for each incident the position of its own."""
    number = np.zeros(len(incidents), dtype=np.int64)
    for name in KEYS:
        codes, values = pd.factorize(incidents[name])
        number = number * (len(values) + 1) + codes + 1
        number = pd.factorize(number)[0].astype(np.int64)
    first = np.unique(number, return_index=True)[1]
    return incidents[KEYS].iloc[first].reset_index(drop=True), number
