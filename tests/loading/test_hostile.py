"""Real hostile, foreign and naughty files, where the folder of them is there; twins of what they
taught are in test_loading.py."""

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from dashboard.loading import Refused, Report, read_bytes
from tests.conftest import ROOT


def cases() -> list[Any]:
    folder = Path(os.environ.get("UNREST_SHARED", ROOT.parent / "shared")) / "data" / "hostile"
    if not folder.is_dir():
        skip = pytest.mark.skip(reason=f"no hostile files at {folder} (set UNREST_SHARED)")
        return [pytest.param({}, folder, marks=skip)]
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["cases"]
    return [
        pytest.param(case, folder, id=case["name"])
        for case in listed
        if "file" in case and case["expect"] and (folder / case["file"]).exists()
    ]


def told(reasons: list[str], text: str) -> bool:
    return any(word.lower() in text.lower() for word in reasons)


def lists(report: Report, wanted: list[dict[str, Any]], effects: set[str]) -> bool:
    return all(
        any(
            problem.record == want["record"]
            and problem.effect in effects
            and told(want["reason_any"], f"{problem.reason} {problem.column}")
            for problem in report.problems
        )
        for want in wanted
    )


def meets(outcome: dict[str, Any], report: Report) -> bool:
    if outcome["outcome"] == "reject_file":
        return told(outcome["reason_any"], report.error or "")
    if report.error or report.accepted != outcome["accepted"]:
        return False
    rejected = {p.record for p in report.problems if p.effect == "row rejected"}
    expected = {want["record"] for want in outcome.get("rejected", [])}
    return (
        (rejected <= expected or bool(outcome.get("rejected_any")))
        and lists(report, outcome.get("rejected", []), {"row rejected"})
        and lists(report, outcome.get("listed", []), {"value dropped", "note"})
    )


@pytest.mark.parametrize(("case", "folder"), cases())
def test_hostile_file(case: dict[str, Any], folder: Path) -> None:
    raw = (folder / case["file"]).read_bytes()
    try:
        report = read_bytes(raw, case["upload_name"]).report
    except Refused as refused:
        report = refused.report
    assert any(meets(outcome, report) for outcome in case["expect"]), report


def test_foreign_files_are_refused_in_plain_words(shared_folder: Path) -> None:
    files = sorted((shared_folder / "data" / "incident_files").rglob("*.csv"))
    assert len(files) == 8
    for path in files:
        with pytest.raises(Refused, match=r"missing column|none of our columns|not UTF-8"):
            read_bytes(path.read_bytes(), path.name)


def test_naughty_strings_are_kept_to_the_letter(shared_folder: Path) -> None:
    strings = json.loads((shared_folder / "data" / "naughty_strings" / "blns.json").read_text())
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(["event_id", "date", "country", "event_type", "notes"])
    rows.writerows([n, "2025-01-05", "PRK", "strike", string] for n, string in enumerate(strings))
    loaded = read_bytes(text.getvalue().encode(), "naughty.csv")
    assert (loaded.report.records, loaded.report.accepted) == (515, 508)
    kept = dict(zip(loaded.frame["incident_id"], loaded.frame["description"], strict=True))
    assert all(strings[int(ident)] == string for ident, string in kept.items())


def test_csv_dialects_are_split_right(shared_folder: Path) -> None:
    folder = shared_folder / "data" / "csv_spectrum"
    files = sorted((folder / "csvs").glob("*.csv"))
    assert len(files) == 12
    for path in files:
        lines = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline="")))
        extra = ["start_date", "country", "action_type", "description", "tags"]
        text = io.StringIO(newline="")
        out = csv.writer(text)
        out.writerow([*lines[0], *extra])
        for number, line in enumerate(lines[1:]):
            out.writerow([*line, "2025", "PRK", "strike", str(number), ""])
        tags = read_bytes(text.getvalue().encode(), path.name).frame["tags"]
        expected = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        for row, tagged in zip(
            expected if isinstance(expected, list) else [expected], tags, strict=True
        ):
            for value in filter(None, row.values()):
                if value == "1234567890":  # the JSON twin hides the telephone number
                    continue
                expected_tag = value.strip().replace(";", "%3B").replace("\r\n", "\n")
                assert expected_tag in tagged.replace("\r\n", "\n"), path.name
