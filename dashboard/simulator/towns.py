"""The real towns that simulated incidents take place in, and which towns are near which."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from dashboard.counting import Floats, Ints
from dashboard.indicators.globe import km_between, on_sphere
from dashboard.places import Places

COUNTRIES = ("PRK", "CHN", "BGD", "IND", "IDN", "VNM", "KHM", "MMR", "ZAF", "USA")
"""Where incidents are simulated unless other countries are named."""

NEAREST = 16
"""Towns that an incident may carry over to, its own town among them."""


@dataclass(frozen=True)
class Towns:
    """Towns of the gazetteer: `table` has name, admin1, country, latitude,
    longitude; `weight` (n,) is each one's share of the spontaneous incidents; `near` (n, k) the
    positions of the nearest towns in the same country and `km` (n, k) how far they are."""

    table: pd.DataFrame
    weight: Floats
    near: Ints
    km: Floats


def towns_of(places: Places, countries: Sequence[str] = COUNTRIES) -> Towns:
    """The towns of these countries. Raises ValueError for a country without one.

    A town's share goes with the square root of its population: in proportion to it, a few
    metropolises would take all.
    """
    gazetteer = places.gazetteer
    for country in countries:
        if country not in set(gazetteer["country"]):
            raise ValueError(f"no town of {country!r} is known; write an alpha-3 code such as PRK")
    found = gazetteer[
        gazetteer["country"].isin(countries)
        & (gazetteer["adm1_code"] != "")
        & gazetteer["latitude"].notna()
    ]
    unit = found["adm1_code"].map(places.units["name"]).astype("str")
    table = found[["name", "country", "latitude", "longitude"]].assign(admin1=unit)
    share = np.sqrt(found["population"].fillna(0).clip(lower=1_000).to_numpy(dtype=np.float64))
    near, km = _nearest(table)
    return Towns(table.reset_index(drop=True), share / share.sum(), near, km)


def _nearest(table: pd.DataFrame) -> tuple[Ints, Floats]:
    """Positions of and distances to the nearest towns of the same country; where a country has
    fewer than `NEAREST`, its last one again, infinitely far."""
    points = on_sphere(table["latitude"].to_numpy(), table["longitude"].to_numpy())
    near = np.zeros((len(table), NEAREST), dtype=np.int64)
    km = np.full((len(table), NEAREST), np.inf)
    for country in table["country"].unique():
        rows = np.flatnonzero((table["country"] == country).to_numpy())
        many = min(NEAREST, len(rows))
        _, found = KDTree(points[rows]).query(points[rows], k=range(1, many + 1))
        near[rows[:, None], np.arange(many)] = rows[found]
        near[rows[:, None], np.arange(many, NEAREST)] = rows[found[:, -1]][:, None]
        for place in range(many):
            km[rows, place] = km_between(points[rows], points[rows[found[:, place]]])
    return near, km
