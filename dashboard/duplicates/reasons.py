"""Why incidents are proposed to be one, in words that a person can check."""

from collections.abc import Sequence
from datetime import date, datetime

from dashboard.countries import country_name
from dashboard.duplicates.cells import Row, is_missing
from dashboard.periods import range_words
from dashboard.schema import label

Reason = tuple[str, str]
"""What is compared, and what was found. The second holds text of records: it is not ours."""


COLUMNS = (
    "incident_id", "start_date", "start_last", "country", "unit_name", "admin1", "location",
    "admin2", "workers_low", "workers_high", "workers_text", "sector", "action_type",
    "source_name",
)  # fmt: skip
"""What reasons are taken from."""


def explain(rows: Sequence[Row], shared: Sequence[str], similarity: float) -> tuple[Reason, ...]:
    """The reasons for putting incidents together: one of `rows` (COLUMNS) for each of them.

    `shared` are words that they have in common, rarest first.
    """
    words = ", ".join(shared)
    return (
        ("Words in common", f"{words or 'none in all of them'} (similarity {similarity:.2f})"),
        ("When", _when(rows)),
        ("Unit", _agreement([_unit(row) for row in rows])),
        ("Place", _agreement([_first(row, "location", "admin2") for row in rows])),
        ("Workers", _agreement([_workers(row) for row in rows])),
        ("Sector", _agreement([_label("sector", row) for row in rows])),
        ("Action", _agreement([_label("action_type", row) for row in rows])),
        ("Sources", _agreement([_first(row, "source_name") for row in rows])),
    )


def _when(rows: Sequence[Row]) -> str:
    spans = [(_day(row["start_date"]), _day(row["start_last"])) for row in rows]
    told = "; ".join(dict.fromkeys(range_words(*span) for span in sorted(spans)))
    exact = all(first == last for first, last in spans)
    apart = _days_apart(spans)
    if apart:
        return f"{told}: {apart} day{'' if apart == 1 else 's'} apart"
    return f"{told}: the same day" if exact else f"{told}: may be the same day"


def _days_apart(spans: Sequence[tuple[date, date]]) -> int:
    """Days between the first that may be the last beginning, and the last that may be the first."""
    return max(0, (max(first for first, _ in spans) - min(last for _, last in spans)).days)


def _day(cell: object) -> date:
    if not isinstance(cell, datetime):
        raise TypeError(f"{cell!r} is not a date")
    return cell.date()


def _agreement(told: Sequence[str]) -> str:
    """What the incidents say of one thing ('' where one says nothing)."""
    known = list(dict.fromkeys(one for one in told if one))
    silent = sum(not one for one in told)
    if not known:
        return "not stated"
    if not silent:
        return f"the same: {known[0]}" if len(known) == 1 else f"different: {'; '.join(known)}"
    return f"{'; '.join(known)}; not stated in {silent} of {len(told)}"


def _unit(row: Row) -> str:
    country = country_name(str(row["country"]))
    return _first(row, "unit_name", "admin1") or f"{country}, no unit given"


def _first(row: Row, *names: str) -> str:
    """The first of these cells that is filled."""
    return next((str(row[name]) for name in names if not is_missing(row[name])), "")


def _label(kind: str, row: Row) -> str:
    return "" if is_missing(row[kind]) else label(kind, str(row[kind]))


def _workers(row: Row) -> str:
    low, high = (_number(row[name]) for name in ("workers_low", "workers_high"))
    if low and high:
        return low if low == high else f"{low} to {high}"
    if low or high:
        return f"at least {low}" if low else f"up to {high}"
    return _first(row, "workers_text")


def _number(cell: object) -> str:
    return "" if is_missing(cell) else f"{cell:,}"
