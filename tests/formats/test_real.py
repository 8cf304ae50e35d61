"""Real files, unedited: how many records each has, and what becomes of them.

The counts are constants with their story, so that a changed rule or a fresh file that moves them
fails here and is looked at.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.formats import FORMATS, detect, read_file
from dashboard.loading import Loaded, Refused
from dashboard.places import read_places, resolve_places
from dashboard.store import Store, read_bundled

FILES = Path("data/incident_files")


@dataclass(frozen=True)
class Expected:
    """Records accepted and rejected, rows (places) of the accepted, rows without a unit on the map,
    responses (None: the file tells none).
    """

    path: str
    format: str
    accepted: int
    rejected: int
    rows: int
    unplaced: int
    responses: int | None


EXPECTED = (
    # Dummy data of ACLED's own R package: one month, Argentina, every event with town and province.
    # 8 events name police as the second actor: security forces were there. 5 were 'protest with
    # intervention', 3 of them by somebody that no column names: 11 responses.
    Expected("acled_dummy/acled_old_dummy_converted.csv", "acled", 326, 0, 326, 0, 11),
    # 2011-2014. 7 records have province '0', which is none. 24 tell no form of action: 'other'.
    Expected("clb_china_strike_map/clb_2011_2014.csv", "clb", 2569, 0, 2569, 7, 1348),
    # 32 records name no country but 'worldwide', 'online', 'europe' or nothing. 48 have several
    # places. 234 rows are known to the country, or by a name that several places have.
    Expected("collective_action_tech/actions.csv", "cat", 474, 32, 579, 234, None),
    # The listing's CSV names no state: all 59 are known to the country.
    Expected("corwindark_bls/strikes.csv", "bls", 59, 0, 59, 59, None),
    # States are a list: 26 and 32 stoppages in 29 and 107 places.
    Expected("bls_major_stoppages/work-stoppages-2022.json", "bls", 26, 0, 29, 0, None),
    Expected("bls_major_stoppages/work-stoppages-2023.json", "bls", 32, 0, 107, 0, None),
    # 207 and 553 strikes were revoked; 1 and 2 records repeat another in every column. Strikes of a
    # region or of all Italy have no province, which is the first level of the map.
    Expected("italy_mit_transport_strikes/mit_data.csv", "mit", 376, 208, 376, 212, None),
    Expected(
        "italy_mit_transport_strikes/mit_data_2022-2024.csv", "mit", 1354, 555, 1354, 813, None
    ),
    # 2,571 records are violence of gangs, rebels or the state; 4 use an id and location number of
    # another record with other facts. 13 have coordinates far outside their country, or in the sea.
    Expected(
        "scad_latin_america/SCAD2018LatinAmerica_Final.csv", "scad", 3027, 2575, 3027, 13, 673
    ),
    # The file names no place at all.
    Expected(
        "sncf_mouvements_sociaux/mouvements-sociaux-depuis-2002.csv", "sncf", 286, 0, 286, 286, None
    ),
)


IN_TWO = 3
"""Rows of the stoppage at CNH Industrial, from May 2022 to January 2023: both lists have it."""


def read(folder: Path, expected: Expected) -> Loaded:
    path = folder / FILES / expected.path
    return read_file(path.read_bytes(), path.name, mapping=FORMATS[expected.format])


@pytest.fixture(params=EXPECTED, ids=lambda expected: expected.path.split("/")[1])
def expected(request: pytest.FixtureRequest) -> Expected:
    found: Expected = request.param
    return found


def test_every_record_is_accounted_for(expected: Expected, shared_folder: Path) -> None:
    loaded = read(shared_folder, expected)
    report = loaded.report
    assert (report.accepted, report.rejected) == (expected.accepted, expected.rejected)
    assert len(loaded.frame) == expected.rows
    placed = resolve_places(loaded.frame, read_places())["place_found"]
    assert int(placed.isin(["country", "unplaced"]).sum()) == expected.unplaced
    told = None if loaded.responses is None else len(loaded.responses)
    assert told == expected.responses
    for loss in report.losses:
        shares = loss.blank + loss.kept + loss.mapped + loss.tagged + loss.dropped + loss.rejected
        assert shares == report.records, loss


def test_the_format_is_told_by_the_header_and_left_to_a_person(
    expected: Expected, shared_folder: Path
) -> None:
    path = shared_folder / FILES / expected.path
    raw = path.read_bytes()
    assert [mapping.name for mapping in detect(raw, path.name)] == [expected.format]
    with pytest.raises(Refused, match=f"read it with --format {expected.format}"):
        read_file(raw, path.name)


def test_every_file_is_expected(shared_folder: Path) -> None:
    there = {
        str(path.relative_to(shared_folder / FILES))
        for path in (shared_folder / FILES).rglob("*")
        if path.suffix in {".csv", ".json", ".xlsx"}
    }
    assert there == {expected.path for expected in EXPECTED}


@pytest.mark.parametrize("kind", ["weekly_counts", "daily_counts"])
def test_tables_of_counts_are_refused_with_that_reason(kind: str, shared_folder: Path) -> None:
    for path in sorted((shared_folder / "data" / kind).glob("*.csv")):
        for mapping in (None, FORMATS["clb"]):
            with pytest.raises(Refused, match="a table of counts, not of incidents"):
                read_file(path.read_bytes(), path.name, mapping=mapping)


def test_provinces_of_china_and_argentina_are_placed(shared_folder: Path) -> None:
    for place, lowest in (("clb", 0.999), ("acled", 1.0)):
        (expected,) = [e for e in EXPECTED if e.format == place]
        frame = read(shared_folder, expected).frame
        named = frame[frame["admin1"].notna()]
        found = resolve_places(named, read_places())["place_found"]
        assert (found == "named").mean() >= lowest


def test_every_file_is_imported_and_taken_back(
    shared_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("UNREST_DATA", str(tmp_path))
    for expected in EXPECTED:
        path = str(shared_folder / FILES / expected.path)
        assert main(["import", path, "--format", expected.format, "--yes", "--json"]) == 0
    capsys.readouterr()
    store, places = Store(), read_places()
    whole = store.read(places)
    bundled = read_bundled(places)
    assert len(whole.incidents) == len(bundled.incidents) + sum(e.rows for e in EXPECTED) - IN_TWO
    placed = [report for report in whole.reports if report.name not in {"incidents.csv"}]
    unplaced = {report.sha256: report.unplaced for report in placed if report.table == "incidents"}
    assert sorted(filter(None, unplaced.values())) == sorted(
        e.unplaced for e in EXPECTED if e.unplaced
    )
    assert not whole.faults
    assert not store.verify().faults
    for upload in store.uploads():
        store.undo(upload.id)
    assert len(store.read(places).incidents) == len(bundled.incidents)
