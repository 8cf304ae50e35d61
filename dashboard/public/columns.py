"""What becomes of each column of an incident in the public view."""

from typing import Literal

Rule = Literal["told", "text", "place", "persons", "guarded", "made", "absent"]

RULES: dict[str, Rule] = {
    "incident_id": "made",
    "location_seq": "made",
    "title": "text",
    "description": "text",
    "start_date": "made",
    "end_date": "made",
    "date_precision": "made",
    "country": "told",
    "admin1": "place",
    "admin1_code": "place",
    "admin2": "place",
    "location": "place",
    "location_native": "text",
    "latitude": "place",
    "longitude": "place",
    "location_precision": "place",
    "action_type": "guarded",
    "other_actions": "made",
    "work_stoppage": "made",
    "sector": "guarded",
    "employer": "text",
    "enterprise_type": "guarded",
    "organization": "text",
    "workers_low": "persons",
    "workers_high": "persons",
    "workers_text": "absent",
    "duration_days": "told",
    "demands": "guarded",
    "outcome": "guarded",
    "production_impact": "guarded",
    "claimed_spread": "guarded",
    "arrests": "persons",
    "injuries": "persons",
    "fatalities": "persons",
    "event_group": "text",
    "verification": "told",
    "sensitivity": "absent",
    "source_name": "absent",
    "source_url": "absent",
    "notes": "absent",
    "tags": "absent",
}
"""told: as recorded. text: for the classes whose texts are told. place: as exactly as the class
allows. persons: without small numbers. guarded: without what few of a unit share. made: written
anew, see `releasing`. absent: never told. A column that is not here is not told either."""

WITH = {"action_type": ("other_actions", "work_stoppage"), "month": ("end_date",)}
"""What goes with a guarded column: it would tell what is withheld."""


def columns_of(rule: Rule) -> tuple[str, ...]:
    """The columns with one rule, in the order of the schema."""
    return tuple(name for name, own in RULES.items() if own == rule)
