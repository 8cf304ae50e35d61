"""What a page must show, counted by pandas alone: the dashboard's code only reads the columns."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from dashboard.countries import country_name
from dashboard.places import read_places
from dashboard.store import Store
from tests.bench.datasets import ROOT, Made

DRAWN_PLACES = 2000
"""The map draws the places with most incidents; a constant of the page, stated under the map."""
PLACE = ["latitude", "longitude", "precision"]
FEW_DAYS = 3 * 366
"""A selection of more days than this has a timeline by month."""


@dataclass(frozen=True)
class Shown:
    """The headline number of incidents, the sum of the timeline's bars, that over the map."""

    incidents: int
    dated: int
    placed: int


@dataclass(frozen=True)
class Choice:
    """A country by its code and its name, and what the page shows of it."""

    code: str
    name: str
    shown: Shown


@dataclass(frozen=True)
class Expected:
    """What is shown without a filter, for the country with fewest and for that with most."""

    all: Shown
    narrow: Choice
    wide: Choice


def extremes(countries: pd.Series) -> tuple[str, str]:
    """Of a column of country codes the one with fewest rows and the one with most.

    Equals are taken by code; a missing code counts nowhere.
    """
    counts = countries.dropna().astype("str").value_counts().sort_index()
    return str(counts.idxmin()), str(counts.idxmax())


def known_to_month(start: pd.Series, precision: pd.Series) -> pd.Series:
    """Whether a start ('2024', '2024-05' or '2024-05-31') surely lies in one month.

    `precision` is day, week, month, year or missing; a week counts by its seven days.
    """
    first = pd.to_datetime(start, format="ISO8601")
    within = (first + pd.Timedelta(days=6)).dt.month == first.dt.month
    return (
        (start.str.len() >= 7)
        & (precision != "year").fillna(True)
        & (within | (precision != "week").fillna(True))
    )


def drawn_incidents(places: pd.DataFrame) -> int:
    """Incidents on the map: of the `DRAWN_PLACES` places with most of them.

    `places` has a row per incident and place, and the columns `PLACE`; one without a point is
    not on the map.
    """
    sizes = places.dropna(subset=PLACE).groupby(PLACE, observed=True).size()
    return int(sizes.nlargest(DRAWN_PLACES).sum())


def expected_of(made: Made) -> Expected:
    """What the dashboard shows of `made` and the bundled records, kept beside the file."""
    kept = made.folder.with_name("expected.json")
    if not kept.exists():
        kept.write_text(json.dumps(asdict(_count(made))), encoding="utf-8")
    found = json.loads(kept.read_text(encoding="utf-8"))
    return Expected(Shown(**found["all"]), _choice(found["narrow"]), _choice(found["wide"]))


def expected_of_plain(file: Path, choices: Expected) -> Expected:
    """What the plain app shows of the CSV alone; it names countries by their codes."""
    table = pd.read_csv(file, usecols=["country", "latitude", "longitude"])

    def shown(rows: pd.DataFrame) -> Shown:
        return Shown(
            len(rows), len(rows), int(rows[["latitude", "longitude"]].notna().all(axis=1).sum())
        )

    def choice(code: str) -> Choice:
        return Choice(code, code, shown(table[table["country"] == code]))

    return Expected(shown(table), choice(choices.narrow.code), choice(choices.wide.code))


def _choice(found: Mapping[str, object]) -> Choice:
    shown = found["shown"]
    assert isinstance(shown, dict)
    return Choice(str(found["code"]), str(found["name"]), Shown(**shown))


def _count(made: Made) -> Expected:
    names = ["incident_id", "country", "start_date"]
    simulated = pd.read_csv(made.file, usecols=names, dtype="str")
    bundled = pd.read_csv(
        ROOT / "data" / "incidents.csv", usecols=[*names, "date_precision"], dtype="str"
    )
    told = pd.concat([bundled, simulated], ignore_index=True)
    told = told.assign(first=pd.to_datetime(told["start_date"], format="ISO8601"))
    columns = {"map_latitude": PLACE[0], "map_longitude": PLACE[1], "location_precision": PLACE[2]}
    placed = Store(made.folder).read(read_places()).incidents[["incident_id", "country", *columns]]
    placed = placed.rename(columns=columns).round({PLACE[0]: 5, PLACE[1]: 5}).drop_duplicates()

    def shown(told: pd.DataFrame, placed: pd.DataFrame) -> Shown:
        past = told[told["first"] <= pd.Timestamp(date.today())]
        assert (past["first"].max() - past["first"].min()).days > FEW_DAYS, "not a month's timeline"
        known = known_to_month(past["start_date"], past["date_precision"])
        dated = past.loc[known, "incident_id"].nunique()
        return Shown(told["incident_id"].nunique(), dated, drawn_incidents(placed))

    def choice(code: str) -> Choice:
        rows = (table[(table["country"] == code).to_numpy()] for table in (told, placed))
        return Choice(code, country_name(code), shown(*rows))

    narrow, wide = extremes(simulated["country"])
    return Expected(shown(told, placed), choice(narrow), choice(wide))
