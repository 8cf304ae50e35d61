"""Which record is which: ids checked and made, repeats found, locations numbered."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import schema
from dashboard.loading import lookalikes
from dashboard.loading.drafts import Draft
from dashboard.loading.findings import Findings
from dashboard.loading.texts import do_ascend, to_arrow, to_text
from dashboard.schema import Table

Columns = dict[str, pd.Series]
Codes = NDArray[np.int64]

PLACE = frozenset(
    {
        "admin1", "admin1_code", "admin2", "location", "location_native", "latitude", "longitude",
        "location_precision",
    }
)  # fmt: skip
"""What may differ between the rows of one incident that have no location_seq."""

MADE_FROM: dict[Table, tuple[str, ...]] = {
    "incidents": ("start_date", "country", "admin1", "location", "employer", "title"),
    "accounts": ("incident_id", "side", "outlet", "url", "summary"),
}
"""The columns an id is made from where no record of the file has one."""

LONGER = {"incidents": "description", "accounts": "published"}
"""The column that tells records apart whose first choice of columns is the same."""

LATER = frozenset({"sensitivity"})
"""Columns that came when ids had been made already: a blank one changes no id."""

ID = {"incidents": "incident_id", "accounts": "account_id"}


def identify(draft: Draft) -> Draft:
    """`draft` with an id for each kept record, repeats rejected, and locations numbered."""
    findings, columns, table = draft.findings, draft.columns, draft.table
    for name in ("incident_id", "account_id"):
        if name in draft.names:
            check_length(columns[name], draft.names[name], findings)
    if table in ID:
        name = ID[table]
        written = draft.names.get(name, name)
        blank = columns[name].isna()
        if blank.all():  # of no records too
            columns = {**columns, name: make_ids(columns, table, findings)}
        else:
            rows = np.flatnonzero(blank)
            reason = (
                f"{name} is blank, while other records have an id (give this one an id of its own)"
            )
            findings.add(rows, written, [""] * len(rows), reason, "row rejected")
            note_lookalikes(columns[name], written, findings)
        columns = reject_repeats(columns, table, written, findings)
    else:
        columns = reject_repeats(columns, table, None, findings)
    return replace(draft, columns=columns)


def check_length(ids: pd.Series, name: str, findings: Findings) -> None:
    """Reject rows whose id is longer than the limit."""
    if (pc.max(pc.binary_length(to_arrow(ids))).as_py() or 0) <= schema.ID_CHARACTERS:
        return
    rows = np.flatnonzero((ids.str.len() > schema.ID_CHARACTERS).to_numpy(dtype=bool))
    reason = f"is too long for an id: the limit is {schema.ID_CHARACTERS} characters (shorten it)"
    findings.add(rows, name, ids.iloc[rows].tolist(), reason, "row rejected")


def note_lookalikes(ids: pd.Series, name: str, findings: Findings) -> None:
    """Note ids that look like another id of the file and are not the same."""
    if pc.all(pc.string_is_ascii(to_arrow(ids))).as_py():
        return
    distinct = ids[~findings.rejected].dropna().drop_duplicates()
    odd = distinct[~distinct.map(str.isascii).astype(bool)]
    if odd.empty:
        return
    first: dict[str, str] = {text: text for text in distinct if text.isascii()}
    for row, text in odd.items():
        other = first.setdefault(lookalikes.skeleton(text), text)
        if other != text:
            reason = (
                f"is an id that looks like {lookalikes.show(other)!r} but has other characters "
                f"({lookalikes.name_characters(text) or 'see the other'}): kept apart"
            )
            findings.add(np.array([row]), name, [text], reason, "note")


def encode_rows(columns: Sequence[pd.Series], rows: NDArray[np.intp]) -> Codes:
    """A number for each of `rows`, equal where all `columns` are, and only there."""
    combined = np.zeros(len(rows), dtype=np.int64)
    if not len(rows):  # as in most files, where no id repeats: spare a look at every column
        return combined
    for column in columns:
        codes = pd.factorize(column.iloc[rows])[0].astype(np.int64) + 1
        combined = pd.factorize(combined * (codes.max(initial=0) + 1) + codes)[0].astype(np.int64)
    return combined


def make_ids(columns: Columns, table: Table, findings: Findings) -> pd.Series:
    """Ids from the facts of each record; records that differ anywhere get different ids.

    The same record gets the same id in whatever file and order it comes, unless another record
    of the file shares its date, place, employer and title: then its description goes in too.
    """
    keys = _joined(columns, MADE_FROM[table])
    rows = np.flatnonzero(~findings.rejected)
    for more in ((LONGER[table],), tuple(columns)):
        facts = encode_rows([keys, *columns.values()], rows)
        key = pd.factorize(keys.iloc[rows])[0]
        distinct = pd.DataFrame({"key": key, "facts": facts}).groupby("key")["facts"].nunique()
        shared = rows[(distinct > 1).to_numpy()[key]] if len(rows) else rows
        if not len(shared):
            break
        longer = _joined({name: values.iloc[shared] for name, values in columns.items()}, more)
        keys = keys.copy()
        keys.iloc[shared] = keys.iloc[shared].array + "\x1f" + longer.array
    made = [f"{table[:-1]}-{_digest(key)}" for key in keys.tolist()]
    if len(rows):
        findings.add_file(
            ID[table],
            f"no record has an {ID[table]}: made from {', '.join(MADE_FROM[table])}",
        )
    return to_text(pa.array(made, pa.large_string()))


def _joined(columns: Columns, names: Sequence[str]) -> pd.Series:
    ordered = [name for name in names if name not in LATER]
    parts = [columns[name].astype("str").fillna("").tolist() for name in ordered]
    texts = ["\x1f".join(cells) for cells in zip(*parts, strict=True)]
    for name in LATER & {*names}:
        added = columns[name].astype("str").fillna("").tolist()
        texts = [
            f"{text}\x1f{more}" if more else text for text, more in zip(texts, added, strict=True)
        ]
    return to_text(pa.array(texts, pa.large_string()))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def reject_repeats(columns: Columns, table: Table, name: str | None, findings: Findings) -> Columns:
    """Reject repeats and ids used for other facts; return the columns with location_seq filled.

    Rows of one incident may differ in location_seq. Where that is blank, rows that differ in their
    place alone are numbered in the order of the file.
    """
    kept = np.flatnonzero(~findings.rejected)
    ident = columns[ID[table]] if table in ID else pd.Series(encode_rows([*columns.values()], kept))
    ids = ident.iloc[kept] if table in ID and len(kept) < len(ident) else ident
    ascend = table in ID and do_ascend(ids)
    repeated = np.zeros(len(kept), bool) if ascend else ids.duplicated(keep=False).to_numpy()
    rows = kept[repeated]
    if table != "incidents":
        _reject_in(_plain_verdicts(columns, table, rows), rows, ident, name, findings)
        return columns
    seq = columns["location_seq"]
    told = seq.fillna(0).to_numpy(dtype=np.int64)
    numbered = np.where(told > 0, told, 1)
    rest = [values for key, values in columns.items() if key not in PLACE | {"location_seq"}]
    facts = encode_rows(rest, rows)
    place = encode_rows([columns[key] for key in columns if key in PLACE], rows)
    verdicts, numbers = _locations(ids[repeated].tolist(), told[rows], facts, place)
    numbered[rows] = numbers
    _reject_in(verdicts, rows, ident, name, findings)
    return {**columns, "location_seq": pd.Series(numbered, dtype="Int64")}


Verdict = tuple[int, str]
"""The position (within the rows looked at) of the earlier record, and what is the matter."""

REPEAT = "is a duplicate of record {}: the same in every column"
CONFLICT = "is an id already used by record {} with other facts (give one of them another id)"


def _plain_verdicts(columns: Columns, table: Table, rows: NDArray[np.intp]) -> dict[int, Verdict]:
    facts = encode_rows([*columns.values()], rows).tolist()
    idents = columns[ID[table]].iloc[rows].tolist() if table in ID else facts
    first: dict[object, int] = {}
    verdicts = {}
    for place, (ident, fact) in enumerate(zip(idents, facts, strict=True)):
        earlier = first.setdefault(ident, place)
        if earlier != place:
            verdicts[place] = (earlier, REPEAT if facts[earlier] == fact else CONFLICT)
    return verdicts


def _locations(
    ids: Sequence[str], told: Codes, facts: Codes, place: Codes
) -> tuple[dict[int, Verdict], Codes]:
    """Verdicts on rows that share ids, and the location_seq of each."""
    seen: dict[tuple[str, int, int, int], int] = {}  # id, seq, facts, place -> row
    taken: dict[tuple[str, int], int] = {}  # id, seq -> row
    facts_of: dict[str, int] = {}  # id -> the facts of its first row
    first_of: dict[str, int] = {}  # id -> its first row
    verdicts: dict[int, Verdict] = {}
    numbers = np.where(told > 0, told, 1)
    following: dict[str, int] = {}
    unnumbered = {ident for ident, seq in zip(ids, told.tolist(), strict=True) if not seq}
    given = {(ident, seq) for ident, seq in zip(ids, told.tolist(), strict=True) if seq}
    for row, (ident, seq, fact, where) in enumerate(
        zip(ids, told.tolist(), facts.tolist(), place.tolist(), strict=True)
    ):
        first_of.setdefault(ident, row)
        earlier = seen.setdefault((ident, seq, fact, where), row)
        if earlier != row:
            verdicts[row] = (earlier, REPEAT)
            continue
        if ident in unnumbered and facts_of.setdefault(ident, fact) != fact:
            verdicts[row] = (first_of[ident], CONFLICT)
            continue
        if not seq:
            seq = following.get(ident, 1)
            while (ident, seq) in given:
                seq += 1
            following[ident] = seq + 1
            numbers[row] = seq
        other = taken.setdefault((ident, seq), row)
        if other != row:
            verdicts[row] = (other, CONFLICT)
    return verdicts, numbers


def _reject_in(
    verdicts: dict[int, Verdict],
    rows: NDArray[np.intp],
    ident: pd.Series,
    name: str | None,
    findings: Findings,
) -> None:
    """Enter the verdicts; positions count within `rows`. `name` is the id's column, if any."""
    numbers = findings.numbers[rows].tolist()
    wrong = rows[list(verdicts)] if verdicts else rows[:0]
    values = ident.iloc[wrong].tolist() if name else [""] * len(wrong)
    reasons = [reason.format(numbers[earlier]) for earlier, reason in verdicts.values()]
    findings.add_each(wrong, name, values, reasons, "row rejected")
