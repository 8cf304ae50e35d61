"""The bundled records against the schema, against each other, and against what is known of them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from dashboard.loading import read_bytes
from dashboard.package import DATA
from dashboard.schema import DISPUTED_DATE_TAG, TABLES, Column, columns, split_list, vocabulary

Row = dict[str, str]

# Counted when the records were coded (24 November 2026). A file that moves them says so here.
ROWS = {"incidents": 93, "accounts": 176, "responses": 114}
COUNTRIES = {
    "PRK": 31,
    "CHN": 17,  # 4 of them North Koreans abroad
    "BGD": 8,
    "KOR": 4,
    **dict.fromkeys(["MMR", "ZAF"], 3),
    **dict.fromkeys(["DEU", "GEO", "IDN", "IND", "IRN", "KEN", "KWT"], 2),
    **dict.fromkeys(
        ["ARG", "CHL", "COG", "EGY", "ETH", "KAZ", "MEX", "NGA", "PAK", "RUS", "TUR", "USA", "VNM"],
        1,
    ),
}
# As coded by the person who read the pages.
VERIFICATIONS = {"single_origin": 64, "corroborated": 26, "disputed": 3}
STATUSES = {"observed": 105, "announced": 6, "expected": 3}
BORDER_PROVINCES = {"KP-09", "KP-10"}

# Two names, one independent report: the notes of each say why.
SECOND_NAME_DOES_NOT_COUNT = {
    "PRK-1998-001": "Independence of the two testimonies is not established",
    "PRK-2026-001": "ONE ORIGIN",
    "KWT-2016-001": "looks like a mix-up",
}

SIZES = ("claimed_workers_low", "claimed_workers_high")
CLAIMS = ("claimed_date", *SIZES, "claimed_workers_text", "claimed_causes")
# Coded from the summaries one by one (26 November 2026); data/README.md has the rules.
CLAIMED = dict(zip(CLAIMS, (36, 23, 20, 49, 54), strict=True))
NOTHING = ("", "", "", "", "")
HOERYONG = {
    # The only text with a day. Its one year is in 'demands for 2025', hence the disputed date.
    "PRK-2026-001-A1": ("2025-01-02", "", "", "many", "unpaid_mobilisation;ideological_duties"),
    # 'This year' in a report of 12 January 2026, and no day; irritation with calls for sacrifice.
    "PRK-2026-001-A2": ("2026", "", "", "most", "ideological_duties"),
    # Inside source: unpaid call-ups, and being called the 'driving force'. No day, no size.
    "PRK-2026-001-A3": ("", "", "", "", "unpaid_mobilisation;ideological_duties"),
    # Its address, 2026/01, dates the page and not the walkout.
    "PRK-2026-001-A4": ("", "", "", "", "unpaid_mobilisation"),
    # State media on tears and pledges; KCNA on the speech. Nothing about workers leaving.
    "PRK-2026-001-A5": NOTHING,
    "PRK-2026-001-A6": NOTHING,
    "PRK-2026-001-A7": NOTHING,
    # Analysts on what it means, not on what the workers wanted.
    "PRK-2026-001-A8": NOTHING,
}
MULTIPLES = {"million": 1_000_000, "crore": 10_000_000}
NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], start=1
    )
}


def read(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


FILES = {table: read(table) for table in TABLES}
INCIDENTS = {row["incident_id"]: row for row in FILES["incidents"]}
ACCOUNTS = {row["account_id"]: row for row in FILES["accounts"]}
CORRECTIONS = read("corrections")


def is_date(text: str) -> bool:
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
        return False
    return date.fromisoformat(text + "-01-01"[len(text) - 4 :]).year <= 2026


def is_number(text: str, column: Column) -> bool:
    number = float(text)
    within = column.lowest is None or column.highest is None
    return within or column.lowest <= number <= column.highest  # type: ignore[operator]


CHECKS: dict[str, Callable[[str, Column], bool]] = {
    "date": lambda text, _: is_date(text),
    "integer": lambda text, column: text.isdigit() and is_number(text, column),
    "decimal": is_number,
    "enum": lambda text, column: text in vocabulary(column.vocabulary),
    "list": lambda text, column: (
        not column.vocabulary or set(split_list(text)) <= set(vocabulary(column.vocabulary))
    ),
    "url": lambda text, _: text.startswith(("http://", "https://")),
    "urls": lambda text, _: all(url.startswith("http") for url in text.split(";")),
    "country": lambda text, _: re.fullmatch("[A-Z]{3}", text) is not None,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_value_is_one_that_its_column_allows(table: str) -> None:
    wrong = [
        (row["incident_id"], column.name, value)
        for row in FILES[table]
        for column in columns(table)  # type: ignore[arg-type]
        if (value := row[column.name])
        and not CHECKS.get(column.kind, lambda *_: True)(value, column)
    ]
    assert wrong == []


@pytest.mark.parametrize("table", TABLES)
def test_header_is_the_schema_and_no_required_cell_is_blank(table: str) -> None:
    own = columns(table)  # type: ignore[arg-type]
    assert list(FILES[table][0]) == [column.name for column in own]
    needed = [column.name for column in own if column.required == "yes"]
    assert [
        (row["incident_id"], name) for row in FILES[table] for name in needed if not row[name]
    ] == []


@pytest.mark.parametrize("table", TABLES)
def test_no_value_carries_spaces_around_it_or_a_word_for_missing(table: str) -> None:
    wrong = [
        (row["incident_id"], name, value)
        for row in FILES[table]
        for name, value in row.items()
        if value != value.strip() or value.casefold() in {"n/a", "nan", "not stated"}
    ]
    assert wrong == []


@pytest.mark.parametrize("table", TABLES)
def test_a_file_is_written_as_the_csv_module_writes_it(table: str) -> None:
    content = (DATA / f"{table}.csv").read_bytes().decode("utf-8")
    again = io.StringIO(newline="")
    csv.writer(again, lineterminator="\n").writerows(csv.reader(io.StringIO(content, newline="")))
    assert again.getvalue() == content


def test_number_of_rows_countries_and_verifications() -> None:
    assert {table: len(rows) for table, rows in FILES.items()} == ROWS
    assert Counter(row["country"] for row in INCIDENTS.values()) == COUNTRIES
    assert Counter(row["verification"] for row in INCIDENTS.values()) == VERIFICATIONS
    assert Counter(row["status"] for row in FILES["responses"]) == STATUSES


def test_north_korea_is_seen_from_the_border_and_from_single_origins() -> None:
    inside = [row for row in INCIDENTS.values() if row["country"] == "PRK"]
    assert sum(row["admin1_code"] in BORDER_PROVINCES for row in inside) == 22
    assert {row["verification"] for row in inside} == {"single_origin"}


def test_incidents_are_sorted_and_ids_are_unique() -> None:
    ids = [row["incident_id"] for row in FILES["incidents"]]
    assert ids == sorted(set(ids))
    assert all(re.fullmatch(r"[A-Z]{3}-\d{4}-\d{3}", each) for each in ids)
    assert [each for each in ids if each[:3] != INCIDENTS[each]["country"]] == []
    assert len(ACCOUNTS) == len(FILES["accounts"])


def test_every_account_and_response_points_to_an_incident() -> None:
    for table in ("accounts", "responses"):
        assert {row["incident_id"] for row in FILES[table]} <= set(INCIDENTS)
    assert {row["incident_id"] for row in FILES["accounts"]} == set(INCIDENTS)
    for account_id, row in ACCOUNTS.items():
        assert account_id.rpartition("-")[0] == row["incident_id"]


def test_outlets_and_addresses_of_an_incident_are_those_of_its_accounts() -> None:
    for incident_id, row in INCIDENTS.items():
        own = [each for each in ACCOUNTS.values() if each["incident_id"] == incident_id]
        assert split_list(row["source_name"]) == list(dict.fromkeys(a["outlet"] for a in own))
        assert row["source_url"].split(";") == list(dict.fromkeys(a["url"] for a in own))


def test_no_address_leads_through_a_search_engine() -> None:
    urls = [row["url"] for table in ("accounts", "responses") for row in FILES[table]]
    assert [url for url in urls if "/url?q=" in url] == []


def test_ends_and_sizes_are_in_order() -> None:
    for row in INCIDENTS.values():
        assert not row["end_date"] or row["end_date"] >= row["start_date"], row["incident_id"]
        low, high = row["workers_low"], row["workers_high"]
        assert not (low and high) or int(low) <= int(high), row["incident_id"]
        assert bool(row["latitude"]) == bool(row["longitude"]), row["incident_id"]


def test_a_date_is_written_at_its_precision() -> None:
    ends = {"month": "-01", "year": "-01-01"}
    for row in INCIDENTS.values():
        assert row["start_date"].endswith(ends.get(row["date_precision"], "")), row["incident_id"]
        assert len(row["start_date"]) == 10


def test_a_country_wide_incident_has_no_point() -> None:
    unplaced = [row for row in INCIDENTS.values() if row["location_precision"] == "country"]
    assert len(unplaced) == 12
    assert {row["latitude"] for row in unplaced} == {""}


def test_no_account_says_that_something_happened_before_it_did() -> None:
    early = [
        account_id
        for account_id, row in ACCOUNTS.items()
        if row["claims_happened"] == "yes"
        and row["published"]
        and row["published"] < INCIDENTS[row["incident_id"]]["start_date"][: len(row["published"])]
    ]
    assert early == []


def origins_that_say_so(incident_id: str) -> set[str]:
    """Who first reported it, or published it where no origin is named; denials left out."""
    return {
        row["origin_outlet"] or row["outlet"]
        for row in ACCOUNTS.values()
        if row["incident_id"] == incident_id and row["claims_happened"] in ("yes", "")
    }


def test_corroborated_means_two_origins_and_single_origin_means_fewer() -> None:
    for incident_id, row in INCIDENTS.items():
        origins = origins_that_say_so(incident_id)
        if row["verification"] == "corroborated":
            assert len(origins) >= 2, incident_id
        elif row["verification"] == "single_origin" and len(origins) > 1:
            named = {
                account["origin_outlet"]
                for account in ACCOUNTS.values()
                if account["incident_id"] == incident_id and account["claims_happened"] == "yes"
            } - {""}
            assert len(named) < 2 or SECOND_NAME_DOES_NOT_COUNT[incident_id] in row["notes"]


def test_one_named_origin_is_never_confirmed_by_others() -> None:
    wrong = [
        account_id
        for account_id, row in ACCOUNTS.items()
        if row["credibility"] == "1"
        and INCIDENTS[row["incident_id"]]["verification"] == "single_origin"
    ]
    assert wrong == []


def test_hoeryong_shows_both_years_one_origin_and_a_claim_wider_than_the_place() -> None:
    row = INCIDENTS["PRK-2026-001"]
    assert (row["start_date"], row["date_precision"]) == ("2026-01-02", "day")
    assert f"{DISPUTED_DATE_TAG}=2025-01-02" in split_list(row["tags"])
    assert row["notes"].startswith("DATE CONFLICT 2025/2026")
    assert (row["claimed_spread"], row["location_precision"]) == ("national", "town")
    responses = [each for each in FILES["responses"] if each["incident_id"] == "PRK-2026-001"]
    assert [each["status"] for each in responses] == ["expected"] * 3


def test_state_media_that_left_the_walkouts_out_claim_no_spread_of_them() -> None:
    state = [
        row
        for row in ACCOUNTS.values()
        if row["incident_id"] == "PRK-2026-001" and row["side"] == "state"
    ]
    assert [row["claims_happened"] for row in state] == ["silent"] * 3
    assert [row["claimed_spread"] for row in state] == [""] * 3


def claims(account_id: str) -> tuple[str, ...]:
    return tuple(ACCOUNTS[account_id][name] for name in CLAIMS)


def test_number_of_accounts_that_claim_each_thing() -> None:
    assert {name: sum(bool(row[name]) for row in ACCOUNTS.values()) for name in CLAIMS} == CLAIMED


def test_nobody_judged_the_tone() -> None:
    assert {row["tone"] for row in ACCOUNTS.values()} == {""}


def test_the_first_case_is_claimed_account_by_account() -> None:
    own = [each for each in ACCOUNTS if ACCOUNTS[each]["incident_id"] == "PRK-2026-001"]
    assert {each: claims(each) for each in own} == HOERYONG


def test_state_accounts_of_the_first_case_claim_nothing_but_silence() -> None:
    state = [
        account_id
        for account_id, row in ACCOUNTS.items()
        if row["incident_id"] == "PRK-2026-001" and row["side"] == "state"
    ]
    assert state == ["PRK-2026-001-A5", "PRK-2026-001-A6", "PRK-2026-001-A7"]
    assert {ACCOUNTS[each]["claims_happened"] for each in state} == {"silent"}
    assert {claims(each) for each in state} == {NOTHING}


def test_an_account_that_left_the_incident_out_claims_nothing_about_it() -> None:
    silent = [each for each, row in ACCOUNTS.items() if row["claims_happened"] == "silent"]
    assert len(silent) == 6
    assert [each for each in silent if claims(each) != NOTHING] == []


def numbers(text: str) -> set[int]:
    """Whole numbers that a text gives in digits, in words, in millions or in crore."""
    found = {
        int(digits.replace(",", "")) * MULTIPLES.get(multiple, 1)
        for digits, multiple in re.findall(
            r"(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)(?![.,]?\d)(?: (million|crore)\b)?", text
        )
    }
    words = set(re.findall(r"[a-z]+", text.casefold()))
    return found | {number for word, number in NUMBER_WORDS.items() if word in words}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,000 of 1,800 since 8:30", {1000, 1800, 8, 30}),
        ("over 25 crore, or 250 million", {250_000_000}),
        ("two women; about Ten men", {2, 10}),
        ("10.2 percent and 1,00", set()),
        ("", set()),
    ],
)
def test_numbers_of_a_text(text: str, found: set[int]) -> None:
    assert numbers(text) == found


def test_a_claimed_size_stands_in_the_summary_or_in_the_incident() -> None:
    unfounded = []
    for account_id, row in ACCOUNTS.items():
        incident = INCIDENTS[row["incident_id"]]
        texts = [incident[name] for name in ("workers_text", "notes", "description")]
        given = numbers("\n".join([row["summary"], *texts]))
        sizes = {int(row[name]) for name in SIZES if row[name]}
        unfounded += [(account_id, size) for size in sorted(sizes - given)]
        assert sizes <= numbers(row["claimed_workers_text"]), account_id
    assert unfounded == []


def test_a_claimed_date_holds_the_start_of_the_incident_or_a_disputed_one() -> None:
    """No exception: whoever codes another date tags it as a disputed date of the incident."""
    other = set()
    for account_id, row in ACCOUNTS.items():
        incident, claimed = INCIDENTS[row["incident_id"]], row["claimed_date"]
        length = {"month": 7, "year": 4}.get(incident["date_precision"], 10)
        start = incident["start_date"][:length]
        disputed = [
            tag.removeprefix(f"{DISPUTED_DATE_TAG}=")
            for tag in split_list(incident["tags"])
            if tag.startswith(DISPUTED_DATE_TAG)
        ]
        if claimed and claimed in disputed:
            other.add(account_id)
        else:
            assert start.startswith(claimed) or claimed.startswith(start), account_id
    assert other == {"PRK-2026-001-A1", "IRN-2025-001-A4"}


def test_every_correction_is_in_force_and_its_reason_is_given() -> None:
    found = {"incidents": INCIDENTS, "accounts": ACCOUNTS}
    for row in CORRECTIONS:
        if row["table"] == "responses":
            incident_id, number = row["id"].split("/")
            own = [each for each in FILES["responses"] if each["incident_id"] == incident_id]
            target = own[int(number) - 1]
        else:
            target = found[row["table"]][row["id"]]
        assert row["why"]
        assert row["was"] != row["now"]
        assert target[row["column"]] == row["now"], (row["id"], row["column"])


def test_a_corrected_incident_says_so_in_its_notes() -> None:
    quiet = {"source_url", "tags", "notes"}
    changed = {
        row["id"]
        for row in CORRECTIONS
        if row["table"] == "incidents" and row["column"] not in quiet
    }
    assert len(changed) == 26
    assert [each for each in sorted(changed) if "Corrected: " not in INCIDENTS[each]["notes"]] == []


def test_triggers_point_to_incidents_and_to_reports_of_them() -> None:
    triggers = read("triggers")
    assert len(triggers) == 5
    for row in triggers:
        incident = INCIDENTS[row["incident_id"]]
        assert row["country"] == incident["country"]
        assert row["source_url"] in incident["source_url"].split(";")
        assert date.fromisoformat(row["date"])
        assert row["date"][:7] <= incident["start_date"][:7]


def test_coverage_sentences_name_a_source() -> None:
    rows = read("coverage")
    assert {row["country"] for row in rows} == {"PRK", "CHN", ""}
    assert all(row["sentence"].endswith(".") and row["source"] for row in rows)


@pytest.mark.parametrize("table", TABLES)
def test_the_reader_accepts_every_row_and_drops_nothing(table: str) -> None:
    report = read_bytes((DATA / f"{table}.csv").read_bytes(), f"{table}.csv").report
    assert (report.table, report.records, report.accepted) == (table, ROWS[table], ROWS[table])
    assert [str(problem) for problem in report.problems if problem.effect != "note"] == []
