"""The software bill of materials: CycloneDX 1.6, of what requirements.txt locks for this Python and
system, of the scripts inside plotly, and of other people's data under geo/.

    python .ci/sbom.py FILE

Made of the lock and of what is installed, without the network. Same lock, Python and system: same
bytes. The time is in it only when SOURCE_DATE_EPOCH says which.
"""

import json
import os
import re
import sys
import tomllib
import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
SHORT = 60  # characters of a licence's name; longer ones are its text

# Scripts inside plotly.min.js: name, licence, and where the file says which version it is.
SCRIPTS = (
    ("plotly.js", "MIT", r"plotly\.js v([\d.]+)\n"),
    ("maplibre-gl", "BSD-3-Clause", r"maplibre-gl-js/blob/v([\d.]+)/LICENSE"),
)

Component = dict[str, Any]


def locked(text: str) -> dict[str, tuple[str, list[str]]]:
    """Name: version and SHA-256 of each file, of those that a lock wants on this system."""
    found = {}
    for entry in re.split(r"\n(?=\S)", text):
        wanted = Requirement(entry.split("\\")[0])
        if wanted.marker is None or wanted.marker.evaluate():
            (pin,) = wanted.specifier
            found[wanted.name] = pin.version, re.findall(r"sha256:([0-9a-f]{64})", entry)
    return found


def licences(*names: str) -> list[Component]:
    """The first of the names that is an SPDX expression; else the first short one, as a name."""
    for name in names:
        try:
            return [{"expression": canonicalize_license_expression(name)}]
        except InvalidLicenseExpression:
            continue
    short = [name for name in names if name and len(name) <= SHORT and "\n" not in name]
    return [{"license": {"name": short[0]}}] if short else []


def declared(name: str) -> list[Component]:
    """What an installed package says of its licence."""
    told = metadata.metadata(name)
    classifiers = [text for text in told.get_all("Classifier", []) if text.startswith("License ::")]
    last = [text.rpartition(" :: ")[2] for text in classifiers]
    return licences(*told.get_all("License-Expression", []), *last, *told.get_all("License", []))


def graph(wanted: Iterable[Requirement]) -> dict[str, set[str]]:
    """Package: what it needs here, from what is wanted down, with the extras that are asked for."""
    edges: dict[str, set[str]] = defaultdict(set)
    waiting, seen = list(wanted), set()
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        if (name, *sorted(one.extras)) in seen:
            continue
        seen.add((name, *sorted(one.extras)))
        below = applying(map(Requirement, metadata.requires(name) or ()), one.extras)
        edges[name] |= {canonicalize_name(need.name) for need in below} - {name}
        waiting += below
    return edges


def applying(requirements: Iterable[Requirement], extras: set[str]) -> list[Requirement]:
    """Those whose marker holds here, with any of the extras or none."""
    return [
        one
        for one in requirements
        if one.marker is None
        or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]


def package(name: str, version: str, hashes: list[str], scope: str) -> Component:
    """A locked package. A release has several files and a component one content, so each file is a
    distribution of its own; it goes by the package's purl, which names no host.

    Raises SystemExit when another version is installed, for its licence would be another one's.
    """
    if (installed := metadata.version(name)) != version:
        raise SystemExit(f"{name} {installed} is installed, not {version}: make .venv/installed")
    purl = f"pkg:pypi/{name}@{version}"
    files = [
        {"type": "distribution", "url": purl, "hashes": [{"alg": "SHA-256", "content": content}]}
        for content in hashes
    ]
    return {
        "type": "library", "bom-ref": purl, "name": name, "version": version, "scope": scope,
        "licenses": declared(name), "purl": purl, "externalReferences": files,
    }  # fmt: skip


def scripts() -> list[Component]:
    """What plotly's one script is made of, as far as it says so itself."""
    place = metadata.distribution("plotly").locate_file("plotly/package_data/plotly.min.js")
    text = Path(str(place)).read_text(encoding="utf-8")
    found = []
    for name, licence, pattern in SCRIPTS:
        (version,) = set(re.findall(pattern, text))
        purl = f"pkg:npm/{name}@{version}"
        found.append({
            "type": "library", "bom-ref": purl, "name": name, "version": version,
            "licenses": licences(licence), "purl": purl,
        })  # fmt: skip
    return found


def data() -> list[Component]:
    """Other people's boundaries, names and counts, as geo/datapackage.json declares them."""
    resources = json.loads((ROOT / "geo/datapackage.json").read_text(encoding="utf-8"))["resources"]
    return [
        {
            "type": "data", "bom-ref": f"geo/{one['path']}", "name": f"geo/{one['path']}",
            "description": "; ".join(source["title"] for source in one["sources"]),
            "hashes": [{"alg": "SHA-256", "content": one["hash"].removeprefix("sha256:")}],
            "licenses": licences(one["licenses"][0]["title"], one["licenses"][0]["name"]),
        }
        for one in resources
        if one["licenses"][0]["title"] != "As this project"
    ]  # fmt: skip


def packages(
    running: list[Requirement], building: list[Requirement]
) -> tuple[list[Component], dict[str, set[str]]]:
    """The locked packages, and what each needs. What only building needs has the scope `excluded`.

    Raises SystemExit when something is needed and not locked.
    """
    lock = locked((ROOT / "requirements.txt").read_text(encoding="utf-8"))
    edges, runs = graph([*running, *building]), graph(running)
    if missing := sorted(edges.keys() - lock.keys()):
        raise SystemExit(f"needed and not locked: {', '.join(missing)}: make lock")
    found = [
        package(name, version, hashes, "required" if name in runs else "excluded")
        for name, (version, hashes) in sorted(lock.items())
    ]
    return found, edges


def about(project: dict[str, Any]) -> Component:
    """What the document is of: this project, its licence, and for which Python and system."""
    here = {**default_environment()}
    marks = ("implementation_name", "python_version", "sys_platform", "platform_machine")
    name, version = project["name"], project["version"]
    described: Component = {
        "component": {
            "type": "application", "bom-ref": f"{name}@{version}", "name": name,
            "version": version, "description": project["description"],
            "licenses": licences(project["license"]),
        },
        "properties": [{"name": f"{name}:{mark}", "value": str(here[mark])} for mark in marks],
    }  # fmt: skip
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        described["timestamp"] = datetime.fromtimestamp(int(epoch), UTC).isoformat()
    return described


def needs(name: str, wanted: Iterable[str]) -> Component:
    """One line of the graph."""
    return {"ref": name, "dependsOn": sorted(wanted)}


def bill() -> Component:
    """The document, whose serial number follows from all that is in it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    running = [Requirement(one) for one in settings["project"]["dependencies"]]
    building = [Requirement(one) for one in settings["dependency-groups"]["build"]]
    found, edges = packages(running, building)
    of = {one["name"]: one["bom-ref"] for one in found}
    next(one for one in found if one["name"] == "plotly")["components"] = scripts()
    head, files = about(settings["project"]), data()
    direct = {of[canonicalize_name(one.name)] for one in [*running, *building]}
    others = {one["bom-ref"] for one in files}
    document = {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": head,
        "components": [*found, *files],
        "dependencies": [
            needs(head["component"]["bom-ref"], direct | others),
            *(needs(of[name], (of[need] for need in edges[name])) for name in sorted(edges)),
            *(needs(one, ()) for one in sorted(others)),
        ],
        # Wheels hold compiled libraries and scripts that none of their metadata tells of.
        "compositions": [{"aggregate": "incomplete", "assemblies": sorted(of.values())}],
    }  # fmt: skip
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(document, sort_keys=True))
    return {**document, "serialNumber": f"urn:uuid:{serial}"}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(
        json.dumps(bill(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
