"""Every file that the app offers: it runs nothing in a spreadsheet, and a text beside it says what
it holds."""

import ast
import tomllib

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.loading import read_bytes
from tests.conftest import ROOT
from tests.formats.twins import csv_bytes
from tests.fuzz.laws import formulas
from tests.pages import go, start, upload
from tests.test_layers import PACKAGE, modules

RISKY = csv_bytes(
    ["incident_id", "title", "description", "start_date", "country", "action_type", "source_name",
     "workers_low"],
    ["=1+1", "@SUM(1)", "-5", "2025-01-05", "PRK", "strike", "+A", "\t=HYPERLINK(1)"],
    ["X-2", ' "=1"', "＝1", "2025-01-05", "PRK", "strike", "-2+3", "5"],
)  # fmt: skip

# Each file by its name -> the page that offers it, and the text beside it.
OFFERED = {
    "incidents.csv": ("incidents", "incidents.txt"),
    "accounts.csv": ("accounts", "accounts.txt"),
    "template.csv": ("data", "dictionary.txt"),
    "dictionary.csv": ("data", "dictionary.txt"),
    "code_lists.csv": ("data", "dictionary.txt"),
    "report.json": ("data", "report.txt"),
    "problems.csv": ("data", "report.txt"),
    "mapping.toml": ("data", "mapping.txt"),
}


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[bytes, bytes, str]]:
    """What the pages offer while a test runs: by name, the bytes, their header and its name."""
    from dashboard.ui import downloads

    found: dict[str, tuple[bytes, bytes, str]] = {}

    def content(file: downloads.Download) -> bytes:
        return file.content if isinstance(file.content, bytes) else file.content()

    def offer(*files: downloads.Download, header: downloads.Download, key: str) -> None:
        for file in files:
            if not file.disabled:
                found[file.name] = (content(file), content(header), header.name)

    monkeypatch.setattr(downloads, "offer", offer)
    return found


def _visit(app: AppTest) -> None:
    for page in ("incidents", "accounts", "data"):
        go(app, page)


def test_every_download_runs_nothing_and_has_a_header(
    offered: dict[str, tuple[bytes, bytes, str]],
) -> None:
    _visit(upload(start(), ("=1.csv", RISKY)))
    upload(start(), ("clb.csv", csv_bytes(["When", "Land", "What"], ["2025-01-05", "PRK", "x"])))
    for name, (raw, header, beside) in offered.items():
        told = header.decode()
        assert beside == OFFERED[name][1]
        for start_of_line in ("filter: ", "made: 20", "licence: "):
            assert f"\n{start_of_line}" in told, name
        if name.endswith(".csv"):
            assert not formulas(raw), name
    assert {*offered} >= {*OFFERED} - {"mapping.toml"}
    assert "'=1+1" in offered["incidents.csv"][0].decode()
    assert ",-5," in offered["incidents.csv"][0].decode()


def test_the_downloaded_incidents_are_the_same_when_read_again(
    offered: dict[str, tuple[bytes, bytes, str]],
) -> None:
    go(upload(start(), ("a.csv", RISKY)), "incidents")
    raw = offered["incidents.csv"][0]
    again = read_bytes(raw, "a.csv")
    assert again.report.rejected == 0
    mine = again.frame.set_index("incident_id")
    assert mine.loc["=1+1", "title"] == "@SUM(1)"
    assert mine.loc["X-2", "source_name"] == "-2+3"


def test_one_function_offers_all_files() -> None:
    calls = [
        path.name
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "download_button"
    ]
    assert calls == ["downloads.py"]


def test_every_file_that_is_offered_is_known_here() -> None:
    names = {
        value.value
        for path in (*(PACKAGE / "ui").rglob("*.py"), *(PACKAGE / "app_pages").glob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) == "Download"
        for value in node.args[1:2]
        if isinstance(value, ast.Constant)
    }
    assert names == {*OFFERED, "original", "report.txt"}


def test_the_table_export_of_streamlit_is_off() -> None:
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["client"]["disableDataExport"] is True
