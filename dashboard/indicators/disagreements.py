"""Which incidents have accounts that contradict each other, by the rules of `claims`.

Every claim but the causes is a span from first to last (a code is a span of one). Some two spans
of an incident lie apart if and only if the least last end lies before the greatest first end. Sets
of causes contradict each other if and only if, in the order of their sizes, one is not wholly
within the next.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.counting import Floats, Ints, numbered
from dashboard.indicators.claims import FIELDS, NOT_KNOWN
from dashboard.indicators.sides import LOCAL_GROUP, OFFICIAL_GROUP, side_groups
from dashboard.schema import split_list, vocabulary

Bools = npt.NDArray[np.bool_]
Span = tuple[Floats, Floats]

_BETWEEN = "; "


@dataclass(frozen=True)
class _Told:
    """The accounts compared, sorted by incident.

    Per account: `place` in the table, `incident` 0, 1, ... and `group` of its side. Per incident:
    its first account in `starts`, and `ids`.
    """

    place: Ints
    incident: Ints
    group: Ints
    starts: Ints
    ids: "pd.Index[str]"

    def per(self, chosen: Bools) -> Ints:
        """How many of the chosen accounts each incident has."""
        return np.bincount(self.incident[chosen], minlength=len(self.starts))


def disagreements(accounts: pd.DataFrame) -> pd.DataFrame:
    """One row per incident with at least two coded accounts, the most worth reading first.

    Columns: incident_id, accounts, sides (how many sides they come from), official and local
    (accounts), fields (how many of `claims.FIELDS` differ), differing (their names, joined by '; ';
    '': none), between_sides (the names of those on which an official and a local account
    contradict each other), silent (official accounts that leave the incident out).

    Incidents where official and local accounts contradict each other come first, then those that
    more official accounts leave out, then those with more fields that differ, then by id. Derived
    accounts are left out; without a column `derived` none is.
    """
    told = _told(accounts)
    official = told.group == OFFICIAL_GROUP
    silent = (accounts["claims_happened"] == "silent").to_numpy(dtype=bool)[told.place]
    differ, between = _differing(accounts, told)
    table = pd.DataFrame(
        {
            "incident_id": pd.Series(told.ids, dtype="str"),
            "accounts": np.bincount(told.incident, minlength=len(told.starts)),
            "sides": _sides(accounts["side"], told),
            "official": told.per(official),
            "local": told.per(told.group == LOCAL_GROUP),
            "fields": differ.sum(axis=1),
            "differing": _names(differ),
            "between_sides": _names(between),
            "silent": told.per(official & silent),
        }
    )
    return table.iloc[_reading_order(table)].reset_index(drop=True)


def _reading_order(table: pd.DataFrame) -> Ints:
    keys = {
        "calm": pa.array(table["between_sides"] == ""),
        "silent": pa.array(table["silent"]),
        "fields": pa.array(table["fields"]),
        "id": pa.array(table["incident_id"], type=pa.large_string(), from_pandas=True),
    }
    down = [(name, "descending") for name in ("silent", "fields")]
    order = [("calm", "ascending"), *down, ("id", "ascending")]
    return np.asarray(pc.sort_indices(pa.table(keys), sort_keys=order), dtype=np.int64)


def _told(accounts: pd.DataFrame) -> _Told:
    """The coded accounts of incidents that have at least two of them."""
    ids = numbered(accounts["incident_id"])
    counted = ids.codes >= 0
    if "derived" in accounts:
        counted &= ~accounts["derived"].to_numpy(dtype=bool)
    several = np.bincount(ids.codes[counted], minlength=len(ids.values)) > 1
    chosen = np.flatnonzero(counted & np.append(several, False)[ids.codes])
    chosen = chosen[np.argsort(ids.codes[chosen], kind="stable")]
    starts = np.flatnonzero(np.diff(ids.codes[chosen], prepend=-1))
    incident = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(chosen)))
    of_incidents = ids.values.take(ids.codes[chosen[starts]])
    return _Told(chosen, incident, side_groups(accounts["side"])[chosen], starts, of_incidents)


def _sides(column: pd.Series, told: _Told) -> Ints:
    side = numbered(column)
    number, codes = max(len(side.values), 1), side.codes[told.place]
    pairs = pd.unique(told.incident[codes >= 0] * number + codes[codes >= 0])
    return np.bincount(pairs // number, minlength=len(told.starts))


def _differing(accounts: pd.DataFrame, told: _Told) -> tuple[Bools, Bools]:
    """For each incident and field of FIELDS: do its accounts differ, and do official and local."""
    found = {
        "happened": _apart(told, _code_span(accounts["claims_happened"])),
        "date": _apart(told, _date_span(accounts)),
        "size": _either(
            _apart(told, _size_span(accounts)), _apart(told, _size_words_span(accounts))
        ),
        "spread": _apart(told, _code_span(accounts["claimed_spread"])),
        "causes": _causes_apart(told, accounts["claimed_causes"]),
        "mood": _apart(told, _code_span(accounts["mood"])),
    }
    among, between = zip(*(found[field] for field in FIELDS), strict=True)
    return np.column_stack(among), np.column_stack(between)


def _either(one: tuple[Bools, Bools], other: tuple[Bools, Bools]) -> tuple[Bools, Bools]:
    return one[0] | other[0], one[1] | other[1]


def _apart(told: _Told, span: Span) -> tuple[Bools, Bools]:
    """Per incident: do any two spans lie apart, and any two of an official and a local account."""
    span = span[0][told.place], span[1][told.place]
    last, first = _ends(told, span, np.ones(len(told.incident), dtype=bool))
    official_last, official_first = _ends(told, span, told.group == OFFICIAL_GROUP)
    local_last, local_first = _ends(told, span, told.group == LOCAL_GROUP)
    return last < first, (official_last < local_first) | (local_last < official_first)


def _ends(told: _Told, span: Span, chosen: Bools) -> Span:
    """Per incident the least last end and the greatest first end of the chosen spans."""
    if not len(told.starts):
        return np.empty(0), np.empty(0)
    first, last = np.where(chosen, span[0], -np.inf), np.where(chosen, span[1], np.inf)
    return np.minimum.reduceat(last, told.starts), np.maximum.reduceat(first, told.starts)


def _span(first: npt.NDArray[np.generic], last: npt.NDArray[np.generic], says: Bools) -> Span:
    """A span without ends, which lies apart from none, where an account does not say."""
    return np.where(says, first, -np.inf), np.where(says, last, np.inf)


def _code_span(column: pd.Series) -> Span:
    found = numbered(column)
    says = (found.codes >= 0) & ~(column == NOT_KNOWN).to_numpy(dtype=bool)
    return _span(found.codes, found.codes, says)


def _date_span(rows: pd.DataFrame) -> Span:
    first = rows["claimed_date"].to_numpy().astype("M8[D]")
    precision, last = rows["claimed_date_precision"], first
    for name, unit in (("month", "M8[M]"), ("year", "M8[Y]")):
        ends = (first.astype(unit) + 1).astype("M8[D]") - 1
        last = np.where((precision == name).to_numpy(dtype=bool), ends, last)
    return _span(first.astype(np.int64), last.astype(np.int64), ~np.isnat(first))


def _size_span(rows: pd.DataFrame) -> Span:
    low, high = (
        rows[f"claimed_workers_{end}"].to_numpy(dtype="float64", na_value=np.nan)
        for end in ("low", "high")
    )
    says = ~(np.isnan(low) & np.isnan(high))
    return _span(np.where(np.isnan(low), 0, low), np.where(np.isnan(high), np.inf, high), says)


def _size_words_span(rows: pd.DataFrame) -> Span:
    """Words are compared only where neither account gives a number."""
    words = numbered(rows["claimed_workers_text"])
    folded = numbered(pd.Series(words.values.str.strip().str.casefold(), dtype="str")).codes
    codes = np.append(folded, -1)[words.codes]
    numberless = rows["claimed_workers_low"].isna() & rows["claimed_workers_high"].isna()
    return _span(codes, codes, (codes >= 0) & numberless.to_numpy())


def _causes_apart(told: _Told, causes: "pd.Series[str]") -> tuple[Bools, Bools]:
    """As `_apart`, for sets: each set is a number with one bit per code."""
    cells = numbered(causes)
    bits = np.array([*(_bits(cell) for cell in cells.values), 0], dtype=np.int64)
    sets = bits[cells.codes[told.place]]
    table = pd.DataFrame({"incident": told.incident, "set": sets, "group": told.group})
    table = table[sets > 0].drop_duplicates()
    ordered = table.assign(size=np.bitwise_count(table["set"])).sort_values(["incident", "size"])
    incident, held = ordered["incident"].to_numpy(), ordered["set"].to_numpy()
    beyond = (incident[1:] == incident[:-1]) & ((held[:-1] & ~held[1:]) > 0)
    among = np.zeros(len(told.starts), dtype=bool)
    among[incident[1:][beyond]] = True
    disputed = table[among[table["incident"].to_numpy()]]
    pairs = disputed[disputed["group"] == OFFICIAL_GROUP].merge(
        disputed[disputed["group"] == LOCAL_GROUP], on="incident", suffixes=("", "_local")
    )
    official, local = pairs["set"].to_numpy(), pairs["set_local"].to_numpy()
    between = np.zeros(len(told.starts), dtype=bool)
    between[pairs["incident"][((official & ~local) > 0) & ((local & ~official) > 0)]] = True
    return among, between


def _bits(cell: str) -> int:
    place = {code: number for number, code in enumerate(vocabulary("demand"))}
    return sum(1 << place[code] for code in {*split_list(cell)} if code in place)


def _names(differ: Bools) -> "pd.Series[str]":
    """The names of the fields that are true in each row."""
    kinds, found = np.unique(differ @ (1 << np.arange(len(FIELDS))), return_inverse=True)
    words = [
        _BETWEEN.join(name for place, name in enumerate(FIELDS) if kind >> place & 1)
        for kind in kinds.tolist()
    ]
    return pd.Series(words, dtype="str").take(found).reset_index(drop=True)
