"""What other projects' files do that a careless reader gets wrong, each in a small twin."""

import pandas as pd
import pytest

from dashboard.formats import FORMATS, read_file
from dashboard.loading import Refused
from tests.formats.twins import (
    ACLED,
    BLS,
    CAT,
    CLB,
    LAT,
    MIT,
    SCAD,
    SNCF,
    csv_bytes,
    loss,
    notes,
    read,
    records,
    told,
)

# China Labour Bulletin


def test_clb_province_0_is_no_province() -> None:
    loaded = read(records(CLB, {"Province": "0"}, {"Title": "b"}), "clb")
    assert loaded.frame["admin1"].isna().tolist() == [True, False]
    assert loss(loaded, "Province").blank == 1


def test_clb_exact_repeats_are_rejected_and_counted() -> None:
    rows = [{"Title": f"t{n % 6}"} for n in range(20)]  # 6 records, 14 of them again
    loaded = read(records(CLB, *rows), "clb")
    assert (loaded.report.records, loaded.report.accepted, loaded.report.rejected) == (20, 6, 14)
    assert told(loaded)[0].endswith(
        "a duplicate of record 1: the same in every column (row rejected)"
    )


@pytest.mark.parametrize(
    ("worded", "low", "high"),
    [
        ("1-100 Persons", 1, 100),
        ("100-1000 Persons", 100, 1000),
        ("10000+ Persons", 10_000, None),
        ("", None, None),
    ],
)
def test_clb_sizes_are_ranges(worded: str, low: int | None, high: int | None) -> None:
    row = read(records(CLB, {"Participants": worded}), "clb").frame.iloc[0]
    numbers = [
        None if pd.isna(row[name]) else row[name] for name in ("workers_low", "workers_high")
    ]
    assert numbers == [low, high]
    assert (row["workers_text"] if worded else "") == worded


def test_clb_several_actions_in_a_cell() -> None:
    cell = "Protest or Demonstration, Strike, jump off, smash windows"
    loaded = read(records(CLB, {"Action Taken Involve": cell}), "clb")
    row = loaded.frame.iloc[0]
    assert row["action_type"] == "protest"
    assert row["other_actions"] == "strike;self_harm_threat;other"
    assert row["work_stoppage"] == "yes"
    assert "action_taken_involve=smash windows" in row["tags"]
    assert loss(loaded, "Action Taken Involve").unknown == (("smash windows", 1),)


def test_words_that_are_codes_of_ours_need_no_line_in_the_table() -> None:
    loaded = read(records(CLB, {"Action Taken Involve": "Slowdown, absenteeism"}), "clb")
    columns = ["action_type", "other_actions"]
    assert loaded.frame[columns].to_numpy().tolist() == [["slowdown", "absenteeism"]]
    assert loss(loaded, "Action Taken Involve").unknown == ()


def test_clb_no_form_of_action_is_other_and_stays_an_incident() -> None:
    row = read(records(CLB, {"Action Taken Involve": ""}), "clb").frame.iloc[0]
    assert (row["action_type"], row["work_stoppage"]) == ("other", "unknown")


def test_clb_responses_are_a_table_of_their_own() -> None:
    cell = "Police, Arrest(s), Negotiation, boss came with cash"
    rows = ({"Response to Collective Action": cell}, {"Title": "b"})
    loaded = read(records(CLB, *rows), "clb")
    assert loaded.responses is not None
    columns = ["actor", "response", "status", "summary", "record"]
    assert loaded.responses[columns].fillna("").to_numpy().tolist() == [
        ["security", "police_presence", "observed", "", 1],
        ["security", "arrest", "observed", "", 1],
        ["employer", "negotiation", "observed", "", 1],
        ["other", "other", "observed", "boss came with cash", 1],
    ]
    assert set(loaded.responses["incident_id"]) == {loaded.frame["incident_id"][0]}
    assert loss(loaded, "Response to Collective Action").unknown == (("boss came with cash", 1),)


# Labor Action Tracker


def test_lat_0_0_is_no_place() -> None:
    loaded = read(records(LAT, {"Latitude, Longitude": "0,0"}), "lat")
    assert loaded.frame["latitude"].isna().all()
    assert "record 1, Latitude, Longitude: '0, 0'" in told(loaded, "value dropped")[0]
    assert loss(loaded, "Latitude, Longitude").dropped == 1


def test_lat_an_end_before_the_start_is_dropped_under_the_name_in_the_file() -> None:
    loaded = read(records(LAT, {"End Date": "2023-01-31"}), "lat")
    assert loaded.frame["end_date"].isna().all()
    assert told(loaded, "value dropped") == [
        "record 1, End Date: '2023-01-31' is a date before the start_date: write the last day of "
        "the action, or leave it blank (value dropped)"
    ]


def test_lat_50_places_in_one_row_are_one_record_in_50_rows() -> None:
    places = {
        "City": ";".join(f"Town {n}" for n in range(50)),
        "State": ";".join(["Texas", "Ohio"] * 25),
        "Latitude, Longitude": ";".join(f"{30 + n / 10},-97.5" for n in range(50)) + ";",
        "Number of Locations": "50",
    }
    loaded = read(records(LAT, {"ID": "6"}, places), "lat")
    frame = loaded.frame[loaded.frame["record"] == 2]
    assert (loaded.report.records, loaded.report.accepted) == (2, 2)
    assert (len(frame), frame["incident_id"].nunique()) == (50, 1)
    assert frame["location_seq"].tolist() == list(range(1, 51))
    assert frame["location"].tolist() == [f"Town {n}" for n in range(50)]
    assert frame["admin1"].tolist() == ["Texas", "Ohio"] * 25
    assert frame["latitude"].iloc[-1] == pytest.approx(34.9)


def test_lat_places_that_do_not_pair_up_are_dropped_not_guessed() -> None:
    rows = {"City": "A;B;C", "State": "Texas;Ohio", "Latitude, Longitude": "30,-97"}
    loaded = read(records(LAT, rows), "lat")
    assert loaded.frame["location"].tolist() == ["A", "B", "C"]
    assert loaded.frame["admin1"].isna().all()
    assert loaded.frame["latitude"].tolist() == [30.0] * 3
    assert told(loaded, "value dropped") == [
        "record 1, State: 'Texas;Ohio' has 2 values for 3 places: which belongs to which? "
        "(value dropped)"
    ]


def test_lat_a_count_of_places_that_does_not_fit_is_said() -> None:
    rows = {"City": "A;B", "Number of Locations": "3"}
    loaded = read(records(LAT, {}, {"ID": "8", **rows}), "lat")
    assert len(loaded.frame) == 3
    told_places = "record 2, Number of Locations: '3' places are told, the record names 2 (note)"
    assert told_places in notes(loaded)
    assert not [note for note in notes(loaded) if note.startswith("record 1")]


def test_lat_line_breaks_in_a_cell_are_kept() -> None:
    loaded = read(records(LAT, {"Notes": "first\nsecond\r\nthird"}, {"ID": "8"}), "lat")
    assert loaded.report.accepted == 2
    assert loaded.frame["notes"][0].splitlines() == ["first", "second", "third"]


def test_lat_hours_become_days_and_protests_no_stoppage() -> None:
    rows = {"Duration Amount": "6", "Duration Unit": "Hours", "Strike or Protest": "Protest"}
    row = read(records(LAT, rows, {"ID": "8"}), "lat").frame.iloc[0]
    assert row["duration_days"] == pytest.approx(0.25)
    assert (row["action_type"], row["work_stoppage"]) == ("protest", "no")


def test_lat_a_second_industry_has_no_column_and_stays_in_tags() -> None:
    cell = "Manufacturing; Retail Trade; Space Travel"
    loaded = read(records(LAT, {"Industry": cell}), "lat")
    assert loaded.frame["sector"].tolist() == ["C"]
    assert "industry=Space Travel, Retail Trade" in loaded.frame["tags"][0]
    assert loss(loaded, "Industry").unknown == (("Space Travel", 1),)


def test_lat_old_headers_have_no_id_and_hidden_rows() -> None:
    old = {name: value for name, value in LAT.items() if name != "ID"}
    old |= {"Display": "Y", "Comments or Remarks": "ask Bo", "positionId": "3", "Threat": "N"}
    loaded = read(records(old, {"City": "A;B"}, {"Display": "N"}, {"Employer": "Shop"}), "lat")
    assert (loaded.report.accepted, loaded.report.rejected) == (2, 1)
    assert told(loaded) == [
        "record 2, Display: 'N' is left out on purpose: the Tracker itself does not show it "
        "(row rejected)"
    ]
    assert loaded.frame["incident_id"].tolist()[0] == loaded.frame["incident_id"].tolist()[1]
    assert loaded.frame["incident_id"].nunique() == 2
    assert "threat=N" in loaded.frame["tags"][0]
    assert loss(loaded, "Comments or Remarks").reason == "internal remarks of the coders"
    assert not loaded.frame.astype(str).apply(lambda c: c.str.contains("ask Bo")).any().any()


# SCAD


def test_scad_line_ends_and_mac_roman() -> None:
    text = records(SCAD, {"issuenote": "Café workers struck."}, {"eventid": "900002"}).decode()
    raw = text.replace("\r\n", "\r\r\n").encode("mac-roman")
    loaded = read(raw, "scad")
    assert (loaded.report.records, loaded.report.accepted) == (2, 2)
    assert loaded.report.encoding == "mac-roman"
    assert loaded.frame["description"][0] == "Café workers struck."
    assert (
        "file: 3 lines end in \\r\\r\\n: read as line ends, with nothing between (note)"
        in notes(loaded)
    )


def test_scad_minus_99_is_not_known() -> None:
    loaded = read(records(SCAD, {"npart": "-99", "ndeath": "-99"}), "scad")
    unknown = ["workers_low", "workers_high", "workers_text", "fatalities"]
    assert loaded.frame[unknown].isna().all(axis=None)
    assert not told(loaded, "value dropped")
    known = read(records(SCAD, {"npart": "3.0", "ndeath": "2"}), "scad").frame.iloc[0]
    assert (known["workers_low"], known["workers_high"], known["fatalities"]) == (101, 1000, 2)


def test_scad_two_digit_years_and_violence() -> None:
    rows = ({"startdate": "1-Dec-17", "enddate": "1-Dec-17"}, {"eventid": "2", "etype": "9"})
    loaded = read(records(SCAD, *rows), "scad")
    assert loaded.frame["start_date"].tolist() == [pd.Timestamp(2017, 12, 1)]
    assert loaded.report.rejected == 1
    assert "violence of armed groups or the state" in told(loaded)[0]


# SNCF, BLS, Italy


def test_sncf_semicolons_inside_quotes_are_no_separators() -> None:
    header, row = list(SNCF), list(SNCF.values())
    loaded = read(csv_bytes(header, row, delimiter=";"), "sncf")
    assert loaded.report.accepted == 1
    assert loaded.frame["organization"][0] == "CGT, SUD"
    assert loaded.frame["description"][0] == "Salaires ; effectifs"
    assert loaded.frame["workers_low"][0] == 120
    assert loaded.frame["end_date"].isna().all()


def test_bls_thousands_marks_in_headers_and_rows_above() -> None:
    raw = b"Table 1. Major work stoppages\r\n\r\n,,,,,,\r\n" + records(
        BLS, {}, {"Number of workers[2]": "21000", "Work stoppage ending date": ""}
    )
    loaded = read(raw, "bls")
    assert loaded.report.accepted == 2
    assert loaded.frame["workers_low"].tolist() == [1400, 21000]
    assert loaded.frame["start_date"].tolist() == [pd.Timestamp(2021, 4, 5)] * 2
    assert loaded.frame["end_date"].isna().tolist() == [False, True]
    assert loaded.frame["sector"].tolist() == ["C", "C"]
    assert "file: 'Table 1. Major work stoppages' stands above the header: skipped (note)" in notes(
        loaded
    )


def test_bls_states_are_places_of_one_stoppage() -> None:
    loaded = read(records(BLS, {"States": "NY, NJ"}), "bls")
    assert loaded.frame["admin1"].tolist() == ["NY", "NJ"]
    assert (loaded.report.records, loaded.report.accepted) == (1, 1)


@pytest.mark.parametrize(
    "revoked",
    ["Revocato", "Revocato (include le azioni di revoca, sospensione e differimento)"],
)
def test_italian_revoked_strikes_did_not_take_place(revoked: str) -> None:
    loaded = read(records(MIT, {}, {"stato": revoked}), "mit")
    assert (loaded.report.accepted, loaded.report.rejected) == (1, 1)
    assert told(loaded) == [
        f"record 2, stato: '{revoked}' is left out on purpose: the strike was revoked, suspended "
        "or put off, so it did not take place (row rejected)"
    ]
    assert loss(loaded, "inizio").rejected == 1


def test_italian_national_strikes_have_no_province() -> None:
    rows = {"regione": "Italia", "provincia": "Tutte", "rilevanza": "Nazionale"}
    row = read(records(MIT, rows), "mit").frame.iloc[0]
    assert pd.isna(row["admin1"])
    assert (row["country"], row["claimed_spread"]) == ("ITA", "national")
    assert row["start_date"] == pd.Timestamp(2024, 3, 5)  # day first


# ACLED


def test_acled_year_0025_is_rejected_under_the_name_in_the_file() -> None:
    loaded = read(records(ACLED, {"event_date": "0025-06-03"}), "acled")
    assert loaded.report.rejected == 1
    assert told(loaded)[0].startswith(
        "record 1, event_date: '0025-06-03' is a date outside the years 1900 to 2100"
    )


def test_acled_missing_ids_are_made_from_the_record() -> None:
    rows = ({"event_id_cnty": ""}, {}, {"event_id_cnty": "", "notes": "Another march."})
    loaded = read(records(ACLED, *rows), "acled")
    ids = loaded.frame["incident_id"]
    assert loaded.report.accepted == 3
    assert ids[1] == "ACLED-XXX1"
    assert ids.nunique() == 3
    assert ids.equals(read(records(ACLED, *rows), "acled").frame["incident_id"])
    assert len([note for note in notes(loaded) if "an id was made" in note]) == 2


def test_acled_keeps_the_newest_version_of_an_event() -> None:
    rows = ({"timestamp": "1"}, {"timestamp": "3", "notes": "new"}, {"timestamp": "2"})
    loaded = read(records(ACLED, *rows), "acled")
    assert loaded.frame["description"].tolist() == ["new"]
    assert [line.split(": ", 1)[1] for line in told(loaded)] == [
        "'XXX1' is an older version of record 2 (by timestamp) (row rejected)"
    ] * 2


@pytest.mark.parametrize("written", ["01 May 2023", "01-05-2023", "2023-05-01", "1-May-2023"])
def test_acled_dates_in_all_its_notations(written: str) -> None:
    loaded = read(records(ACLED, {"event_date": written}), "acled")
    assert loaded.frame["start_date"].tolist() == [pd.Timestamp(2023, 5, 1)]


def test_acled_refuses_other_notations() -> None:
    loaded = read(records(ACLED, {"event_date": "05/01/2023"}), "acled")
    assert told(loaded)[0].startswith(
        "record 1, event_date: '05/01/2023' is not a date as YYYY-MM-DD or DD Month YYYY or "
    )


def test_acled_old_upper_case_columns() -> None:
    old = {name.upper(): value for name, value in ACLED.items() if name != "sub_event_type"}
    loaded = read(records(old, {"EVENT_TYPE": "Riots/Protests"}), "acled")
    assert loaded.frame["action_type"].tolist() == ["protest"]


def test_acled_crowds_labour_and_armed_conflict() -> None:
    rows = (
        {"tags": "crowd size=around 50; women"},
        {"event_id_cnty": "b", "notes": "March. [size=at least 200]", "assoc_actor_1": ""},
        {"event_id_cnty": "c", "event_type": "Battles", "sub_event_type": "Armed clash"},
        {"event_id_cnty": "d", "tags": "crowd size=no report"},
    )
    loaded = read(records(ACLED, *rows), "acled")
    frame = loaded.frame
    assert frame["workers_low"].fillna(0).tolist() == [50, 200, 0]
    assert frame["workers_high"].fillna(0).tolist() == [50, 0, 0]
    assert frame["workers_text"].fillna("").tolist() == ["around 50", "at least 200", ""]
    assert ["labor_actor=no" in tags for tags in frame["tags"]] == [False, True, False]
    assert told(loaded) == [
        "record 3, event_type: 'Battles' is left out on purpose: armed conflict, not an action of "
        "workers or protesters (row rejected)"
    ]


def test_acled_responses_name_security_forces_only_where_the_file_does() -> None:
    rows = (
        {"sub_event_type": "Protest with intervention", "inter2": "1"},
        {"event_id_cnty": "b", "sub_event_type": "Excessive force against protesters"},
        {"event_id_cnty": "c", "inter2": "State Forces"},
        {"event_id_cnty": "d"},
    )
    responses = read(records(ACLED, *rows), "acled").responses
    assert responses is not None
    assert responses[["record", "actor", "response"]].to_numpy().tolist() == [
        [1, "security", "police_presence"],
        [2, "other", "violence"],
        [3, "security", "police_presence"],
    ]


# Collective Action in Tech, and tables of counts


def test_cat_places_are_written_from_the_nearest_to_the_widest() -> None:
    cell = "['brooklyn-new york city-new york-usa', 'berlin-germany', 'uk', 'worldwide']"
    loaded = read(records(CAT, {"locations": cell}), "cat")
    columns = ["location", "admin2", "admin1", "country"]
    assert loaded.frame[columns].fillna("").to_numpy().tolist() == [
        ["brooklyn", "new york city", "new york", "USA"],
        ["berlin", "", "", "DEU"],
        ["", "", "", "GBR"],
    ]
    assert (loaded.report.records, loaded.report.accepted) == (1, 1)  # three of its places
    assert "'worldwide' is no country we know" in told(loaded)[0]
    assert "Montana" in loss(loaded, "latlngs").reason


@pytest.mark.parametrize(
    "header", [["year", "region", "incidents"], ["Year", "Number of work stoppages", "Days idle"]]
)
def test_a_table_of_counts_is_refused_as_one(header: list[str]) -> None:
    raw = csv_bytes(header, ["2020", "5", "1,200"], ["2021", "6", "7"])
    for mapping in (None, FORMATS["bls"]):
        with pytest.raises(Refused, match="a table of counts, not of incidents"):
            read_file(raw, "a.csv", mapping=mapping)


def test_a_list_of_events_in_words_is_no_table_of_counts() -> None:
    raw = csv_bytes(["date", "city", "event"], ["2020-01-01", "Rome", "Bus drivers strike"])
    with pytest.raises(Refused, match="missing columns"):
        read_file(raw, "a.csv")
