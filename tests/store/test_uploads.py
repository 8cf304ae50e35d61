"""Accepting a file: what is kept of it, what a later reader gets back, taking it out again."""

import hashlib
import json
import re
from dataclasses import replace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from dashboard.loading import read_bytes
from dashboard.places import Places
from dashboard.store import Store, StoreError, WrongEntryError
from dashboard.store.uploads import (
    files_of,
    read_contents,
    read_numbers,
    read_upload,
    write_numbers,
)
from tests.store.files import (
    accept,
    accounts_file,
    incident,
    incidents_file,
    kept,
    loaded,
    responses_file,
)

BUNDLED = 93


def ids(store: Store, places: Places) -> set[str]:
    """The ids of the incidents that were added."""
    found = set(store.read(places).incidents["incident_id"])
    return {each for each in found if each.startswith("T-")}


def test_an_accepted_file_is_read_back_with_its_own_records(store: Store, places: Places) -> None:
    raw = incidents_file(incident(1), incident(2, country="Nowhere"), incident(3, "송림"))
    came = accept(store, raw, "ours.csv", who="Kim")
    assert came.outcome == "added"
    assert (came.upload.name, came.upload.who) == ("ours.csv", "Kim")
    assert (came.upload.records, came.upload.rows, came.upload.in_force) == (3, 2, True)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", came.upload.when)
    dataset = Store(store.folder.parent).read(places)
    rows = dataset.incidents[dataset.incidents["file"] == "ours.csv"]
    assert rows["record"].tolist() == [1, 3]
    assert rows["description"].tolist() == ["Workers stopped.", "송림"]
    assert rows["place_found"].tolist() == ["named", "named"]
    assert len(dataset.incidents) == BUNDLED + 2
    assert dataset.reports[-1].problems == loaded(raw).report.problems
    assert (dataset.reports[-1].rejected, dataset.reports[-1].unplaced) == (1, 0)


def test_what_is_read_back_is_what_was_loaded(store: Store) -> None:
    raw = incidents_file(*(incident(n, start_date="2025-02") for n in range(5)))
    table = loaded(raw)
    store.accept(raw, table)
    back = read_upload(store.uploads()[0], store.folder / "files")
    assert_frame_equal(back.frame, table.frame)
    assert back.report == table.report


def test_original_bytes_are_kept_read_only_under_their_hash(store: Store) -> None:
    raw = incidents_file(incident(1))
    accept(store, raw)
    path = kept(store)[f"{hashlib.sha256(raw).hexdigest()}.original"]
    assert path.read_bytes() == raw
    for each in kept(store).values():
        assert each.stat().st_mode & 0o777 == 0o444
        assert each.name.partition(".")[0] == hashlib.sha256(each.read_bytes()).hexdigest()


def test_the_mapping_is_kept_and_comes_back(store: Store, places: Places) -> None:
    raw = incidents_file(incident(1))
    table = loaded(raw)
    mapped = replace(table, report=replace(table.report, format="mapping", mapping='a = "비"\n'))
    store.accept(raw, mapped)
    assert any(path.read_text("utf-8") == 'a = "비"\n' for path in kept(store).values())
    report = Store(store.folder.parent).read(places).reports[-1]
    assert (report.format, report.mapping) == ("mapping", 'a = "비"\n')


def test_companion_responses_join_the_responses_once(store: Store, places: Places) -> None:
    raw = incidents_file(incident(1), incident(2))
    responses = read_bytes(responses_file(1, 2), "mine.csv").frame
    twice = pd.concat([responses, responses.iloc[:1]], ignore_index=True)
    store.accept(raw, replace(loaded(raw), responses=twice))
    found = Store(store.folder.parent).read(places).responses
    found = found[found["incident_id"].isin(["T-1", "T-2"])]
    assert found["incident_id"].tolist() == ["T-1", "T-2"]
    assert found[["file", "record"]].values.tolist() == [["mine.csv", 1], ["mine.csv", 2]]


def test_accounts_attach_when_their_incidents_come(store: Store, places: Places) -> None:
    accept(store, accounts_file(1), "accounts of T.csv")
    before = store.read(places)
    assert "T-1" in set(before.accounts["incident_id"])
    assert "add the file that holds it" in str(before.reports[-1].problems)
    accept(store, incidents_file(incident(1)))
    after = store.read(places)
    found = after.accounts[after.accounts["incident_id"] == "T-1"]
    assert found[["outlet", "derived"]].values.tolist() == [["Asiapress", False]]
    assert all(not report.problems for report in after.reports[-2:])


def test_the_same_file_twice_changes_nothing_and_says_so(store: Store, places: Places) -> None:
    raw = incidents_file(incident(1))
    first = accept(store, raw, "a.csv")
    version, files = store.version, set(kept(store))
    again = accept(store, raw, "b.csv")
    assert (again.outcome, again.upload) == ("there", first.upload)
    assert (store.version, set(kept(store)), len(store.entries())) == (version, files, 1)
    store.undo(first.upload.id)
    after = accept(store, raw, "c.csv")
    assert (after.outcome, after.upload.in_force) == ("undone", False)
    assert len(store.entries()) == 2
    assert ids(store, places) == set()


def test_the_same_bytes_read_another_way_need_the_first_undone(store: Store) -> None:
    raw = incidents_file(incident(1, "caf\xe9")).replace("é".encode(), b"\xe9")
    latin = read_bytes(raw, "x.csv", "iso-8859-1")
    cyrillic = read_bytes(raw, "x.csv", "cp1251")
    first = store.accept(raw, latin).upload
    with pytest.raises(WrongEntryError, match=rf"as x\.csv; undo {first.id[:12]} first"):
        store.accept(raw, cyrillic)
    store.undo(first.id)
    assert store.accept(raw, cyrillic).outcome == "added"
    assert [upload.in_force for upload in store.uploads()] == [False, True]


def test_undo_takes_out_of_every_view_and_redo_brings_back(store: Store, places: Places) -> None:
    a = accept(store, incidents_file(incident(1)), "a.csv").upload
    accept(store, incidents_file(incident(2)), "b.csv")
    version = store.version
    assert store.undo(a.id[:8], who="Lee").id == a.id
    assert store.version != version
    assert ids(store, places) == {"T-2"}
    assert [upload.in_force for upload in store.uploads()] == [False, True]
    assert store.verify().faults == store.verify().orphans == ()
    assert store.redo(a.id).id == a.id
    assert ids(store, places) == {"T-1", "T-2"}
    assert [(entry.kind, entry.who) for entry in store.entries()] == [
        ("import", None),
        ("import", None),
        ("undo", "Lee"),
        ("redo", None),
    ]


def test_files_of_one_name_are_told_apart_for_good(store: Store, places: Places) -> None:
    names = [
        accept(store, incidents_file(incident(number)), name).upload.name
        for number, name in enumerate(["x.csv", "x.csv", "incidents.csv", "x.csv"])
    ]
    assert names == ["x.csv", "x.csv (2)", "incidents.csv (2)", "x.csv (3)"]
    store.undo(store.uploads()[0].id)
    rows = store.read(places).incidents.set_index("incident_id")["file"]
    assert rows[["T-1", "T-2", "T-3"]].tolist() == names[1:]


def test_another_process_sees_it_at_once(store: Store, places: Places) -> None:
    other = Store(store.folder.parent)
    assert other.version == ""
    accept(store, incidents_file(incident(1)))
    assert other.version == store.version != ""
    assert ids(other, places) == {"T-1"}


def test_a_file_of_no_kept_rows_is_accepted(store: Store, places: Places) -> None:
    accept(store, incidents_file(), "empty.csv")
    dataset = Store(store.folder.parent).read(places)
    assert (len(dataset.incidents), dataset.files[-1]) == (BUNDLED, "empty.csv")
    assert dataset.faults == ()


def test_bytes_of_another_file_are_not_accepted(store: Store) -> None:
    with pytest.raises(ValueError, match="not those that the report is about"):
        store.accept(b"other", loaded(incidents_file(incident(1))))
    assert not store.folder.exists()


def test_rows_that_would_not_be_read_back_are_not_accepted(store: Store) -> None:
    raw = incidents_file(incident(1), incident(2))
    table = loaded(raw)
    broken = replace(table, frame=table.frame.assign(description=pd.Series([pd.NA, "x"])))
    with pytest.raises(StoreError, match="1 of 2 incidents are read back: record 1, description"):
        store.accept(raw, broken)
    assert not store.folder.exists()


@pytest.mark.parametrize("numbers", [[], [1], [1, 2, 3], [2, 4, 5, 5, 5, 6, 1], [7, 7]])
def test_record_numbers_come_back(numbers: list[int]) -> None:
    raw = write_numbers(pd.Series(numbers, dtype="Int64"))
    assert read_numbers(raw).tolist() == numbers


def test_a_store_that_is_a_file_gives_an_honest_error(store: Store, places: Places) -> None:
    store.folder.parent.write_bytes(b"")
    with pytest.raises(StoreError, match=r"nothing was changed in .*Not a directory; .*move it"):
        accept(store, incidents_file(incident(1)))
    assert store.version == "unreadable: Not a directory"
    for read in (store.entries, store.uploads, store.verify):
        with pytest.raises(StoreError, match=r"cannot be read: Not a directory; .*move it"):
            read()
    dataset = store.read(places)
    assert len(dataset.incidents) == BUNDLED
    assert "cannot be read: Not a directory" in str(dataset.faults[0])


def test_a_report_comes_back_whether_or_not_it_counts_what_was_rejected() -> None:
    raw = incidents_file(incident(1), incident(2, country="Nowhere"))
    table = loaded(raw)
    contents = files_of(raw, table)
    told = json.loads(contents["report"])
    assert told.pop("rejected") == 1
    older = {**contents, "report": json.dumps(told).encode()}
    for each in (contents, older):
        report = read_contents(each, "mine.csv", "incidents").report
        assert (report, report.rejected) == (table.report, 1)
