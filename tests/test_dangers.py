"""What no code of ours may call, and that Markdown is made of words of ours alone.

Streamlit renders Markdown in texts, labels and help. What goes in there may be a literal, a number
in a numeric format, or an expression that a person has read and found to hold no record text: each
of these stands in REVIEWED with what it holds. A new one fails until it is read too.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_layers import STEPS, step_of

PACKAGE = Path(__file__).parent.parent / "dashboard"
FORBIDDEN = {
    "unsafe_allow_html": "it renders markup; show text through ui/parts",
    "st.html": "it renders markup; show text through ui/parts",
    "st.components.v1.html": "it renders markup; a component of ours has files of its own",
    "st.components.v1.iframe": "it opens another page inside ours",
    "st.iframe": "it opens another page inside ours",
    "st.write": "it guesses, and renders texts as Markdown; use parts.show_text",
    "st.table": "its cells are Markdown; use parts.show_table",
    "st.map": "it asks an outside host for its tiles",
    "st.pydeck_chart": "it asks an outside host for its tiles",
    "st.exception": "it shows texts and paths of the server; logs.py gives a code",
    "st.link_button": "an address of a record is shown by a card, which checks it",
    "px": "it is convenience over frames with record text; figures/ says what is drawn",
    "Scattergeo": "it asks an outside host for its outlines",
    "Choropleth": "it asks an outside host for its outlines",
    "scatter_geo": "it asks an outside host for its outlines",
    "choropleth": "it asks an outside host for its outlines",
    "LinkColumn": "a cell of a record would become a link",
    "read_pickle": "a pickle runs what is in it",
    "to_pickle": "what is written so would be read so",
    "pickle": "a pickle runs what is in it",
    "marshal": "it runs what is in it",
    "shelve": "it is made of pickles",
    "eval": "it runs text",
    "exec": "it runs text",
    "os.system": "it runs text",
    "shell": "it runs text",
    "persist": "what a session made would lie on the disk as a pickle",
    "httpx": "nothing here asks another host",
    "requests": "nothing here asks another host",
    "urllib3": "nothing here asks another host",
    "aiohttp": "nothing here asks another host",
}
"""Names of modules, functions, attributes and arguments, as they are written or behind a dot."""

SCRIPTS = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|fetch\("
"""What would make markup or code of text in the scripts of our components."""

MARKDOWN = frozenset(
    {
        "markdown", "caption", "info", "warning", "error", "success", "title", "header",
        "subheader", "toast", "spinner", "progress", "expander", "popover", "button", "toggle",
        "checkbox", "radio", "selectbox", "multiselect", "metric", "tabs", "download_button",
        "text_input", "text_area", "slider", "select_slider", "dialog", "page_link", "badge",
        "segmented_control", "pills", "status", "number_input", "date_input", "file_uploader",
        "form_submit_button", "menu_button", "chat_message", "Column", "TextColumn",
        "NumberColumn", "SelectboxColumn", "CheckboxColumn",
        "show_message", "say",  # ours: the first of their texts is Markdown
    }
)  # fmt: skip
OPTIONS = frozenset({"radio", "segmented_control", "pills", "tabs"})
"""Commands whose options are Markdown too."""
WORDS = ("label", "body", "help", "text", "captions")
OURS = frozenset({"counted", "date_words", "len", "incidents_words"})
"""Functions that make words of numbers and dates alone."""

BELOW = frozenset(
    name for step in STEPS[: step_of("ui")] for name in (*step, *(f"{one}.py" for one in step))
)

REVIEWED: dict[tuple[str, str], str] = {
    ("app.py", "page.title"): "a page of PAGES",
    ("app_pages/data.py", "*said"): "what session.say was given",
    ("app_pages/data.py", "*turned_away"): "numbers and literals first",
    ("app_pages/data.py", "schema.UPLOAD_BYTES // 2 ** 20"): "a number",
    ("app_pages/data.py", "larger"): "literals",
    ("app_pages/data.py", "stays"): "literals",
    ("starting.py", "logs.code_of(error)"): "a code of digits and letters that logs.py makes",
    ("ui/alarms.py", "weeks"): "a number",
    ("ui/atlas.py", "label"): "literals of the callers",
    ("ui/atlas.py", "names"): "literals of the callers",
    ("ui/audience.py", "told_words(release)"): "numbers and literals",
    ("ui/demands.py", "list(ACROSS)"): "literals",
    ("ui/downloads.py", "file.label"): "literals of the callers",
    ("ui/gaps.py", "name"): "one of two literals",
    ("ui/going.py", "options"): "literals of the callers",
    ("ui/incident.py", "words"): "headings of STATUSES",
    ("ui/intake.py", "min(share, 1.0)"): "a number",
    ("ui/intake.py", "words"): "what the reader is doing, and numbers",
    ("ui/keyfigures.py", "periods.name"): "dates",
    ("ui/keyfigures.py", "periods.before_name"): "dates",
    ("ui/mapping.py", "name"): "a column of the schema",
    ("ui/mapping.py", "needed"): "one of two literals",
    ("ui/mapping.py", "OWN[name].meaning or None"): "the dictionary's words",
    (
        "ui/mapping.py",
        "[candidate.notation for candidate in fitting]",
    ): "notations of dates that formats/ knows",
    ("ui/mapping.py", "report.records"): "a number",
    ("ui/measures.py", "POINT_ORIGINS - 1"): "a number",
    ("ui/methods.py", "schema.UPLOAD_BYTES // 1024 ** 2"): "a number",
    (
        "ui/methods.py",
        "(f'- Required in {table}: {names}.\\n' for table, names in required.items())",
    ): "columns of the schema",
    (
        "ui/methods.py",
        "(f\"{other} ({', '.join(own)})\" for other, own in schema.ALIASES.items())",
    ): "columns of the schema",
    ("ui/methods.py", "words"): "one of two literals",
    ("ui/odds.py", "(label('demand', code) for code in subsistence())"): "labels of the code lists",
    (
        "ui/parts/__init__.py",
        "words",
    ): "the first text of show_message, which is read where it is called",
    ("ui/profiles.py", "NAMES[name]"): "literals",
    ("ui/public_methods.py", "_word(rules.unstated)"): "labels of the code lists",
    ("ui/public_methods.py", "rules.least - 1"): "a number",
    ("ui/public_methods.py", "rules.least"): "a number",
    ("ui/public_methods.py", "_delay(rules)"): "a number and literals",
    ("ui/risks.py", "doing"): "literals of the callers",
    ("ui/side_by_side.py", "names[side].label"): "labels of the code lists",
    ("ui/sidebar.py", "label"): "literals of the callers",
    ("ui/sidebar.py", "words"): "a literal",
    ("ui/sidebar.py", "own"): "a literal",
    ("ui/simulation.py", "remedy"): "one of two literals",
    ("ui/steps.py", "list(STEPS)"): "literals",
    ("ui/tones.py", "texts"): "not Streamlit's: the progress of a method, which is a number",
    ("ui/tones.py", "done / total"): "a number",
}
"""Module and source of an expression -> what it holds: no text of a record, no name of a file."""


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def pages() -> list[Path]:
    """The modules that may talk to Streamlit (`test_layers` holds the others off it)."""
    return [path for path in modules() if path.parts[len(PACKAGE.parts)] not in BELOW]


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def dangers(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of each forbidden name in Python code: imported, called, read or given."""
    for node in ast.walk(ast.parse(text)):
        for name in _names(node):
            found = next((one for one in FORBIDDEN if name == one or name.endswith(f".{one}")), "")
            if found:
                yield node.lineno, found  # type: ignore[attr-defined]


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        origin = str(node.module)
        return [origin.split(".")[0], *(f"{origin}.{alias.name}" for alias in node.names)]
    if isinstance(node, ast.Attribute):
        return [ast.unparse(node)]
    if isinstance(node, ast.Name):
        return [node.id]
    return [str(node.arg)] if isinstance(node, ast.keyword) and node.arg else []


def test_no_dangerous_call() -> None:
    found = [
        f"dashboard/{named(path)}:{line}: {name}: {FORBIDDEN[name]}"
        for path in modules() for line, name in dangers(path.read_text(encoding="utf-8"))
    ]  # fmt: skip
    assert found == []


@pytest.mark.parametrize("name", FORBIDDEN)
def test_each_danger_is_seen(name: str) -> None:
    module = name in {"px", "pickle", "marshal", "shelve", "httpx", "requests", "urllib3",
                      "aiohttp"}  # fmt: skip
    argument = name in {"unsafe_allow_html", "shell", "persist"}
    text = f"import {name}" if module else f"call({name}=True)" if argument else f"a = {name}(b)"
    if name == "px":
        text = "from plotly.express import px"
    assert (1, name) in [*dangers(text)]


def scripts() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.js") if path.is_file()]


def test_no_script_of_ours_makes_markup_or_code_of_text() -> None:
    assert len(scripts()) >= 2
    for path in scripts():
        found = re.search(SCRIPTS, path.read_text(encoding="utf-8"))
        assert not found, f"{named(path)}: {found[0]}"


def unread(text: str) -> Iterator[tuple[int, str]]:
    """Line and source of each expression that becomes Markdown and may hold more than words and
    numbers of ours."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _renders(node.func):
            for expression in _rendered(node):
                yield from ((node.lineno, ast.unparse(part)) for part in _open(expression))


def _renders(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in MARKDOWN
    if not isinstance(function, ast.Attribute) or function.attr not in MARKDOWN:
        return False
    return ast.unparse(function) not in ("parts.title", "words.title")  # they make a text


def _rendered(call: ast.Call) -> list[ast.expr]:
    options = isinstance(call.func, ast.Attribute) and call.func.attr in OPTIONS
    wanted = (*WORDS, "options", "format_func") if options else WORDS
    given = [keyword.value for keyword in call.keywords if keyword.arg in wanted]
    return [*call.args[: 2 if options else 1], *given]


def _open(node: ast.expr) -> list[ast.expr]:
    """The parts of an expression that are neither literal nor number nor constant of a module."""
    match node:
        case ast.Constant():
            return []
        case ast.Name(id=name) | ast.Attribute(attr=name) if name.isupper():
            return []
        case ast.JoinedStr(values=parts):
            return [one for part in parts for one in _open(part)]
        case ast.FormattedValue(value=value):
            return [] if _is_number(node) else _open(value)
        case ast.BinOp(left=left, right=right, op=ast.Add()):
            return _open(left) + _open(right)
        case ast.BinOp(left=left, op=ast.Mult()):
            return _open(left)
        case ast.IfExp(body=one, orelse=other):
            return _open(one) + _open(other)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [one for part in parts for one in _open(part)]
        case ast.Call(func=ast.Name(id=name)) if name in OURS:
            return []
        case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="join"), args=[one]):
            return _open(one)
    return [node]


def _is_number(part: ast.FormattedValue) -> bool:
    """Whether the format is one that raises where it is given a text."""
    spec = part.format_spec
    if not isinstance(spec, ast.JoinedStr):
        return False
    given = "".join(str(one.value) for one in spec.values if isinstance(one, ast.Constant))
    return given[-1:] in {*"dfgeE%,"}


def test_markdown_is_made_of_words_of_ours() -> None:
    found = [
        f"dashboard/{named(path)}:{line}: {source} becomes Markdown. If it may hold text of a "
        "record or the name of a file, show it through ui/parts; if not, add it to REVIEWED"
        for path in pages() for line, source in unread(path.read_text(encoding="utf-8"))
        if (named(path), source) not in REVIEWED
    ]  # fmt: skip
    assert found == []


def test_nothing_is_reviewed_that_is_gone() -> None:
    there = {
        (named(path), source) for path in pages()
        for _, source in unread(path.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert set(REVIEWED) <= there


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("st.caption('ours')", []),
        ("st.caption(f'{n:,} of {m:.1f} {share:.0%}')", []),
        ("st.caption(f'{row.title}')", ["row.title"]),
        ("st.caption(f'{row.title:>20}')", ["row.title"]),
        ("st.markdown('a' + name)", ["name"]),
        ("st.button('ok', help=note)", ["note"]),
        ("st.radio('which', names)", ["names"]),
        ("st.radio('which', range(3), format_func=naming)", ["range(3)", "naming"]),
        ("box.expander(title if title else 'none')", ["title"]),
        ("st.info(', '.join(names))", ["names"]),
        ("parts.title(row)", []),
    ],
)
def test_what_becomes_markdown_is_seen(code: str, found: list[str]) -> None:
    assert [source for _, source in unread(code)] == found
