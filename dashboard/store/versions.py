"""An incident, account or response in several files: what is shown, what is kept beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import numbered
from dashboard.schema import Problem, Table, columns

Mask = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Notes = list[tuple[int, Problem]]
"""The number of the file's report, and what is to be noted in it."""

SAME = "is in {} with the same facts; it is counted once"
OTHER = "is in {} with other facts; this version is shown, the older one is kept beside it"
BOTH = "is in {} with other facts; both are kept"


@dataclass(frozen=True)
class Batch:
    """The rows that one file gives to a table, and the number of its report."""

    report: int
    frame: pd.DataFrame


@dataclass(frozen=True)
class Versions:
    """Incidents with the number of `versions` of each, the rows of older ones, and notes."""

    incidents: pd.DataFrame
    superseded: pd.DataFrame
    notes: Notes


def choose_versions(
    shown: pd.DataFrame | None, superseded: pd.DataFrame | None, batches: Sequence[Batch]
) -> Versions:
    """Add `batches`, oldest first, to the incidents `shown`, of which `superseded` were older.

    All rows of an incident in one file are its version there. It is the same as another where
    every row has an equal one, in whatever order.
    """
    batches = [Batch(each.report, each.frame.assign(versions=1)) for each in batches]
    joined, origin, reports = _join(shown, batches)
    older = joined.iloc[:0].drop(columns="versions") if superseded is None else superseded
    rows = _in_several(joined["incident_id"], origin)
    if not rows.size:
        return Versions(joined, older, [])
    clash = _Clash.of(joined.iloc[rows], origin[rows])
    versions = joined["versions"].to_numpy(copy=True)
    versions[rows] = clash.versions[clash.code][clash.place]
    joined = joined.assign(versions=versions)
    kept = np.ones(len(joined), dtype=bool)
    kept[rows] = clash.newest[clash.place]
    old = joined.iloc[rows[(~clash.newest & ~clash.repeated)[clash.place]]].drop(columns="versions")
    return Versions(
        incidents=joined[kept].reset_index(drop=True),
        superseded=pd.concat([older, old], ignore_index=True) if len(old) else older,
        notes=_notes(joined.iloc[rows], clash, reports[origin[rows]]),
    )


def without_repeats(
    base: pd.DataFrame | None, batches: Sequence[Batch], table: Table
) -> tuple[pd.DataFrame, Notes]:
    """`base` and `batches` of accounts or responses, those that say the same in every column once.

    Another account with an id that is taken is kept and noted.
    """
    key = "account_id" if table == "accounts" else "incident_id"
    joined, origin, reports = _join(base, batches)
    rows = _in_several(joined[key], origin)
    if not rows.size:
        return joined, []
    found, source = joined.iloc[rows], origin[rows]
    repeated, earlier = _first_of(_facts(found, table))
    again, first = _first_of(numbered(found[key]).codes)
    told = repeated | (again & (source != source[first]) & (table == "accounts"))
    files = found["file"].to_numpy(dtype=object)[np.where(repeated, earlier, first)]
    words = np.where(repeated, SAME, BOTH)
    reasons = [word.format(file) for word, file in zip(words[told], files[told], strict=True)]
    notes = _noted(reports[source[told]], found[told], key, reasons)
    kept = np.ones(len(joined), dtype=bool)
    kept[rows] = ~repeated
    return joined[kept].reset_index(drop=True), notes


@dataclass(frozen=True)
class _Clash:
    """The versions of incidents that several files hold, sorted by incident, then by age.

    `place` is, for each row, the version it belongs to; the rest has one value a version:
    `code` of its incident, `first` row, `repeated`: says what the one before it says, `newest`:
    is the one to show. `versions` are counted per code.
    """

    place: Ints
    code: Ints
    first: Ints
    repeated: Mask
    newest: Mask
    versions: Ints

    @classmethod
    def of(cls, rows: pd.DataFrame, origin: Ints) -> "_Clash":
        codes = numbered(rows["incident_id"]).codes
        pairs, first, place = np.unique(
            codes * (origin.max() + 1) + origin, return_index=True, return_inverse=True
        )
        code = pairs // (origin.max() + 1)
        facts = np.zeros(len(pairs), dtype=np.uint64)
        np.add.at(facts, place, _facts(rows, "incidents"))  # in whatever order its rows are
        follows = np.append(False, code[1:] == code[:-1])
        repeated = follows & np.append(False, facts[1:] == facts[:-1])
        # A repeat shows the rows of the version that it repeats.
        kept = np.flatnonzero(~repeated)
        newest = np.zeros(len(pairs), dtype=bool)
        newest[kept] = np.append(code[kept][1:] != code[kept][:-1], True)
        before = rows["versions"].to_numpy()[first]
        versions = np.bincount(code[kept], weights=before[kept]).astype(np.int64)
        return cls(place, code, first, repeated, newest, versions)


def _join(base: pd.DataFrame | None, batches: Sequence[Batch]) -> tuple[pd.DataFrame, Ints, Ints]:
    """All rows; for each the number of what it came from, oldest first; for that, the report."""
    frames = [*([] if base is None else [base]), *(batch.frame for batch in batches)]
    numbers = [*([] if base is None else [-1]), *(batch.report for batch in batches)]
    joined = pd.concat(frames, ignore_index=True) if len(frames) > 1 else frames[0]
    origin = np.repeat(np.arange(len(frames)), [len(frame) for frame in frames])
    return joined, origin, np.array(numbers)


def _in_several(ids: pd.Series, origin: Ints) -> Ints:
    """The positions of rows whose id occurs in several of what they came from."""
    if not origin.size or origin[0] == origin[-1]:
        return np.empty(0, dtype=np.int64)
    codes = numbered(ids).codes
    last = np.empty(codes.max() + 1, dtype=np.int64)
    first = last.copy()
    last[codes] = origin
    first[codes[::-1]] = origin[::-1]
    return np.flatnonzero((first != last)[codes])


def _first_of(codes: npt.NDArray[np.generic]) -> tuple[Mask, Ints]:
    """Whether an equal code stands before each, and the position of the first one."""
    numbers = pd.factorize(codes)[0]
    first = np.flatnonzero(~pd.Series(numbers).duplicated().to_numpy())[numbers]
    return first != np.arange(len(first)), first


def _facts(rows: pd.DataFrame, table: Table) -> npt.NDArray[np.uint64]:
    """A number per row that equal facts share."""
    names = [column.name for column in columns(table)]
    hashed = pd.util.hash_pandas_object(rows[names].astype("str"), index=False)
    return np.asarray(hashed, dtype=np.uint64)


def _notes(rows: pd.DataFrame, clash: _Clash, reports: Ints) -> Notes:
    """A note for each row of a later version: repeats, and those that are shown instead."""
    later = np.append(False, clash.code[1:] == clash.code[:-1])[clash.place]
    version = clash.place[later]
    before = rows["file"].to_numpy(dtype=object)[clash.first[version - 1]]
    words = np.where(clash.repeated[version], SAME, OTHER)
    reasons = [word.format(file) for word, file in zip(words, before, strict=True)]
    return _noted(reports[later], rows[later], "incident_id", reasons)


def _noted(reports: Ints, rows: pd.DataFrame, key: str, reasons: Sequence[str]) -> Notes:
    return [
        (report, Problem(record, key, value[:200], reason, "note"))
        for report, record, value, reason in zip(
            reports.tolist(), rows["record"].tolist(), rows[key].tolist(), reasons, strict=True
        )
    ]
