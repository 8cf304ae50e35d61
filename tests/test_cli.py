"""`unrest check`: what it prints, and the exit status."""

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from dashboard.cli import main

GOOD = "incident_id,start_date,country,action_type,description,source_name\n"
ROW = "{},2025-01-05,PRK,strike,{},Daily NK\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.csv"


def test_an_accepted_file_is_reported_as_json(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(GOOD + ROW.format("a", "x") + ROW.format("b", ""), encoding="utf-8")
    assert main(["check", "--json", str(file)]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["error"], report["records"], report["accepted"]) == (None, 2, 1)
    assert report["rejected"] == 1
    assert (report["format"], report["encoding"], report["delimiter"]) == (
        "canonical",
        "utf-8",
        ",",
    )
    assert report["unplaced"] == 1  # a country, and nothing nearer
    assert report["problems"] == [
        {
            "record": 2,
            "column": "description",
            "value": "",
            "reason": "description is blank: every record needs one",
            "effect": "row rejected",
        }
    ]


def test_a_refused_file_is_status_1(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(b"PK\x03\x04")
    assert main(["check", "--json", str(file)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert "ZIP archive" in report["error"]
    assert (report["records"], report["accepted"], report["problems"]) == (0, 0, [])
    assert main(["check", str(file)]) == 1
    assert capsys.readouterr().out.startswith("a.csv: refused\n  this is a ZIP archive")


def test_a_missing_file_is_status_2(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file)]) == 2
    assert "No such file" in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["check"])
    assert caught.value.code == 2


def test_an_encoding_can_be_chosen(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes((GOOD + ROW.format("a", "회령")).encode("cp949"))
    assert main(["check", str(file)]) == 1
    assert main(["check", "--encoding", "cp949", str(file)]) == 0
    assert "1 of 1 records accepted as incidents (cp949" in capsys.readouterr().out


def test_a_larger_file_can_be_allowed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(GOOD + ROW.format("a", "x"), encoding="utf-8")
    assert main(["check", "--max-mb", "0.00001", str(file)]) == 1
    assert "too large" in capsys.readouterr().out
    assert main(["check", "--max-mb", "1", str(file)]) == 0


def test_a_sheet_is_asked_of_workbooks_alone(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = GOOD + ROW.format("a", "x")
    file.write_text(rows, encoding="utf-8")
    for flags in ([], ["--format", "clb"]):
        assert main(["check", "--sheet", "Sheet 2", *flags, str(file)]) == 1
        assert capsys.readouterr().out == (
            "a.csv: refused\n  --sheet is for workbooks (.xlsx, .xlsm), and this file is none: "
            "leave --sheet out\n"
        )
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Sheet 2")
    for line in rows.splitlines():
        sheet.append(line.split(","))
    book.save(file.with_suffix(".xlsx"))
    assert main(["check", "--sheet", "Sheet 2", str(file.with_suffix(".xlsx"))]) == 0


def test_the_report_tells_how_many_rows_are_not_on_the_map(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header = GOOD.replace("country,", "country,admin1,")
    nowhere, somewhere = (ROW.replace("PRK,", f"PRK,{unit},") for unit in ("", "Ryanggang"))
    rows = [nowhere.format("a", "x"), nowhere.format("b", "x"), somewhere.format("c", "x")]
    file.write_text(header + "".join(rows), encoding="utf-8")
    assert main(["check", str(file)]) == 0
    told = "  2 rows without a unit on the map, or with a country alone"
    assert capsys.readouterr().out.splitlines()[1] == told


def test_the_report_is_short_unless_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [ROW.format(number, "x").replace("PRK", "Atlantis") for number in range(50)]
    file.write_text(GOOD + "".join(rows), encoding="utf-8")
    assert main(["check", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("a.csv: 0 of 50 records accepted")
    assert len([line for line in lines if "'Atlantis'" in line]) == 20
    assert lines[-1] == "  ... and 30 more of this kind (--all lists them)"
    assert main(["check", "--all", str(file)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 51


def test_nothing_reaches_the_terminal_raw(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "\x1b[2J\u202e\x07"
    file.write_text(
        f"{GOOD.strip()},x{hostile}\n" + ROW.format("a", hostile).strip() + f",{hostile}\n",
        encoding="utf-8",
    )
    for flags in ([], ["--json"]):
        assert main(["check", *flags, str(file)]) == 0
        out = capsys.readouterr().out
        assert "\\x1b[2J" in out or "\\u001b[2J" in out
        assert all(char.isprintable() or char == "\n" for char in out)


def test_check_starts_fast_and_without_the_web_server(file: Path) -> None:
    file.write_bytes(b"PK\x03\x04")
    code = (
        "import sys; from dashboard.cli import main; status = main(['check', sys.argv[1]]);"
        "assert not {'streamlit', 'plotly', 'geopandas'} & set(sys.modules); sys.exit(status)"
    )
    run = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (1, b"")


def test_what_could_not_be_placed_is_listed_with_its_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "places.csv"
    path.write_text(
        "incident_id,start_date,country,action_type,description,admin1,location,latitude,longitude\n"
        "a,2025-01-05,PRK,strike,x,Foo Province,,,\n"
        "b,2025-01-05,PRK,strike,x,Ryanggang,,48.8,2.3\n"
        "c,2025-01-05,USA,strike,x,,Springfield,,\n"
        "d,2025-01-05,PRK,strike,x,,,,\n"
        "e,2025-01-05,PRK,strike,x,Ryanggang,,,\n",
        encoding="utf-8",
    )
    assert main(["check", str(path), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["unplaced"] == 3
    told = {
        p["record"]: (p["column"], p["value"], p["reason"])
        for p in report["problems"]
        if p["record"]
    }
    assert [*told] == [1, 2, 3]
    assert told[1][:2] == ("admin1", "Foo Province")
    assert "is not a unit known in North Korea; not on the map: name the province" in told[1][2]
    assert told[2][:2] == ("latitude", "48.8, 2.3")
    assert "its coordinates are not drawn: correct them" in told[2][2]
    assert told[3][:2] == ("location", "Springfield")
    assert "choose it on the page Data" in told[3][2]
