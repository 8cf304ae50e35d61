"""Incidents by first-level unit and by place on the map."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import (
    NO_DAY,
    Ints,
    days_in,
    incidents_of,
    numbered,
    numbered_in,
    occurring,
)
from dashboard.rows import Rows, once
from dashboard.sizes import workers_per

PRECISE = ("town", "county")
"""Precisions drawn as a point; anything coarser is an area."""

_PLACE_COLUMNS = (
    "country",
    "admin1",
    "admin2",
    "location",
    "unit",
    "unit_name",
    "map_latitude",
    "map_longitude",
    "location_precision",
)
_PER = 100_000
_DEGREE = 100_000  # Places are told apart to five decimals, about a metre.
_FULL_TURN = 360 * _DEGREE + 1


def count_by_unit(
    rows: pd.DataFrame, units: pd.DataFrame, countries: Iterable[str] = ()
) -> pd.DataFrame:
    """Incidents and workers involved in every unit of the countries concerned.

    `units` is indexed by unit, with name, country, population and counted_with (the unit that the
    population is of as well). Concerned are the countries of `rows` and the given ones. Columns:
    unit, name, country, incidents (int64, 0 = no reports), workers_low, workers_high (Int64,
    missing = no size reported), population, per_100k (incidents per 100,000 people, of both units
    where they were counted together; NaN without a population). An incident with rows in several
    units counts in each. Most incidents first, then by name.
    """
    cells = numbered_in(rows, "unit")
    incidents = incidents_of(rows)
    counts = incidents.per(cells.codes, len(cells.values))
    workers = workers_per(rows, incidents, cells.codes, len(cells.values))
    found = workers.assign(incidents=counts).set_axis(cells.values)[counts > 0]
    concerned = {*occurring(rows, "country"), *countries, *units["country"].reindex(found.index)}
    names = ["name", "country", "population", "counted_with"]
    shown = units.loc[units["country"].isin(concerned), names]
    table = shown.join(found).rename_axis("unit").reset_index()
    number = table["incidents"].fillna(0).astype("int64")
    number_of = number.set_axis(table["unit"])
    together = number_of.reindex(table["counted_with"]).fillna(0).to_numpy() + number.to_numpy()
    table = table.assign(incidents=number, per_100k=together / table["population"] * _PER)
    names = ["unit", "name", "country", "incidents", "workers_low", "workers_high"]
    return table[[*names, "population", "per_100k"]].sort_values(
        ["incidents", "name", "unit"], ascending=[False, True, True], ignore_index=True
    )


def count_without_unit(rows: pd.DataFrame) -> int:
    """Incidents of which no row has a unit."""
    incidents = incidents_of(rows)
    return incidents.total - incidents.among(numbered_in(rows, "unit").codes >= 0)


def count_by_place(rows: pd.DataFrame, limit: int | None = 2000) -> pd.DataFrame:
    """Incidents per map point and precision, the places with most incidents first.

    Columns: place_key ('41.79556,129.77583,town'), name (the commonest for the point), unit,
    unit_name, country, latitude, longitude, location_precision, precise (False: draw the unit as
    an area, not a pin), incidents, last_date (the latest first day). `count_places` says how many
    places there are before the cut at `limit`, `count_without_place` how many incidents have no
    map point.
    """
    spots = spots_of(rows)
    counts = _place_counts(rows, spots)
    placed = np.flatnonzero(spots.codes >= 0)
    last = np.full(len(counts), NO_DAY, dtype=np.int32)
    np.maximum.at(last, spots.places[placed], days_in(rows, "start_date")[placed])
    held = np.bincount(spots.codes[placed], minlength=len(spots.table))
    table = spots.table.assign(rows=held)[held > 0]
    table = table.sort_values(["rows", "name", "unit", "country"], ascending=[False, *[True] * 3])
    table = table.drop_duplicates("place")
    place = table["place"].to_numpy()
    days = last[place].astype("datetime64[D]").astype("datetime64[s]")
    days[last[place] == NO_DAY] = np.datetime64("NaT")
    table = table.assign(incidents=counts[place], last_date=days)
    order = ["place_key", "name", "unit", "unit_name", "country", "latitude", "longitude"]
    order += ["location_precision", "precise", "incidents", "last_date"]
    return table[order].sort_values(
        ["incidents", "place_key"], ascending=[False, True], ignore_index=True
    )[:limit]


def _place_counts(rows: pd.DataFrame, spots: "Spots") -> Ints:
    """Incidents of each map point of the table that `rows` are of."""

    def make() -> Ints:
        number = int(spots.table["place"].max()) + 1 if len(spots.table) else 0
        places = spots.places
        return incidents_of(rows).per(places, number)

    return once(rows, "place counts", make)


def count_places(rows: pd.DataFrame) -> int:
    """Distinct map points (with their precision) in `rows`."""
    return int((_place_counts(rows, spots_of(rows)) > 0).sum())


def points_of(rows: pd.DataFrame) -> pd.DataFrame:
    """longitude and latitude of each distinct map point of `rows`."""
    spots = spots_of(rows)
    held = np.bincount(spots.codes[spots.codes >= 0], minlength=len(spots.table)) > 0
    return spots.table.loc[held, ["longitude", "latitude"]]


def count_without_place(rows: pd.DataFrame) -> int:
    """Incidents of which no row has a map point."""
    incidents = incidents_of(rows)
    return incidents.total - incidents.among(spots_of(rows).codes >= 0)


def at_place(rows: pd.DataFrame, place_key: str) -> pd.DataFrame:
    """The rows at the point of a place of `count_by_place`; none for a key it would not give.

    A town and a county drawn at one point cover each other on the map, so both are found; an
    area's rows are found by its own key only.
    """
    *point, precision = place_key.split(",")
    try:
        latitude, longitude = (round(float(part) * _DEGREE) for part in point)
    except (ValueError, OverflowError):
        return rows.iloc[:0]
    here = _scaled(rows["map_latitude"]) == latitude
    here &= _scaled(rows["map_longitude"]) == longitude
    alike = PRECISE if precision in PRECISE else (precision,)
    found = here & rows["location_precision"].isin(alike).to_numpy()
    return rows.iloc[np.flatnonzero(found)]


def _scaled(degrees: "pd.Series[float]") -> npt.NDArray[np.float64]:
    return np.round(degrees.to_numpy() * _DEGREE)


def _place_numbers(placed: pd.DataFrame) -> Ints:
    """A number per row that rows with one map point and precision share."""
    latitude = _scaled(placed["map_latitude"]).astype(np.int64)
    longitude = _scaled(placed["map_longitude"]).astype(np.int64)
    precision = placed["location_precision"].cat
    kinds = len(precision.categories) + 1
    return (latitude * _FULL_TURN + longitude) * kinds + precision.codes.to_numpy()


def _decimals(degrees: "pd.Series[float]") -> "pd.Series[str]":
    return pd.Series([f"{value:.5f}" for value in degrees], index=degrees.index, dtype="str")


@dataclass(frozen=True, eq=False)
class Spots:
    """The map points of some rows, each under all names that records give it.

    `codes` is the position of each row's point and name in `table`, -1 without a map point;
    `places` the number of its point alone, -1 likewise.
    """

    codes: Ints
    places: Ints
    table: pd.DataFrame


def spots_of(rows: pd.DataFrame) -> Spots:
    """The map points of `rows`; those of a shared table's rows are numbered as in the table.

    `table` has place (the number of the point), place_key, name, unit, unit_name, country,
    latitude, longitude, location_precision and precise.
    """
    if not isinstance(rows, Rows):
        return _spots(rows)
    whole = rows.table.once("spots", lambda: _spots(rows.table.frame))
    return rows.once(
        "spots", lambda: Spots(rows.take(whole.codes), rows.take(whole.places), whole.table)
    )


def _spots(rows: pd.DataFrame) -> Spots:
    at = np.flatnonzero(rows["map_latitude"].notna())
    placed = rows[[*_PLACE_COLUMNS]].iloc[at]
    place, _ = pd.factorize(_place_numbers(placed))
    name = placed["location"].fillna(placed["admin2"]).fillna(placed["unit_name"])
    name = name.fillna(placed["admin1"]).fillna("")
    combined = place.astype(np.int64)
    for cell in (numbered(column) for column in (name, placed["unit"], placed["country"])):
        combined = combined * (len(cell.values) + 1) + cell.codes + 1
    code, distinct = pd.factorize(combined)
    firsts = np.empty(len(distinct), dtype=np.int64)
    firsts[code[::-1]] = np.arange(len(code))[::-1]
    one = placed.iloc[firsts]
    table = pd.DataFrame(
        {
            "place": place[firsts],
            "name": name.iloc[firsts].array,
            "unit": one["unit"].array,
            "unit_name": one["unit_name"].array,
            "country": one["country"].array,
            "latitude": _scaled(one["map_latitude"]) / _DEGREE,
            "longitude": _scaled(one["map_longitude"]) / _DEGREE,
            "location_precision": one["location_precision"].array,
        }
    )
    precision = table["location_precision"].astype("str")
    key = _decimals(table["latitude"]) + "," + _decimals(table["longitude"]) + "," + precision
    table = table.assign(place_key=key, precise=precision.isin(PRECISE))
    codes, places = (np.full(len(rows), -1, dtype=np.int32) for _ in range(2))
    codes[at], places[at] = code, place
    return Spots(codes.astype(np.int32), places, table)  # type: ignore[arg-type]
