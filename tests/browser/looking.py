"""Looking at a page for record text that was taken for more than text."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from dashboard.loading import lookalikes
from dashboard.loading.findings import VALUE_CHARACTERS
from tests.browser.naughty import COLUMNS, MARK, Upload

SCAN = r"""root => {
    const mark = /z\d+x\d+z/, texts = new Set(), odd = new Set(), all = "querySelectorAll";
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (mark.test(walk.currentNode.data)) texts.add(walk.currentNode.data);
    for (const {value} of root[all]("input, textarea")) if (mark.test(value)) texts.add(value);
    const spoken = ["aria-label", "title", "alt", "value", "placeholder", "data-column",
        "data-unformatted"];
    const live = ["href", "xlink:href", "src", "srcset", "action", "formaction", "srcdoc", "data"];
    for (const element of root[all]("*")) for (const {name, value} of element.attributes) {
        const runs = live.includes(name) && /^\s*(javascript|vbscript|file):/i.test(value);
        const leaks = mark.test(value) && !spoken.includes(name);
        if (runs || leaks || /^on/.test(name)) odd.add(`${element.localName} ${name}=${value}`);
    }
    const never = "iframe, frame, object, embed, form, base, video, audio, marquee, math, area,"
        + " body meta, section script, section style, foreignObject, dialog, svg a";
    for (const element of root[all](never)) odd.add(element.outerHTML.slice(0, 200));
    for (const element of root[all]("img, link")) {
        const {protocol, origin} = new URL(element.src ?? element.href, location.href);
        if (origin !== location.origin && protocol !== "data:") odd.add(element.outerHTML);
    }
    const links = [...root[all]("a[href]")].filter(({origin}) => origin !== location.origin)
        .map(({href, rel, target}) => ({href, rel, target}));
    return {texts: [...texts], odd: [...odd], links};
}"""


class Looker:
    """Looks at pages that show `upload`. `seen` are the marks by page, `faults` what is wrong."""

    def __init__(self, upload: Upload, others: Iterable[str] = ()) -> None:
        self.upload = upload
        self.cells = dict(upload.cells)
        self.addresses = upload.addresses | frozenset(others)
        self.seen: dict[str, set[str]] = {}
        self.links: set[str] = set()
        self.faults: set[str] = set()
        self.looks = 0

    def look(self, page: Page, name: str, within: str = "html") -> None:
        """Look at all of `page`, or what is `within` the last of a selector, as it is now."""
        found: dict[str, Any] = page.locator(within).last.evaluate(SCAN)
        self.looks += 1
        self.faults |= {f"{name}: {one}" for one in found["odd"]}
        for link in found["links"]:
            self._check_link(name, link)
        for text in found["texts"]:
            self.read(name, text)

    def read(self, name: str, text: str) -> None:
        """Check one text of the page: every cell of which it has a mark is in it, to the letter."""
        for mark in {one[0] for one in MARK.finditer(text)}:
            self.seen.setdefault(name, set()).add(mark)
            if not is_literal(self.cells.get(mark, mark), mark, text):
                cell = self.cells.get(mark)
                self.faults.add(f"{name}: {mark}: {cell!r} is shown as {text[:500]!r}")

    def _check_link(self, name: str, link: dict[str, str]) -> None:
        self.links.add(link["href"])
        guarded = {"noopener", "noreferrer"} <= {*link["rel"].split()}
        known = link["href"] in self.addresses or name == "Methods"
        if not (guarded and known and urlsplit(link["href"]).scheme in ("http", "https")):
            self.faults.add(f"{name}: a link {link}")

    def columns(self, name: str) -> set[str]:
        """The columns of which something was seen on the pages whose names begin with `name`."""
        return {column for mark in self.marks(name) if (column := column_of(mark))}

    def marks(self, name: str = "") -> set[str]:
        """The marks seen on the pages whose names begin with `name`."""
        return {mark for page, marks in self.seen.items() if page.startswith(name)
                for mark in marks}  # fmt: skip


def column_of(mark: str) -> str:
    """The table and column that a mark stands in; '' for what is no cell of text."""
    place = int(mark[1:].partition("x")[0])
    if place >= len(COLUMNS):
        return ""
    return f"{COLUMNS[place].table}.{COLUMNS[place].name}"


def is_literal(cell: str, mark: str, text: str) -> bool:
    """Whether `text` holds `cell`, or as much of it as there is room for before an '…' or '...'.

    A field of one line has no breaks; a report tells of a cell as Python writes it, or its start,
    and of a column without a place of its own the tag that it goes to.
    """
    told = lookalikes.show(cell, VALUE_CHARACTERS)
    written = repr(cell)[1:-1]
    forms = [cell, told, written, cell.replace("\n", ""), _squashed(cell)]
    forms.append(re.sub(r"[ =;]", "_", _squashed(cell)))
    forms += [told[:80]] if len(told) > 80 else []
    if any(form in shown for form in forms for shown in (text, _squashed(text))):
        return True
    cell, text = _squashed(cell), _squashed(text)
    return any(
        _ends_with_start(text[: cut.start()], cell, mark) for cut in re.finditer(r"…|\.{3}", text)
    )


def _ends_with_start(text: str, cell: str, mark: str) -> bool:
    """Whether `text` ends with a start of `cell` that has the `mark` in it."""
    shortest = cell.index(mark) + len(mark) if mark in cell else len(cell)
    return any(text.endswith(cell[:length]) for length in range(shortest, len(cell) + 1))


def _squashed(text: str) -> str:
    return " ".join(text.split())
