"""All maps: `places_map`, `regions_map`, and the ground they stand on."""

from dashboard.figures.basemap import (
    CREDIT,
    Boundaries,
    Labels,
    View,
    map_style,
    names_of,
    view_of,
)
from dashboard.figures.placemaps import CLUSTERED_FROM, places_alt, places_map
from dashboard.figures.regionmaps import NO_RATE, NO_REPORTS, Value, regions_alt, regions_map

__all__ = [
    "CLUSTERED_FROM",
    "CREDIT",
    "NO_RATE",
    "NO_REPORTS",
    "Boundaries",
    "Labels",
    "Value",
    "View",
    "map_style",
    "names_of",
    "places_alt",
    "places_map",
    "regions_alt",
    "regions_map",
    "view_of",
]
