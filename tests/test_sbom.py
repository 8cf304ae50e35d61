"""The software bill of materials: it fits CycloneDX's schema, has all that the lock has, names no
host, and is the same each time."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement

from tests.conftest import ROOT
from tests.test_supply import entries


def made(file: Path, **settings: str) -> str:
    """What the command of `make sbom` writes."""
    command = [sys.executable, str(ROOT / ".ci/sbom.py"), str(file)]
    subprocess.run(command, check=True, cwd=file.parent, env=settings)
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return made(tmp_path_factory.mktemp("sbom") / "sbom.cdx.json")


@pytest.fixture(scope="module")
def bill(text: str) -> dict[str, Any]:
    return json.loads(text)


@pytest.fixture(scope="module")
def packages(bill: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in bill["components"] if one["type"] == "library"}


def test_it_fits_the_schema(text: str) -> None:
    few = json.loads(text)
    for one in few["components"]:  # the files of a release have one form, as the next test holds,
        if "externalReferences" in one:  # and the validator takes 20 ms for each
            del one["externalReferences"][2:]
    assert few["specVersion"] == "1.6"  # the schema takes any
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(few)) is None


def distribution(url: str, content: str) -> dict[str, Any]:
    hashes = [{"alg": "SHA-256", "content": content}]
    return {"type": "distribution", "url": url, "hashes": hashes}


def test_it_has_what_the_lock_has(packages: dict[str, dict[str, Any]]) -> None:
    locked = {}
    for line, *hashes in entries((ROOT / "requirements.txt").read_text(encoding="utf-8")):
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate():
            (pin,) = wanted.specifier
            purl = f"pkg:pypi/{wanted.name}@{pin.version}"
            files = [distribution(purl, one.rpartition(":")[2]) for one in hashes]
            locked[wanted.name] = (pin.version, purl, files)
    assert len(locked) > 40
    assert locked == {
        name: (one["version"], one["purl"], one["externalReferences"])
        for name, one in packages.items()
    }


def test_each_component_has_a_licence(bill: dict[str, Any]) -> None:
    project = bill["metadata"]["component"]
    assert (project["name"], project["licenses"]) == ("dashboard", [{"expression": "MIT"}])
    assert [one["name"] for one in bill["components"] if not one["licenses"]] == []


def test_the_graph_names_what_is_there(bill: dict[str, Any]) -> None:
    there = {one["bom-ref"] for one in [bill["metadata"]["component"], *bill["components"]]}
    graph = {one["ref"]: set(one["dependsOn"]) for one in bill["dependencies"]}
    assert graph.keys() == there  # each component is reached from the project, and nothing else
    assert set().union(*graph.values()) == there - {bill["metadata"]["component"]["bom-ref"]}


def test_an_extra_brings_what_it_needs(bill: dict[str, Any]) -> None:
    graph = {one["ref"]: one["dependsOn"] for one in bill["dependencies"]}
    (streamlit,) = (ref for ref in graph if ref.startswith("pkg:pypi/streamlit@"))
    assert any(ref.startswith("pkg:pypi/authlib@") for ref in graph[streamlit])


def test_what_only_building_needs_is_excluded_from_what_runs(
    packages: dict[str, dict[str, Any]],
) -> None:
    excluded = {name for name, one in packages.items() if one["scope"] == "excluded"}
    assert {"hatchling", "editables"} <= excluded
    assert not {"streamlit", "pandas", "packaging"} & excluded


def test_it_has_the_scripts_and_the_data_of_others(
    bill: dict[str, Any], packages: dict[str, dict[str, Any]]
) -> None:
    assert [one["name"] for one in packages["plotly"]["components"]] == ["plotly.js", "maplibre-gl"]
    data = {one["name"]: one["licenses"] for one in bill["components"] if one["type"] == "data"}
    assert data["geo/gazetteer.csv.gz"] == [{"expression": "CC-BY-4.0"}]
    assert data["geo/countries.geojson"] == [{"license": {"name": "Public domain (Natural Earth)"}}]
    assert "geo/unit_corrections.csv" not in data  # our own


def test_it_names_no_host(text: str) -> None:
    assert "//" not in text
    assert not re.search(r"\b[\w-]+\.(org|com|io|net|dev)\b", text)


def test_it_is_the_same_twice(text: str, tmp_path: Path) -> None:
    assert made(tmp_path / "again.json", PYTHONHASHSEED="7", TZ="Asia/Pyongyang") == text


def test_the_time_is_told_on_request_alone(bill: dict[str, Any], tmp_path: Path) -> None:
    assert "timestamp" not in bill["metadata"]
    timed = json.loads(made(tmp_path / "timed.json", SOURCE_DATE_EPOCH="1795737600"))
    assert timed["metadata"]["timestamp"] == "2026-11-27T00:00:00+00:00"
    assert timed["serialNumber"] != bill["serialNumber"]
