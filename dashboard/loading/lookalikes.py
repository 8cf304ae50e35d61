"""Characters that look like others: told apart for the computer, pointed out to the reader."""

import unicodedata

_LATIN = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j",
    "ѕ": "s", "ԁ": "d", "һ": "h", "ӏ": "l", "ԛ": "q", "ԝ": "w", "ո": "n", "օ": "o", "ս": "u",
    "А": "A", "В": "B", "Е": "E", "Ѕ": "S", "І": "I", "Ј": "J", "К": "K", "М": "M", "Н": "H",
    "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X", "ο": "o", "ν": "v", "α": "a",
    "ι": "i", "ρ": "p", "υ": "u", "κ": "k", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H",
    "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X",
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
}  # fmt: skip
"""Cyrillic, Armenian and Greek letters and dashes drawn like ASCII (after Unicode TR 39)."""

_TABLE = str.maketrans(_LATIN)


def skeleton(text: str) -> str:
    """What `text` looks like: variant forms and lookalikes folded, invisible characters out."""
    shown = "".join(
        mark for mark in unicodedata.normalize("NFKC", text) if unicodedata.category(mark) != "Cf"
    )
    return shown.translate(_TABLE)


def name_characters(text: str) -> str:
    """The characters of `text` beyond ASCII by number and name, at most four."""
    odd = dict.fromkeys(mark for mark in text if not mark.isascii())
    names = [f"U+{ord(mark):04X} {unicodedata.name(mark, 'unnamed')}" for mark in odd]
    return ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")


def show(text: str, longest: int = 60) -> str:
    """`text` safe for a terminal or a log: what cannot be seen is escaped, the rest cut."""
    cut = text if len(text) <= longest else text[: longest - 3] + "..."
    return "".join(
        mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in cut
    )
