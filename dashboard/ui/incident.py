"""One incident's file: what, where, when, who says so, what followed, and where it comes from."""

import pandas as pd
import streamlit as st

from dashboard.countries import country_name
from dashboard.duplicates import kept_id
from dashboard.origins import count_origins
from dashboard.public.serving import is_public
from dashboard.schema import SENSITIVITY_UNSTATED, columns, label, other_dates, split_list
from dashboard.ui import merging, parts, public_incident, session, side_by_side, state
from dashboard.ui.cards import Card

PRECISION = {
    "town": "a town or site",
    "county": "a county or near a place",
    "province": "a province or state: an area, not a point",
    "country": "the country only",
}
STATUSES = (
    ("observed", "Observed", "No response was reported. That is not 'none took place'."),
    ("announced", "Announced", "None announced."),
    ("expected", "Only expected: a prediction, never counted as something that happened",
     "None expected by a source."),
)  # fmt: skip

UNKNOWN = (
    "No incident in the data in use has this id. If the link came from someone's own upload, ask "
    "them for the file and add it on the page Data."
)


def show_incident(view: state.View, incident_id: str) -> None:
    """The file of `incident_id`, whatever the filter; says so where there is none of that id.

    The id of a record that was merged shows the incident it became part of.
    """
    incident_id = kept_id(view.dataset.incidents, incident_id)
    rows = view.dataset.incident(incident_id)
    if rows.empty and not is_public():  # an address from before the preview, or from within it
        incident_id = session.renamed(incident_id)
        rows = view.dataset.incident(incident_id)
    if rows.empty:
        st.info(public_incident.UNKNOWN if view.release else UNKNOWN)
        return
    if view.release:
        public_incident.show(rows)
        return
    accounts = view.dataset.accounts_of_one(incident_id)
    first = rows.iloc[0]
    sources = parts.reports_and_origins(count_origins(accounts, rows).iloc[0])
    parts.show_cards([_what(first, sources)], key="incident_what", width=60)
    st.subheader("What is known")
    parts.show_cards(
        [_when_and_size(first), *(_where(row) for _, row in rows.iterrows()), _origin(rows)],
        key="incident_facts",
    )
    if pd.notna(first["notes"]):
        notes = Card(title="Coder's notes", body=str(first["notes"]))
        parts.show_cards([notes], key="incident_notes", width=60)
    _show_older_versions(view.dataset.superseded, rows)
    if records := merging.version_cards(first):
        st.subheader("What each record said")
        st.text("A person merged these records. Where they differ, this is what each of them says.")
        parts.show_cards(records, key="incident_records", width=20)
    st.subheader("Who says so")
    side_by_side.show_accounts(view, incident_id, "incident")
    _show_responses(view.dataset.responses, incident_id)


def _what(row: pd.Series, sources: str) -> Card:
    return Card(
        title=parts.title(row),
        subtitle=f"{parts.when(row)} · {parts.where(row)}",
        badges=parts.badges(row, sources),
        body=str(row["description"]),
    )


def _when_and_size(row: pd.Series) -> Card:
    names = {column.name: column for column in columns("incidents")}
    facts = [
        ("Began", parts.interval(row["start_date"], row["start_last"])),
        ("Date known to", label("date_precision", row["date_precision"]).lower()),
    ]
    if pd.notna(row["end_date"]):
        facts.append(("Ended", parts.interval(row["end_date"], row["end_date"])))
    elif pd.isna(row["duration_days"]):
        facts.append(("Ended", "not stated, or still going on"))
    if disputed := other_dates(row["tags"]):
        facts.append(("Date also given as", ", ".join(disputed)))
    facts.append(("Workers involved", parts.workers(row) or "not stated"))
    for name in ("action_type", "other_actions", "demands", "work_stoppage", "sector",
                 "enterprise_type", "outcome", "production_impact", "claimed_spread"):  # fmt: skip
        words = "; ".join(label(names[name].vocabulary, code) for code in split_list(row[name]))
        facts.append((name.replace("_", " ").capitalize(), words or "not stated"))
    for name in ("employer", "organization", "arrests", "injuries", "fatalities", "event_group"):
        if pd.notna(row[name]):
            facts.append((name.replace("_", " ").capitalize(), str(row[name])))
    return Card(title="The action", facts=tuple(facts))


def _where(row: pd.Series) -> Card:
    facts = [("Country", country_name(str(row["country"])))]
    for name, words in (
        ("unit_name", "Drawn in"), ("admin1", "Unit as recorded"), ("admin2", "Second-level unit"),
        ("location", "Place"), ("location_native", "In local script"),
    ):  # fmt: skip
        if pd.notna(row[name]):
            facts.append((words, str(row[name])))
    if pd.notna(row["latitude"]):
        facts.append(("Coordinates", f"{row['latitude']:g}, {row['longitude']:g}"))
    precision = row["location_precision"]
    facts.append(("Known to", PRECISION.get(precision, "not stated")))
    facts.append(("Found by", parts.FOUND[row["place_found"]]))
    if pd.notna(row["place_note"]):
        facts.append(("Note", str(row["place_note"])))
    return Card(title="The place", facts=tuple(facts))


def _origin(rows: pd.DataFrame) -> Card:
    row = rows.iloc[0]
    records = ", ".join(str(record) for record in rows["record"])
    facts = [("Incident id", str(row["incident_id"])), ("File", row["file"]), ("Record", records)]
    facts.append(("Sensitivity", _sensitivity(row["sensitivity"])))
    if pd.notna(row["tags"]):
        facts.append(("Tags", "\n".join(split_list(row["tags"]))))
    return Card(title="The record", facts=tuple(facts))


def _sensitivity(code: object) -> str:
    if isinstance(code, str):
        return label("sensitivity", code)
    return f"not coded: the public view counts it as {SENSITIVITY_UNSTATED}"


def _show_older_versions(superseded: pd.DataFrame, rows: pd.DataFrame) -> None:
    """The versions of older files, the newest first, each beside the version shown."""
    first = rows.iloc[0]
    older = superseded[superseded["incident_id"] == first["incident_id"]].iloc[::-1]
    if older.empty:
        return
    st.subheader("Other versions")
    st.caption(
        "Files give this incident other facts under the same id. The version of the newest file is "
        "shown above and counted; the others are kept."
    )
    same_place = {row["location_seq"]: row for _, row in rows.iterrows()}
    shown = [
        parts.version_card(row, same_place.get(row["location_seq"], first))
        for _, row in older.iterrows()
    ]
    parts.show_cards(shown, key="incident_versions", width=40)


def _show_responses(responses: pd.DataFrame, incident_id: str) -> None:
    st.subheader("What followed")
    found = responses[responses["incident_id"] == incident_id]
    for status, words, otherwise in STATUSES:
        part = found[found["status"] == status]
        if part.empty and status != "observed":
            continue
        st.markdown(f"**{words}**")
        if part.empty:
            st.text(otherwise)
            continue
        by_date = part.sort_values("response_date")
        shown = [parts.response_card(row) for _, row in by_date.iterrows()]
        parts.show_cards(shown, key=f"responses_{status}")
