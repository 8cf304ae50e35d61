"""Points and areas: which unit of a country a coordinate lies in, or how far outside it is."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

DEGREE_KM = 111.195
"""Length of a degree of latitude on a sphere of 6,371 km."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Texts = NDArray[np.object_]


def distance_km(
    latitude: Floats, longitude: Floats, other_latitude: Floats, other_longitude: Floats
) -> Floats:
    """Great-circle distance (haversine) on a sphere of 6,371 km."""
    p, q = np.radians(latitude), np.radians(other_latitude)
    turn = np.radians(other_longitude - longitude)
    half = np.sin((q - p) / 2) ** 2 + np.cos(p) * np.cos(q) * np.sin(turn / 2) ** 2
    return np.asarray(2 * DEGREE_KM * np.degrees(np.arcsin(np.sqrt(np.clip(half, 0, 1)))))


@dataclass(frozen=True)
class Areas:
    """Areas in WGS 84, each of one country (alpha-3), searchable by point."""

    shapes: NDArray[np.object_]
    country: Texts
    tree: shapely.STRtree

    def around(self, country: Texts, latitude: Floats, longitude: Floats) -> Integers:
        """Positions of the areas of the stated countries that hold the points; -1 for none."""
        points, areas = self.tree.query(shapely.points(longitude, latitude), "intersects")
        return self._first(len(country), country, points, areas, np.zeros(len(points)))

    def near(self, country: Texts, latitude: Floats, longitude: Floats, km: float) -> Integers:
        """Positions of the nearest areas of the stated countries within `km`; -1 for none."""
        spots = shapely.points(longitude, latitude)
        reach = km / DEGREE_KM / np.maximum(np.cos(np.radians(latitude)), 0.05)
        points, areas = self.tree.query(spots, "dwithin", distance=reach)
        own = self.country[areas] == country[points]
        points, areas = points[own], areas[own]
        # Nearest in degrees, longitudes scaled: good to a percent over these distances.
        lines = shapely.shortest_line(spots[points], self.shapes[areas])
        ends = shapely.get_coordinates(lines).reshape(-1, 2, 2)
        km_away = distance_km(ends[:, 0, 1], ends[:, 0, 0], ends[:, 1, 1], ends[:, 1, 0])
        close = km_away <= km
        return self._first(len(country), country, points[close], areas[close], km_away[close])

    def _first(
        self, size: int, country: Texts, points: Integers, areas: Integers, order: Floats
    ) -> Integers:
        own = self.country[areas] == country[points]
        points, areas, order = points[own], areas[own], order[own]
        ranked = np.lexsort((areas, order, points))[::-1]
        found = np.full(size, -1, dtype=np.int64)
        found[points[ranked]] = areas[ranked]
        return found
