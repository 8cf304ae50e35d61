"""`unrest indicators`: what it prints, what it refuses, and the exit status."""

import json
from pathlib import Path

import pytest

from dashboard import outlooks
from dashboard.cli import main
from tests.pages import cards, figures, start
from tests.simulated import simulated_csv

CLB = """Date,Title,Description,Province,Action Taken Involve,Employee Demands Involve,\
Response to Collective Action
2015-02-03,Weavers strike,Weavers struck.,Hebei,Strike,Wage Arrears,
2015-03-03,Miners sit in,Miners sat in.,Hebei,Sit-in,Wage Arrears,"Police, Arrest(s)"
2015-03-20,Miners sit in again,Miners sat in.,Hebei,Sit-in,Wage Arrears,
"""


def told(capsys: pytest.CaptureFixture[str]) -> dict:
    return json.loads(capsys.readouterr().out)


def test_a_file_gives_the_tables_behind_the_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "simulated.csv"
    file.write_bytes(simulated_csv(900, countries=("PRK",)))
    assert main(["indicators", str(file), "--json"]) == 0
    found = told(capsys)
    assert (found["basis"], found["horizon"], found["backtest"]["validated"]) == (
        "discounted", 4, True,
    )  # fmt: skip
    hamgyong = next(row for row in found["regions"] if row["name"] == "North Hamgyong")
    assert (hamgyong["unit"], hamgyong["any_words"]) == ("PRK-3307", "likely")
    assert hamgyong["rate_low"] < hamgyong["rate"] < hamgyong["rate_high"]
    assert len(found["profile"]) == 7 * len(found["regions"])
    tone = [row for row in found["profile"] if row["component"] == "tone"]
    assert {row["value"] for row in tone} == {None}
    assert main(["indicators", str(file)]) == 0
    text = capsys.readouterr().out
    assert "Skill against the historical mean on its own past: +0.0" in text
    assert "  North Hamgyong: " in text


def test_the_data_in_use_are_not_validated_and_a_break_leaves_fewer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["indicators", "--json"]) == 0
    every = told(capsys)
    assert every["backtest"]["validated"] is False
    assert every["left_out"]["too_vague"] == 31
    assert main(["indicators", "--json", "--since", "2024-01-01"]) == 0
    later = told(capsys)
    assert later["basis"] == "too few"
    assert 0 < later["incidents"] < every["incidents"]
    assert later["regions"][0]["p_any"] is None
    assert main(["indicators", "--since", "2024-01-01"]) == 0
    assert "no forecast" in capsys.readouterr().out


def test_what_is_no_file_of_incidents_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("incident_id,side,outlet,summary\nA,local,B,C\n", encoding="utf-8")
    assert main(["indicators", str(file), "--json"]) == 1
    assert "indicators need incidents" in told(capsys)["error"]
    assert main(["indicators", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err


def test_the_table_is_the_one_behind_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "--json"]) == 0
    found = told(capsys)
    note = str(figures(start("risk"))[0]["note"])
    assert note.startswith(f"Over {found['weeks']:,} weeks to 12 Jan 2026. Intervals")
    body = next(str(one["body"]) for one in cards(start("risk")) if "Too few" in str(one["title"]))
    assert f"{found['incidents']:,} incidents in {found['weeks']:,} weeks" in body


def test_responses_told_by_the_file_are_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "clb.csv"
    file.write_text(CLB, encoding="utf-8")
    assert main(["indicators", str(file), "--json", "--format", "clb"]) == 0
    hard = [row for row in told(capsys)["profile"] if row["component"] == "response"]
    assert [(row["name"], row["known"], row["of"]) for row in hard] == [("Hebei", 1, 2)]


def test_one_incident_is_told_in_the_singular() -> None:
    row = {"unit": "U", "name": "One", "incidents": 1, "rate": 0.1, "rate_low": 0.0,
           "rate_high": 0.2, "p_any": None}  # fmt: skip
    found = {
        "incidents": 1, "weeks": 9, "horizon": 4, "start": "2024-01-01", "basis": "rates",
        "backtest": {"missing": ["too few"]}, "regions": [row],
    }  # fmt: skip
    assert "One: 1 incident, 0.100 a week" in "\n".join(outlooks._lines(found))
