"""The ground that a map is drawn on: a MapLibre style of our own boundaries, and what to look at.

The style names no glyphs, sprite or tiles, so MapLibre asks no other host: letters are drawn from
fonts of the reader's machine. Its sources are addresses on our own server.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from dashboard.figures.theme import Theme

TOWN_SPAN: Final = 0.6
"""Degrees, about 60 km: one town is shown with its surroundings."""
COUNTRY_SPAN: Final = 6.0
"""Degrees, about 600 km: so much in sight holds whole units and the name of a country."""
UNDER: Final = "unit-borders"
"""The layer of the style that shaded areas go under, so that borders and names stay in sight."""

Labels = Literal["en", "native"]
Style = dict[str, Any]

CREDIT: Final = (
    "Boundaries imply no endorsement. Natural Earth, 1:10m, public domain; it has no separate "
    "Nampo or Kaesong: they are drawn in South Pyongan and North Hwanghae."
)

_TILE = 512  # pixels that the world is wide at zoom 0
_WIDTH, _HEIGHT = 340, 380  # pixels of a phone's map
_FARTHEST, _CLOSEST = -0.5, 8.5  # zoom
_LATITUDE = 85.05  # the end of the Mercator map, degrees


@dataclass(frozen=True, slots=True)
class View:
    """Where a map looks when it is new. `key` names what is shown: a new key moves the map.

    `span` is how much must be in sight, west to east and south to north, in degrees as the map
    spaces them; `zoom` shows it on a phone (the browser knows the figure's size and fits better).
    """

    longitude: float
    latitude: float
    zoom: float
    span: tuple[float, float]
    key: str


@dataclass(frozen=True)
class Boundaries:
    """Addresses of boundary files on our own host ('/geo/countries.geojson'), and names on them.

    The features of `units` have the property adm1_code. `names` is a table of `names_of`.
    """

    countries: str
    units: str
    names: pd.DataFrame


def map_style(theme: Theme, boundaries: Boundaries, labels: Labels = "en") -> Style:
    """A MapLibre style: land, water, borders, and names in English or in the local script."""
    return {
        "version": 8,
        "sources": {
            "countries": {"type": "geojson", "data": boundaries.countries},
            "units": {"type": "geojson", "data": boundaries.units},
            "names": {"type": "geojson", "data": _points(boundaries.names, labels)},
        },
        "layers": [
            {"id": "water", "type": "background", "paint": {"background-color": theme.water}},
            {
                "id": "land",
                "type": "fill",
                "source": "countries",
                "paint": {"fill-color": theme.land},
            },
            _line(UNDER, "units", theme.unit_border, 0.7, minzoom=2.5),
            _line("country-borders", "countries", theme.border, 1.1),
            _lettering("unit", theme, 11, minzoom=4),
            _lettering("country", theme, 13, minzoom=0.8),
        ],
    }


def view_of(bounds: Mapping[str, float] | pd.DataFrame, key: str, least: float = TOWN_SPAN) -> View:
    """The view that shows all of `bounds` on a phone (340 x 380 pixels), hence on any screen.

    `bounds` holds west, south, east, north in degrees: one box, or a table of boxes that are all
    to be seen; a table may have longitude and latitude instead. No rows: the whole world. At
    `least` so many degrees are in sight, however near to each other all is.
    """
    west, south, east, north = _box(bounds)
    if west > east:  # across the date line
        east += 360
    spans = max(east - west, least), max(_mercator(north) - _mercator(south), least)
    rooms = (_WIDTH, _HEIGHT)
    zoom = min(
        math.log2(room * 360 / (_TILE * span)) for room, span in zip(rooms, spans, strict=True)
    )
    middle = _latitude((_mercator(north) + _mercator(south)) / 2)
    longitude = (west + east) / 2
    return View(
        round(float(longitude - 360 if longitude > 180 else longitude), 4),
        round(middle, 4),
        round(min(max(zoom, _FARTHEST), _CLOSEST), 2),
        (round(float(spans[0]), 3), round(float(spans[1]), 3)),
        key,
    )


def _line(name: str, source: str, color: str, width: float, minzoom: float = 0) -> Style:
    return {
        "id": name,
        "type": "line",
        "source": source,
        "minzoom": minzoom,
        "paint": {"line-color": color, "line-width": width},
    }


def _lettering(kind: str, theme: Theme, size: float, minzoom: float) -> Style:
    return {
        "id": f"{kind}-names",
        "type": "symbol",
        "source": "names",
        "filter": ["==", ["get", "kind"], kind],
        "minzoom": minzoom,
        "layout": {
            "text-field": ["get", "name"],
            "text-size": size,
            "text-max-width": 7,
            "text-anchor": "top",
        },
        "paint": {
            "text-color": theme.muted if kind == "country" else theme.text,
            "text-halo-color": theme.background,
            "text-halo-width": 1.4,
        },
    }


def _points(names: pd.DataFrame, labels: Labels) -> Style:
    """The names as GeoJSON points: MapLibre would write a name on every island of a polygon."""
    native = names["name_native"].fillna("")
    words = names["name"].where((native == "") | (labels == "en"), native)
    rows = zip(names["kind"], words, names["longitude"], names["latitude"], strict=True)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"kind": kind, "name": name},
                "geometry": {
                    "type": "Point",
                    "coordinates": [round(float(longitude), 2), round(float(latitude), 2)],
                },
            }
            for kind, name, longitude, latitude in rows
        ],
    }


def names_of(
    chosen: pd.DataFrame, units: pd.DataFrame, countries: pd.DataFrame, view: View
) -> pd.DataFrame:
    """The names to write: of the chosen units, and of the countries in sight but not chosen.

    `units` and `countries` are the tables of `places.Places`, `chosen` some rows of `units`, none
    for a map of the world. Columns: kind ('country' or 'unit'), name, name_native, latitude,
    longitude.

    A country's name stands at the label point of its unit in the middle, or, beside a chosen
    country, of its unit nearest to that one.
    """
    points = units[["country", "latitude", "longitude"]]
    if len(chosen):
        away = points[["latitude", "longitude"]] - [view.latitude, view.longitude]
        distance = away.abs().max(axis="columns")
        reach = 1.5 * _WIDTH * 360 / (_TILE * 2**view.zoom)
        near = (distance < reach) & ~points["country"].isin(chosen["country"])
        nearest = points[near].assign(distance=distance[near]).sort_values("distance")
        points = nearest.drop_duplicates("country").set_index("country")
    else:
        points = points.groupby("country").median()
    points = points.join(countries[["name"]], how="inner").assign(kind="country", name_native="")
    columns = ["kind", "name", "name_native", "latitude", "longitude"]
    inside = chosen.assign(kind="unit")[columns]
    return pd.concat([inside, points[columns]], ignore_index=True)


def _box(bounds: Mapping[str, float] | pd.DataFrame) -> tuple[float, float, float, float]:
    if not isinstance(bounds, pd.DataFrame):
        return bounds["west"], bounds["south"], bounds["east"], bounds["north"]
    if bounds.empty:
        return -120, -42, 155, 66
    if "west" not in bounds:
        longitude, latitude = bounds["longitude"], bounds["latitude"]
        return longitude.min(), latitude.min(), longitude.max(), latitude.max()
    return bounds["west"].min(), bounds["south"].min(), bounds["east"].max(), bounds["north"].max()


def _mercator(latitude: float) -> float:
    """Degrees of latitude as the map spaces them: at the equator one is one."""
    held = math.radians(min(max(latitude, -_LATITUDE), _LATITUDE))
    return math.degrees(math.log(math.tan(math.pi / 4 + held / 2)))


def _latitude(mercator: float) -> float:
    return math.degrees(2 * math.atan(math.exp(math.radians(mercator))) - math.pi / 2)
