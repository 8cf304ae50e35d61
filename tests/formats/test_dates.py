"""Dates are read under a declared notation alone; an ambiguous column is left to a person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.formats.dates import (
    NOTATIONS,
    clashes,
    date_candidates,
    pattern,
    read_date,
    write_date,
)

WHOLE = [notation for notation in NOTATIONS if "DD" in notation]


@given(st.dates(date(1970, 1, 1), date(2068, 12, 31)), st.sampled_from(WHOLE))
def test_a_date_reads_back_from_every_notation(day: date, notation: str) -> None:
    assert read_date(write_date(day, notation), notation) == day.isoformat()


@pytest.mark.parametrize(
    ("text", "notation", "iso"),
    [
        ("28-Jan-90", "DD-Month-YY", "1990-01-28"),
        ("28-Jan-17", "DD-Month-YY", "2017-01-28"),
        ("3 September 2021", "DD Month YYYY", "2021-09-03"),
        ("Sept. 3, 2021", "Month DD, YYYY", "2021-09-03"),
        ("2021-02-30", "YYYY-MM-DD", None),
        ("13/13/2021", "DD/MM/YYYY", None),
        ("0025-06-03", "YYYY-MM-DD", "0025-06-03"),
        ("2021-05-01 14:30", "YYYY-MM-DD hh:mm", "2021-05-01"),
        ("2021-05-01 14:30", "YYYY-MM-DD", None),
        ("20210501", "YYYYMMDD", "2021-05-01"),
        ("2021501", "YYYYMMDD", None),
        ("05/2021", "MM/YYYY", "2021-05"),
        ("2021", "YYYY", "2021"),
        ("29/02/0000", "DD/MM/YYYY", "0000-02-29"),
    ],
)
def test_readings(text: str, notation: str, iso: str | None) -> None:
    assert read_date(text, notation) == iso


@pytest.mark.parametrize(
    "notation", ["", "DD/MM", "YYYY-DD", "YYYY YYYY", "MM/Month/YYYY", "dd.mm.YYYY"]
)
def test_no_notation(notation: str) -> None:
    with pytest.raises(ValueError, match="is no date notation"):
        pattern(notation)


def test_an_ambiguous_column_shows_three_values_under_each_notation() -> None:
    found = {c.notation: c for c in date_candidates(["01/02/2021", "03/04/2021", "05/05/2021"])}
    assert {*found} == {"DD/MM/YYYY", "MM/DD/YYYY"}
    assert found["DD/MM/YYYY"].readings == (
        ("01/02/2021", "2021-02-01"),
        ("03/04/2021", "2021-04-03"),
        ("05/05/2021", "2021-05-05"),
    )
    assert found["MM/DD/YYYY"].readings[0] == ("01/02/2021", "2021-01-02")
    assert all(candidate.ambiguous for candidate in found.values())


def test_values_that_tell_notations_apart_come_first() -> None:
    same = [f"{n:02}/{n:02}/2021" for n in range(1, 10)]
    (first, *_) = date_candidates([*same, "01/02/2021"])
    assert first.readings[0][0] == "01/02/2021"


def test_one_notation_that_reads_every_value_is_not_ambiguous() -> None:
    found = date_candidates(["01/02/2021", "13/02/2021", ""])
    assert [(c.notation, c.fits, c.ambiguous) for c in found] == [
        ("DD/MM/YYYY", True, False),
        ("MM/DD/YYYY", False, False),
    ]
    assert found[1].misfits == 1


def test_days_above_12_and_equal_days_are_no_ambiguity() -> None:
    assert not any(c.ambiguous for c in date_candidates(["05/05/2021"]))
    assert date_candidates(["soon"]) == ()
    assert date_candidates([]) == ()


def test_notations_that_clash() -> None:
    assert clashes(["DD/MM/YYYY", "MM/DD/YYYY"]) == ("DD/MM/YYYY", "MM/DD/YYYY")
    assert clashes(["YYYY-MM-DD", "DD-MM-YYYY", "DD Month YYYY"]) is None
