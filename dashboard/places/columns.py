"""The columns that placing adds to incidents or fills: unit, point, precision, and the notes."""

import re

import numpy as np
import pandas as pd

from dashboard.places.placenames import Gazetteer
from dashboard.places.spots import FOUND, Placed, Spot
from dashboard.schema import vocabulary

PLACED = (
    "admin1_code", "location_precision", "unit", "unit_name", "place_found", "place_note",
    "map_latitude", "map_longitude",
)  # fmt: skip
"""The columns that placing adds or fills."""

ISO_3166_2 = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")


def place_columns(
    spots: list[Spot],
    placed: list[Placed],
    abroad: "np.ndarray[tuple[int], np.dtype[np.bool_]]",
    towns: Gazetteer,
    units: pd.DataFrame,
) -> pd.DataFrame:
    """The columns PLACED. A point `abroad`, far outside the country of its
    record, is not drawn: the record contradicts itself."""
    unit = pd.Series([one.unit for one in placed], dtype=object)
    row = units.reindex(unit.where(unit != "", None))
    label = row[["latitude", "longitude"]].to_numpy()
    own = row["iso_3166_2"].fillna("").to_numpy()
    given = np.array([(spot.latitude, spot.longitude) for spot in spots]).reshape(-1, 2)
    has_point = np.array([spot.has_point for spot in spots], dtype=bool) & ~abroad
    town = np.array([one.town for one in placed], dtype=np.int64)
    point = np.where(has_point[:, None], given, label)
    seat = np.column_stack([towns.latitude, towns.longitude])
    by_town = ~has_point & (town >= 0)
    by_town[by_town] = ~np.isnan(seat[town[by_town], 0])
    point[by_town] = seat[town[by_town]]
    code = [
        spot.admin1_code or one.iso or (iso if not one.iso and ISO_3166_2.fullmatch(iso) else "")
        for spot, one, iso in zip(spots, placed, own, strict=True)
    ]
    precision = [
        _precision(spot, one, drawn)
        for spot, one, drawn in zip(spots, placed, has_point.tolist(), strict=True)
    ]
    return pd.DataFrame(
        {
            "admin1_code": _text(code),
            "location_precision": pd.Categorical(
                precision, categories=list(vocabulary("location_precision"))
            ),
            "unit": _text(unit.tolist()),
            "unit_name": _text(row["name"].fillna("").tolist()),
            "place_found": pd.Categorical([one.found for one in placed], categories=FOUND),
            "place_note": _text(["; ".join(one.notes) for one in placed]),
            "map_latitude": point[:, 0],
            "map_longitude": point[:, 1],
        }
    )


def _text(values: list[str]) -> pd.Series:
    return pd.Series([value or None for value in values], dtype="str")


def _precision(spot: Spot, one: Placed, has_point: bool) -> str:
    """As given; else how exactly the place is known by what it was found by."""
    if spot.location_precision and one.found != "chosen":
        return spot.location_precision
    if one.town >= 0:
        return one.level
    if has_point:
        if spot.location or not spot.admin1:
            return "town"
        return "county" if spot.admin2 else "province"
    return "province" if one.unit else "country"
