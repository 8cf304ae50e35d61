"""A simulated file: accepted row by row, the same each time, and SIMULATED in every row."""

import io
from pathlib import Path

import pandas as pd
import pytest

from dashboard.cli import main
from dashboard.loading import read_bytes
from dashboard.places import resolve_places
from dashboard.simulator.files import MOST_ROWS, write_simulated
from dashboard.simulator.marks import count_simulated
from dashboard.store import read_bundled
from tests.simulated import simulated_csv, the_places


def test_every_row_is_accepted_placed_and_says_simulated() -> None:
    loaded = read_bytes(simulated_csv(3_000, seed=7), "simulated.csv")
    assert (loaded.report.records, loaded.report.accepted) == (3_000, 3_000)
    assert not loaded.report.problems
    frame = loaded.frame
    for column in ("title", "description", "employer", "source_name", "tags"):
        assert frame[column].str.contains("SIMULATED", regex=False).all(), column
    assert frame["incident_id"].str.startswith("SIM-7-").all()
    placed = resolve_places(frame, the_places())
    assert placed["unit"].notna().mean() > 0.999
    assert placed["latitude"].isna().mean() == pytest.approx(0.15, abs=0.03)
    assert count_simulated(frame) == 3_000


def test_the_same_seed_gives_the_same_bytes_and_another_other_incidents() -> None:
    first, again, other = (simulated_csv(500, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    both = pd.concat([read_bytes(raw, "a.csv").frame for raw in (first, other)])
    assert both["incident_id"].is_unique


def test_pieces_do_not_repeat_one_another() -> None:
    lines = simulated_csv(100_050, countries=("PRK",)).decode().splitlines()
    assert len(lines) == 100_051
    heads = [line.partition(",")[2] for line in (*lines[1:51], *lines[100_001:])]
    assert len({*heads}) == 100


@pytest.mark.parametrize("number", [0, -1, MOST_ROWS + 1])
def test_numbers_out_of_range_are_named(number: int) -> None:
    with pytest.raises(ValueError, match="the number of incidents is 1 to 20,000,000"):
        write_simulated(io.BytesIO(), number, 1, ("PRK",), the_places())


def test_real_records_are_not_taken_for_simulated() -> None:
    real = read_bundled(the_places()).incidents
    assert count_simulated(real) == 0
    assert count_simulated(real.iloc[:0]) == 0
    assert count_simulated(real.assign(tags="a;SIMULATED")) == real["incident_id"].nunique()


def test_the_command_writes_a_file_that_check_accepts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.csv"
    assert main(["simulate", "-n", "40", "--seed", "5", "--country", "PRK", "-o", str(file)]) == 0
    assert "40 SIMULATED incidents, seed 5" in capsys.readouterr().out
    assert file.read_bytes() == simulated_csv(40, 5, ("PRK",))
    assert main(["check", str(file)]) == 0
    assert "40 of 40 records accepted as incidents" in capsys.readouterr().out


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "real.csv"
    file.write_text("real records")
    assert main(["simulate", "-n", "5", "-o", str(file)]) == 2
    assert "is there already; choose another name" in capsys.readouterr().err
    assert file.read_text() == "real records"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["-n", "0"], "the number of incidents is 1 to"),
        (["-n", "5", "--seed", "-1"], "the seed is 0 or more"),
        (["-n", "5", "--country", "XX"], "no town of 'XX' is known"),
    ],
)
def test_wrong_wishes_leave_no_file(
    asked: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.csv"
    assert main(["simulate", *asked, "-o", str(file)]) == 2
    assert told in capsys.readouterr().err
    assert not file.exists()
    assert main(["simulate", "-n", "5", "-o", str(tmp_path / "none" / "new.csv")]) == 2
    assert "No such file or directory" in capsys.readouterr().err


def test_a_full_disk_is_said_and_leaves_no_half_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dashboard.simulator.files.write_simulated", full)
    file = tmp_path / "new.csv"
    assert main(["simulate", "-n", "5", "-o", str(file)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert not file.exists()
