"""Distances on the globe: great circles in km, and chords of the unit sphere for searches."""

import numpy as np
import numpy.typing as npt

from dashboard.counting import Floats

RADIUS_KM = 6371.0088
"""Mean radius of the earth (IUGG 1980)."""


def on_sphere(latitude: npt.ArrayLike, longitude: npt.ArrayLike) -> Floats:
    """Points in degrees as an (n, 3) array on the unit sphere."""
    north, east = np.radians(latitude), np.radians(longitude)
    parts = np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)
    return np.stack(parts, axis=-1)


def chord_of(km: float) -> float:
    """The straight line through the unit sphere between points `km` apart along a great circle."""
    return float(2 * np.sin(min(km / RADIUS_KM, np.pi) / 2))


def km_between(points: Floats, other: Floats) -> Floats:
    """Great-circle distance in km of each of `points` (n, 3) from `other` (3,) or its like (n, 3).

    Exact for near points too: from the chord, not the angle's cosine.
    """
    chord = np.linalg.norm(points - other, axis=-1)
    found: Floats = 2 * RADIUS_KM * np.arcsin(np.clip(chord / 2, 0, 1))
    return found
