"""Regional profile: seven components for each first-level unit, side by side and never summed here.

Each has its raw value in its own unit, its percentile against the values of all units in the last
52 weeks, and how many incidents it rests on. A component without data is missing: it is not 0,
and nothing stands in for it. No unit and no country has a multiplier.
"""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import betainc

from dashboard.counting import Floats
from dashboard.indicators.panel import WEEKS, Panel, panel_of

COMPONENTS = {
    "intensity": "incidents per week, recent weeks weighing more",
    "momentum": "chance that the rate of the last 4 weeks is above that of the 52 before",
    "size": "typical number of workers (geometric mean), recent weeks weighing more",
    "spread": "share of neighboring units with an incident in the last 4 weeks",
    "grievance": "share with demands for subsistence, of those with demands, 52 weeks",
    "response": "share with arrests, police or violence, of those with a known response, 52 weeks",
    "tone": "mean tone of the texts, -1 to 1, 52 weeks; the lower, the higher the percentile",
}
"""Each component and what it is; intensity is per person where all units have a number. The value
of the size is its log10, those of the two shares are (k + .5) / (n + 1) for k of n."""

PER_PEOPLE = "incidents per week and 100,000 people, recent weeks weighing more"
DECAY = 0.92
"""Weight of a week against the one after it: half of it is forgotten in 8 weeks."""
LATE, BASE = 4, 52
FEWEST = 3
"""Of fewer incidents in 56 weeks the momentum is the prior's, not theirs."""
_PEOPLE = 100_000
_SUBSISTENCE = Path(__file__).parent / "subsistence.csv"


def subsistence() -> dict[str, str]:
    """Demands that count as demands for subsistence, each with the reason."""
    with _SUBSISTENCE.open(encoding="utf-8", newline="") as file:
        return {row["demand"]: row["reason"] for row in csv.DictReader(file)}


def profile(
    rows: pd.DataFrame,
    responses: pd.DataFrame,
    end: date,
    neighbors: Mapping[str, tuple[str, ...]],
    population: "pd.Series[float] | None" = None,
    tone: "pd.Series[float] | None" = None,
    since: date | None = None,
) -> pd.DataFrame:
    """The components of every unit with an incident in `rows`, for the weeks up to `end`.

    `neighbors` by unit, `population` by unit (persons of that unit alone, NaN: not known), `tone`
    by incident_id (-1 to 1, NaN: not scored). Weeks before `since` (a break in how the records
    were collected) are not used. Columns: unit, component, value, measured (what the value is),
    percentile (0-100, ties count half, against the values of all units in the last 52 weeks),
    known (incidents that the value rests on), of (incidents that could have had it). value and
    percentile are NaN together: no data. Incidents not known to one week are left out. One row per
    unit and component, by unit.
    """
    panel = panel_of(rows, responses, end, frozenset(subsistence()), tone, since)
    people = np.full(len(panel.units), np.nan)
    if population is not None:
        people = population.reindex(panel.units).to_numpy(dtype=np.float64)
    per_people = bool(len(people)) and not np.isnan(people).any()
    values = {
        "intensity": _intensity(panel, people if per_people else None),
        "momentum": _momentum(panel),
        "size": _size(panel),
        "spread": _spread(panel, neighbors),
        "grievance": _share(panel, "subsistence", "demands"),
        "response": _share(panel, "repressed", "responses"),
        "tone": _mean(panel, "tone", "toned"),
    }
    of = panel.summed("incidents", BASE)[:, 0]
    basis = {"size": "sized", "grievance": "demands", "response": "responses", "tone": "toned"}
    tables = []
    for name, table in values.items():
        known = panel.summed(basis[name], BASE)[:, 0] if name in basis else of
        tables.append(
            pd.DataFrame(
                {
                    "unit": panel.units,
                    "component": name,
                    "value": table[:, 0],
                    "measured": PER_PEOPLE
                    if per_people and name == "intensity"
                    else COMPONENTS[name],
                    "percentile": _percentiles(-table if name == "tone" else table),
                    "known": known.astype(np.int64),
                    "of": of.astype(np.int64),
                }
            )
        )
    found = pd.concat(tables, ignore_index=True)
    return found.sort_values("unit", kind="stable", ignore_index=True)


def _percentiles(table: Floats) -> Floats:
    """The percentile of each unit's present value, (units,), among all of (units, 52)."""
    pooled = np.sort(table[~np.isnan(table)])
    now = table[:, 0]
    if not len(pooled):
        return np.full(len(now), np.nan)
    less, upto = (np.searchsorted(pooled, now, side) for side in ("left", "right"))
    return np.where(np.isnan(now), np.nan, (less + upto) / 2 / len(pooled) * 100)


def _faded(weekly: Floats) -> Floats:
    """Sums over the past in which a week weighs `DECAY` of the one after it; newest first."""
    found = np.zeros_like(weekly)
    sums = np.zeros(len(weekly))
    for week in range(weekly.shape[1] - 1, -1, -1):
        sums = DECAY * sums + weekly[:, week]
        found[:, week] = sums
    return found[:, :WEEKS]


def _intensity(panel: Panel, people: Floats | None) -> Floats:
    # Divided by the weights of the weeks that the records cover, so that a short past is no calm.
    covered = _faded(panel.covered[None, :].astype(np.float64))
    with np.errstate(invalid="ignore"):
        rate = np.where(covered > 0, _faded(panel.weekly["incidents"]) / covered, np.nan)
    return rate if people is None else rate / people[:, None] * _PEOPLE


def _momentum(panel: Panel) -> Floats:
    """1 - BetaCDF(4/56; k4 + .5, k52 + .5); missing without 56 weeks of records or 3 incidents."""
    late = panel.summed("incidents", LATE)
    base = panel.summed("incidents", BASE, LATE)
    chance = 1 - betainc(late + 0.5, base + 0.5, LATE / (LATE + BASE))
    known = panel.covered[LATE + BASE - 1 :][:WEEKS]
    return np.where(known & (late + base >= FEWEST), chance, np.nan)


def _size(panel: Panel) -> Floats:
    sized, summed = _faded(panel.weekly["sized"]), _faded(panel.weekly["size"])
    recent = panel.summed("sized", BASE) > 0
    found: Floats = np.divide(summed, sized, out=np.full(sized.shape, np.nan), where=recent)
    return found


def _share(panel: Panel, part: str, whole: str) -> Floats:
    """(k + .5) / (n + 1) over 52 weeks; missing where n is 0."""
    of = panel.summed(whole, BASE)
    return np.where(of > 0, (panel.summed(part, BASE) + 0.5) / (of + 1), np.nan)


def _mean(panel: Panel, sums: str, number: str) -> Floats:
    of = panel.summed(number, BASE)
    found: Floats = np.full(of.shape, np.nan)
    np.divide(panel.summed(sums, BASE), of, out=found, where=of > 0)
    return found


def _spread(panel: Panel, neighbors: Mapping[str, tuple[str, ...]]) -> Floats:
    """Of all neighbors, those without a record in the data too; missing where none is known."""
    active = panel.summed("incidents", LATE) > 0
    row = {unit: number for number, unit in enumerate(panel.units)}
    found = np.full(active.shape, np.nan)
    for unit, number in row.items():
        if around := neighbors.get(unit):
            rows = [row[other] for other in around if other in row]
            found[number] = active[rows].sum(axis=0) / len(around)
    return np.where(panel.covered[LATE - 1 :][:WEEKS], found, np.nan)
