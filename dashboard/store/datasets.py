"""The data set in use: the bundled files, the shared uploads, and what a session adds to them.

A data set is never changed: adding a file makes a new one. Of an incident that several files hold,
the version of the newest file is shown and counted once; the older ones are kept beside it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from dashboard.counting import incident_numbers, is_in, rows_with
from dashboard.links import Links, link
from dashboard.loading import Loaded, Report, read_bytes
from dashboard.origins import Origins, all_accounts, origins_of
from dashboard.places import Places, resolve_places
from dashboard.places.problems import placing_problems
from dashboard.rows import Table as SharedTable
from dashboard.schema import TABLES, Problem, Table
from dashboard.store.journal import Fault
from dashboard.store.versions import Batch, Notes, choose_versions, without_repeats

NAME_CHARACTERS = 120
DATA = Path(__file__).parents[2] / "data"
BUNDLED_INCIDENTS = "incidents.csv"
"""The file of the bundled incidents, as the column `file` names it."""


@dataclass(frozen=True)
class Dataset:
    """Incidents with their places, accounts (derived ones included), responses, and one report
    a file, in the order the files were added.

    `versions`, in `incidents`, is how many versions of the incident are kept: 1, or more where
    files contradict each other. The older ones are in `superseded`, oldest first, with the
    same columns but that. `faults` say what of the store could not be read. `key` is a hash of all
    that the data set was made from, '' where nobody took one.
    """

    incidents: pd.DataFrame
    accounts: pd.DataFrame
    responses: pd.DataFrame
    reports: tuple[Report, ...]
    superseded: pd.DataFrame
    faults: tuple[Fault, ...] = ()
    key: str = ""

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The incidents as `rows.Rows` of a table that all readers share: to be read only."""
        return SharedTable(self.incidents).rows()

    @cached_property
    def told(self) -> pd.DataFrame:
        """The accounts likewise."""
        return SharedTable(self.accounts).rows()

    @cached_property
    def origins(self) -> Origins:
        """The independent origins of all incidents."""
        return origins_of(self.accounts, self.incidents)

    @cached_property
    def _told_of(self) -> Links:
        return link(self.accounts, self.incidents)

    def accounts_of(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The accounts of the incidents of `rows`, which are some of the data set's `rows`."""
        if len(rows) == len(self.incidents):
            return self.told
        return self.told.iloc[self._told_of.rows_of(incident_numbers(rows))]

    def incident(self, incident_id: str) -> pd.DataFrame:
        """The rows of one incident, as a plain data frame; none where there is none of that id."""
        return rows_with(self.rows, pd.Series([incident_id], dtype="str"))

    def accounts_of_one(self, incident_id: str) -> pd.DataFrame:
        """All accounts of one incident, as a plain data frame."""
        return rows_with(self.told, pd.Series([incident_id], dtype="str"))

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that incidents came from."""
        return tuple(report.name for report in self.reports if report.table == "incidents")


def read_bundled_files(folder: Path = DATA) -> list[Loaded]:
    """The bundled files. Raises loading.Refused where one cannot be read."""
    return [read_bytes((folder / f"{name}.csv").read_bytes(), f"{name}.csv") for name in TABLES]


def read_bundled(places: Places, folder: Path = DATA) -> Dataset:
    """The bundled records. Raises loading.Refused where a file cannot be read."""
    return combine(None, read_bundled_files(folder), places)


def combine(base: Dataset | None, files: Sequence[Loaded], places: Places) -> Dataset:
    """`base` with `files` added, the newest last. Incidents that are placed already stay so.

    Incidents come first, whatever the order, since the rest refers to them: an account that was
    there before its incident is attached when the incident comes.
    """
    files = _named_apart(files, {report.name for report in base.reports} if base else set())
    reports = [loaded.report for loaded in files]
    new = _batches(files, "incidents")
    placed = [replace(batch, frame=_placed(batch.frame, places)) for batch in new]
    for batch in placed:
        reports[batch.report] = with_places(reports[batch.report], batch.frame)
    held = _held(base)
    found = choose_versions(held.get("incidents"), held.get("superseded"), placed)
    accounts, account_notes = without_repeats(
        held.get("accounts"), _batches(files, "accounts"), "accounts"
    )
    responses, response_notes = without_repeats(
        held.get("responses"), _batches(files, "responses"), "responses"
    )
    notes = [*found.notes, *account_notes, *response_notes, *_orphans(files, found.incidents)]
    reports = _with_notes(reports, notes)
    return Dataset(
        incidents=found.incidents,
        accounts=all_accounts(found.incidents, accounts),
        responses=responses,
        reports=(*(base.reports if base else ()), *reports),
        superseded=found.superseded,
        faults=base.faults if base else (),
    )


def _placed(frame: pd.DataFrame, places: Places) -> pd.DataFrame:
    return frame if "place_found" in frame else resolve_places(frame, places)


def with_places(report: Report, placed: pd.DataFrame) -> Report:
    """`report` with the number of rows that no unit was found for, and why, row by row."""
    unplaced = int(placed["place_found"].isin(["country", "unplaced"]).sum())
    problems = (*report.problems, *placing_problems(placed))
    return replace(report, unplaced=unplaced, problems=problems)


def placed_anew(dataset: Dataset, incidents: pd.DataFrame) -> Dataset:
    """`dataset` with `incidents` placed otherwise than its own, and its reports to go with them."""
    old = dataset.incidents
    reports = tuple(
        _placed_anew(report, old[old["file"] == report.name], incidents)
        if report.table == "incidents"
        else report
        for report in dataset.reports
    )
    return replace(dataset, incidents=incidents, reports=reports)


def _placed_anew(report: Report, old: pd.DataFrame, incidents: pd.DataFrame) -> Report:
    said = set(placing_problems(old))
    kept = tuple(problem for problem in report.problems if problem not in said)
    return with_places(replace(report, problems=kept), incidents[incidents["file"] == report.name])


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, numbered where another file has it: a record is told by its file's name."""
    free, number = name, 2
    while free in taken:
        ending = f" ({number})"
        free, number = name[: NAME_CHARACTERS - len(ending)] + ending, number + 1
    return free


def _named_apart(files: Sequence[Loaded], taken: set[str]) -> list[Loaded]:
    named = []
    for loaded in files:
        name = free_name(loaded.report.name, taken)
        taken = taken | {name}
        named.append(loaded if name == loaded.report.name else renamed(loaded, name))
    return named


def renamed(loaded: Loaded, name: str) -> Loaded:
    """`loaded` as if its file had this name."""
    companion = loaded.responses
    return replace(
        loaded,
        frame=loaded.frame.assign(file=name),
        report=replace(loaded.report, name=name),
        responses=None if companion is None else companion.assign(file=name),
    )


def _held(base: Dataset | None) -> dict[str, pd.DataFrame]:
    if base is None:
        return {}
    coded = base.accounts[~base.accounts["derived"]].drop(columns="derived")
    return {
        "incidents": base.incidents,
        "superseded": base.superseded,
        "accounts": coded,
        "responses": base.responses,
    }


def _batches(files: Sequence[Loaded], table: Table) -> list[Batch]:
    """The parts of `files` that belong to `table`, each with the number of its file."""
    return [
        Batch(number, loaded.tables[table])
        for number, loaded in enumerate(files)
        if table in loaded.tables
    ]


def _orphans(files: Sequence[Loaded], incidents: pd.DataFrame) -> Notes:
    """A note for each account or response of a file whose incident is in none."""
    notes = []
    for number, loaded in enumerate(files):
        if loaded.table != "incidents":
            frame = loaded.frame
            lost = frame[~is_in(frame["incident_id"], incidents["incident_id"])]
            notes += [
                (number, Problem(int(record), "incident_id", str(value), NOWHERE, "note"))
                for record, value in zip(lost["record"], lost["incident_id"], strict=True)
            ]
    return notes


NOWHERE = "is not the id of an incident in the data set; add the file that holds it"


def _with_notes(reports: Sequence[Report], notes: Notes) -> list[Report]:
    added: dict[int, list[Problem]] = {}
    for number, problem in notes:
        added.setdefault(number, []).append(problem)
    return [
        replace(report, problems=(*report.problems, *added.get(number, ())))
        for number, report in enumerate(reports)
    ]
