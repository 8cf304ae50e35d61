"""A data set as the public may have it, made anew: only what a rule lets through is in it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.counting import (
    NO_DAY,
    Ints,
    day_number,
    days_in,
    incident_numbers,
    numbered,
    strings,
)
from dashboard.countries import country_name
from dashboard.loading import Report
from dashboard.places import Places
from dashboard.public.columns import RULES, columns_of
from dashboard.public.identities import opaque_ids
from dashboard.public.places import public_places, reach_of
from dashboard.public.policy import NAME, NO_TEXT, Policy, Release
from dashboard.public.values import Columns, coded, dated, guarded, named, persons_told
from dashboard.rows import Mask
from dashboard.schema import WITHHELD, label, vocabulary
from dashboard.simulator.marks import TAG, simulated_rows
from dashboard.store import Dataset


@dataclass(frozen=True)
class PublicDataset(Dataset):
    """A data set that holds nothing but what the public may have; `release` says what was done.

    It has no accounts, no responses, no older versions and no file names. Its `incidents` have one
    column more: `withheld`, the names of the columns of a row whose values are withheld, separated
    by `;` ('texts' stands for all texts, 'month' for the month of `start_date`), missing for none.
    Withheld codes are `schema.WITHHELD`; withheld numbers and texts are missing.
    """

    release: Release = field(kw_only=True)


def release(
    dataset: Dataset, places: Places, policy: Policy, secret: bytes, today: date
) -> PublicDataset:
    """What the public may have of `dataset`, whose ids become opaque by `secret`."""
    raw, late = _old_enough(dataset.incidents, policy.delay, today)
    numbers = incident_numbers(raw)
    classes = _classes(raw, numbers, policy)
    reached = reach_of(raw, classes, policy)
    columns = public_places(raw, reached, places, policy.cell)
    spoken = np.array([code in policy.texts for code in vocabulary("sensitivity")])[classes]
    hidden = guarded(raw, numbers, columns, spoken, policy)
    columns |= coded(raw, hidden) | dated(raw, hidden) | _texts(raw, spoken)
    persons, small = persons_told(raw, spoken, policy.least)
    columns |= persons | {name: raw[name] for name in columns_of("told")}
    columns["title"] = columns["title"].where(spoken, _titles(columns))
    columns["description"] = columns["description"].where(spoken, NO_TEXT)
    columns["withheld"] = named(hidden | small | {"texts": ~spoken})
    frame = _frame(raw, columns, numbers, secret)
    return PublicDataset(
        incidents=frame,
        accounts=dataset.accounts.iloc[:0],
        responses=dataset.responses.iloc[:0],
        reports=(_report(len(raw)),),
        superseded=frame.drop(columns="versions").iloc[:0],
        release=Release(
            policy=policy,
            cells=int((reached.coarser & (reached.told == 1)).sum()),
            units=int((reached.coarser & (reached.told == 2)).sum()),
            countries=int((reached.coarser & (reached.told == 3)).sum()),
            texts=_incidents_among(numbers, ~spoken),
            values=sum(_incidents_among(numbers, mask) for mask in (hidden | small).values()),
            late=late,
        ),
    )


def _old_enough(incidents: pd.DataFrame, delay: int, today: date) -> tuple[pd.DataFrame, int]:
    """The rows of the incidents that surely began `delay` days ago or earlier, and the number of
    the others."""
    if not delay:
        return incidents, 0
    last = days_in(incidents, "start_last")
    late = (last == NO_DAY) | (last > day_number(today) - delay)
    numbers = incident_numbers(incidents)
    of_incident = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=bool)
    of_incident[numbers[late]] = True
    kept = incidents[~of_incident[numbers]].reset_index(drop=True)
    return kept, int(of_incident.sum())


def _classes(incidents: pd.DataFrame, numbers: Ints, policy: Policy) -> npt.NDArray[np.int8]:
    """The class of each row: of the rows of an incident the strictest one holds for all."""
    codes = [*vocabulary("sensitivity")]
    cells = numbered(incidents["sensitivity"])
    of_code = [codes.index(str(value)) for value in cells.values]
    own = np.array([*of_code, codes.index(policy.unstated)], dtype=np.int8)[cells.codes]
    strictest = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=np.int8)
    np.maximum.at(strictest, numbers, own)
    return np.asarray(strictest[numbers])


def _texts(incidents: pd.DataFrame, told: Mask) -> Columns:
    """The texts of the rows in which they are told."""
    return {
        name: incidents[name].where(told) if told.any() else _blank(incidents[name], len(incidents))
        for name in columns_of("text")
    }


def _titles(told: Columns) -> "pd.Series[str]":
    """A title for each row, of what is told of it: 'Strike, North Hamgyong, 2025'."""
    what = _words_of(told["action_type"], _action, _action(WITHHELD))
    country = _words_of(told["country"], country_name, "")
    unit = pa.array(told["unit_name"], pa.large_string(), from_pandas=True)
    years = told["start_date"].to_numpy().astype("datetime64[Y]").astype(np.int64) + 1970
    year = pa.array(years).cast(pa.large_string())
    between = pa.scalar(", ", pa.large_string())
    return strings(pc.binary_join_element_wise(what, pc.coalesce(unit, country), year, between))


def _words_of(column: pd.Series, word: Callable[[str], str], missing: str) -> pa.Array:
    cells = numbered(column)
    words = pa.array([*(word(str(value)) for value in cells.values), missing], pa.large_string())
    return words.take(pa.array(np.where(cells.codes < 0, len(cells.values), cells.codes)))


def _action(code: str) -> str:
    return "Incident" if code == WITHHELD else label("action_type", code).partition(":")[0]


def _frame(raw: pd.DataFrame, columns: Columns, numbers: Ints, secret: bytes) -> pd.DataFrame:
    """All columns, in the order of the ordinary view. The rows are sorted by what is told alone, so
    that their order says nothing; each place of an incident is there once."""
    ids, order = opaque_ids(numbered(raw["incident_id"]).values, secret)
    columns["incident_id"] = pd.Series(ids.array.take(numbers))
    columns["tags"] = _blank(raw["tags"], len(raw)).mask(simulated_rows(raw), TAG)
    rows, sequence = _ordered(columns, numbers, order[numbers])
    taken: dict[str, Any] = {name: column.array.take(rows) for name, column in columns.items()}
    blank = ("record", "place_note", *(each for each in columns_of("absent") if each != "tags"))
    taken |= {name: _blank(raw[name], len(rows)).array for name in blank}
    taken["location_seq"] = pd.array(sequence, dtype="Int64")
    taken["file"] = pd.array([NAME], dtype="str").take(np.zeros(len(rows), dtype=np.int64))
    taken["versions"] = np.ones(len(rows), dtype=np.int64)
    derived = ("start_last", "file", "record", "unit", "unit_name", "place_found", "place_note",
               "map_latitude", "map_longitude", "versions", "withheld")  # fmt: skip
    return pd.DataFrame({name: taken[name] for name in (*RULES, *derived)}, copy=False)


def _ordered(told: Columns, numbers: Ints, order: npt.NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """The positions of the rows that stay, sorted by date, id and place; and of each row its place
    in the incident, from 1 on."""
    began = told["start_date"].to_numpy().astype(np.int64)
    unit = numbered(told["unit"])
    by_name = np.append(unit.values.argsort().argsort(), -1)[unit.codes]
    several = np.bincount(numbers)[numbers] > 1 if len(numbers) else np.zeros(0, dtype=bool)
    points = [np.nan_to_num(told[f"map_{axis}"].to_numpy()) for axis in ("latitude", "longitude")]
    rows = np.lexsort([*points, by_name, order, began] if several.any() else [order, began])
    sequence = np.ones(len(rows), dtype=np.int64)
    if several.any():
        at = rows[several[rows]]
        place = ("country", "unit", "location", "map_latitude", "map_longitude")
        places = pd.DataFrame({name: told[name].array.take(at) for name in place})
        again = places.assign(incident=numbers[at]).duplicated().to_numpy()
        gone = np.zeros(len(numbers), dtype=bool)
        gone[at[again]] = True
        rows = rows[~gone[rows]]
        sequence = np.ones(len(rows), dtype=np.int64)
        counted = pd.Series(numbers[at[~again]])
        sequence[several[rows]] = counted.groupby(counted).cumcount().to_numpy() + 1
    return rows, sequence


def _blank(like: pd.Series, rows: int) -> pd.Series:
    """Missing values of the same type."""
    return pd.Series(like.array[:0].take(np.full(rows, -1), allow_fill=True))


def _incidents_among(numbers: Ints, mask: Mask) -> int:
    found = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=bool)
    found[numbers[mask]] = True
    return int(found.sum())


def _report(rows: int) -> Report:
    return Report(
        name=NAME, error=None, table="incidents", format=None, encoding=None, delimiter=None,
        records=rows, accepted=rows, problems=(), unplaced=None, sha256="",
    )  # fmt: skip
