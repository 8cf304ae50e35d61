"""The data set in use: the bundled files, and what a session adds to them.

A data set is never changed: adding a file makes a new one. An incident that two files hold with
the same facts is counted once; with other facts both versions are kept, and said so.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from dashboard.loading import Loaded, Report, read_bytes
from dashboard.origins import all_accounts
from dashboard.places import Places, resolve_places
from dashboard.schema import TABLES, Problem, columns

DATA = Path(__file__).parent.parent / "data"
BUNDLED_INCIDENTS = "incidents.csv"
"""The file of the bundled incidents, as the column `file` names it."""


@dataclass(frozen=True)
class Dataset:
    """Incidents with their places, accounts (derived ones included), responses, and one report
    a file, in the order the files were added."""

    incidents: pd.DataFrame
    accounts: pd.DataFrame
    responses: pd.DataFrame
    reports: tuple[Report, ...]

    @property
    def files(self) -> tuple[str, ...]:
        """The names of the files that incidents came from."""
        return tuple(report.name for report in self.reports if report.table == "incidents")


def read_bundled(places: Places, folder: Path = DATA) -> Dataset:
    """The bundled records. Raises loading.Refused where a file cannot be read."""
    loaded = [read_bytes((folder / f"{name}.csv").read_bytes(), f"{name}.csv") for name in TABLES]
    return combine(None, loaded, places)


def combine(base: Dataset | None, files: list[Loaded], places: Places) -> Dataset:
    """`base` with `files` added: incidents first, whatever the order, since the rest refers to
    them."""
    tables = {
        "incidents": [base.incidents] if base else [],
        "accounts": [base.accounts[~base.accounts["derived"]]] if base else [],
        "responses": [base.responses] if base else [],
    }
    reports = list(base.reports) if base else []
    for loaded in sorted(files, key=lambda loaded: TABLES.index(loaded.table)):
        known = tables["incidents"]
        if loaded.table == "incidents":
            frame, report = _new_incidents(known, loaded, places)
        else:
            frame, report = loaded.frame, _with_orphans(known, loaded)
        tables[loaded.table].append(frame)
        reports.append(report)
    joined = {
        name: pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
        for name, frames in tables.items()
        if frames
    }
    incidents, accounts = joined["incidents"], joined["accounts"]
    accounts = all_accounts(incidents, accounts)
    return Dataset(incidents, accounts, joined["responses"], tuple(reports))


def _new_incidents(
    known: list[pd.DataFrame], loaded: Loaded, places: Places
) -> tuple[pd.DataFrame, Report]:
    frame = resolve_places(loaded.frame, places)
    unplaced = int(frame["place_found"].isin(["country", "unplaced"]).sum())
    notes: list[Problem] = []
    for earlier in known:
        frame = _without_repeats(frame, earlier, notes)
    report = loaded.report
    return frame, replace(report, unplaced=unplaced, problems=(*report.problems, *notes))


def _without_repeats(
    frame: pd.DataFrame, earlier: pd.DataFrame, notes: list[Problem]
) -> pd.DataFrame:
    clashing = frame["incident_id"].isin(earlier["incident_id"]).to_numpy()
    if not clashing.any():
        return frame
    before = earlier[earlier["incident_id"].isin(frame.loc[clashing, "incident_id"])]
    same = pd.Series(False, index=frame.index)
    same[clashing] = _facts(frame[clashing]).isin(set(_facts(before))).to_numpy()
    other_ids = set(frame.loc[clashing & ~same, "incident_id"])
    # An incident with several rows is the same only where every row is.
    other = frame["incident_id"].isin(other_ids)
    for ids, effect, reason in (
        (frame.loc[clashing & ~other, "incident_id"], "row rejected", _SAME),
        (frame.loc[other, "incident_id"], "note", _OTHER),
    ):
        records = frame.loc[ids.index, "record"]
        notes += [
            Problem(int(record), "incident_id", value, reason, effect)  # type: ignore[arg-type]
            for record, value in zip(records, ids, strict=True)
        ]
    kept = frame[~(clashing & ~other)]
    renamed = kept["incident_id"] + " (" + kept["file"] + ")"
    ids = kept["incident_id"].where(~kept["incident_id"].isin(other_ids), renamed)
    return kept.assign(incident_id=ids).reset_index(drop=True)


_SAME = "is already in the data set with the same facts; it is counted once"
_OTHER = (
    "is already in the data set with other facts; both versions are kept, "
    "this one under its id followed by the name of its file"
)


def _facts(frame: pd.DataFrame) -> pd.Series:
    """A number per row that equal facts share."""
    names = [column.name for column in columns("incidents")]
    return pd.util.hash_pandas_object(frame[names].astype("str"), index=False)


def _with_orphans(known: list[pd.DataFrame], loaded: Loaded) -> Report:
    ids = set().union(*(frame["incident_id"] for frame in known)) if known else set()
    lost = loaded.frame[~loaded.frame["incident_id"].isin(ids)]
    notes = tuple(
        Problem(
            int(record),
            "incident_id",
            str(value),
            "is not the id of an incident in the data set; add the file that holds it",
            "note",
        )
        for record, value in zip(lost["record"], lost["incident_id"], strict=True)
    )
    report = loaded.report
    return replace(report, problems=(*report.problems, *notes))
