"""`unrest backtest`: what it prints, what it refuses, and the exit status."""

import json
from pathlib import Path

import numpy as np
import pytest

from dashboard.cli import main
from dashboard.indicators.backtest import backtest
from tests.indicators.simulated import rising, weekly
from tests.simulated import simulated_csv

HEADER = "week,region,incidents\n"
MEASURES = ["crps", "log_score", "coverage80", "coverage95", "auc_any", "auc_surge", "ece_any"]


def table(counts: np.ndarray, header: str = HEADER) -> str:
    data = weekly(counts)
    rows = [
        f"{week},{region},{data.counts[row, place]}\n"
        for row, week in enumerate(data.weeks)
        for place, region in enumerate(data.regions)
        if data.counts[row, place]  # a week without a row is zero
    ]
    return header + "".join(rows)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "counts.csv"


def test_a_table_of_counts_is_tested(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = rising(140, 6)
    file.write_text(table(data.counts), encoding="utf-8")
    assert main(["backtest", "--json", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [found[key] for key in ("regions", "weeks", "horizon")] == [6, 140, 4]
    assert (found["validated"], found["missing"], found["origins"]) == (True, [], 104)
    assert list(found["models"]) == ["historical_mean", "last_value", "ewma", "forecast"]
    expected = backtest(data)
    for name, scores in found["models"].items():
        assert list(scores) == [*MEASURES, "skill"]
        assert scores == pytest.approx(vars(expected.models[name]))
    assert found["reliability"][0]["words"] == "very unlikely"
    assert sum(row["forecasts"] for row in found["reliability"]) == 104 * 6


def test_plain_text_says_the_same(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = rising(140, 6)
    file.write_text(table(data.counts), encoding="utf-8")
    assert main(["backtest", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"counts.csv: incidents {data.incidents:,}, regions 6, weeks 140"
    assert lines[1].startswith("Forecasts of 4 weeks from 104 Mondays, ")
    model = next(line for line in lines if line.startswith("forecast "))
    assert f"{backtest(data).models['forecast'].skill:.4f}" in model.split()
    assert any(line.startswith("  very likely") for line in lines)


def test_header_and_delimiter_may_be_written_differently(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = table(np.ones((60, 2), dtype=int), "Week,Region,Incidents\n").replace(",", ";")
    file.write_text("\ufeff" + text, encoding="utf-8")
    assert main(["backtest", "--json", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["weeks"], found["models"]["forecast"]["auc_any"]) == (60, None)


def test_incidents_are_placed_and_counted(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_bytes(simulated_csv(3000, countries=("PRK", "BGD")))
    assert main(["backtest", "--json", str(file)]) == 0
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert found["regions"] > 4
    assert 480 <= found["weeks"] <= 522  # up to ten years
    assert found["validated"]
    assert abs(found["models"]["forecast"]["coverage80"] - 0.8) < 0.04


ROW = "i{},{},{},PRK,{},strike,SIMULATED,Daily NK\n"
INCIDENTS = (
    "incident_id,start_date,date_precision,country,admin1,action_type,description,source_name\n"
)


def test_what_is_left_out_and_missing_is_said(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        ROW.format(1, "2024-01-02", "day", "Ryanggang"),
        ROW.format(2, "2024-01-28", "day", "Ryanggang"),
        ROW.format(3, "2024-01", "month", "Ryanggang"),
        ROW.format(4, "2024-01-16", "day", ""),
        ROW.format(5, "2099-01-16", "day", "Ryanggang"),
    ]
    file.write_text(INCIDENTS + "".join(rows), encoding="utf-8")
    assert main(["backtest", str(file)]) == 0
    told = capsys.readouterr()
    lacking = [
        "52 weeks of data are needed, and there are 4",
        "50 incidents are needed, and there are 2",
    ]
    assert told.out.splitlines() == [
        "counts.csv: incidents 2, regions 1, weeks 4",
        f"Not validated on your data: {'; '.join(lacking)}.",
    ]
    assert told.err.splitlines() == [
        "unrest backtest: 1 incident left out, whose start is not known to the week",
        "unrest backtest: 1 incident left out, without a region",
        "unrest backtest: 1 incident left out, before the first week or after the last whole one",
    ]
    assert main(["backtest", "--json", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["validated"], found["models"], found["first"]) == (False, {}, None)
    assert found["missing"] == lacking
    assert found["reliability"][0]["happened"] is None


def test_weeks_before_a_break_are_left_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(table(rising(140, 6).counts), encoding="utf-8")
    assert main(["backtest", "--json", "--since", "2020-06-01", str(file)]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["weeks"] == 140 - 21
    assert "left out, before the first week" in told.err
    with pytest.raises(SystemExit) as caught:
        main(["backtest", "--since", "2020-06", str(file)])
    assert caught.value.code == 2
    assert "'2020-06' is not a day" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HEADER + "2024-01-01,a,x\n", "record 1, incidents: 'x' is not a whole number"),
        (HEADER + "2024-01-01,a,1,2\n", "record 1"),
        ("week,region\n2024-01-01,a\n", "missing column incidents"),
        ("", "the file is empty"),
        (INCIDENTS, "the file has no incident that was accepted"),
        (
            "account_id,incident_id,side,outlet,summary\na,b,state,c,d\n",
            "back-test needs incidents",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(
    text: str, reason: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(text, encoding="utf-8")
    status = main(["backtest", "--json", str(file)])
    told = json.loads(capsys.readouterr().out)
    assert (status, list(told)) == (1, ["error"])
    assert reason in told["error"]
    assert main(["backtest", str(file)]) == 1
    assert capsys.readouterr().out.startswith("counts.csv: refused\n  ")


def test_a_missing_file_is_status_2(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backtest", str(file)]) == 2
    assert "unrest backtest: " in capsys.readouterr().err


def test_the_file_of_another_project_needs_its_format(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(b"PK\x03\x04")
    assert main(["backtest", str(file)]) == 1
    assert "ZIP archive" in capsys.readouterr().out
