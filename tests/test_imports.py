"""`unrest import`, `uploads`, `undo`, `redo`, `verify`: what they print, and the exit status."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from dashboard.places import read_places
from dashboard.store import Store

HEADER = "incident_id,start_date,country,action_type,description,source_name\n"
ROW = "{},2025-01-05,PRK,strike,{},Daily NK\n"
BLOCKED = "a file stands where the folder should be: move it, or set UNREST_DATA"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store of its own for each test."""
    folder = tmp_path / "data"
    monkeypatch.setenv("UNREST_DATA", str(folder))
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(HEADER + ROW.format("a", "x") + ROW.format("b", ""), encoding="utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    """What a command that succeeds prints as JSON."""
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_file_goes_in_comes_out_and_comes_back(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "--yes", "--who", "Kim", str(file)]) == 0
    line = capsys.readouterr().out
    assert line.startswith("a.csv: 1 of 2 records added as a.csv; `unrest undo ")
    found = said(capsys, "uploads")
    assert [(each["name"], each["who"], each["rows"], each["in_force"]) for each in found] == [
        ("a.csv", "Kim", 1, True)
    ]
    upload_id = found[0]["id"]
    assert f"`unrest undo {upload_id[:12]}`" in line
    assert said(capsys, "undo", upload_id[:6]) == {
        "id": upload_id, "kind": "import", "in_force": False,
    }  # fmt: skip
    assert main(["uploads"]) == 0
    header, row = capsys.readouterr().out.splitlines()
    assert header.split() == ["id", "when", "(UTC)", "who", "records", "kept", "state", "file"]
    assert row.split()[0] == upload_id[:12]
    assert row.split()[3:] == ["Kim", "1", "undone", "a.csv"]
    assert main(["redo", upload_id]) == 0
    assert capsys.readouterr().out == f"import {upload_id[:12]} a.csv is back\n"
    found = said(capsys, "verify")
    assert (found["receipts"], found["files"], found["faults"]) == (3, 4, [])


def test_json_says_what_came_of_each_file(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = tmp_path / "b.csv"
    refused.write_bytes(b"PK\x03\x04")
    assert main(["import", "--yes", "--json", str(file), str(refused), str(file)]) == 1
    came = json.loads(capsys.readouterr().out)
    assert [each["status"] for each in came] == ["added", "refused", "there"]
    assert "ZIP archive" in came[1]["report"]["error"]
    assert came[0]["id"] == came[2]["id"]
    assert (came[0]["report"]["records"], came[0]["report"]["accepted"]) == (2, 1)


def test_a_file_that_was_taken_back_stays_out_and_redo_is_offered(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "--yes", str(file)])
    capsys.readouterr()
    upload_id = said(capsys, "uploads")[0]["id"]
    assert main(["undo", upload_id]) == 0
    assert main(["import", "--yes", str(file)]) == 1
    assert f"`unrest redo {upload_id[:12]}` brings it back" in capsys.readouterr().out


def test_without_a_terminal_nothing_is_added_unasked(
    file: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(file)]) == 2
    assert "give --yes" in capsys.readouterr().err
    assert main(["import", "--yes", str(file), "nowhere.csv"]) == 2
    assert "nowhere.csv: no such file" in capsys.readouterr().err
    assert not data.exists()


@pytest.mark.parametrize(("answer", "receipts"), [(b"y\n", 1), (b"\n", 0), (b"no\n", 0)])
def test_on_a_terminal_the_report_is_shown_and_a_question_asked(
    file: Path, data: Path, answer: bytes, receipts: int
) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", "import", str(file)],
        stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    os.write(ours, answer)
    out = process.communicate(timeout=60)[0].decode()
    os.close(ours), os.close(theirs)
    assert "1 of 2 records accepted as incidents" in out
    assert "  1 rows without a unit on the map, or with a country alone" in out
    assert "record 2, description: description is blank" in out
    assert "Add these 1 incidents to the shared data? [y/N]" in out
    assert process.returncode == (0 if receipts else 1)
    assert len(list(data.glob("uploads/receipts/*.json"))) == receipts


def test_a_larger_file_and_another_encoding_can_be_allowed(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "--yes", "--max-mb", "0.00001", str(file)]) == 1
    assert "too large" in capsys.readouterr().out
    file.write_bytes((HEADER + ROW.format("a", "회령")).encode("cp949"))
    assert main(["import", "--yes", str(file)]) == 1
    assert main(["import", "--yes", "--encoding", "cp949", str(file)]) == 0


def test_a_sheet_of_what_is_no_workbook_is_refused(
    file: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "--yes", "--sheet", "X", str(file)]) == 1
    assert "--sheet is for workbooks" in capsys.readouterr().out
    assert not data.exists()


def test_what_cannot_be_done_is_status_1_and_says_why(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["undo", "abc"]) == 1
    assert "no entry has the id 'abc'; `unrest uploads --all` lists them" in capsys.readouterr().err
    monkeypatch.setenv("UNREST_DATA", str(file))  # a file where the folder should be
    assert main(["import", "--yes", str(file)]) == 1
    assert f"Not a directory; {BLOCKED}" in capsys.readouterr().err
    assert main(["import", "--yes", "--json", str(file)]) == 1
    assert json.loads(capsys.readouterr().out)[0]["status"] == "failed"


@pytest.mark.parametrize("command", [["uploads"], ["uploads", "--all"], ["verify"], ["undo", "ab"]])
def test_a_folder_that_cannot_exist_is_no_empty_store(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    monkeypatch.setenv("UNREST_DATA", "/dev/null/x")
    assert main(command) == 1
    told = capsys.readouterr()
    assert (told.out, "Not a directory" in told.err, BLOCKED in told.err) == ("", True, True)


def test_a_folder_that_is_not_there_yet_is_an_empty_store(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for command in (["uploads"], ["uploads", "--all"]):
        assert main(command) == 0
        assert capsys.readouterr().out == "nothing was added to the shared data yet\n"


def test_who_takes_it_back_and_brings_it_in_is_written_down(file: Path) -> None:
    main(["import", "--yes", "--who", "Kim", str(file)])
    upload_id = Store().uploads()[0].id
    assert main(["undo", "--who", "Lee", upload_id]) == 0
    assert main(["redo", "--who", "Park", upload_id]) == 0
    assert [(entry.kind, entry.who) for entry in Store().entries()] == [
        ("import", "Kim"), ("undo", "Lee"), ("redo", "Park"),
    ]  # fmt: skip


def test_what_is_unplaced_is_told_but_not_kept_in_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "incident_id,start_date,country,action_type,description,admin1,source_name\n"
        "a,2025-01-05,PRK,strike,x,Foo Province,Daily NK\n"
        "b,2025-01-05,PRK,strike,x,Ryanggang,Daily NK\n"
        "c,2025-01-05,PRK,strike,,Ryanggang,Daily NK\n",
        encoding="utf-8",
    )
    report = said(capsys, "import", "--yes", path)[0]["report"]
    assert (report["records"], report["accepted"], report["rejected"]) == (3, 2, 1)
    assert report["unplaced"] == 1
    placing = [each for each in report["problems"] if each["column"] == "admin1"]
    assert [(each["record"], each["value"]) for each in placing] == [(1, "Foo Province")]
    kept = Store().read(read_places()).reports[-1]
    assert (kept.name, kept.unplaced) == ("places.csv", 1)
    assert len(kept.problems) == len(report["problems"])  # each is told once
    assert said(capsys, "check", path) == report


def test_decisions_are_listed_with_the_ids_that_undo_takes(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "--yes", "--who", "Kim", str(file)])
    merge = Store().append("merge", {"incidents": ["T-1", "T-2"]}, who="Lee")
    Store().append("different", {"incidents": ["T-3", "\x1b[2J"]})
    Store().append("place", {"country": "USA", "name": "Springfield", "admin1": "", "place": "42"})
    mapping = Store().append("mapping", {"text": 'name = "x"\n' + "# much\n" * 100})
    assert main(["undo", merge.id[:12]]) == 0
    capsys.readouterr()
    found = said(capsys, "uploads", "--all")
    assert [(each["kind"], each["who"], each["in_force"], each["text"]) for each in found[:4]] == [
        ("import", "Kim", True, "a.csv"),
        ("merge", "Lee", False, "incidents: T-1, T-2"),
        ("different", None, True, r"incidents: T-3, \x1b[2J"),
        ("place", None, True, "country: USA; name: Springfield; admin1: ; place: 42"),
    ]
    assert (found[4]["id"], found[4]["when"]) == (mapping.id, mapping.when)
    assert found[4]["text"].startswith('text: name = "x" # much # much')
    assert len(found[4]["text"]) == 120
    assert len(found) == 5
    assert main(["uploads", "--all"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["id", "when", "(UTC)", "who", "kind", "state", "what"]
    assert len(lines) == 6
    assert lines[1].split()[0] == found[0]["id"][:12]
    assert lines[2].split() == [
        merge.id[:12], *merge.when[:16].split("T"), "Lee", "merge", "undone", "incidents:",
        "T-1,", "T-2",
    ]  # fmt: skip
    assert [each["id"] for each in said(capsys, "uploads")] == [found[0]["id"]]
    assert said(capsys, "redo", lines[2].split()[0])["kind"] == "merge"


def test_verify_names_what_is_damaged(
    file: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "--yes", str(file)])
    assert main(["verify"]) == 0
    assert "1 receipts, 4 files: all as written\nlast receipt: " in capsys.readouterr().out
    original = next(data.glob("uploads/files/*.original"))
    original.unlink()
    assert main(["verify"]) == 1
    out = capsys.readouterr().out
    assert out.startswith(f"files/{original.name}: is missing (original of a.csv)\n")
    assert "4 files: 1 faults" in out


def test_nothing_reaches_the_terminal_raw(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "\x1b[2J\u202eevil.csv"
    path.write_text(HEADER + ROW.format("a", "x"), encoding="utf-8")
    evil = ["import", "--yes", "--who", "\x1b[2J\u202e", str(path)]
    for command in (evil, ["uploads"], ["uploads", "--json"], ["verify"]):
        assert main(command) == 0
        out = capsys.readouterr().out
        assert all(char.isprintable() or char == "\n" for char in out)
