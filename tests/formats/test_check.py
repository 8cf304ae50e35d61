"""`unrest check` on files of other projects."""

import json
from pathlib import Path

import pytest

from dashboard import formats
from dashboard.cli import main
from dashboard.formats import FORMATS, write_mapping
from tests.formats.twins import CLB, records

CLB_FILE = Path(formats.__file__).with_name("clb.toml")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(records(CLB, {}, {"Title": "b", "Industry": "Services"}))
    return path


def test_a_foreign_file_is_refused_with_the_remedy(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(file)]) == 1
    out = capsys.readouterr().out
    assert "This looks like a China Labour Bulletin export, whose columns are not ours" in out
    assert "read it with --format clb." in out


def test_the_losses_are_told_column_by_column(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(file), "--format", "clb"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "a.csv: 2 of 2 records accepted as incidents (utf-8, separated by ',', read as clb)"
    )
    assert "  Date -> start_date: 2 kept" in lines
    assert "  Industry -> sector: 1 mapped, 1 tagged; no code for 'Services' 1" in lines


def test_the_json_report_has_losses(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file), "--format", "clb", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["format"] == "clb"
    (industry,) = [loss for loss in report["losses"] if loss["column"] == "Industry"]
    assert industry == {
        "column": "Industry", "targets": ["sector"], "blank": 0, "kept": 0, "mapped": 1,
        "tagged": 1, "dropped": 0, "rejected": 0, "reason": "", "unknown": [["Services", 1]],
    }  # fmt: skip


def test_a_mapping_of_ones_own(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = file.with_name("m.toml")
    path.write_text(write_mapping(FORMATS["clb"]).replace('"clb"', '"mine"'), encoding="utf-8")
    assert main(["check", str(file), "--mapping", str(path)]) == 0
    assert "read as mapping)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (["--format", "x"], "'x' is no format (choose acled, bls, cat, clb, lat, mit, scad, sncf)"),
        (["--mapping", "absent.toml"], "'absent.toml': No such file"),
        (["--mapping", "{file}"], "the mapping is not TOML"),
        (["--mapping", str(CLB_FILE), "--format", "clb"], "not allowed with argument"),
        (["--encoding", "klingon"], "'klingon' is none of utf-8, "),
        (["--max-mb", "nan"], "'nan' is no number of megabytes above 0"),
        (["--max-mb", "0"], "'0' is no number of megabytes above 0"),
    ],
)
def test_wrong_usage_is_status_2(
    flags: list[str], why: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [flag.replace("{file}", str(file)) for flag in flags]
    with pytest.raises(SystemExit) as caught:
        main(["check", str(file), *asked])
    assert caught.value.code == 2
    assert why in capsys.readouterr().err
