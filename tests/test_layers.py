"""Who may import whom, and that no module of ours hides one of the standard library."""

import ast
import re
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "dashboard"

# From the lowest step up; a module may import its own step and the steps below it.
STEPS = (
    ("schema",),
    ("conditions", "context", "countries", "counting", "dictionary", "exports", "formats", "links",
     "loading", "logs", "origins", "package", "periods", "places", "published", "roles", "rows",
     "search", "sizes"),
    ("store", "filters"),
    ("summaries", "indicators", "duplicates", "simulator", "public"),
    ("figures",),
    ("ui",),
    ("app_pages",),
    ("app",),
    ("server", "starting", "gates", "launch", "leaving", "history", "imports", "proposals",
     "readings",
     "tones", "backtests", "outlooks", "simulations", "cli"),
)  # fmt: skip
LOWEST = {"streamlit": "ui"}
NOWHERE = {"plotly": "checking each property takes a third of a page's time: use figures.drawing"}


def step_of(name: str) -> int:
    for number, names in enumerate(STEPS):
        if name in names:
            return number
    pytest.fail(f"dashboard/{name} stands on no step: add it to STEPS in {__file__}")


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Full names of all modules that `path` imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: relative import; write `from dashboard...`"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(names: set[str]) -> set[str]:
    """The modules of ours among `names`; a name inside a module stands for the module."""
    known = {dotted(path) for path in modules()}
    found = {name.removeprefix("dashboard.") for name in names if name.startswith("dashboard.")}
    return {name if name in known else name.rpartition(".")[0] for name in found} & known


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    name = dotted(path)
    if not name:
        return
    step = step_of(name.split(".")[0])
    for other in own(imported(path)):
        assert step_of(other.split(".")[0]) <= step, (
            f"{name} imports {other}, which stands above it: move what both need further down"
        )


@pytest.mark.parametrize("library", LOWEST)
def test_library_is_used_from_its_step_up(library: str) -> None:
    lowest = step_of(LOWEST[library])
    for path in modules():
        if any(name.split(".")[0] == library for name in imported(path)):
            name = dotted(path)
            assert step_of(name.split(".")[0]) >= lowest, (
                f"{name} imports {library}, which is used from {LOWEST[library]} up only"
            )


@pytest.mark.parametrize("library", NOWHERE)
def test_library_is_imported_nowhere(library: str) -> None:
    for path in modules():
        assert library not in {name.split(".")[0] for name in imported(path)}, (
            f"{dotted(path)} imports {library}: {NOWHERE[library]}"
        )


def test_no_circles() -> None:
    arrows = {dotted(path): own(imported(path)) - {dotted(path)} for path in modules()}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"a circle of imports: {' -> '.join((*trail, name))}"
        if name not in done:
            for other in arrows.get(name, ()):
                walk(other, (*trail, name))
            done.add(name)

    for name in arrows:
        walk(name, ())


def test_no_module_hides_the_standard_library() -> None:
    # `streamlit run` puts dashboard/ on sys.path.
    hidden = {path.stem for path in PACKAGE.glob("*")} & sys.stdlib_module_names
    assert not hidden, f"dashboard/ hides modules of the standard library: {sorted(hidden)}"


def test_only_state_keeps_anything_between_runs() -> None:
    for path in modules():
        if dotted(path) != "ui.state":
            text = path.read_text(encoding="utf-8")
            assert "st.cache_" not in text, f"{path}: caches belong into ui/state.py"


def test_every_figure_with_a_time_axis_draws_marks_on_it() -> None:
    dated = [
        path for path in (PACKAGE / "figures").glob("*.py")
        if re.search(r"""["']?type["']?\s*[:=]\s*["']date["']""", path.read_text(encoding="utf-8"))
    ]  # fmt: skip
    assert len(dated) >= 4
    for path in dated:
        assert "add_triggers(" in path.read_text(encoding="utf-8"), (
            f"{path}: a time axis on which a collection break is not drawn; call add_triggers"
        )
