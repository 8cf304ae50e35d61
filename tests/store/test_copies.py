"""Copies: what was read once is opened afterwards, as it was, and is not believed where torn."""

import errno
import itertools
import os
import shutil
import signal
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from dashboard.loading import Report, read_bytes
from dashboard.places import Places
from dashboard.schema import Effect, Problem
from dashboard.store import Dataset, Store, columnar, copies, datasets, reading, uploads
from tests.simulated import simulated_csv
from tests.store.disks import Failing, Full
from tests.store.files import accept, accounts_file, incident, incidents_file, responses_file

FRAMES = ("incidents", "accounts", "responses", "superseded")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of small files too."""
    monkeypatch.setattr(copies, "LEAST", 1)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, places: Places) -> tuple[Path, Dataset]:
    """A folder with uploads of every table and all copies, and what is read of it without any.

    One upload of incidents contradicts another, one cannot be placed.
    """
    folder = tmp_path_factory.mktemp("whole")
    store = Store(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "LEAST", 2**40)
        nowhere = incident(2, location="Nowhere at all", admin1="")
        accept(store, incidents_file(incident(1), nowhere), "a.csv")
        accept(store, incidents_file(incident(1, "Other words."), incident(3)), "b.csv")
        accept(store, accounts_file(1, 2, 99), "accounts.csv")
        accept(store, responses_file(1), "responses.csv")
        accept(store, simulated_csv(200), "simulated.csv")
        expected = Store(folder).read(places)
        assert len(expected.superseded) == 1
        assert sum(bool(report.problems) for report in expected.reports) >= 3
        patch.setattr(copies, "LEAST", 1)
        check_same(Store(folder).read(places), expected)
    return folder, expected


@pytest.fixture
def made(whole: tuple[Path, Dataset], tmp_path: Path) -> Store:
    """Uploads with all the copies there are."""
    folder = tmp_path / "made"
    shutil.copytree(whole[0], folder)
    store = Store(folder)
    assert [len(of_kind(store, kind)) for kind in ("table", "places", "data")] == [5, 3, 1]
    return store


@pytest.fixture
def filled(made: Store) -> Store:
    """Uploads without copies."""
    empty(made)
    return made


@pytest.fixture
def expected(whole: tuple[Path, Dataset]) -> Dataset:
    """What is read without any copy."""
    return whole[1]


def empty(store: Store) -> None:
    """Take all copies out."""
    for path in (store.folder / "copies").iterdir():
        path.unlink()


def anew(store: Store) -> Store:
    """The same folder, as another process finds it."""
    return Store(store.folder.parent)


def of_kind(store: Store, ending: str) -> list[Path]:
    return sorted((store.folder / "copies").glob(f"*.{ending}"))


def check_same(found: Dataset, expected: Dataset) -> None:
    """Every cell, type, problem and fault."""
    for name in FRAMES:
        assert_frame_equal(
            getattr(found, name), getattr(expected, name), check_exact=True, check_freq=True,
            check_index_type="equiv", check_column_type=True, check_categorical=True,
        )  # fmt: skip
    assert found.reports == expected.reports
    assert found.faults == expected.faults


def forbid(patch: pytest.MonkeyPatch, *names: str) -> None:
    """Nothing of these may be called from now on."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("this was to be opened, not made")

    known = {
        "parse": [(uploads, "read_bytes"), (reading, "read_upload")],
        "place": [(copies, "resolve_places"), (datasets, "resolve_places")],
        "combine": [(reading, "combine"), (reading, "read_bundled_files")],
    }
    for name in names:
        for module, function in known[name]:
            patch.setattr(module, function, refuse)


def test_the_second_reading_neither_parses_nor_places_nor_combines(
    made: Store, expected: Dataset, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbid(monkeypatch, "parse", "place", "combine")
    check_same(anew(made).read(places), expected)


def test_a_file_more_parses_and_places_no_other(
    made: Store, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(made, incidents_file(incident(7)), "c.csv")
    read: list[int] = []
    with monkeypatch.context() as patch:
        real = copies.resolve_places
        patch.setattr(copies, "resolve_places", lambda *a: read.append(len(a[0])) or real(*a))
        forbid(patch, "parse")
        found = anew(made).read(places)
    assert read == [1]
    empty(made)
    monkeypatch.setattr(copies, "LEAST", 2**40)
    check_same(found, anew(made).read(places))


def test_undo_and_redo_leave_the_copies(
    made: Store, expected: Dataset, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = made.uploads()[1]
    made.undo(upload.id)
    without = anew(made).read(places)
    assert without.superseded.empty
    assert len(of_kind(made, "table")) == 5
    forbid(monkeypatch, "parse", "place", "combine")
    made.redo(upload.id)
    check_same(anew(made).read(places), expected)  # the data set before the undo is there still


def test_an_accepted_file_is_there_for_the_next_process_without_parsing(
    store: Store, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept(store, incidents_file(incident(1)), "incidents.csv")  # a bundled name: numbered
    forbid(monkeypatch, "parse")
    rows = anew(store).read(places).incidents
    assert rows["file"].iloc[-1] == "incidents.csv (2)"


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0" * 64)


def change_a_cell(path: Path) -> None:
    raw = path.read_bytes()
    middle = len(raw) // 3
    path.write_bytes(raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :])


def change_the_footer(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(raw[:-200] + b"1" + raw[-199:])


def another_format(path: Path) -> None:
    raw = path.read_bytes()
    path.write_bytes(b"UNREST 0" + raw[8:-8] + b"UNREST 0")


DAMAGES = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "a word": lambda path: path.write_bytes(b"nothing of ours"),
    "foreign": lambda path: path.write_bytes(os.urandom(path.stat().st_size)),
    "truncated": truncate,
    "longer": lengthen,
    "a cell": change_a_cell,
    "the footer": change_the_footer,
    "another format": another_format,
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_copy_is_made_anew(
    made: Store, expected: Dataset, places: Places, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (made.folder / "copies").iterdir():
        path.chmod(0o644)
        DAMAGES[damage](path)
    check_same(anew(made).read(places), expected)
    assert made.verify().faults == made.verify().orphans == ()
    if damage != "a folder":  # nobody but a person removes that
        forbid(monkeypatch, "parse", "place", "combine")
    check_same(anew(made).read(places), expected)


def test_what_the_disk_lost_without_a_trace_is_found_by_verify(made: Store) -> None:
    path = of_kind(made, "data")[0]
    before = path.stat()
    path.chmod(0o644)
    change_a_cell(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    made.verify()
    assert not path.exists()
    assert len(of_kind(made, "table")) == 5


@pytest.mark.parametrize("what", ["program", "places", "format", "bundled"])
def test_copies_made_from_anything_else_are_not_believed(
    made: Store, places: Places, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path.name for kind in ("table", "places", "data") for path in of_kind(made, kind)}
    if what == "program":
        monkeypatch.setattr(copies, "_program", lambda: "another")
    elif what == "format":
        monkeypatch.setattr(copies, "FORMAT", 2)
    elif what == "bundled":
        monkeypatch.setattr(copies, "_bundled", lambda: "others")
    else:
        places = replace(places, version="another")
    anew(made).read(places)
    after = {path.name for kind in ("table", "places", "data") for path in of_kind(made, kind)}
    kept = {"places": 5, "bundled": 8}.get(what, 0)  # and the older data set, for now
    assert len({name for name in before & after if not name.endswith(".data")}) == kept


def test_a_kept_file_that_was_touched_is_read_again_and_its_damage_told(
    made: Store, places: Places
) -> None:
    path = made.folder / "files" / made.uploads()[0].files["incidents"]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    dataset = anew(made).read(places)
    assert [fault.file for fault in dataset.faults] == [f"files/{path.name}"]
    assert "a.csv" not in set(dataset.incidents["file"])
    path.unlink()
    assert len(anew(made).read(places).faults) == 1


def test_places_from_no_file_have_no_copies(filled: Store, places: Places) -> None:
    anew(filled).read(replace(places, version=""))
    assert of_kind(filled, "places") == of_kind(filled, "data") == []


def test_small_uploads_have_no_copies(
    store: Store, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "LEAST", 256 * 1024)
    accept(store, incidents_file(incident(1)))
    assert len(store.read(places).incidents) == len(anew(store).read(places).incidents) == 94
    assert not (store.folder / "copies").exists()


def test_a_disk_that_fails_at_any_moment_costs_the_copy_alone(
    filled: Store, expected: Dataset, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    for failing in (1, 2, 9, 300):
        with monkeypatch.context() as patch:
            disk = Failing(patch, errno.ENOSPC, for_good=True)
            disk.fails_at = failing
            found = anew(filled).read(places)
        check_same(found, expected)
        check_same(anew(filled).read(places), expected)
        empty(filled)


def test_a_full_disk_is_left_to_what_people_add(
    filled: Store, expected: Dataset, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        Full(patch, 50_000)
        check_same(anew(filled).read(places), expected)
    assert of_kind(filled, "data") == []
    usage = copies.shutil.disk_usage(filled.folder)._replace(free=1000)
    monkeypatch.setattr(copies.shutil, "disk_usage", lambda _: usage)
    monkeypatch.setattr(copies, "write_tables", lambda *_: pytest.fail("there is no room"))
    check_same(anew(filled).read(places), expected)


def test_a_folder_that_cannot_be_written(
    filled: Store, expected: Dataset, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    (filled.folder / "copies").rmdir()
    (filled.folder / "copies").write_bytes(b"a file in the way")
    store = anew(filled)
    check_same(store.read(places), expected)
    forbid(monkeypatch, "parse")
    check_same(store.read(places), expected)  # each is parsed once by this store
    assert store.verify().faults == ()


def test_copies_of_no_upload_and_older_data_sets_are_removed(made: Store, places: Places) -> None:
    folder = made.folder / "copies"
    for name in (f"{'0' * 64}.table", f"{'0' * 64}.places", f".{'0' * 16}.part"):
        (folder / name).write_bytes(b"x")
    for number in range(3):
        accept(made, incidents_file(incident(10 + number)), f"{number}.csv")
        made.read(places)
    assert len(of_kind(made, "data")) == copies.SETS
    assert len(of_kind(made, "table")) == 8
    assert not [path for path in folder.iterdir() if path.name.startswith((".", "0" * 16))]


def test_an_open_data_set_outlives_its_file(made: Store, places: Places, expected: Dataset) -> None:
    found = anew(made).read(places)
    for path in (made.folder / "copies").iterdir():
        path.unlink()
    check_same(found, expected)


def test_decisions_have_a_data_set_of_their_own(
    made: Store, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = made.read(places)
    first = made.append("merge", {"ids": ["T-1", "T-2"]}).id

    def make() -> Dataset:
        return replace(base, incidents=base.incidents.assign(merged_ids=pd.Series([], dtype="str")))

    decided = made.decided(base, [first], make)
    check_same(decided, make())
    again = anew(made)
    check_same(again.decided(again.read(places), [first], lambda: pytest.fail("again")), decided)
    check_same(again.read(places), base)
    check_same(again.decided(base, [first, "another"], lambda: base), base)
    assert len(of_kind(made, "data")) == 2  # a person waits for a decision, not for its copy
    assert again.decided(replace(base, key=""), [first], lambda: base) is base


def test_every_kind_of_column_comes_back_exactly(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "text": pd.Series(["가", None, ""], dtype="str"),
            "category": pd.Categorical(["b", None, "a"], categories=["c", "b", "a"]),
            "ordered": pd.Categorical(["b", None, "a"], categories=["b", "a"], ordered=True),
            "flag": [True, False, True],
            "maybe": pd.array([True, None, False], dtype="boolean"),
            "integer": pd.array([2**62, None, -1], dtype="Int64"),
            "small": pd.array([1, None, 2], dtype="UInt8"),
            "decimal": pd.array([0.5, None, 1], dtype="Float64"),
            "int32": pd.array([1, 2, 3], dtype="int32"),
            "float": [0.1, float("nan"), float("inf")],
        }
        | {
            unit: pd.Series(pd.to_datetime(["1900-01-01", None, "2100-12-31"])).dt.as_unit(unit)
            for unit in ("s", "ms", "us", "ns")
        }
    )
    for rows in (table, table.iloc[:0], pd.concat([table] * 5_000, ignore_index=True)):
        columnar.write_tables(tmp_path / "t", {"one": rows, "two": table}, {"a": [1]})
        found, facts = columnar.open_tables(tmp_path / "t", thorough=True)
        assert_frame_equal(found["one"], rows, check_exact=True)
        assert_frame_equal(found["two"], table, check_exact=True)
        assert facts == {"a": [1]}


@pytest.mark.parametrize(
    "column",
    [pd.Series([object()]), pd.Series(["a"], index=[5]), pd.Series(pd.Categorical([1]))],
)
def test_what_cannot_be_kept_exactly_is_not_kept(tmp_path: Path, column: pd.Series) -> None:
    with pytest.raises(ValueError, match=r"cannot be kept|numbered from 0"):
        columnar.write_tables(tmp_path / "t", {"one": column.to_frame("x")}, {})
    assert [*tmp_path.iterdir()] == []


def test_reports_come_back_with_all_their_problems() -> None:
    raw = incidents_file(incident(1), incident(2, start_date="soon"), incident(3, country="XXX"))
    report = read_bytes(raw, "a.csv").report
    more = tuple(
        Problem(record, column, value, "why", effect)
        for record in (None, 7)
        for column in (None, "title")
        for value in ("", "\ud800 가")
        for effect in get_args(Effect)
    )
    report = replace(report, problems=(*report.problems, *more), mapping="x", sheet="y")
    facts = columnar.json.loads(columnar.json.dumps(copies.plain_report(report)))
    assert copies.read_report(facts) == report
    assert {field.name for field in fields(Report)} == {*facts}


def processes(number: int, work: Any) -> list[int]:
    """The exit codes of processes that do `work` at once."""
    pids = []
    for _ in range(number):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                work()
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]


def test_processes_that_find_no_copy_at_once(
    filled: Store, expected: Dataset, places: Places
) -> None:
    def read() -> None:
        check_same(anew(filled).read(places), expected)

    for _ in range(2):
        assert processes(3, read) == [0, 0, 0]
        assert not [*(filled.folder / "copies").glob(".*")]
        empty(filled)


def killed_at(number: int) -> None:
    """From now on this process ends without a word at so many writes, syncs and renames."""
    calls = itertools.count(1)

    def counted(real: Any) -> Any:
        def call(*arguments: Any) -> Any:
            if next(calls) == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments)

        return call

    for name in ("write", "fsync", "replace", "utime"):
        setattr(os, name, counted(getattr(os, name)))


def test_a_kill_while_copies_are_written_loses_nothing(
    filled: Store, expected: Dataset, places: Places
) -> None:
    left = 0

    def read(number: int) -> None:
        killed_at(number)
        anew(filled).read(places)

    for power in range(20):
        ended = processes(1, lambda number=2**power: read(number))
        left += bool([*(filled.folder / "copies").glob(".*")])
        found = filled.verify()
        assert (found.faults, found.orphans) == ((), ())
        if ended == [0]:
            break
        for path in (filled.folder / "copies").glob("[!.]*"):
            path.unlink()
    assert left > 5
    assert not [*(filled.folder / "copies").glob(".*")]
    check_same(anew(filled).read(places), expected)


def test_the_program_behind_the_copies_is_all_there() -> None:
    package = Path(copies.__file__).parents[1]
    assert [part for part in copies.PARTS if not (package / part).exists()] == []
    assert {"schema.py", "columns.csv", "vocabularies.csv"} <= {*copies.PARTS}
