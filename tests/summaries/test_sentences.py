from pathlib import Path

import pandas as pd
import pytest

from dashboard.loading import read_bytes
from dashboard.origins import origins_of
from dashboard.places import read_places, resolve_places
from dashboard.summaries.sentences import coverage_sentence, span_of_dates
from tests.frames import accounts, incidents


def test_a_picture_says_where_its_records_lie_and_what_they_rest_on() -> None:
    rows = incidents(
        start_date=["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2026-01-02"],
        country=["PRK", "PRK", "PRK", "PRK", "CHN"],
        unit_name=["North Hamgyong", "North Hamgyong", "Ryanggang", "Rason", "Jilin"],
        verification=["single_origin", "single_origin", None, "corroborated", None],
    )
    told = accounts(incident_id=["I1", "I2", "I3"], origin_outlet=["RFA", "RFA", "Daily NK"])
    assert coverage_sentence(rows, origins_of(told, rows)) == (
        "3 of 4 records in North Korea lie in 2 units: North Hamgyong and Rason. "
        "3 of 5 rest on one origin; unknown for 1; 2 origins named in all. "
        "The latest record is of 2 Jan 2026. "
        "Silence is not calm: a unit without reports may have had incidents."
    )


def test_one_vague_record_without_a_place_or_accounts() -> None:
    rows = incidents(start_date=["2024-02"], date_precision=["month"])
    assert coverage_sentence(rows, origins_of(accounts(), rows)) == (
        "The number of independent origins is not known for the record. "
        "The latest record is of Feb 2024. "
        "Silence is not calm: a unit without reports may have had incidents."
    )


@pytest.mark.parametrize(
    ("dates", "precision", "words"),
    [
        (["2026", "2010", "2024-05-02"], ["year", "year", "day"], "2010 to 2026"),
        (["2010-01-01", "2010", "2024-05"], ["day", "year", "month"], "1 Jan 2010 to May 2024"),
        (["2024-05", "2024-05"], ["month", "month"], "May 2024"),
        ([], [], ""),
    ],
)
def test_from_when_to_when_is_said_no_more_exactly_than_is_known(
    dates: list[str], precision: list[str], words: str
) -> None:
    assert span_of_dates(incidents(start_date=dates, date_precision=precision)) == words


def test_no_records_say_so() -> None:
    none: pd.DataFrame = incidents(title=[])
    assert coverage_sentence(none, origins_of(accounts(), none)) == (
        "No record. Silence is not calm: a unit without reports may have had incidents."
    )


def test_the_first_case_is_seen_from_two_border_provinces(shared_folder: Path) -> None:
    places = read_places()
    read = {
        name: read_bytes((shared_folder / "data" / "records" / name).read_bytes(), name).frame
        for name in ("incidents.csv", "accounts.csv")
    }
    rows = resolve_places(read["incidents.csv"], places)
    north_korea = rows[rows["country"] == "PRK"]
    assert coverage_sentence(north_korea, origins_of(read["accounts.csv"], north_korea)).startswith(
        "22 of 31 records in North Korea lie in 2 units: North Hamgyong and Ryanggang. "
        "31 of 31 rest on one origin; "
    )
