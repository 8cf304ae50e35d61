"""Incidents by first-level unit and by place on the map."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Ints, incidents_of, numbered, workers_per

PRECISE = ("town", "county")
"""Precisions drawn as a point; anything coarser is an area."""

_PLACE_COLUMNS = (
    "incident_id",
    "start_date",
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
    cells = numbered(rows["unit"])
    incidents = incidents_of(rows)
    counts = incidents.per(cells.codes, len(cells.values))
    workers = workers_per(rows, incidents, cells.codes, len(cells.values))
    found = workers.assign(incidents=counts).set_axis(cells.values)
    concerned = {*rows["country"].unique(), *countries, *units["country"].reindex(cells.values)}
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
    return incidents.total - incidents.among(rows["unit"].notna().to_numpy())


def count_by_place(rows: pd.DataFrame, limit: int | None = 2000) -> pd.DataFrame:
    """Incidents per map point and precision, the places with most incidents first.

    Columns: place_key ('41.79556,129.77583,town'), name (the commonest for the point), unit,
    unit_name, country, latitude, longitude, location_precision, precise (False: draw the unit as
    an area, not a pin), incidents, last_date (the latest first day). `count_places` says how many
    places there are before the cut at `limit`, `count_without_place` how many incidents have no
    map point.
    """
    placed = rows[[*_PLACE_COLUMNS]].iloc[np.flatnonzero(rows["map_latitude"].notna())]
    group, number = pd.factorize(_place_numbers(placed))
    counts = incidents_of(placed).per(group, len(number))
    names = _names(placed, group)
    table = names.assign(incidents=counts[names["group"]])
    precision = table["location_precision"].astype("str")
    key = _decimals(table["latitude"]) + "," + _decimals(table["longitude"]) + "," + precision
    table = table.assign(place_key=key, precise=precision.isin(PRECISE))
    order = ["place_key", "name", "unit", "unit_name", "country", "latitude", "longitude"]
    order += ["location_precision", "precise", "incidents", "last_date"]
    return table[order].sort_values(
        ["incidents", "place_key"], ascending=[False, True], ignore_index=True
    )[:limit]


def count_places(rows: pd.DataFrame) -> int:
    """Distinct map points (with their precision) in `rows`."""
    points = rows[["map_latitude", "map_longitude", "location_precision"]]
    return len(pd.unique(_place_numbers(points[points["map_latitude"].notna().to_numpy()])))


def count_without_place(rows: pd.DataFrame) -> int:
    """Incidents of which no row has a map point."""
    incidents = incidents_of(rows)
    return incidents.total - incidents.among(rows["map_latitude"].notna().to_numpy())


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


def _names(placed: pd.DataFrame, group: Ints) -> pd.DataFrame:
    """One row per group: its commonest name, with the unit and point that go with it."""
    name = placed["location"].fillna(placed["admin2"]).fillna(placed["unit_name"])
    name = name.fillna(placed["admin1"]).fillna("")
    cells = [numbered(column) for column in (name, placed["unit"], placed["country"])]
    combined = group.astype(np.int64)
    for cell in cells:
        combined = combined * (len(cell.values) + 1) + cell.codes + 1
    codes, distinct = pd.factorize(combined)
    firsts = np.empty(len(distinct), dtype=np.int64)
    firsts[codes[::-1]] = np.arange(len(codes))[::-1]
    began = placed["start_date"].to_numpy().astype("datetime64[s]")
    last = pd.Series(began).groupby(group).max()
    one = placed.iloc[firsts]
    table = pd.DataFrame(
        {
            "group": group[firsts],
            "rows": np.bincount(codes, minlength=len(distinct)),
            "name": name.iloc[firsts].array,
            "unit": one["unit"].array,
            "unit_name": one["unit_name"].array,
            "country": one["country"].array,
            "latitude": _scaled(one["map_latitude"]) / _DEGREE,
            "longitude": _scaled(one["map_longitude"]) / _DEGREE,
            "location_precision": one["location_precision"].array,
        }
    )
    table = table.sort_values(["rows", "name", "unit", "country"], ascending=[False, *[True] * 3])
    table = table.drop_duplicates("group")
    return table.assign(last_date=last.reindex(table["group"]).array)
