"""The only way record text reaches the screen: as text, never as markup.

Text of ours may go to any Streamlit command; text of a record, a file's name included, only
through the functions here (or as a cell of `st.dataframe`).
"""

from collections.abc import Callable, Iterable, Sequence

import pandas as pd
import streamlit as st

from dashboard.countries import country_name
from dashboard.figures.theme import action_color, side_color
from dashboard.filters import describe_left_out
from dashboard.loading import Loss
from dashboard.periods import date_words
from dashboard.schema import Problem, columns, label, other_dates, split_list
from dashboard.store import Fault
from dashboard.ui import cards, state
from dashboard.ui.cards import Card

FOUND = {
    "named": "the first-level unit named in the record",
    "code": "the unit's code in the record",
    "gazetteer": "the place's name in the gazetteer",
    "polygon": "its coordinates, which fall into the unit",
    "nearest": "its coordinates, which fall within 2 km of the unit",
    "chosen": "chosen by a person among several places of that name",
    "country": "the country, which is all the record gives",
    "unplaced": "nothing: no unit could be told from what the record gives",
}


def show_cards(
    shown: Sequence[Card], key: str, width: int = 18, on_open: Callable[[str], None] | None = None
) -> None:
    """Cards side by side, each at least `width` rem wide; `on_open` runs before the next run."""
    cards.show(shown, key, width, on_open)


def show_text(text: str) -> None:
    """One line of record text."""
    st.text(text)


def show_filter_line(view: state.View, not_found: Sequence[str]) -> None:
    """The filter in words, 'n of N incidents', what was left out as too vague, and what the link
    asked for that is `not_found`."""
    total = view.dataset.incidents["incident_id"].nunique()
    line = f"{view.incidents:,} of {total:,} incidents: {view.filter.describe(view.unit_names)}"
    left_out = describe_left_out(view.selection)
    asked = ", ".join(value[:60] for value in not_found[:5])
    words = f"The link also asked for what is not in the data in use: {asked}"
    badges = ((words, True),) if asked else ()
    show_cards([Card(body=line, subtitle=left_out, badges=badges)], key="filter_line", width=60)


def open_incident(incident_id: str) -> None:
    """Show this incident's file on the page Incidents. For callbacks."""
    state.open_next(incident_id)


def when(row: pd.Series) -> str:
    """When the incident began, and until when it lasted, no more exactly than is known."""
    words = interval(row["start_date"], row["start_last"])
    if row["date_precision"] == "week":
        words = f"in the week of {words}"
    if pd.notna(row["end_date"]) and row["end_date"] > row["start_last"]:
        return f"{words}, until {date_words(row['end_date'].date())}"
    if pd.notna(row["duration_days"]):
        return f"{words}, for {row['duration_days']:g} days"
    return words


def interval(first: pd.Timestamp, last: pd.Timestamp) -> str:
    """A span of days in words: a day, a month, a year, or 'first to last'."""
    if first == last:
        return date_words(first.date())
    whole_month = first.day == 1 and last == first + pd.offsets.MonthEnd(0)
    if whole_month:
        return date_words(first.date()).partition(" ")[2]
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    return f"{date_words(first.date())} to {date_words(last.date())}"


def where(row: pd.Series) -> str:
    """The place from the most exact name to the country, each once."""
    names = [row["location"], row["admin2"], row["unit_name"], country_name(str(row["country"]))]
    if pd.isna(row["unit_name"]):
        names[2] = row["admin1"]
    return ", ".join(dict.fromkeys(str(name) for name in names if pd.notna(name)))


def workers(row: pd.Series) -> str:
    """How many workers were involved, as low to high, with the words of the report; '' unknown."""
    low, high, words = row["workers_low"], row["workers_high"], row["workers_text"]
    if pd.notna(low) and pd.notna(high):
        number = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    elif pd.notna(low):
        number = f"at least {low:,}"
    else:
        number = f"up to {high:,}" if pd.notna(high) else ""
    said = f"reported as: {words}" if pd.notna(words) else ""
    return "; ".join(part for part in (number, said) if part)


def badges(row: pd.Series, origins: str = "") -> tuple[tuple[str, bool], ...]:
    """The marks of an incident: verification, sources, whether its date is disputed, and whether
    files contradict each other on it."""
    found: list[tuple[str, bool]] = []
    if (versions := row.get("versions", 1)) > 1:
        found.append((f"{versions} versions: the newest is shown", True))
    if disputed := other_dates(row["tags"]):
        found.append((f"Date disputed: also given as {', '.join(disputed)}", True))
    if pd.notna(row["verification"]):
        word = label("verification", row["verification"])
        found.append((word, row["verification"] in ("disputed", "retracted", "unverified")))
    if origins:
        found.append((origins, False))
    return tuple(found)


def reports_and_origins(counts: pd.Series) -> str:
    """'3 reports, 1 independent origin' from a row of `origins.count_origins`; accounts that do not
    report it (experts, denials, silence) are counted beside."""
    reports, others = int(counts["reports"]), int(counts["others"])
    words = f"{reports} report{'' if reports == 1 else 's'}" if reports or not others else ""
    if others:
        plural = "" if others == 1 else "s"
        besides = f"{others} other account{plural}" if words else f"{others} account{plural}"
        words = f"{words} and {besides}" if words else f"{besides}, none a report of it"
    if pd.isna(counts["origins"]):
        return f"{words}, origins not coded"
    origins = int(counts["origins"])
    least = "at least " if counts["at_least"] else ""
    by = " as its coder judged" if not reports else ""
    return f"{words}, {least}{origins} independent origin{'' if origins == 1 else 's'}{by}"


def incident_card(row: pd.Series, origins: pd.DataFrame) -> Card:
    """An incident in short; its title opens its file."""
    action = label("action_type", row["action_type"]).partition(":")[0]
    sources = reports_and_origins(origins.loc[row["incident_id"]])
    return Card(
        title=title(row),
        subtitle=f"{when(row)} · {where(row)}",
        badges=((action, False), *badges(row, sources)),
        mark=action_color(row["action_type"], state.theme()),
        opens=str(row["incident_id"]),
    )


def title(row: pd.Series) -> str:
    """The record's title, else the start of its description."""
    text = str(row["title"] if pd.notna(row["title"]) else row["description"])
    return text if len(text) <= 140 else text[:139] + "…"


def account_card(row: pd.Series) -> Card:
    """One account: who says what, from where, and how far to trust it."""
    side = label("side", row["side"]) if pd.notna(row["side"]) else "Side not coded"
    facts = [
        ("First reported by", _words(row["origin_outlet"], "not coded")),
        ("Published", _published(row)),
        ("Language", _words(row["language"], "not given")),
        ("Says it happened", _coded("claims_happened", row)),
        ("Mood as told", _coded("mood", row)),
        ("Spread it claims", _coded("claimed_spread", row)),
        ("Source", _grade("reliability", row)),
        ("Information", _grade("credibility", row)),
    ]
    body = "named as a source; no account coded" if row["derived"] else _words(row["summary"], "")
    return Card(
        title=_words(row["outlet"], "Outlet not named"),
        subtitle=side,
        body=body,
        facts=() if row["derived"] else tuple(facts),
        links=_links(row["url"]),
        mark=side_color(row["side"], state.theme()),
    )


def version_card(older: pd.Series, shown: pd.Series) -> Card:
    """An older version of an incident: its file and record, and where it says something else."""
    said = {
        column.name: (_plain(older[column.name]), _plain(shown[column.name]))
        for column in columns("incidents")
    }
    differing = [
        (name.replace("_", " ").capitalize(), here)
        for name, (here, there) in said.items()
        if here != there
    ]
    return Card(
        title=title(older),
        subtitle=f"{when(older)} · {where(older)}",
        body="Where it differs from the version shown, it says:",
        facts=(("File", older["file"]), ("Record", str(older["record"])), *differing),
    )


def fault_cards(faults: Iterable[Fault]) -> list[Card]:
    """What of the store could not be read, one card each."""
    return [
        Card(title="A file of the shared data is damaged", body=str(fault), badges=((_ASK, True),))
        for fault in faults
    ]


_ASK = "Ask whoever runs this dashboard to run: unrest verify"


def response_card(row: pd.Series) -> Card:
    """One response: what, by whom, when."""
    date = row["response_date"]
    return Card(
        title=label("response", row["response"]),
        subtitle=f"{label('actor', row['actor'])} · "
        + (date_words(date.date()) if pd.notna(date) else "date not given"),
        body=_words(row["summary"], ""),
        links=_links(row["url"]),
    )


def coverage_cards(statements: pd.DataFrame) -> list[Card]:
    """What is known of how complete the records are, one card per statement, with its source."""
    return [
        Card(
            title=country_name(row["country"]) if row["country"] else "All countries",
            body=row["sentence"],
            subtitle=f"Source: {row['source']}",
        )
        for _, row in statements.iterrows()
    ]


def without_coverage(files: Sequence[str]) -> str:
    """That nothing is known of how complete the records of these files are."""
    named = ", ".join(files[:5]) + (f" and {len(files) - 5} more" if len(files) > 5 else "")
    return (
        f"No statement on coverage came with {named}: how much of what happened its records hold "
        "is not known here."
    )


def trigger_cards(triggers: pd.DataFrame) -> list[Card]:
    """The trigger events with the numbers they have on the figures; one card says if none is."""
    if triggers.empty:
        return [Card(body="No trigger event is known for these countries and dates.")]
    return [
        Card(
            title=f"{row['number']}: {row['label']}",
            subtitle=f"{date_words(row['date'].date())} · {country_name(row['country'])}",
            body=_words(row["note"], ""),
            links=_links(row["source_url"]),
        )
        for _, row in triggers.iterrows()
    ]


def problem_cards(problems: Iterable[Problem], most: int) -> list[Card]:
    """Problems of one kind as one card, the costliest first, at most `most` cards."""
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        kind = (problem.effect, problem.column or "", problem.reason)
        kinds.setdefault(kind, []).append(problem)
    costs = ("row rejected", "value dropped", "note")
    ordered = sorted(kinds.items(), key=lambda kind: (costs.index(kind[0][0]), -len(kind[1])))
    return [_problem_card(*kind, same) for kind, same in ordered[:most]]


def _problem_card(effect: str, column: str, reason: str, same: Sequence[Problem]) -> Card:
    records = [f"{problem.record:,}" for problem in same if problem.record is not None]
    more = f" and {len(records) - 8:,} more" if len(records) > 8 else ""
    values = list(dict.fromkeys(problem.value for problem in same if problem.value))
    facts = [("Record" if len(records) == 1 else "Records", ", ".join(records[:8]) + more)]
    facts += [("Value", "; ".join(value[:80] for value in values[:3]))] if values else []
    return Card(
        title=column or "The whole file",
        badges=((effect, effect != "note"),),
        body=reason,
        facts=tuple(facts) if records else (),
    )


def losses_table(losses: Iterable[Loss]) -> pd.DataFrame:
    """What became of each column as a table for `st.dataframe`."""
    names = ["blank", "kept", "mapped", "tagged", "dropped", "rejected"]
    rows = [
        (loss.column, ", ".join(loss.targets), *(getattr(loss, n) for n in names), loss.reason)
        for loss in losses
    ]
    shown = ["blank", "kept", "mapped", "in tags only", "dropped", "in rejected records"]
    return pd.DataFrame(rows, columns=["column", "goes to", *shown, "why"])


def unknown_words_table(losses: Iterable[Loss]) -> pd.DataFrame:
    """The words without a code, as a table for `st.dataframe`."""
    rows = [(loss.column, word, number) for loss in losses for word, number in loss.unknown]
    return pd.DataFrame(rows, columns=["column", "word", "cells"])


def show_message(words: str, cause: str, remedy: str) -> None:
    """An error: what is the matter in our own words, and cause and remedy as text."""
    st.error(words)
    st.text(f"{cause}. {remedy}".strip(". ") + ".")


def problems_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """Problems as a table for `st.dataframe` or a download; a missing record means the file."""
    return pd.DataFrame(
        [(p.record, p.column, p.value, p.reason, p.effect) for p in problems],
        columns=["record", "column", "value", "what is wrong, and what to do", "effect"],
    ).astype({"record": "Int64"})


def _plain(cell: object) -> str:
    if isinstance(cell, pd.Timestamp):
        return str(cell.date())
    return _words(cell, "blank")


def _links(cell: object) -> tuple[str, ...]:
    return tuple(split_list(cell)) if isinstance(cell, str) else ()


def _words(cell: object, otherwise: str) -> str:
    return str(cell) if pd.notna(cell) else otherwise  # type: ignore[call-overload]


def _coded(kind: str, row: pd.Series) -> str:
    return label(kind, row[kind]) if pd.notna(row[kind]) else "not coded"


def _grade(kind: str, row: pd.Series) -> str:
    return f"{row[kind]}: {label(kind, str(row[kind]))}" if pd.notna(row[kind]) else "not graded"


def _published(row: pd.Series) -> str:
    date = row["published"]
    if pd.isna(date):
        return "date not given"
    words = date_words(date.date())
    if row["published_precision"] == "year":
        return str(date.year)
    return words.partition(" ")[2] if row["published_precision"] == "month" else words
