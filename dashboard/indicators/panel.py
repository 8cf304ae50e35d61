"""Weekly sums by unit: what happened in each of the last weeks, newest first."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import (
    Floats,
    Ints,
    incidents_of,
    is_in,
    numbered,
)
from dashboard.indicators.days import number_of
from dashboard.schema import split_list
from dashboard.sizes import sizes

WEEKS = 52
KNOWN_WEEKS = 2 * WEEKS + 4
"""So many weeks back reaches what a value of 52 weeks ago rests on."""
REPRESSION = ("arrest", "police_presence", "violence")


@dataclass(frozen=True)
class Panel:
    """`weekly`: (units, KNOWN_WEEKS) arrays by name, week 0 being the 7 days up to the end.

    incidents; sized and size (log10 of workers, summed over the sized); demands (incidents with
    any) and subsistence; responses (incidents with a known response) and repressed; toned and tone
    (summed). `covered`: whether the records reach that week, (KNOWN_WEEKS,).
    """

    units: list[str]
    weekly: dict[str, Floats]
    covered: npt.NDArray[np.bool_]

    def summed(self, name: str, weeks: int, skipped: int = 0) -> Floats:
        """(units, WEEKS): for each of the last 52 weeks the sum of `weeks` weeks up to it.

        `skipped` weeks before it are passed over; weeks before the panel count as nothing.
        """
        table = self.weekly[name]
        sums = np.concatenate([np.zeros((len(table), 1)), np.cumsum(table, axis=1)], axis=1)
        first = np.minimum(np.arange(WEEKS) + skipped, KNOWN_WEEKS)
        last = np.minimum(first + weeks, KNOWN_WEEKS)
        found: Floats = sums[:, last] - sums[:, first]
        return found


def panel_of(
    rows: pd.DataFrame,
    responses: pd.DataFrame,
    end: date,
    subsistence: frozenset[str],
    tone: "pd.Series[float] | None" = None,
    since: date | None = None,
) -> Panel:
    """The panel of all units in `rows`; an incident counts once in each unit and week.

    Incidents not known to one week are left out, and those after `end` or before `since`.
    """
    used = used_rows(rows, end, since)
    units, oldest = used.units, _weeks_covered(rows, number_of(end), since)
    facts = facts_of(rows.iloc[used.rows], responses, subsistence, tone)
    cell = used.unit * KNOWN_WEEKS + used.age
    size = len(units) * KNOWN_WEEKS
    weekly: dict[str, Floats] = {
        name: np.asarray(np.bincount(cell, values, size).reshape(-1, KNOWN_WEEKS), np.float64)
        for name, values in facts.items()
    }
    return Panel(units, weekly, np.arange(KNOWN_WEEKS) < oldest)


@dataclass(frozen=True)
class Used:
    """The rows that count, one for each incident in each unit: their positions, the position of
    their unit in `units`, and their age in whole weeks before the end."""

    units: list[str]
    rows: Ints
    unit: Ints
    age: Ints


def used_rows(rows: pd.DataFrame, end: date, since: date | None = None) -> Used:
    """The rows that `panel_of` counts."""
    unit = numbered(rows["unit"])
    units = sorted(str(value) for value in unit.values)
    place = pd.Index(units).get_indexer(unit.values)
    last = number_of(end)
    ages = [
        (last - rows[name].to_numpy().astype("datetime64[D]").astype(np.int64)) // 7
        for name in ("start_date", "start_last")
    ]
    age, oldest = ages[1], _weeks_covered(rows, last, since)
    used = (unit.codes >= 0) & (ages[0] == age) & (age >= 0) & (age < oldest)
    used &= rows["start_date"].notna().to_numpy()
    number = incidents_of(rows)
    chosen = np.flatnonzero(used)
    pair = pd.DataFrame({"unit": place[unit.codes[chosen]], "incident": number.codes[chosen]})
    chosen = chosen[~pair.duplicated().to_numpy()]
    return Used(units, chosen, place[unit.codes[chosen]].astype(np.int64), age[chosen])


def _weeks_covered(rows: pd.DataFrame, last: int, since: date | None) -> int:
    """Whole weeks from the first record or `since`, whichever is later, to the end."""
    begins = rows["start_date"].dropna().to_numpy().astype("datetime64[D]").astype(np.int64)
    if not len(begins):
        return 0
    first = max(int(begins.min()), number_of(since) if since else int(begins.min()))
    return int(np.clip((last - first + 1) // 7, 0, KNOWN_WEEKS))


def facts_of(
    rows: pd.DataFrame,
    responses: pd.DataFrame,
    subsistence: frozenset[str],
    tone: "pd.Series[float] | None",
) -> dict[str, Floats]:
    """What each row adds to the sums of its unit and week."""
    fewest, most = sizes(rows)
    # The middle of the interval on the scale of logarithms; 'up to 500' has no lower end to take.
    middle = (np.log10(np.maximum(fewest, 1)) + np.log10(np.maximum(most, 1))) / 2
    sized = rows["workers_low"].notna().to_numpy()
    demands = numbered(rows["demands"])
    lists = [{*split_list(str(text))} for text in demands.values]
    hungry = np.array([bool(held & subsistence) for held in lists] + [False])[demands.codes]
    observed = responses[(responses["status"] == "observed").to_numpy(dtype=bool)]
    harsh = observed[observed["response"].isin(REPRESSION)]
    arrests = rows["arrests"].to_numpy(dtype=np.float64, na_value=np.nan)
    ids = rows["incident_id"]
    known = is_in(ids, observed["incident_id"]) | ~np.isnan(arrests)
    tones = np.full(len(rows), np.nan)
    if tone is not None:
        tones = tone.reindex(pd.Index(ids)).to_numpy(dtype=np.float64)
    toned = ~np.isnan(tones)
    found = {
        "incidents": np.ones(len(rows)),
        "sized": sized,
        "size": np.where(sized, middle, 0),
        "demands": demands.codes >= 0,
        "subsistence": hungry,
        "responses": known,
        "repressed": is_in(ids, harsh["incident_id"]) | (arrests > 0),
        "toned": toned,
        "tone": np.where(toned, tones, 0),
    }
    return {name: np.asarray(values, dtype=np.float64) for name, values in found.items()}
