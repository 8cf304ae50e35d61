"""Who says so: accounts made from the sources of an incident, and how many origins are behind it.

An origin is whoever first reported an incident; a relay adds an account, not an origin. As in the
tiers of the Labor Action Tracker, an incident is corroborated when at least two origins that do
not cite each other report it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.counting import Ints, incident_numbers, is_in, numbered, places_in, strings

KNOWN_BY = ("person", "accounts")
_BETWEEN_NAMES = "; "
_TAKEN = ("incident_id", "file", "record", "source_name", "source_url")


def derive_accounts(incidents: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """One account per outlet in `source_name`, for the incidents that have no row in `accounts`.

    Columns as in `accounts`, plus `derived` (True). `url` is filled where an incident has as many
    addresses as names, by position; side, origin and what the account claims stay missing. The
    ids are 'ID-S1', 'ID-S2' ...; `file` and `record` are those of the incident.
    """
    without = ~is_in(incidents["incident_id"], accounts["incident_id"])
    chosen = np.flatnonzero(without & incidents["source_name"].notna().to_numpy())
    named = _outlets(incidents[[*_TAKEN]].iloc[chosen])
    number = named.groupby(numbered(named["incident_id"]).codes).cumcount() + 1
    named = named.assign(
        account_id=named["incident_id"] + "-S" + number.astype("str"),
        derived=np.ones(len(named), dtype=bool),
    )
    made = {name: named.get(name) for name in (*accounts.columns, "derived")}
    filled = {
        name: _missing(accounts[name], len(named)) if column is None else column
        for name, column in made.items()
    }
    return pd.DataFrame(filled, index=named.index)


def all_accounts(incidents: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    """`accounts` and those derived from the sources of `incidents`, told apart by `derived`."""
    coded = accounts.assign(derived=np.zeros(len(accounts), dtype=bool))
    return pd.concat([coded, derive_accounts(incidents, accounts)], ignore_index=True)


def origin_of(accounts: pd.DataFrame) -> "pd.Series[str]":
    """Who first reported each account: `origin_outlet`, or `outlet` where that is blank."""
    return accounts["origin_outlet"].fillna(accounts["outlet"])


def count_origins(accounts: pd.DataFrame, incidents: pd.DataFrame) -> pd.DataFrame:
    """How many reports and independent origins each incident has.

    One row per distinct incident, indexed by `incident_id`, in the order of `incidents`:

    - `reports`: accounts that say it happened (or do not say it did not); experts comment and
      do not report, so theirs are left out;
    - `others`: the other accounts: of experts, and those that deny it or leave it out;
    - `origins`: distinct `origin_outlet` among the reports (`outlet` where that is blank), missing
      where no report has its origin coded;
    - `at_least`: True where `origins` is only the lowest number it can be;
    - `origin_names`: the origins that the accounts name, joined by '; ', missing where none is;
    - `named`: how many these are;
    - `known_by`: 'person' where the coded `verification` decided, else 'accounts'; missing where
      `origins` is.

    A person's `verification` wins: single_origin means 1, corroborated at least 2.
    """
    verification = incidents["verification"]
    index = pd.Index(incidents["incident_id"].drop_duplicates(), name="incident_id")
    reporting = _reporting(accounts, index)
    reports = np.bincount(reporting["place"], minlength=len(index))
    of_any = places_in(accounts["incident_id"], index)
    told = np.bincount(of_any[of_any >= 0], minlength=len(index))
    pairs = _known_origins(reporting).drop_duplicates(["place", "origin"])
    pairs = pairs.sort_values(["place", "origin"])
    counted = np.bincount(pairs["place"], minlength=len(index))
    ids = index.to_series()
    single = incidents["incident_id"][(verification == "single_origin").to_numpy()]
    several = incidents["incident_id"][(verification == "corroborated").to_numpy()]
    is_single = is_in(ids, single)
    is_several = is_in(ids, several) & ~is_single
    at_least = is_several & (counted < 2)
    origins = np.where(is_single, 1, np.where(at_least, 2, counted))
    by_person = is_single | is_several
    known_by = np.where(by_person, 0, np.where(counted > 0, 1, -1)).astype(np.int8)
    return pd.DataFrame(
        {
            "reports": pd.array(reports, dtype="Int64"),
            "others": pd.array(told - reports, dtype="Int64"),
            "origins": pd.Series(origins, dtype="Int64").mask(origins == 0).array,
            "at_least": at_least,
            "origin_names": _joined(pairs["origin"], counted).array,
            "named": counted,
            "known_by": pd.Categorical.from_codes(known_by, categories=pd.Index(KNOWN_BY)),
        },
        index=index,
    )


@dataclass(frozen=True, eq=False)
class Origins:
    """The independent origins of the incidents of a table, as `count_origins` counts them.

    `counts` is the number of each incident's origins, 0 where it is not known, by the number that
    `counting.incident_numbers` gives it. Named origins are pairs: `incidents` and `names`, each a
    number.
    """

    counts: Ints
    incidents: Ints
    names: Ints

    def of_rows(self, rows: pd.DataFrame) -> Ints:
        """The number of origins of the incident of each row, 0 where it is not known."""
        return np.asarray(self.counts[incident_numbers(rows)])

    def named(self, rows: pd.DataFrame) -> int:
        """The number of distinct origins that the accounts of the incidents of `rows` name."""
        if not len(self.names):
            return 0
        held = np.zeros(len(self.counts), dtype=bool)
        held[incident_numbers(rows)] = True
        return len(np.unique(self.names[held[self.incidents]]))


def origins_of(accounts: pd.DataFrame, incidents: pd.DataFrame) -> Origins:
    """The origins of all `incidents`, of which `accounts` tell."""
    # Of an account that was made of a source's name the origin is not known.
    coded = (
        accounts[~accounts["derived"].to_numpy(dtype=bool)] if "derived" in accounts else accounts
    )
    counted = count_origins(coded, incidents)
    names = counted["origin_names"].dropna().str.split(_BETWEEN_NAMES, regex=False)
    number = np.flatnonzero(counted["origin_names"].notna())
    pairs = names.set_axis(number).explode()
    return Origins(
        counts=counted["origins"].to_numpy(dtype=np.int64, na_value=0),
        incidents=pairs.index.to_numpy(),
        names=numbered(pairs.astype("str")).codes,
    )


def _outlets(sources: pd.DataFrame) -> pd.DataFrame:
    """One row per incident and name in `source_name`: incident_id, outlet, url, file, record."""
    names, parents = _parts(sources["source_name"])
    urls, url_parents = _parts(sources["source_url"])
    matched = np.bincount(parents, minlength=len(sources)) == np.bincount(
        url_parents, minlength=len(sources)
    )
    url = pd.Series(np.nan, index=range(len(names)), dtype="str")
    # Where the numbers agree, the kept names and the kept addresses run in the same order.
    url[matched[parents]] = urls[matched[url_parents]].array
    of_incident = sources[["incident_id", "file", "record"]].iloc[parents].reset_index(drop=True)
    outlets = of_incident.assign(outlet=names.array, url=url.array)
    name, incident = numbered(names), numbered(outlets["incident_id"])
    again = pd.Series(incident.codes * len(name.values) + name.codes).duplicated()
    return outlets[~again].reset_index(drop=True) if again.any() else outlets


def _parts(lists: "pd.Series[str]") -> tuple["pd.Series[str]", np.ndarray]:
    """The trimmed, non-blank parts of `;` lists, and for each the position of its list."""
    texts = pa.array(lists, type=pa.large_string(), from_pandas=True)
    split = pc.split_pattern(texts, ";")
    parents = pc.list_parent_indices(split).to_numpy()
    parts = pc.utf8_trim_whitespace(pc.list_flatten(split))
    filled = pc.greater(pc.utf8_length(parts), 0)
    return strings(parts.filter(filled)), parents[filled.to_numpy(zero_copy_only=False)]


def _missing(like: pd.Series, length: int) -> pd.Series:
    """`length` missing values of the same type as `like`."""
    return pd.Series(like.array[:0].take(np.full(length, -1), allow_fill=True))


def _reporting(accounts: pd.DataFrame, index: pd.Index) -> pd.DataFrame:
    """The accounts that report, with `place`, the position of their incident in `index`."""
    says_so = accounts["claims_happened"].isna() | (accounts["claims_happened"] == "yes")
    reporting = accounts.loc[says_so & (accounts["side"] != "expert").fillna(True)]
    place = places_in(reporting["incident_id"], index)
    return reporting[["outlet", "origin_outlet"]].assign(place=place)[place >= 0]


def _known_origins(reporting: pd.DataFrame) -> pd.DataFrame:
    """`place` and `origin` of the reports of incidents with at least one coded origin."""
    coded = reporting["origin_outlet"].notna()
    known = reporting[reporting["place"].isin(reporting.loc[coded, "place"])]
    return known[["place"]].assign(origin=origin_of(known))


def _joined(names: "pd.Series[str]", counts: np.ndarray) -> pd.Series:
    """The names of each place (sorted by place) in one text; missing where it has none."""
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]), type=pa.int32())
    texts = pa.array(names, type=pa.string(), from_pandas=True)
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    lists = pa.ListArray.from_arrays(offsets, texts)
    return strings(pc.binary_join(lists, _BETWEEN_NAMES)).mask(counts == 0)
