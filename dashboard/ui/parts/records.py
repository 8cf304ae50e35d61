"""Cards of incidents, accounts, responses and what stands beside them."""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboard.countries import country_name
from dashboard.figures.theme import action_color, side_color
from dashboard.periods import date_words
from dashboard.schema import WITHHELD, columns, label, other_dates, split_list
from dashboard.ui import state
from dashboard.ui.cards import Card
from dashboard.ui.parts import words


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


def incident_card(row: pd.Series, origins: pd.DataFrame | None) -> Card:
    """An incident in short; its title opens its file. Without `origins` nothing is said of its
    sources."""
    action = label("action_type", row["action_type"]).partition(":")[0]
    if row["action_type"] == WITHHELD:
        action = "Form of action withheld"
    sources = ""
    if origins is not None:
        sources = words.reports_and_origins(origins.loc[row["incident_id"]])
    return Card(
        title=words.title(row),
        subtitle=f"{words.when(row)} · {words.where(row)}",
        badges=((action, False), *badges(row, sources)),
        mark=action_color(row["action_type"], state.theme()),
        opens=str(row["incident_id"]),
    )


def account_card(
    row: pd.Series, claims: Mapping[str, str], differs: Sequence[str], tone: str, words: str
) -> Card:
    """One account: who says what, from where, how far to trust it, and in what tone.

    `claims` are what it claims in words, by the label of the field; of those, `differs` are
    contradicted by another account. `tone` is its tone in words, `words` what drove it.
    """
    if row["derived"]:
        return Card(
            title=_words(row["outlet"], "Outlet not named"),
            subtitle="Side not coded",
            body="Named as a source; no account coded.",
            links=_links(row["url"]),
        )
    language = _words(row["language"], "not given")
    unsaid = [field.rstrip("?").lower() for field, said in claims.items() if not said]
    facts = (
        ("First reported by", _words(row["origin_outlet"], "not coded")),
        ("Published", _published(row)),
        ("Language", label("language", language)),
        *((field, said) for field, said in claims.items() if said),
        *([("Does not say", ", ".join(unsaid))] if unsaid else []),
        ("Source (A to F)", _grade("reliability", row)),
        ("Information (1 to 6)", _grade("credibility", row)),
        ("Tone of the summary, not the mood of the workers", tone),
    )
    return Card(
        title=_words(row["outlet"], "Outlet not named"),
        subtitle=label("side", row["side"]),
        body=_words(row["summary"], ""),
        facts=(*facts, ("Words behind it", words)) if words else facts,
        links=_links(row["url"]),
        differs=(*differs,),
        mark=side_color(row["side"], state.theme()),
    )


def text_card(row: pd.Series, tone: str) -> Card:
    """What one account says, and its tone in words."""
    return Card(
        title=_words(row["outlet"], "Outlet not named"),
        subtitle=f"{label('side', row['side'])} · {_published(row)}",
        body=_words(row["summary"], ""),
        facts=(("Tone of the text", tone),),
        links=_links(row["url"]),
        mark=side_color(row["side"], state.theme()),
    )


def expectation_card(row: pd.Series, incident: pd.Series) -> Card:
    """One expected response and what became of it; its title opens the `incident`."""
    seen = row["state"] == "seen"
    badge = "Not seen" if row["state"] == "not seen" else str(row["state"]).capitalize()
    facts = [
        ("Expected of", label("actor", row["actor"])),
        ("Since" if row["dated"] else "Not dated, counted from", _day(row["expected_on"])),
    ]
    if seen:
        facts.append(("Seen on", _day(row["seen_on"])))
        if row["seen_actor"] != row["actor"]:
            facts.append(("Done by", label("actor", row["seen_actor"])))
        if row["seen_incident"] != row["incident_id"]:
            facts.append(("At the incident", str(row["seen_incident"])))
    else:
        name = "Not seen after" if row["state"] == "not seen" else "Not seen so far"
        facts.append((name, f"{row['days']:,} days"))
    if row["announced"]:
        facts.append(("Announced on", _day(row["announced_on"])))
    return Card(
        title=label("response", row["response"]),
        subtitle=words.title(incident),
        badges=((badge, not seen),),
        body=_words(row["summary"], ""),
        facts=tuple(facts),
        links=_links(row["url"]),
        opens=str(row["incident_id"]),
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
        title=words.title(older),
        subtitle=f"{words.when(older)} · {words.where(older)}",
        body="Where it differs from the version shown, it says:",
        facts=(("File", older["file"]), ("Record", str(older["record"])), *differing),
    )


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


def _plain(cell: object) -> str:
    if isinstance(cell, pd.Timestamp):
        return str(cell.date())
    return _words(cell, "blank")


def _links(cell: object) -> tuple[str, ...]:
    return tuple(split_list(cell)) if isinstance(cell, str) else ()


def _words(cell: object, otherwise: str) -> str:
    return str(cell) if pd.notna(cell) else otherwise  # type: ignore[call-overload]


def _grade(kind: str, row: pd.Series) -> str:
    return f"{row[kind]}: {label(kind, str(row[kind]))}" if pd.notna(row[kind]) else "not graded"


def _day(date: pd.Timestamp) -> str:
    return date_words(date.date()) if pd.notna(date) else "date not given"


def _published(row: pd.Series) -> str:
    date = row["published"]
    if pd.isna(date):
        return "date not given"
    words = date_words(date.date())
    if row["published_precision"] == "year":
        return str(date.year)
    return words.partition(" ")[2] if row["published_precision"] == "month" else words
