"""The data package is true of the files beside it, and of the schema."""

import csv
import hashlib
import json
from pathlib import Path

import pytest

from dashboard.dictionary import (
    END,
    START,
    code_rows,
    dictionary,
    dictionary_rows,
    write_dictionary,
)
from dashboard.loading import read_bytes
from dashboard.package import (
    DATA,
    EXAMPLE,
    read_package,
    table_schema,
    write_package,
    write_template,
)
from dashboard.schema import TABLES, columns, vocabulary

RESOURCES = read_package().resources
BY_NAME = {resource.name: resource for resource in RESOURCES}


def test_every_csv_of_the_folder_is_in_the_package() -> None:
    assert {resource.path for resource in RESOURCES} == {path.name for path in DATA.glob("*.csv")}


@pytest.mark.parametrize("name", list(BY_NAME))
def test_hash_size_and_rows_are_those_of_the_file(name: str) -> None:
    resource = BY_NAME[name]
    content = (DATA / resource.path).read_bytes()
    assert resource.sha256 == hashlib.sha256(content).hexdigest()
    assert resource.bytes == len(content)
    with (DATA / resource.path).open(encoding="utf-8", newline="") as file:
        assert resource.rows == len(list(csv.DictReader(file)))


def test_files_end_their_lines_alike_and_carry_no_byte_order_mark() -> None:
    for resource in RESOURCES:
        content = (DATA / resource.path).read_bytes()
        assert b"\r" not in content, resource.path
        assert content.endswith(b"\n"), resource.path
        assert not content.startswith(b"\xef\xbb\xbf"), resource.path


def test_the_package_says_whose_the_records_are() -> None:
    package = read_package()
    assert package.version == "1.0.0"
    (licence,) = BY_NAME["incidents"].licences
    assert licence.url == "https://creativecommons.org/licenses/by/4.0/"
    assert BY_NAME["accounts"].sources[0].title.startswith("Public reports in ten languages")
    assert BY_NAME["template"].sources[0].title == "The project's schema"


@pytest.mark.parametrize("table", TABLES)
def test_fields_are_the_columns_of_the_schema(table: str) -> None:
    raw = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = [item for item in raw["resources"] if item["name"] == table]
    own = columns(table)  # type: ignore[arg-type]
    fields = resource["schema"]["fields"]
    assert [field["name"] for field in fields] == [column.name for column in own]
    assert resource["schema"] == table_schema(table)  # type: ignore[arg-type]
    assert resource["schema"]["missingValues"] == [""]


def test_constraints_are_those_of_the_schema() -> None:
    fields = {field["name"]: field for field in table_schema("incidents")["fields"]}
    assert fields["workers_low"]["type"] == "integer"
    assert fields["workers_low"]["constraints"] == {"minimum": 0, "maximum": 10_000_000}
    assert fields["action_type"]["constraints"]["required"] is True
    assert fields["action_type"]["constraints"]["enum"] == list(vocabulary("action_type"))
    assert fields["start_date"]["constraints"]["pattern"].startswith(r"^\d{4}")
    accounts = table_schema("accounts")
    assert accounts["primaryKey"] == ["account_id"]
    assert accounts["foreignKeys"][0]["reference"]["resource"] == "incidents"
    credibility = next(f for f in accounts["fields"] if f["name"] == "credibility")
    assert credibility["constraints"] == {"minimum": 1, "maximum": 6}


def test_the_dictionary_in_the_readme_is_that_of_the_schema() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    found = text.partition(START)[2].partition(END)[0]
    assert found.strip() == dictionary().strip()
    assert "| `workers_low` | no | integer | a whole number | 0 to 10000000 persons |" in found
    assert "| demand | `wage_arrears` | Unpaid wages |" in found


def test_dictionary_rows_hold_every_column_and_code_once() -> None:
    rows = dictionary_rows()
    assert [(row["table"], row["column"]) for row in rows] == [
        (table, column.name) for table in TABLES for column in columns(table)
    ]
    assert rows[0]["meaning"] == "identifies the incident"
    (stoppage,) = [row for row in rows if row["column"] == "work_stoppage"]
    assert stoppage["codes"] == "yes;no;unknown"
    codes = [(row["list"], row["code"]) for row in code_rows()]
    assert len(codes) == len(set(codes))
    assert ("action_type", "walkout") in codes


def test_writing_again_changes_nothing_and_keeps_the_written_part(tmp_path: Path) -> None:
    for path in DATA.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    write_template(tmp_path)
    write_dictionary(tmp_path / "README.md")
    write_package(tmp_path)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name


def test_a_changed_file_gets_another_hash_and_row_count(tmp_path: Path) -> None:
    (tmp_path / "triggers.csv").write_text("date,label\n2026-01-01,a\n", encoding="utf-8")
    (tmp_path / "area.geojson").write_bytes(b"{}")
    resources = [
        {"name": "triggers", "path": "triggers.csv"},
        {"name": "area", "path": "area.geojson", "sources": [{"title": "a survey"}]},
    ]
    descriptor = {"name": "p", "title": "P", "licenses": [{"name": "CC0-1.0"}]}
    text = json.dumps({**descriptor, "resources": resources})
    (tmp_path / "datapackage.json").write_text(text, encoding="utf-8")
    write_package(tmp_path)
    triggers, area = read_package(tmp_path).resources
    assert (triggers.rows, triggers.bytes) == (1, 24)
    assert (area.rows, area.bytes) == (None, 2)
    assert area.sha256 == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert area.sources[0].title == "a survey"
    assert area.licences[0].title == "CC0-1.0"


def test_a_readme_without_markers_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "README.md"
    path.write_text("# Records\n", encoding="utf-8")
    with pytest.raises(ValueError, match="markers are missing"):
        write_dictionary(path)
    assert path.read_text(encoding="utf-8") == "# Records\n"


def test_the_template_is_read_whole_and_marked_as_an_example() -> None:
    loaded = read_bytes((DATA / "template.csv").read_bytes(), "template.csv")
    assert (loaded.table, loaded.report.accepted, loaded.report.problems) == ("incidents", 1, ())
    assert loaded.frame["description"].tolist() == [EXAMPLE["description"]]
    assert EXAMPLE["description"].startswith("EXAMPLE ROW, NOT AN INCIDENT: delete it")
    assert set(EXAMPLE) <= {column.name for column in columns("incidents")}
