"""Which cells a spreadsheet would run, told apart from what the product itself thinks of it."""

import re
import unicodedata

FIRST = frozenset("=+-@\t\r\n")
UNSEEN = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
NUMBER = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


def runs(cell: str) -> bool:
    """Whether the cell begins as a formula or a command does, after blanks, marks that nobody sees
    and quotation marks too, and in the wide and small forms of the signs. A plain negative number
    does not."""
    if NUMBER.fullmatch(cell):
        return False
    if cell[:1] in FIRST:
        return True
    seen = next((mark for mark in cell if not _passed_over(mark)), "")
    return bool(seen) and unicodedata.normalize("NFKC", seen) in FIRST


def _passed_over(mark: str) -> bool:
    return mark == '"' or mark.isspace() or unicodedata.category(mark) == "Cc" or mark in UNSEEN
