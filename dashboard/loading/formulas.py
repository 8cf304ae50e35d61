"""Text that a spreadsheet would run as a formula: guarded by an apostrophe on the way out.

The apostrophe comes off again on the way in, and text that itself begins like a guarded cell gets
one more, so that writing and reading changes nothing and no prefix grows.
"""

import re

_START = "(?:[\t\r\n]|[ \u00a0\u3000]*[=+\\-@＝＋－＠])"

GUARDED = f"^'+{_START}"
"""Pattern (Python's and RE2's) of a cell that carries a guard."""

_GUARDED = re.compile(GUARDED)
_RISKY = re.compile(f"^'*{_START}")


def guard(text: str, escape: bool) -> str:
    """`text` for a CSV cell; formulas are guarded with `escape`, guards are kept apart always."""
    pattern = _RISKY if escape else _GUARDED
    return f"'{text}" if pattern.match(text) else text
