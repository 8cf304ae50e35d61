"""`unrest tone`: what it prints, and what it says of a file it cannot score."""

import json
from pathlib import Path

import numpy as np
import pytest

from dashboard.cli import main
from dashboard.indicators.agreement import auc, macro_f1

FILE = (
    "id,Text,label\n1,The nurses won a wonderful deal,Positive\n2,노동자 파업,negative\n"
    '3,"Guards killed two, it was horrible",-1\n4,,0\n5,The talks start on Monday,neutral\n'
    "6,A happy end for all of the workers,\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "texts.csv"
    made.write_text(FILE, encoding="utf-8")
    return made


def told(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str]:
    status = main(["tone", *map(str, argv)])
    return status, capsys.readouterr().out


def test_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = told(capsys, path, "--column", "Text", "--labels", "label", "--json")
    found = json.loads(out)
    assert status == 0
    assert [found[name] for name in ("method", "n_texts", "scored", "not_scored")] == [
        "vader", 6, 4, 2,
    ]  # fmt: skip
    assert [score and np.sign(score) for score in found["scores"]] == [1, None, -1, None, 0, 1]
    assert (found["macro_f1"], found["auc"], found["n"]) == (1, 1, 3)


def test_json_without_labels(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out = told(capsys, path, "--json")  # the column Text is found by its name in lower case
    assert set(json.loads(out)) == {"method", "n_texts", "scored", "not_scored", "scores"}


def test_plain(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out = told(capsys, path, "--labels", "label")
    lines = out.splitlines()
    assert status == 0
    assert lines[0] == "texts.csv: 4 of 6 texts scored (the tone of the text, -1 to 1)"
    assert lines[2].endswith(": not scored")
    assert lines[3].endswith(" negative")
    assert lines[5].endswith(": +0.000 neutral")
    assert lines[-1] == (
        "  macro-F1 1.000, AUC of positive against negative 1.000, over 3 texts with label and "
        "score"
    )


REFUSED = {
    "missing column": (FILE, ["--column", "words"], "no column 'words': the file has 'id', 'Text'"),
    "missing labels": (FILE, ["--labels", "tone"], "no column 'tone'"),
    "unknown label": (
        FILE.replace("Positive", "great"),
        ["--labels", "label"],
        "label: 'great' is no label (write negative, neutral or positive; or -1, 0 or 1)",
    ),
    "no table": ("", [], "empty"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content, argv, expected = REFUSED[name]
    path.write_text(content, encoding="utf-8")
    status, out = told(capsys, path, *argv)
    assert status == 1
    assert expected in out
    status, out = told(capsys, path, *argv, "--json")
    assert status == 1
    assert expected in json.loads(out)["error"]


def test_a_method_that_is_not_installed(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.indicators.e5.is_available", lambda: False)
    status, out = told(capsys, path, "--method", "e5")
    assert status == 1
    assert "pip install '.[ml]'" in out


def test_no_such_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tone", str(tmp_path / "none.csv")]) == 2
    assert "none.csv: No such file" in capsys.readouterr().err


def test_no_labeled_text(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.write_text("text,label\nA good day for the workers,\n", encoding="utf-8")
    _, out = told(capsys, path, "--labels", "label", "--json")
    found = json.loads(out)
    assert (found["macro_f1"], found["auc"], found["n"]) == (None, None, 0)


def test_macro_f1_by_hand() -> None:
    # Class 0: 1 both, 2 labeled, 2 given: 1/2. Class 1: 1, 2, 1: 2/3. Class 2: 1, 1, 2: 2/3.
    labels, classes = np.array([0, 0, 1, 1, 2]), np.array([0, 2, 1, 0, 2])
    assert macro_f1(labels, classes) == pytest.approx((1 / 2 + 2 / 3 + 2 / 3) / 3)
    assert macro_f1(np.array([0]), np.array([0])) == pytest.approx(1 / 3)


def test_auc_by_hand() -> None:
    # Pairs: .5 beats .1 and .3; the tie .3 is half, over .1 one: 3.5 of 4.
    positive = np.array([True, False, True, False])
    assert auc(positive, np.array([0.5, 0.1, 0.3, 0.3])) == pytest.approx(3.5 / 4)
    assert np.isnan(auc(np.array([True]), np.array([0.5])))
