"""Text that a spreadsheet would run as a formula: guarded by an apostrophe on the way out.

The apostrophe comes off again on the way in, and text that itself begins like a guarded cell gets
one more, so that writing and reading changes nothing and no prefix grows.
"""

import re

_PASSED_OVER = (
    '\x00-\x20\x7f-\xa0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"'
)
"""Blanks, marks that nobody sees and quotation marks: programs differ in what they strip."""

_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫⁼⁺₌₊"
"""What begins a formula, and its wide, small and raised forms."""

_START = f"(?:[\t\r\n]|[{_PASSED_OVER}]*[{_SIGNS}])"

GUARDED = f"^'+{_START}"
"""Pattern (Python's and RE2's) of a cell that carries a guard."""

_GUARDED = re.compile(GUARDED)
_RISKY = re.compile(_START)
_PLAIN_NUMBER = re.compile(r"-[0-9]+(?:\.[0-9]+)?")


def guard(text: str, escape: bool) -> str:
    """`text` for a CSV cell; formulas are guarded with `escape`, guards are kept apart always.

    A plain negative number is no formula.
    """
    risky = escape and _RISKY.match(text) and not _PLAIN_NUMBER.fullmatch(text)
    return f"'{text}" if risky or _GUARDED.match(text) else text
