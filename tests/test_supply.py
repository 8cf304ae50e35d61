"""What is installed: every requirement pinned and hashed, from no address, and past the versions
that advisories name."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.conftest import ROOT

LOCKS = sorted(
    path for path in ROOT.rglob("*requirements*.txt") if ".venv" not in path.relative_to(ROOT).parts
)
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}")

ADVISORIES = (
    ("h11", "0.16.0", "CVE-2025-43859", "bad chunk ends let requests be smuggled past a proxy"),
    ("starlette", "0.49.1", "CVE-2025-62727", "a Range header of a file costs quadratic time"),
    ("streamlit", "1.37.0", "CVE-2024-42474", "static files: path traversal on Windows"),
    ("python-multipart", "0.0.18", "CVE-2024-53981", "a form without an end logs and burns CPU"),
    ("jinja2", "3.1.6", "CVE-2025-27516", "the attr filter leaves the sandbox"),
    ("requests", "2.32.4", "CVE-2024-47081", "netrc passwords go to another host"),
    ("urllib3", "2.5.0", "CVE-2025-50181", "redirects are followed though they are turned off"),
    ("idna", "3.7", "CVE-2024-3651", "a long host name costs quadratic time"),
    ("certifi", "2024.7.4", "CVE-2024-39689", "roots of an authority that is no longer trusted"),
    ("pillow", "10.3.0", "CVE-2024-28219", "a buffer overflow in colour management"),
    ("pyarrow", "14.0.1", "CVE-2023-47248", "reading Arrow files could run code"),
    ("protobuf", "6.31.1", "CVE-2025-4565", "deeply nested messages exhaust the stack"),
)
"""Package, the first safe version, the advisory, and what it is about."""


def entries(text: str) -> list[list[str]]:
    """The lines of each requirement of a lock file."""
    found: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            found[-1].append(line.removesuffix(" \\"))
        else:
            found.append([line.removesuffix(" \\")])
    return found


def test_there_are_locks() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in LOCKS}
    assert names >= {
        "requirements.txt", "tests/requirements.txt", "tests/fuzz/requirements.txt",
        "dashboard/indicators/ml-requirements.txt",
    }  # fmt: skip


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_requirement_is_pinned_and_hashed(path: object) -> None:
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    assert "://" not in text
    assert "@" not in text
    for requirement, *hashes in entries(text):
        wanted = Requirement(requirement)
        (version,) = wanted.specifier
        assert (version.operator, "*" in version.version) == ("==", False), requirement
        assert hashes, requirement
        assert all(HASH.fullmatch(line) for line in hashes), requirement


def test_the_makefile_installs_by_hash_alone() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    installs = [line for line in lines if "$(INSTALL)" in line]
    assert len(installs) >= 5
    for line in installs:
        ours = line.endswith("--no-deps --no-build-isolation --editable .")
        tool = line == "\t$(INSTALL) uv"  # what makes the locks, used by `make lock` alone
        assert ours or tool or "--require-hashes -r " in line, line
    assert not any("index-url" in line or "find-links" in line for line in lines)


@pytest.mark.parametrize(("name", "safe", "advisory", "why"), ADVISORIES)
def test_versions_are_past_known_advisories(name: str, safe: str, advisory: str, why: str) -> None:
    found = [
        (path.name, specifier.version)
        for path in LOCKS
        for requirement, *_ in entries(path.read_text(encoding="utf-8"))
        if Requirement(requirement).name.lower() == name
        for specifier in Requirement(requirement).specifier
    ]
    assert found, f"{name} is in no lock: take it out of the table"
    for file, version in found:
        assert Version(version) >= Version(safe), f"{file}: {name} {version}: {advisory}, {why}"


def test_lower_bounds_are_past_known_advisories() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bounds = {
        (wanted := Requirement(text)).name.lower(): next(iter(wanted.specifier)).version
        for text in project["dependencies"]
    }
    told = [(name, safe) for name, safe, *_ in ADVISORIES if name in bounds]
    assert told
    for name, safe in told:
        assert Version(bounds[name]) >= Version(safe), name
