"""Write datapackage.json: every data file here with its title, sources, licence, hash and size.

python geo/build_package.py
"""

import csv
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from sources import COUNTRIES, GAZETTEER, GEO, UNITS

NATURAL_EARTH = "Natural Earth 1:10m Admin 1, in the npm package"
SOURCES = {
    "units": {"title": f"{NATURAL_EARTH} {UNITS.name} {UNITS.version}"},
    "countries": {
        "title": f"Natural Earth 1:50m Admin 0, in the npm package {COUNTRIES.name} "
        f"{COUNTRIES.version} (ISC)"
    },
    "gazetteer": {"title": f"GeoNames, in the PyPI package {GAZETTEER.name} {GAZETTEER.version}"},
    "census": {"title": "DPRK 2008 Population Census, Central Bureau of Statistics, 2009"},
    "own": {"title": "decisions of this project, each with its reason"},
}
PUBLIC_DOMAIN = {"name": "other-pd", "title": "Public domain (Natural Earth)"}
CC_BY = {
    "name": "CC-BY-4.0",
    "title": "GeoNames, CC BY 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
MIT = {"name": "MIT", "title": "As this project"}
FACTS = {"name": "other-open", "title": "Facts from a published census"}

FILES: dict[str, tuple[str, tuple[str, ...], dict[str, str]]] = {
    "countries.csv": ("Countries: codes and names", ("gazetteer", "own"), CC_BY),
    "country_names.csv": ("Names of countries besides the common one", ("own",), MIT),
    "country_bounds.csv": ("Boxes to show each country in", ("countries", "units"), PUBLIC_DOMAIN),
    "territories.csv": ("Natural Earth's areas without an ISO 3166-1 code", ("own",), MIT),
    "unit_corrections.csv": ("Corrections to Natural Earth's units", ("own",), MIT),
    "unit_synonyms.csv": ("Other names and codes of units", ("own",), MIT),
    "prk_counties.csv": ("Cities, counties and districts of North Korea", ("own",), MIT),
    "population.csv": ("People per unit", ("census",), FACTS),
    "gazetteer.csv.gz": (
        "Places and the units they lie in",
        ("gazetteer", "units", "own"),
        CC_BY,
    ),
    "units.parquet": ("First-level units to place incidents in", ("units",), PUBLIC_DOMAIN),
    "units_world.geojson": ("First-level units for a world map", ("units",), PUBLIC_DOMAIN),
    "countries.geojson": ("Countries", ("countries", "units"), PUBLIC_DOMAIN),
}


def count_rows(path: Path) -> int:
    """Records of a table, features of a GeoJSON file."""
    if path.suffix == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    if path.suffix == ".geojson":
        return len(json.loads(path.read_text(encoding="utf-8"))["features"])
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def resource(
    path: Path, title: str, sources: tuple[str, ...], licence: dict[str, str]
) -> dict[str, Any]:
    raw = path.read_bytes()
    name = path.relative_to(GEO).as_posix()
    return {
        "name": name.lower().replace("/", "-").replace(".", "-"),
        "path": name,
        "title": title,
        "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
        "rows": count_rows(path),
        "sources": [SOURCES[key] for key in sources],
        "licenses": [licence],
    }


def describe() -> dict[str, Any]:
    """The data package of this folder as it is now."""
    resources = [resource(GEO / name, *rest) for name, rest in FILES.items()]
    resources += [
        resource(path, f"First-level units of {path.stem}", ("units",), PUBLIC_DOMAIN)
        for path in sorted((GEO / "units").glob("*.geojson"))
    ]
    return {
        "name": "geo",
        "title": "Boundaries, gazetteer and population",
        "description": "Boundaries imply no endorsement. Place names: GeoNames, CC BY 4.0.",
        "resources": resources,
    }


def main() -> None:
    text = json.dumps(describe(), ensure_ascii=False, indent=1)
    (GEO / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
