"""Space-time permutation scan: where and when incidents bunch most, beyond place and season alone.

Kulldorff, Heffernan, Hartman, Assuncao and Mostashari (2005): cylinders of neighboring places and
successive days; what a cylinder should hold follows from the totals of its places and its days.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.counting import Floats, Ints
from dashboard.indicators.globe import km_between, on_sphere
from dashboard.indicators.wording import counted, p_words
from dashboard.periods import range_words

MIN_INCIDENTS, MIN_PLACES, MIN_STEPS = 15, 3, 4
MAX_CELLS, MAX_STEPS = 40, 104
MAX_NEIGHBORS, MAX_LENGTH = 8, 5
MANY = 200_000
_WEEK = 7
_WORK = 10_000_000
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Cluster:
    """The most likely cluster: `incidents` against `expected` within `radius_km` of its center.

    The center is the mean of the cell's points (degrees), the radius reaches the farthest place in
    it; days are included. `p_value` is (1 + as high or higher) / (1 + `permutations`), over deals
    of the days among the places, and allows for having searched everywhere. `ids` are those of the
    incidents.
    """

    latitude: float
    longitude: float
    radius_km: float
    first: date
    last: date
    incidents: int
    expected: float
    p_value: float
    permutations: int
    step_days: int
    ids: "pd.Series[str]" = field(compare=False, repr=False)

    @property
    def sentence(self) -> str:
        found = (
            f"Most likely cluster: {counted(self.incidents, 'incident')} within "
            f"{self.radius_km:,.0f} km, {range_words(self.first, self.last)}, "
            f"{self.expected:.1f} expected ({p_words(self.p_value)})"
        )
        if self.p_value <= 0.05:
            return f"{found}. Such a bunch is rarer than chance gives anywhere in these records."
        return f"{found}. Chance gives such a bunch somewhere: no cluster is shown."


@dataclass(frozen=True)
class _Zones:
    """Sets of neighboring cells, (zones, cells) of 0 and 1, with their centers and radii."""

    members: Floats
    center: Ints
    radius: Floats


def scan(places: pd.DataFrame, seed: int = 1) -> Cluster | str:
    """The most likely cluster over `dated_places`, or why there is none to seek.

    From 15 incidents in 3 places over 4 weeks on. Places are joined in cells of a grid until at
    most 40 remain; time goes in weeks or, over more than 2 years, in longer steps, at most 104,
    counted back from the last day. A cylinder has up to 8 cells and 5 steps, and at most half of
    all incidents.
    """
    number = len(places)
    span = int(places["day"].iloc[-1] - places["day"].iloc[0]) + 1 if number else 0
    days = max(_WEEK, -(-span // MAX_STEPS))
    steps = -(-span // days)
    if number < MIN_INCIDENTS or places["place"].nunique() < MIN_PLACES or steps < MIN_STEPS:
        return (
            f"{counted(number, 'incident')} in {counted(places['place'].nunique(), 'place')} over "
            f"{counted(span, 'day')}: a scan needs {MIN_INCIDENTS} in {MIN_PLACES} places over "
            f"{MIN_STEPS} weeks"
        )
    end = int(places["day"].iloc[-1])
    step = steps - 1 - (end - places["day"].to_numpy()) // days
    cell, centers = _cells(places)
    zones = _zones(cell, centers, places)
    table = _table(cell, step, len(centers), steps)
    best, ratio = _best(zones, table)
    deals = int(np.clip(_WORK // (len(zones.center) * steps * MAX_LENGTH), 99, 999))
    draw = np.random.default_rng(seed)
    dealt = (_dealt(table, cell, step, draw) for _ in range(deals))
    higher = sum(_best(zones, other)[1] >= ratio - 1e-9 for other in dealt)
    zone, last, length = best
    inside = zones.members[zone][cell] > 0
    held = (step > last - length) & (step <= last)
    first_day = end + 1 - (steps - (last - length + 1)) * days
    latitude, longitude = centers[zones.center[zone]]
    return Cluster(
        float(latitude),
        float(longitude),
        float(zones.radius[zone]),
        _EPOCH + timedelta(days=first_day),
        _EPOCH + timedelta(days=first_day + length * days - 1),
        int((inside & held).sum()),
        float(inside.sum() * held.sum() / number),
        (1 + higher) / (1 + deals),
        deals,
        days,
        places["incident_id"][inside & held].reset_index(drop=True),
    )


def _cells(places: pd.DataFrame) -> tuple[Ints, Floats]:
    """The cell of each incident, and the mean point of each cell (cells, 2) in degrees."""
    points = places[["latitude", "longitude"]].to_numpy()
    cell, width = places["place"].to_numpy(), 0.125
    while cell.max() >= MAX_CELLS:
        width *= 2
        cell = places.groupby([*np.floor(points / width).T], sort=True).ngroup().to_numpy()
    counts = np.bincount(cell)
    means = [np.bincount(cell, weights=part) / counts for part in points.T]
    return cell, np.stack(means, axis=-1)


def _zones(cell: Ints, centers: Floats, places: pd.DataFrame) -> _Zones:
    """For each cell the zones of its 1, 2 ... nearest cells with at most half of the incidents."""
    order = np.argsort(cell, kind="stable")
    exact = on_sphere(places["latitude"], places["longitude"])[order]
    starts = np.searchsorted(cell[order], np.arange(len(centers)))
    counts = np.bincount(cell)
    points = on_sphere(centers[:, 0], centers[:, 1])
    members, center, radius = [], [], []
    for number, point in enumerate(points):
        nearest = np.argsort(km_between(points, point), kind="stable")[:MAX_NEIGHBORS]
        farthest = np.maximum.reduceat(km_between(exact, point), starts)[nearest]
        fits = int((np.cumsum(counts[nearest]) * 2 <= len(cell)).sum())
        held = np.zeros((fits, len(counts)))
        held[:, nearest[:fits]] = np.tri(fits)
        members.append(held)
        center += [number] * fits
        radius.append(np.maximum.accumulate(farthest)[:fits])
    return _Zones(np.concatenate(members), np.array(center), np.concatenate(radius))


def _table(cell: Ints, step: Ints, cells: int, steps: int) -> Floats:
    """Incidents per cell and step, (cells, steps)."""
    counts = np.bincount(cell * steps + step, minlength=cells * steps)
    return counts.reshape(cells, steps).astype(np.float64)


def _dealt(table: Floats, cell: Ints, step: Ints, draw: np.random.Generator) -> Floats:
    """A table with the same totals, the days dealt out anew among the incidents.

    Of many incidents the counts are drawn, cell by cell, and not the days: the same distribution.
    """
    if len(cell) <= MANY:
        return _table(cell, draw.permutation(step), *table.shape)
    left = table.sum(axis=0).astype(np.int64)
    found = np.empty_like(table)
    for number, held in enumerate(table.sum(axis=1).astype(np.int64)):
        taken = draw.multivariate_hypergeometric(left, int(held), method="marginals")
        found[number] = taken
        left = left - taken
    return found


def _best(zones: _Zones, table: Floats) -> tuple[tuple[int, int, int], float]:
    """The zone, last step and length of the likeliest cylinder, and its log likelihood ratio."""
    total = table.sum()
    inside = np.cumsum(zones.members @ table, axis=1)
    at_all = np.cumsum(table.sum(axis=0))
    best, highest = (0, 0, 1), 0.0
    for length in range(1, MAX_LENGTH + 1):
        held, of_all = _windows(inside, length), _windows(at_all, length)
        expected = inside[:, -1:] * of_all / total
        # Two at least: a single incident is no bunch.
        spots = np.flatnonzero((held > expected) & (held > 1) & (of_all * 2 <= total))
        if not len(spots):
            continue
        ratios = _log_ratio(held.ravel()[spots], expected.ravel()[spots], total)
        at = int(np.argmax(ratios))
        if ratios[at] > highest:
            zone, last = divmod(int(spots[at]), table.shape[1])
            best, highest = (zone, last, length), float(ratios[at])
    return best, highest


def _windows(sums: Floats, length: int) -> Floats:
    """Sums over the `length` steps up to each step, from cumulative sums; fewer at the start."""
    found = sums.copy()
    found[..., length:] -= sums[..., :-length]
    return found


def _log_ratio(held: Floats, expected: Floats, total: float) -> Floats:
    """log likelihood ratio of a cylinder that holds more than expected (Kulldorff 2005)."""
    rest = total - held
    found: Floats = held * np.log(held / expected) + np.where(
        rest > 0, rest * np.log(np.maximum(rest, 1) / (total - expected)), 0.0
    )
    return found
