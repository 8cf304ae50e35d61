"""Strings and names of files that do harm where text is taken for more than text: our own, and
those of the shared folder."""

import csv
import io
import itertools
import json
from pathlib import Path

KINDS = ("active", "url", "formula", "unicode", "filename")
"""Of the hostile files of the shared folder."""

OWN = (
    "<img src=x onerror=alert(1)>",
    "<script>document.title='taken'</script>",
    "<svg/onload=alert(2)>",
    "</span></div><iframe src=//naughty.example/f></iframe>",
    '"><a href="http://naughty.example/a">there</a>',
    "<form action=http://naughty.example/b><input name=word></form>",
    "<meta http-equiv=refresh content='0;url=http://naughty.example/c'>",
    "<style>*{display:none}</style>",
    "<!-- never closed",
    "&lt;b&gt;twice&lt;/b&gt; &amp;amp; &#106;&#97;",
    "<b>bold</b><br>line<sub>low</sub><span style='color:red'>red</span>",
    "![picture](http://naughty.example/d.png)",
    "[words](http://naughty.example/e)",
    "[words](javascript:alert(3))",
    "<http://naughty.example/g>",
    "www.naughty.example and me@naughty.example",
    "# heading",
    "- item",
    "> quoted",
    "1. first",
    "**bold** _leaning_ ~~struck~~ `code`",
    "``` not closed",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "$\\frac{1}{2}$ and $$x^2$$",
    ":material/delete: :red[red] :blue-background[blue] :streamlit:",
    ":smile: :+1:",
    "javascript:alert(4)",
    "data:text/html,<script>alert(5)</script>",
    "file:///etc/passwd",
    "//naughty.example/h",
    "\u202eback to front\u202c \u2066isolated \u2067never closed",
    "nothing\u200bto\u200dsee\ufeffhere\u00ad",
    "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308 stacked",
    "\\ud800 half, \\u0000 nothing, \ufdd0 no letter, \U0010ffff neither",
    "one\u2028two\u2029three\u0085four",
    '=HYPERLINK("http://naughty.example/i";"click")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "%2e%2e%2f%00.csv",
    "%s %d %n %(name)s {0} {name} %{customdata[0]} %{x|%Y}",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %> {% raw %}",
    "`${alert(6)}`",
    "'; DROP TABLE incidents; --",
    "undefined null NaN true None -1e9999",
    "long" * 40,
    "회령시 ばか Ω≈ç√∫ 👩‍👩‍👧 🇰🇵 ﷽",
    "bell \x07, escape \x1b[31mred",
    "nothing \x00 at all",
)
NAMES = (
    "<img src=x onerror=alert(7)>.csv",
    "![p](http://naughty.example/j.png) **b**.csv",
    "../../../../etc/cron.d/k.csv",
    ":red[r] :material-delete: $x$ `c`.csv",
    "\u202evsc.exe.csv",
    "%2e%2e%2fl.csv",
    "=1+1;%{customdata}&lt;b&gt;.csv",
    "name" * 50 + ".csv",
)
"""Names of files. Two more are no tables by their names, and the browser sends neither."""
UNSENT = ("a.csv.exe", "a.csv\x00.exe")


def shared_strings(folder: Path) -> tuple[list[str], list[str]]:
    """The strings of the shared folder, each once, and the names of its hostile files."""
    found = json.loads((folder / "data" / "naughty_strings" / "blns.json").read_text())
    assert len(found) == 515
    hostile = folder / "data" / "hostile"
    cases = [case for case in json.loads((hostile / "manifest.json").read_text())["cases"]
             if case["kind"] in KINDS and "file" in case]  # fmt: skip
    cells = [cell for case in cases for cell in _cells(hostile / case["file"])]
    rare = [cell for cell in cells if cells.count(cell) < 3]
    names = [name for case in cases if case["kind"] == "filename"
             if (name := case["upload_name"]).endswith(".csv")]  # fmt: skip
    return list(dict.fromkeys([*found, *rare])), [*names, *NAMES]


def _cells(path: Path) -> list[str]:
    """The cells of the record that a hostile file is about."""
    rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    return next(itertools.islice(rows, 1, None), [])
