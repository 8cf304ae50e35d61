"""What SECURITY.md promises is held by tests that are there, and run."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def named() -> list[str]:
    return re.findall(r"`(tests/[\w/.]+)`", PAGE)


def test_every_test_that_a_promise_names_is_there() -> None:
    assert len({*named()}) > 12
    for name in named():
        path = ROOT / name
        files = [path] if path.is_file() else [*path.rglob("test_*.py")]
        assert files, f"SECURITY.md names {name}, which is not there"
        assert any("def test_" in file.read_text(encoding="utf-8") for file in files), name


def test_every_adversary_is_told_what_cannot_be_done_and_every_promise_has_a_test() -> None:
    rows = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("|")]
    promises = [row for row in rows if row[0].strip().isdigit()]
    adversaries = [row for row in rows if len(row) == 4 and row[0].strip().startswith("**")]
    assert len(adversaries) >= 8
    assert all(len(cell.strip()) > 10 for row in adversaries for cell in row)
    assert {row[0].strip() for row in promises} == {str(number) for number in range(1, 11)}
    assert all("`tests/" in row[2] for row in promises)
    referred = {*re.findall(r"\((\d+)\)", " ".join(row[2] for row in adversaries))}
    assert referred == {str(number) for number in range(1, 11)}


def test_nothing_else_lies_at_the_top() -> None:
    """The folders and files that a stranger finds are those that the README names."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "SECURITY.md" in readme
