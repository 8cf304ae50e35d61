"""What workers ask for or are angry about: demands by share, by unit and by period.

An incident is counted once, in each demand that any of its rows names. A missing demand means that
the sources name none: such incidents are counted apart and are in no share.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Incidents, Ints, incidents_of, numbered
from dashboard.indicators.intervals import share_interval
from dashboard.schema import label, split_list, vocabulary
from dashboard.summaries.counts import (
    VAGUE,
    Step,
    count_by_code,
    period_numbers,
    period_starts,
)

UNIT_UNKNOWN: Final = "Unit not known"


@dataclass(frozen=True)
class Demands:
    """The demands of some rows: `named` holds, per demand that occurs, the rows of the incidents
    that name it in any of their rows."""

    incidents: Incidents
    named: dict[str, npt.NDArray[np.bool_]]


def demands_of(rows: pd.DataFrame) -> Demands:
    """The demands that `rows` name, in the order of the code list, unknown codes last."""
    cells = numbered(rows["demands"])
    held = [frozenset(split_list(str(cell))) for cell in cells.values]
    found = frozenset[str]().union(*held)
    known = [code for code in vocabulary("demand") if code in found]
    codes = (*known, *sorted(found.difference(known)))
    named = {code: np.array([*(code in one for one in held), False])[cells.codes] for code in codes}
    incidents = incidents_of(rows)
    return Demands(
        incidents,
        {code: _of_all_rows(incidents, some) for code, some in named.items() if some.any()},
    )


def demand_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """How many of the incidents that state demands name each one, the most frequent first.

    Columns: code, label, incidents, of (incidents with any demand stated), share, low, high (0..1,
    `share_interval`). An incident with several demands counts in each, so shares add up to more
    than 1. `count_without_demands` are in neither number.
    """
    counts = count_by_code(rows, "demands")
    stated = counts[counts["code"].notna()].reset_index(drop=True)
    of = incidents_of(rows).total - _without(counts)
    low, high = share_interval(stated["incidents"], of)
    share = stated["incidents"] / max(of, 1)
    return stated.assign(of=of, share=share, low=low, high=high)


def count_without_demands(rows: pd.DataFrame) -> int:
    """Incidents of which no row states a demand: unknown, not 'no demand'."""
    return _without(count_by_code(rows, "demands"))


def demands_by_unit(rows: pd.DataFrame, most: int = 13) -> pd.DataFrame:
    """Incidents per demand and first-level unit, for the `most` units with most incidents.

    Columns: demand, label, unit, unit_name, incidents; a row for every demand that occurs in every
    unit shown, 0 where no report names it. All other units together are 'N other units', and
    incidents of which no row has a unit are `UNIT_UNKNOWN`, both with a missing `unit`. An incident
    with rows in two units counts in each. Incidents without demands are nowhere.
    """
    demands = demands_of(rows)
    placed = rows[["incident_id", "unit", "unit_name"]]
    places = _places(placed[_any(demands, len(rows))], most)
    keys = places.keys(rows, demands.incidents)
    columns = pd.DataFrame({"unit": places.units, "unit_name": places.names}).astype("str")
    return _crossed(demands, keys, columns)


def demands_by_period(rows: pd.DataFrame, freq: Step) -> pd.DataFrame:
    """Incidents per demand and period, complete with zeros from the first period to the last.

    Columns: demand, label, period (datetime64[s], first day), incidents. An incident is counted in
    the period of its first day; `count_too_vague` of `rows` for this `freq` says how many are left
    out because their date spans several.
    """
    demands = demands_of(rows)
    periods, chosen = period_numbers(rows, freq)
    of_incident = np.full(demands.incidents.total, VAGUE)
    of_incident[demands.incidents.codes[chosen]] = periods
    number = of_incident[demands.incidents.codes]
    shown = (number != VAGUE) & _any(demands, len(rows))
    first, last = (number[shown].min(), number[shown].max()) if shown.any() else (0, -1)
    keys = np.where(shown, number - first, -1)
    columns = pd.DataFrame({"period": period_starts(np.arange(first, last + 1), freq)})
    return _crossed(demands, keys, columns)


def _without(counts: pd.DataFrame) -> int:
    return int(counts.loc[counts["code"].isna(), "incidents"].sum())


@dataclass(frozen=True)
class _Places:
    """The columns of a table by unit: the units shown, then the others, then 'not known'."""

    units: list[str | float]
    names: list[str]
    rank: dict[str, int]

    def keys(self, rows: pd.DataFrame, incidents: Incidents) -> Ints:
        """Per row the number of its column; -1 where another row of the incident has a unit."""
        cells = numbered(rows["unit"])
        other = len(self.rank)
        ranks = np.array([*(self.rank.get(str(unit), other) for unit in cells.values), -1])
        unknown = ~_of_all_rows(incidents, cells.codes >= 0)
        return np.where(unknown, len(self.units) - 1, ranks[cells.codes]).astype(np.int64)


def _places(rows: pd.DataFrame, most: int) -> _Places:
    cells = numbered(rows["unit"])
    counts = incidents_of(rows).per(cells.codes, len(cells.values))
    known = rows[["unit", "unit_name"]].iloc[np.flatnonzero(cells.codes >= 0)]
    name_of = known.drop_duplicates().groupby("unit", sort=False)["unit_name"].min()
    names = name_of.reindex(cells.values).fillna(pd.Series(cells.values, cells.values))
    table = pd.DataFrame({"unit": cells.values, "name": names.to_numpy(), "count": counts})
    table = table[table["count"] > 0].sort_values(
        ["count", "name", "unit"], ascending=[False, True, True]
    )
    shown, others = table.head(most), len(table) - most
    other_name = f"{others} other unit{'' if others == 1 else 's'}"
    units = [str(unit) for unit in shown["unit"]]
    return _Places(
        units=[*units, np.nan, np.nan],
        names=[*(str(name) for name in shown["name"]), other_name, UNIT_UNKNOWN],
        rank={unit: number for number, unit in enumerate(units)},
    )


def _of_all_rows(incidents: Incidents, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """All rows of the incidents of the chosen `rows`."""
    if incidents.one_row_each:
        return rows
    chosen = np.zeros(incidents.total, dtype=bool)
    chosen[incidents.codes[rows]] = True
    return chosen[incidents.codes]


def _any(demands: Demands, length: int) -> npt.NDArray[np.bool_]:
    """Which rows name any demand."""
    some = np.zeros(length, dtype=bool)
    for rows in demands.named.values():
        some = some | rows
    return some


def _crossed(demands: Demands, keys: Ints, columns: pd.DataFrame) -> pd.DataFrame:
    """A row per demand and column; `keys` gives each row's column, -1 for none.

    A column without a unit (other units, unit not known) is left out where it is empty.
    """
    named = demands.named
    counts = np.zeros((len(named), len(columns)), dtype=np.int64)
    for number, rows in enumerate(named.values()):
        counts[number] = demands.incidents.per(np.where(rows, keys, -1), len(columns))
    if "unit" in columns:
        kept = columns["unit"].notna().to_numpy() | (counts.sum(axis=0) > 0)
        counts, columns = counts[:, kept], columns[kept]
    codes = pd.Series([*named], dtype="str")
    words = pd.Series([label("demand", code) for code in named], dtype="str")
    across = columns.iloc[np.tile(np.arange(len(columns)), len(named))].reset_index(drop=True)
    return pd.DataFrame(
        {
            "demand": codes.repeat(len(columns)).array,
            "label": words.repeat(len(columns)).array,
            **{name: across[name] for name in across},
            "incidents": counts.ravel(),
        }
    )
