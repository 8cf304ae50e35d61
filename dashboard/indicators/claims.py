"""What the accounts of one incident claim, side by side, and where they contradict each other.

An account that does not say contradicts nobody. Two accounts differ on

- happened, spread, mood: when their codes differ (silence is a claim of its own; a spread coded as
  not known is none);
- date: when the days, months or years they give do not overlap;
- size: when their ranges do not overlap ('at least 50' has no upper end, 'up to 50' begins at 0),
  or, where neither gives a number, when their words differ but for case;
- causes: when each names one that the other leaves out. An account that names only some of the
  causes of another tells less, not something else.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product

import pandas as pd

from dashboard.indicators.sides import LOCAL_GROUP, OFFICIAL_GROUP, group_of
from dashboard.periods import known_words, last_day
from dashboard.schema import label, split_list, vocabulary
from dashboard.sizes import size_words

NOT_KNOWN = "unknown"
"""The code of `claimed_spread` that claims nothing."""

READ = (
    "side",
    "claims_happened",
    "claimed_date",
    "claimed_date_precision",
    "claimed_workers_low",
    "claimed_workers_high",
    "claimed_workers_text",
    "claimed_spread",
    "claimed_causes",
    "mood",
)
"""The columns of an account that say whose it is and what it claims."""

Value = str | tuple[float, float] | frozenset[str]
"""A code or casefolded words, a span from first to last, or a set of codes."""
Account = dict[str, object]


@dataclass(frozen=True)
class Claim:
    """What one account says of one field: to be compared, and in plain words."""

    value: Value
    words: str


@dataclass(frozen=True)
class Comparison:
    """One field of the accounts of one incident.

    `values`: the words of each account that says something, by account_id, in the order of the
    accounts. `by_side`: for each side that has an account, in the order of the vocabulary, how many
    accounts use which words, the most used first; empty where the side does not say. `differs`:
    at least two accounts contradict each other; `sides_differ`: an official and a local one do.
    """

    field: str
    values: dict[str, str]
    by_side: dict[str, dict[str, int]]
    differs: bool
    sides_differ: bool


def compare_claims(accounts: pd.DataFrame) -> tuple[Comparison, ...]:
    """One comparison per field of FIELDS, over the accounts of one incident."""
    rows = _rows(accounts)
    present = {row["side"] for row in rows}
    sides = [side for side in vocabulary("side") if side in present]
    return tuple(_compared(field, rows, sides) for field in FIELDS)


def differing_fields(accounts: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """For each account of one incident the fields on which another account contradicts it.

    By account_id, in the order of the accounts; () where nobody does.
    """
    rows = _rows(accounts)
    found: dict[str, list[str]] = {str(row["account_id"]): [] for row in rows}
    for field in FIELDS:
        claims = _claims(field, rows)
        distinct = {claim.value for _, claim in claims}
        disputed = {one for one in distinct if any(contradict(one, two) for two in distinct)}
        for row, claim in claims:
            if claim.value in disputed:
                found[str(row["account_id"])].append(field)
    return {account: tuple(names) for account, names in found.items()}


def contradict(one: Value, other: Value) -> bool:
    """Whether two values of one field cannot both be true (see the head of this module)."""
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return not (one <= other or other <= one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one[1] < other[0] or other[1] < one[0]
    return isinstance(one, str) and isinstance(other, str) and one != other


def _compared(field: str, rows: list[Account], sides: list[str]) -> Comparison:
    claims = _claims(field, rows)
    distinct = {claim.value for _, claim in claims}
    official, local = (
        {claim.value for row, claim in claims if group_of(row["side"]) == group}
        for group in (OFFICIAL_GROUP, LOCAL_GROUP)
    )
    return Comparison(
        field=field,
        values={str(row["account_id"]): claim.words for row, claim in claims},
        by_side={
            side: _counted(c.words for row, c in claims if row["side"] == side) for side in sides
        },
        differs=_any_contradict(distinct, distinct),
        sides_differ=_any_contradict(official, local),
    )


def _any_contradict(some: set[Value], others: set[Value]) -> bool:
    return any(contradict(one, other) for one, other in product(some, others))


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items(), key=lambda found: (-found[1], found[0])))


def _rows(accounts: pd.DataFrame) -> list[Account]:
    """One dict per account; a missing cell of any type is None."""
    columns = {name: accounts[name].astype("object") for name in ("account_id", *READ)}
    table = pd.DataFrame(columns)
    return [
        {str(name): cell for name, cell in row.items()}
        for row in table.where(table.notna(), None).to_dict("records")
    ]


def _claims(field: str, rows: list[Account]) -> list[tuple[Account, Claim]]:
    read = FIELDS[field]
    return [(row, claim) for row in rows if (claim := read(row)) is not None]


def _coded(column: str) -> Callable[[Account], Claim | None]:
    def read(row: Account) -> Claim | None:
        code = row[column]
        if not isinstance(code, str) or (column == "claimed_spread" and code == NOT_KNOWN):
            return None
        return Claim(code, label(column, code))

    return read


def _date(row: Account) -> Claim | None:
    first, precision = row["claimed_date"], str(row["claimed_date_precision"])
    if not isinstance(first, pd.Timestamp):
        return None
    days = first.toordinal(), last_day(first.date(), precision).toordinal()
    return Claim(days, known_words(first.date(), precision))


def _size(row: Account) -> Claim | None:
    low, high = _persons(row["claimed_workers_low"]), _persons(row["claimed_workers_high"])
    text = row["claimed_workers_text"]
    if low is not None or high is not None:
        ends = (0 if low is None else low, math.inf if high is None else high)
        return Claim(ends, size_words(low, high))
    return Claim(text.strip().casefold(), text.strip()) if isinstance(text, str) else None


def _persons(cell: object) -> int | None:
    return cell if isinstance(cell, int) else None


def _causes(row: Account) -> Claim | None:
    named = split_list(row["claimed_causes"])  # type: ignore[arg-type]
    codes = [code for code in vocabulary("demand") if code in named]
    return (
        Claim(frozenset(codes), "; ".join(label("demand", one) for one in codes)) if codes else None
    )


FIELDS: dict[str, Callable[[Account], Claim | None]] = {
    "happened": _coded("claims_happened"),
    "date": _date,
    "size": _size,
    "spread": _coded("claimed_spread"),
    "causes": _causes,
    "mood": _coded("mood"),
}
"""The fields compared, in the order shown, each with how it is read from an account."""
