"""Placing: which unit each distinct place lies in, by the best evidence its row gives.

In order: a unit named in the row, its code, the gazetteer, the unit around the coordinates within
the stated country, the nearest one within 2 km. North Korean border towns need the order: by
coordinates alone Hyesan and Musan fall in China, since boundary and river differ by a few hundred
metres.
"""

import numpy as np
import pandas as pd

from dashboard.countries import country_name
from dashboard.places.choices import Chosen, by_choice
from dashboard.places.columns import place_columns
from dashboard.places.placenames import Gazetteer, UnitNames, index_gazetteer
from dashboard.places.points import Areas, distance_km
from dashboard.places.spots import Placed, Spot, read_spots

NEAREST_KM, SAME_PLACE_KM, ABROAD_KM = 2.0, 50.0, 25.0
Remark = tuple[str, str]


def place(
    keys: pd.DataFrame,
    names: UnitNames,
    gazetteer: pd.DataFrame,
    areas: Areas,
    units: pd.DataFrame,
    chosen: Chosen,
) -> pd.DataFrame:
    """The place columns for each row of `keys` (columns KEYS), in its order.

    `units` is indexed by adm1_code in the order of `areas`.
    """
    spots = read_spots(keys)
    around, nearest, abroad = _areas_of(spots, areas)
    codes = np.append(units.index.to_numpy(dtype=object), "")
    towns = index_gazetteer(gazetteer, wanted_names(spots))
    placed = [
        _place(spot, names, towns, inside, close, far)
        for spot, inside, close, far in zip(
            spots, codes[around], codes[nearest], abroad, strict=True
        )
    ]
    if chosen:
        placed = [
            by_choice(spot, one, chosen, towns, units) if one.found == "unplaced" else one
            for spot, one in zip(spots, placed, strict=True)
        ]
    return place_columns(spots, placed, abroad, towns, units)


def wanted_names(spots: list[Spot]) -> dict[str, set[str]]:
    """The names to look up in the gazetteer, by country."""
    wanted: dict[str, set[str]] = {}
    for spot in spots:
        if spot.texts:
            wanted.setdefault(spot.country, set()).update(text for _, text in spot.texts)
    return wanted


def _areas_of(spots: list[Spot], areas: Areas) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each spot the area around it and the nearest one (-1: none), and whether it is abroad."""
    around, nearest = np.full((2, len(spots)), -1, dtype=np.int64)
    abroad = np.zeros(len(spots), dtype=bool)
    rows = np.array([row for row, spot in enumerate(spots) if spot.has_point], dtype=np.int64)
    country = np.array([spots[row].country for row in rows], dtype=object)
    latitude = np.array([spots[row].latitude for row in rows])
    longitude = np.array([spots[row].longitude for row in rows])

    def rest(found: np.ndarray) -> np.ndarray:
        return np.flatnonzero(found < 0)

    around[rows] = areas.around(country, latitude, longitude)
    for target, km in ((nearest, NEAREST_KM), (None, ABROAD_KM)):
        left = rest(np.maximum(around, nearest)[rows])
        found = areas.near(country[left], latitude[left], longitude[left], km)
        if target is not None:
            target[rows[left]] = found
        else:
            known = np.isin(country[left], areas.country)
            abroad[rows[left]] = (found < 0) & known
    return around, nearest, abroad


def _place(
    spot: Spot, names: UnitNames, towns: Gazetteer, inside: str, close: str, far: bool
) -> Placed:
    """`inside` and `close` are units by coordinates ('': none)."""
    notes: list[str] = []
    if far:
        country = country_name(spot.country)
        notes.append(f"the coordinates lie more than {ABROAD_KM:.0f} km outside {country}")
    unit, found, (iso, note) = _named(spot, names, notes)
    town, level, clash = _town(spot, towns, unit, inside or close)
    if not unit:
        said, remark, alone = _named_location(spot, names, inside or close)
        if said and alone and town >= 0 and towns.unit[town] != said and not spot.has_point:
            clash = clash or f"{spot.location!r} is a unit and a town elsewhere; which is not said"
        elif said:
            unit, found, (iso, note) = said, "named", remark
            town, level, clash = _town(spot, towns, unit, inside or close)
    if not unit and town >= 0 and not clash:
        unit, found = str(towns.unit[town]), "gazetteer"
        iso, note = names.remarks.get(f"{spot.country} {towns.code[town]}", ("", ""))
    if not unit and spot.has_point:
        unit, found = (inside, "polygon") if inside else (close, "nearest")
    if not unit:
        found = "unplaced" if spot.has_place else "country"
        notes += [clash] if clash else []
    return Placed(
        unit, found, iso, (*notes, note) if note else tuple(notes), -1 if clash else town, level
    )


def _named(spot: Spot, names: UnitNames, notes: list[str]) -> tuple[str, str, Remark]:
    """The unit that the row names by admin1 or by code; adds to `notes`."""
    country = country_name(spot.country)
    unit, remark = names.find(spot.country, spot.admin1) if spot.admin1 else (None, ("", ""))
    code, coded = (
        names.find_code(spot.country, spot.admin1_code) if spot.admin1_code else (None, ("", ""))
    )
    if unit:
        if code and code != unit:
            # ISO renumbers now and then (Iran in 2020), so the name is the better witness.
            notes.append(f"{spot.admin1_code} is the code of another unit; placed by the name")
        return unit, "named", remark
    if spot.admin1:
        several = "is the name of several units" if unit == "" else "is not a unit known"
        notes.append(f"{spot.admin1!r} {several} in {country}")
    if code:
        return code, "code", coded
    if spot.admin1_code:
        notes.append(f"{spot.admin1_code!r} is not a code known in {country}")
    return "", "", ("", "")


def _named_location(spot: Spot, names: UnitNames, by_point: str) -> tuple[str, Remark, bool]:
    """The unit that the location is or ends in, unless the coordinates lie in another; and
    whether the location says nothing else."""
    for text in reversed(spot.parts):
        unit, remark = names.find(spot.country, text)
        if unit and by_point in {"", unit}:
            return unit, remark, text == spot.location
    return "", ("", ""), False


def _town(spot: Spot, towns: Gazetteer, unit: str, by_point: str) -> tuple[int, str, str]:
    """The gazetteer's place, how exactly it tells where, and why none could be chosen."""
    clash = ""
    for level, text in spot.texts:
        found = towns.find(spot.country, text)
        if unit:
            found = tuple(row for row in found if towns.unit[_row(row)] == unit)
        elif spot.has_point:
            found = _near(spot, towns, found, by_point)
        if not found:
            continue
        best, clear = towns.weigh(found)
        if clear or unit or spot.has_point:
            county = np.isnan(towns.latitude[best]) or "county" in text.casefold()
            return best, "county" if county else level, ""
        clash = clash or f"several places are called {text!r}; the source does not say which"
    return -1, "", clash


def _row(found: int) -> int:
    return found if found >= 0 else ~found


def _near(spot: Spot, towns: Gazetteer, found: tuple[int, ...], by_point: str) -> tuple[int, ...]:
    """Of the places found, those in the unit around the point; else the nearest one of those
    within SAME_PLACE_KM of it."""
    same = tuple(row for row in found if by_point and towns.unit[_row(row)] == by_point)
    if same or not found:
        return same
    rows = np.array([_row(row) for row in found])
    here = np.full(len(rows), spot.latitude), np.full(len(rows), spot.longitude)
    km = distance_km(*here, towns.latitude[rows], towns.longitude[rows])
    km[np.isnan(km)] = np.inf
    return (found[int(km.argmin())],) if km.min() <= SAME_PLACE_KM else ()
