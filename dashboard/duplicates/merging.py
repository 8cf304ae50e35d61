"""Merging: incidents that are one become one, and what each record said stays beside it.

The best documented record keeps its id: the one with most coded accounts, then with most facts,
then the earliest, then the least id. Its facts stand; blanks are filled from the others, sources
and lists add up, and the number of workers spans all that were given. `merged_ids` holds the ids
that joined it, `merged_facts` what each record said where they differ (both JSON).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from dashboard.counting import is_in
from dashboard.duplicates.cells import Row, better_place, cell_text, is_missing, merge_cells
from dashboard.duplicates.decisions import Decision, merged_groups
from dashboard.schema import columns

if TYPE_CHECKING:
    from dashboard.store import Dataset  # slow to import: boundaries

_NAMES = tuple(column.name for column in columns("incidents") if column.name != "incident_id")


@dataclass(frozen=True, slots=True)
class Version:
    """What one record said before it was merged: `facts` are (column, text, '' for blank), of the
    columns in which the records differ."""

    incident_id: str
    facts: tuple[tuple[str, str], ...]


def apply_decisions(dataset: "Dataset", decisions: Iterable[Decision]) -> "Dataset":
    """`dataset` with the incidents that a person merged as one each, counted once in every view.

    All accounts and responses stay and belong to the incident that keeps its id. An id that the
    data set does not hold is passed over. Leaving a decision out undoes it; order says nothing.
    """
    incidents = dataset.incidents.reset_index(drop=True)
    groups = merged_groups(decisions)
    named = pd.Series([one for ids in groups for one in ids], dtype="str")
    touched = incidents[is_in(incidents["incident_id"], named)]
    rows = _rows(touched)
    coded = Counter(dataset.accounts["incident_id"][~dataset.accounts["derived"]])
    present = [[one for one in ids if one in rows] for ids in groups]
    ranked = [_ranked(ids, rows, coded) for ids in present if len(ids) > 1]
    if not ranked:
        return dataset
    made = {}
    for ids in ranked:
        made.update(_merged([rows[one] for one in ids]))
    home = {gone: ids[0] for ids in ranked for gone in ids[1:]}
    return replace(
        dataset,
        incidents=_rebuilt(incidents, made, home),
        accounts=_moved(dataset.accounts, home),
        responses=_moved(dataset.responses, home),
    )


def merged_ids(incidents: pd.DataFrame) -> dict[str, list[str]]:
    """The ids that merging took away, by the id that was kept."""
    if "merged_ids" not in incidents:
        return {}
    merged = incidents[incidents["merged_ids"].notna()]
    return {
        str(kept): json.loads(gone)
        for kept, gone in zip(merged["incident_id"], merged["merged_ids"], strict=True)
    }


def kept_id(incidents: pd.DataFrame, incident_id: str) -> str:
    """The id under which an incident is found after merging; its own where it was not merged."""
    found = (kept for kept, gone in merged_ids(incidents).items() if incident_id in gone)
    return next(found, incident_id)


def versions(row: pd.Series) -> tuple[Version, ...]:
    """What the records said that one row of `apply_decisions` was made of, where they differ;
    () for an incident that was not merged."""
    cell = row.get("merged_facts")
    if not isinstance(cell, str):
        return ()
    return tuple(Version(one, tuple(facts.items())) for one, facts in json.loads(cell).items())


def _rows(touched: pd.DataFrame) -> dict[str, dict[int, Row]]:
    """The rows of each incident by their position."""
    rows: dict[str, dict[int, Row]] = {}
    for position, record in zip(touched.index.tolist(), touched.to_dict("records"), strict=True):
        row = {str(name): cell for name, cell in record.items()}
        rows.setdefault(str(row["incident_id"]), {})[position] = row
    return rows


def _ranked(
    ids: Sequence[str], rows: Mapping[str, Mapping[int, Row]], coded: Mapping[str, int]
) -> list[str]:
    """The best documented first."""

    def rank(one: str) -> tuple[int, int, object, str]:
        row = next(iter(rows[one].values()))
        filled = sum(not is_missing(row[name]) for name in _NAMES)
        return -coded.get(one, 0), -filled, row["start_date"], one

    return sorted(ids, key=rank)


def _merged(records: Sequence[Mapping[int, Row]]) -> dict[int, Row]:
    """The rows of the first of `records` with the facts of all, by position."""
    own = records[0]
    firsts = [next(iter(rows.values())) for rows in records]
    cells = merge_cells(firsts)
    gone = [str(row["incident_id"]) for row in firsts[1:]]
    added = {"merged_ids": json.dumps(gone), "merged_facts": _facts(firsts)}
    if len(own) == 1:
        cells |= better_place(firsts[0], firsts[1:])
    return {position: {**row, **cells, **added} for position, row in own.items()}


def _facts(rows: Sequence[Row]) -> str:
    told = {str(row["incident_id"]): {n: cell_text(row, n) for n in _NAMES} for row in rows}
    differing = [name for name in _NAMES if len({facts[name] for facts in told.values()}) > 1]
    shown = {
        one: {name: facts[name] for name in differing} | {name: cell_text(row, name)
              for name in ("file", "record")}
        for (one, facts), row in zip(told.items(), rows, strict=True)
    }  # fmt: skip
    return json.dumps(shown, ensure_ascii=False)


def _rebuilt(
    incidents: pd.DataFrame, made: Mapping[int, Row], home: Mapping[str, str]
) -> pd.DataFrame:
    """`incidents` with the rows `made` in their places, and those that joined another left out."""
    types = incidents.dtypes.to_dict() | {"merged_ids": "str", "merged_facts": "str"}
    rows = pd.DataFrame(
        {
            name: pd.Series([row[str(name)] for row in made.values()], list(made)).astype(kind)
            for name, kind in types.items()
        }
    )
    gone = is_in(incidents["incident_id"], pd.Series(list(home), dtype="str"))
    gone[list(made)] = True
    rest = incidents[~gone]
    blank = pd.Series(None, rest.index, dtype="str")
    rest = rest.assign(**{name: rest.get(name, blank) for name in ("merged_ids", "merged_facts")})
    return pd.concat([rest, rows]).sort_index(kind="stable").reset_index(drop=True)


def _moved(table: pd.DataFrame, home: Mapping[str, str]) -> pd.DataFrame:
    """Accounts or responses, those of an incident that joined another under the other's id."""
    ids = table["incident_id"]
    moved = is_in(ids, pd.Series(list(home), dtype="str"))
    return table.assign(incident_id=ids.mask(moved, ids[moved].map(home)).astype(ids.dtype))
