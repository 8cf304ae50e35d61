"""Files that hold the same incident: counted once, the newest shown, nothing lost."""

import pytest

from dashboard.places import Places
from dashboard.store import Dataset, Store, combine
from tests.store.files import (
    HEADER,
    accept,
    accounts_file,
    incident,
    incidents_file,
    loaded,
    responses_file,
)


def combined(places: Places, *files: bytes) -> Dataset:
    """The files a.csv, b.csv ... without the bundled ones; the first fills the other tables."""
    empty = [loaded(accounts_file(), "x.csv"), loaded(responses_file(), "y.csv")]
    named = [loaded(raw, f"{'abcdef'[number]}.csv") for number, raw in enumerate(files)]
    return combine(None, [*empty, *named], places)


def shown(dataset: Dataset) -> list[tuple[str, str, int]]:
    rows = dataset.incidents
    return list(zip(rows["incident_id"], rows["file"], rows["versions"], strict=True))


def notes(dataset: Dataset, name: str) -> list[str]:
    report = next(report for report in dataset.reports if report.name == name)
    return [str(problem) for problem in report.problems]


def test_the_newer_version_is_shown_and_the_older_kept(places: Places) -> None:
    old = incidents_file(incident(1), incident(2))
    new = incidents_file(incident(3), incident(1, "Nobody stopped."))
    dataset = combined(places, old, new)
    assert shown(dataset) == [("T-2", "a.csv", 1), ("T-3", "b.csv", 1), ("T-1", "b.csv", 2)]
    older = dataset.superseded
    assert older[["incident_id", "file", "record", "description"]].values.tolist() == [
        ["T-1", "a.csv", 1, "Workers stopped."]
    ]
    assert notes(dataset, "a.csv") == []
    assert notes(dataset, "b.csv") == [
        "record 2, incident_id: 'T-1' is in a.csv with other facts; this version is shown, the "
        "older one is kept beside it (note)"
    ]


def test_the_same_facts_are_counted_once(places: Places) -> None:
    file = incidents_file(incident(1), incident(2))
    dataset = combined(places, file, file + b"\n")
    assert shown(dataset) == [("T-1", "a.csv", 1), ("T-2", "a.csv", 1)]
    assert dataset.superseded.empty
    assert notes(dataset, "b.csv")[1] == (
        "record 2, incident_id: 'T-2' is in a.csv with the same facts; it is counted once (note)"
    )


def test_every_version_that_differs_from_the_one_before_is_kept(places: Places) -> None:
    said = ["first", "second", "second", "first", "third"]
    dataset = combined(places, *(incidents_file(incident(1, words)) for words in said))
    assert shown(dataset) == [("T-1", "e.csv", 4)]
    assert dataset.superseded["description"].tolist() == ["first", "second", "first"]
    assert dataset.superseded["file"].tolist() == ["a.csv", "b.csv", "d.csv"]
    assert "is in c.csv with other facts" in notes(dataset, "d.csv")[0]


@pytest.mark.parametrize(
    ("new", "versions"),
    [
        (["Chongjin", "Hoeryong"], 1),  # the order of the locations does not matter
        (["Hoeryong"], 2),  # one location fewer is another story
        (["Hoeryong", "Chongjin", "Musan"], 2),
    ],
)
def test_an_incident_of_several_rows_is_one_version(
    places: Places, new: list[str], versions: int
) -> None:
    def file(towns: list[str]) -> bytes:
        lines = [
            f"{1 + ['Hoeryong', 'Chongjin', 'Musan'].index(town)},{incident(1, location=town)}"
            for town in towns
        ]
        return "\n".join([f"location_seq,{HEADER}", *lines, ""]).encode()

    old = ["Hoeryong", "Chongjin"]
    dataset = combined(places, file(old), file(new))
    rows = dataset.incidents
    assert sorted(rows["location"]) == sorted(new)
    assert set(rows["versions"]) == {versions}
    assert dataset.superseded["location"].tolist() == ([] if versions == 1 else old)


def test_adding_later_is_the_same_as_adding_at_once(places: Places) -> None:
    files = [incidents_file(incident(1, words), incident(words)) for words in ("a", "b", "c")]
    at_once = combined(places, *files)
    step = combined(places, files[0])
    for name, raw in zip(("b.csv", "c.csv"), files[1:], strict=True):
        step = combine(step, [loaded(raw, name)], places)
    assert shown(step) == shown(at_once)
    assert step.superseded.equals(at_once.superseded)
    assert step.accounts.equals(at_once.accounts)
    assert step.reports == at_once.reports


def test_accounts_and_responses_stay_with_the_incident_and_are_counted_once(
    places: Places,
) -> None:
    dataset = combined(
        places, incidents_file(incident(1)), accounts_file(1), responses_file(1),
        incidents_file(incident(1, "Other words.")),
        accounts_file(1, 2), accounts_file(1, outlet="KCNA"),
    )  # fmt: skip
    accounts = dataset.accounts
    assert accounts[["account_id", "outlet", "file"]].values.tolist() == [
        ["A-1", "Asiapress", "b.csv"],
        ["A-2", "Asiapress", "e.csv"],
        ["A-1", "KCNA", "f.csv"],
    ]
    assert dataset.responses["file"].tolist() == ["c.csv"]
    assert notes(dataset, "e.csv")[0].endswith("is in b.csv with the same facts; it is counted "
                                               "once (note)")  # fmt: skip
    assert notes(dataset, "f.csv")[0].endswith("is in b.csv with other facts; both are kept (note)")


def test_an_upload_contradicts_a_bundled_record(store: Store, places: Places) -> None:
    line = incident(1, "It never happened.").replace("T-1", "PRK-2026-001")
    upload = accept(store, incidents_file(line), "denial.csv").upload
    dataset = store.read(places)
    row = dataset.incidents[dataset.incidents["incident_id"] == "PRK-2026-001"]
    assert row[["file", "versions"]].values.tolist() == [["denial.csv", 2]]
    assert dataset.superseded[["file", "record"]].values.tolist() == [["incidents.csv", 86]]
    accounts = dataset.accounts[dataset.accounts["incident_id"] == "PRK-2026-001"]
    assert len(accounts) == 8
    store.undo(upload.id)
    after = store.read(places)
    assert set(after.incidents["versions"]) == {1}
    assert after.superseded.empty


def test_a_name_that_somebody_took_meanwhile_is_numbered(places: Places) -> None:
    base = combined(places, incidents_file(incident(1)))
    later = combine(base, [loaded(incidents_file(incident(2)), "a.csv")], places)
    assert shown(later) == [("T-1", "a.csv", 1), ("T-2", "a.csv (2)", 1)]
    assert later.files == ("a.csv", "a.csv (2)")
