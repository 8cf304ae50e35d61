"""Cards of incidents, accounts, responses and what stands beside them."""

import pandas as pd

from dashboard.countries import country_name
from dashboard.figures.theme import action_color, side_color
from dashboard.periods import date_words
from dashboard.schema import columns, label, other_dates, split_list
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


def incident_card(row: pd.Series, origins: pd.DataFrame) -> Card:
    """An incident in short; its title opens its file."""
    action = label("action_type", row["action_type"]).partition(":")[0]
    sources = words.reports_and_origins(origins.loc[row["incident_id"]])
    return Card(
        title=words.title(row),
        subtitle=f"{words.when(row)} · {words.where(row)}",
        badges=((action, False), *badges(row, sources)),
        mark=action_color(row["action_type"], state.theme()),
        opens=str(row["incident_id"]),
    )


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
