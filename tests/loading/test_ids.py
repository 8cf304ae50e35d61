"""Which record is which: ids given and made, repeats, the locations of one incident."""

from datetime import date

import pytest

from dashboard.loading import Loaded, read_bytes

HEADER = (
    "incident_id,location_seq,start_date,country,action_type,description,location,source_name\n"
)


def read(*rows: str, header: str = HEADER) -> Loaded:
    return read_bytes((header + "\n".join(rows)).encode(), "a.csv", today=date(2025, 6, 30))


def verdicts(loaded: Loaded) -> list[tuple[int | None, str]]:
    return [(p.record, p.reason) for p in loaded.report.problems if p.effect == "row rejected"]


def test_ids_are_text() -> None:
    rows = [f"{ident},,2025,PRK,strike,x,{ident},s" for ident in ("0012", "12", "1e2", " 12.0 ")]
    assert read(*rows).frame["incident_id"].tolist() == ["0012", "12", "1e2", "12.0"]


def test_a_blank_id_among_others_costs_the_record() -> None:
    loaded = read("a,,2025,PRK,strike,x,y,s", " ,,2025,PRK,strike,x,y,s")
    assert verdicts(loaded) == [
        (2, "incident_id is blank, while other records have an id (give this one an id of its own)")
    ]


def test_an_id_has_a_limit() -> None:
    fits, over = "x" * 128, "y" * 129
    loaded = read(f"{fits},,2025,PRK,strike,x,y,s", f"{over},,2025,PRK,strike,x,y,s")
    assert loaded.frame["incident_id"].tolist() == [fits]
    assert "the limit is 128" in verdicts(loaded)[0][1]


def test_a_repeat_is_one_record() -> None:
    row = "a,,2025,PRK,strike,x,y,s"
    assert verdicts(read(row, "b,,2025,PRK,strike,x,y,s", row)) == [
        (3, "is a duplicate of record 1: the same in every column")
    ]


@pytest.mark.parametrize(
    "other",
    [
        "a,,2024,PRK,strike,x,y,s",
        "a,,2025,CHN,strike,x,y,s",
        "a,,2025,PRK,strike,x,y,t",
        "a,,2025,PRK,protest,x,elsewhere,s",
        "a,1,2025,PRK,strike,z,y,s",
    ],
)
def test_an_id_stands_for_one_incident(other: str) -> None:
    loaded = read("a,,2025,PRK,strike,x,y,s", other)
    assert verdicts(loaded) == [
        (2, "is an id already used by record 1 with other facts (give one of them another id)")
    ]


def test_a_rejected_record_holds_no_id() -> None:
    assert read("a,,never,PRK,strike,x,y,s", "a,,2025,PRK,strike,x,y,s").report.accepted == 1


def test_locations_of_one_incident_are_numbered() -> None:
    loaded = read(
        "a,,2025,PRK,strike,x,Musan,s", "b,,2025,PRK,strike,x,Musan,s",
        "a,,2025,PRK,strike,x,Hoeryong,s", "c,4,2025,PRK,strike,x,Musan,s",
        "c,7,2024,PRK,strike,z,Musan,s",
    )  # fmt: skip
    assert verdicts(loaded) == []
    assert loaded.frame["location_seq"].tolist() == [1, 1, 2, 4, 7]


def test_a_given_number_is_left_free() -> None:
    loaded = read("a,,2025,PRK,strike,x,Musan,s", "a,1,2025,PRK,strike,x,Hoeryong,s")
    assert loaded.frame["location_seq"].tolist() == [2, 1]


def test_lookalike_ids_are_kept_apart_and_noted() -> None:
    loaded = read("PRK-A1,,2025,PRK,strike,x,y,s", "PRK-\u04101,,2025,PRK,strike,x,y,s")
    assert loaded.report.accepted == 2
    (problem,) = loaded.report.problems
    assert (problem.record, problem.effect) == (2, "note")
    assert "U+0410 CYRILLIC CAPITAL LETTER A" in problem.reason


NO_IDS = "start_date,country,action_type,description,employer,source_name\n"


def test_ids_are_made_the_same_way_in_every_file() -> None:
    first, second = "2025-01-05,PRK,strike,x,Plant 7,s", "2025-01-06,PRK,strike,x,Plant 7,s"
    one = read(first, second, header=NO_IDS)
    other = read(second, first, header=NO_IDS)
    assert one.frame["incident_id"].tolist() == other.frame["incident_id"].tolist()[::-1]
    assert one.frame["incident_id"][0] == "incident-45dd4c998b16fbd3"
    (problem,) = one.report.problems
    assert "made from start_date, country, admin1, location, employer, title" in problem.reason


def test_records_that_differ_anywhere_get_ids_of_their_own() -> None:
    loaded = read(
        "2025-01-05,PRK,strike,x,Plant 7,s",
        "2025-01-05,PRK,strike,y,Plant 7,s",
        "2025-01-05,PRK,protest,y,Plant 7,s",
        "2025-01-05,PRK,strike,x,Plant 7,s",
        header=NO_IDS,
    )
    assert verdicts(loaded) == [(4, "is a duplicate of record 1: the same in every column")]
    assert loaded.frame["incident_id"].nunique() == 3


def test_responses_have_no_id_and_repeats_are_found() -> None:
    rows = ["a,party,arrest,observed,s", "a,court,arrest,observed,s", "a,party,arrest,observed,s"]
    loaded = read(*rows, header="incident_id,actor,response,status,summary\n")
    assert verdicts(loaded) == [(3, "is a duplicate of record 1: the same in every column")]


def test_an_account_needs_an_incident_and_an_id_of_its_own() -> None:
    header = "incident_id,account_id,side,outlet,summary\n"
    loaded = read("a,1,local,o,s", "a,1,state,o,s", ",2,local,o,s", header=header)
    assert verdicts(loaded) == [
        (2, "is an id already used by record 1 with other facts (give one of them another id)"),
        (3, "incident_id is blank: every record needs one"),
    ]


def test_a_column_that_came_later_changes_no_id_where_it_is_blank() -> None:
    """The two records share date, place and description, so that all their facts make the id."""
    header = "start_date,country,action_type,description,location,source_name,sector"
    rows = ("2025,PRK,strike,x,y,s,C", "2025,PRK,strike,x,y,s,B")
    before = read(*rows, header=f"{header}\n").frame["incident_id"]
    blank = read(*(f"{row}," for row in rows), header=f"{header},sensitivity\n").frame
    assert blank["incident_id"].tolist() == before.tolist()
    assert before.tolist() == ["incident-91eaf358e01af92e", "incident-b2dcd9e7b6518085"]
    coded = read(f"{rows[0]},low", f"{rows[0]},severe", header=f"{header},sensitivity\n").frame
    assert coded["incident_id"].nunique() == 2
