"""The front: how fast documented unrest moved away from the place where it began."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import theilslopes

from dashboard.indicators.globe import km_between, on_sphere
from dashboard.indicators.wording import counted

MIN_INCIDENTS, MIN_PLACES = 6, 3
MAX_PLACES = 1000
_COVERAGE = {3: 2 / 3, 4: 11 / 12}
"""What the range of all slopes covers of 3 or 4 places: 1 - 2 / n! (Kendall's S at its largest).
No 95 % interval exists for so few."""


@dataclass(frozen=True)
class Front:
    """Speed of the front in km per day, by Theil (1950) and Sen (1968), with its interval.

    Over the first arrivals at each place: median slope of the distance (km) from the first place
    over the days since. Below 0, later places are nearer. `confidence` is the share of cases in
    which the interval would hold the true speed, .95 from 5 places on. `thinned`: every so many-th
    of more than 1,000 places, in the order of their first days.
    """

    km_per_day: float
    low: float
    high: float
    confidence: float
    incidents: int
    places: int
    thinned: bool

    @property
    def sentence(self) -> str:
        speed, low, high = (_km(value) for value in (self.km_per_day, self.low, self.high))
        span = f"{low} to {high}"
        found = (
            f"The front moved {speed} km per day from the first place"
            if self.km_per_day > 0
            else f"No outward movement: {speed} km per day from the first place"
        )
        interval = f"{self.confidence:.0%} interval {span}".replace("%", " %")
        moved = (
            "The interval holds 0: no steady movement away is shown."
            if self.low <= 0 <= self.high
            else "First reports in farther places came later."
            if self.low > 0
            else "First reports in farther places came earlier."
        )
        return f"{found} ({interval}; {counted(self.places, 'place')}). {moved}"


def arrivals(places: pd.DataFrame) -> pd.DataFrame:
    """First arrivals: one row per place of `dated_places`, the earliest first.

    Columns: place, incident_id (of the first there), latitude, longitude, day, days (since the
    first), km (from the first place), incidents. The first place is the one of the earliest day; of
    several, the one with most incidents in all, then the southernmost and westernmost.
    """
    table = places.groupby("place", sort=True).agg(
        incident_id=("incident_id", "first"),
        latitude=("latitude", "first"),
        longitude=("longitude", "first"),
        day=("day", "min"),
        incidents=("day", "size"),
    )
    table = table.reset_index().sort_values(
        ["day", "incidents", "latitude", "longitude"], ascending=[True, False, True, True]
    )
    table = table.reset_index(drop=True)
    points = on_sphere(table["latitude"], table["longitude"])
    return table.assign(
        days=table["day"] - table["day"].min(),
        km=km_between(points, points[0]) if len(points) else 0.0,
    )


def front_speed(places: pd.DataFrame) -> Front | str:
    """The front's speed over `dated_places`, or why there is none: from 6 incidents in 3 places on.

    More than 1,000 places are thinned to 1,000, evenly along their first days.
    """
    table = arrivals(places)
    number = len(table)
    if len(places) < MIN_INCIDENTS or number < MIN_PLACES:
        return (
            f"{counted(len(places), 'incident')} in {counted(number, 'place')} with a known day "
            f"and town: a speed needs {MIN_INCIDENTS} in {MIN_PLACES} places"
        )
    if table["days"].iloc[-1] == 0:
        return "all places have their first incident on one day: a speed needs two days"
    thinned = number > MAX_PLACES
    if thinned:
        table = table.iloc[np.linspace(0, number - 1, MAX_PLACES).round().astype(np.int64)]
    slope, _, low, high = theilslopes(table["km"].to_numpy(), table["days"].to_numpy())
    confidence = _COVERAGE.get(len(table), 0.95)
    return Front(float(slope), float(low), float(high), confidence, len(places), number, thinned)


def _km(speed: float) -> str:
    """A speed to one decimal, below 1 to two; no sign where it rounds to 0."""
    digits = 1 if abs(speed) >= 1 else 2
    return f"{round(speed, digits) + 0.0:.{digits}f}"
