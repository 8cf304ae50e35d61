"""One cell of another file to values of ours: codes, dates, numbers, sizes, points, places."""

import ast
import re
from collections.abc import Callable
from typing import NamedTuple

from dashboard import schema
from dashboard.formats import dates
from dashboard.formats.checks import OWN
from dashboard.formats.mapping import PYTHON_LIST, Choice, Codes, Mapping, Use
from dashboard.formats.sizes import read_size
from dashboard.loading.validators import parse_code


class Word(NamedTuple):
    """What one cell says: a text for each column of its use (None: nothing).

    `unknown` are the words that no code is known for, `spare` those whose code found no room,
    `fault` is why the cell cannot be used.
    """

    values: tuple[str | None, ...]
    unknown: tuple[str, ...] = ()
    fault: str = ""
    spare: tuple[str, ...] = ()


Read = Callable[[str], Word]

SIZES = frozenset({"workers_low", "workers_high"})
UNIT = "\x1f"
"""What stands between a number and its unit while both are read."""

POINT = ("latitude", "longitude")


def is_plain(use: Use) -> bool:
    """Whether cells go over as they are, however many different ones there are."""
    told = use.dates or use.codes or use.separator or use.levels or use.unit
    kinds = {OWN[name].kind for name in use.to}
    listed = any(OWN[name].vocabulary for name in use.to)
    return not (told or listed or len(use.to) != 1 or kinds & {"integer", "decimal", "date"})


def word_reader(use: Use, mapping: Mapping, typed: bool) -> Read:
    """The function that reads the cells of one use; `typed` cells may be ISO dates too."""
    if use.dates:
        notations = ("YYYY-MM-DD", "YYYY-MM-DD hh:mm", *use.dates) if typed else use.dates
        return lambda text: _date(text, use, notations)
    if use.levels:
        return lambda text: _place(text, use)
    if use.to == POINT:
        return _point
    if {*use.to} >= SIZES:
        table = fold_codes(mapping.codes.get(use.codes, {}))
        return lambda text: _size(text, use, table, mapping)
    kinds = [OWN[name].vocabulary for name in use.to if OWN[name].vocabulary]
    if kinds:
        table = fold_codes(mapping.codes.get(use.codes, {}))
        return lambda text: _codes(text, use, table, kinds[0])
    if use.unit:
        units = fold_codes(mapping.codes.get(use.codes, {}))
        return lambda text: _in_units(text, units, mapping)
    if any(OWN[name].kind in {"integer", "decimal"} for name in use.to):
        whole = all(OWN[name].kind == "integer" for name in use.to)
        return lambda text: Word((plain_number(text, mapping, whole),) * len(use.to))
    return lambda text: _texts(text, use, fold_codes(mapping.codes.get(use.codes, {})))


def fold_word(text: str) -> str:
    """A word without case, double blanks and the '.0' that some programs add to whole numbers."""
    folded = " ".join(text.casefold().split())
    return re.sub(r"^([0-9]+)\.0+$", r"\1", folded)


def fold_codes(codes: Codes) -> Codes:
    """A code table by folded word; words that end in * stand for all that begin so."""
    return {fold_word(word): choice for word, choice in codes.items()}


def find_code(text: str, table: Codes) -> Choice | None:
    """What `text` means in a folded table: the word itself, or the longest beginning."""
    folded = fold_word(text)
    if folded in table:
        return table[folded]
    starts = (folded[:length] + "*" for length in range(len(folded), 0, -1))
    return next((table[start] for start in starts if start in table), None)


def split_cell(text: str, separator: str) -> list[str]:
    """The parts of a cell between any of the marks in `separator`, trimmed, blank ones left out."""
    if separator == PYTHON_LIST:
        parts = _python_list(text)
    else:
        parts = re.split(f"[{re.escape(separator)}]", text) if separator else [text]
    return [part for raw in parts if (part := raw.strip())]


def _python_list(text: str) -> list[str]:
    if not text.strip().startswith("["):
        return [text]
    try:
        found = ast.literal_eval(text.strip()[: schema.FIELD_CHARACTERS])
        items = [str(item) for item in found]
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return [text]
    return [item.encode(errors="replace").decode() for item in items]  # lone surrogates


def _date(text: str, use: Use, notations: tuple[str, ...]) -> Word:
    found = dates.readings(text, notations)
    if len(found) == 1:
        return Word(found * len(use.to))
    told = " or ".join(use.dates)
    why = f"may be {' or '.join(found)} under " if found else ""
    fault = f"{why or 'is not a date as '}{told}: write it so, or choose another notation"
    return Word((None,) * len(use.to), fault=fault)


def _place(text: str, use: Use) -> Word:
    parts = [part.strip().replace("_", " ") for part in text.split(use.levels) if part.strip()]
    found: dict[str, str] = {}
    if parts:
        found["country"] = parts[-1]
    if len(parts) > 1:
        found["location"] = parts[0]
    if len(parts) > 2:
        found["admin1"] = parts[-2]
    if len(parts) > 3:
        found["admin2"] = parts[1]
    return Word(tuple(found.get(name) for name in use.to))


def _point(text: str) -> Word:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != 2:
        return Word((None, None), fault="is not 'latitude, longitude' in decimal degrees")
    return Word((parts[0] or None, parts[1] or None))


def _size(text: str, use: Use, table: Codes, mapping: Mapping) -> Word:
    choice = find_code(text, table)
    worded = choice.code if choice else text
    size = read_size(plain_number(worded, mapping, whole=True))
    told = {
        "workers_low": None if size.low is None else str(size.low),
        "workers_high": None if size.high is None else str(size.high),
        "workers_text": size.text,
    }
    lost = size.text if "workers_text" not in use.to and size.low is size.high is None else None
    return Word(tuple(told[name] for name in use.to), unknown=(lost,) if lost else ())


def plain_number(text: str, mapping: Mapping, whole: bool) -> str:
    """A number without thousands marks and with a decimal point; other text as it is."""
    mark, point = re.escape(mapping.thousands), re.escape(mapping.decimal)
    shape = rf"[+-]?[0-9]{{1,3}}(?:{mark}[0-9]{{3}})+" if mark else "(?!)"
    if not re.fullmatch(rf"(?:{shape}|[+-]?[0-9]+)(?:{point}[0-9]+)?", text.strip()):
        return text
    plain = text.strip().replace(mapping.thousands, "") if mark else text.strip()
    plain = plain.replace(mapping.decimal, ".")
    return re.sub(r"\.0+$", "", plain) if whole else plain


def _in_units(text: str, units: Codes, mapping: Mapping) -> Word:
    """A number with its unit in our unit; a unit that is not told is ours."""
    number, _, unit = text.partition(UNIT)
    plain = plain_number(number, mapping, whole=False)
    choice = find_code(unit, units) if unit.strip() else Choice("1")
    if choice is None:
        return Word((None,), fault=f"has a unit that is not known ({unit[:40]!r})")
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", plain) or choice.code == "1":
        return Word((plain,))
    return Word((f"{float(plain) / float(choice.code):.6f}",))


def _codes(text: str, use: Use, table: Codes, kind: str) -> Word:
    """Codes of one vocabulary: the first goes into the first column, the rest into a list.

    A word whose code is '' in the table has none of ours; one that is not in it gets the default.
    """
    default = use.otherwise or ("other" if "other" in schema.vocabulary(kind) else "")
    sure: dict[str, str] = {}
    unsure: list[str] = []
    unknown: list[str] = []
    for part in split_cell(text, use.separator) or [""]:
        choice = find_code(part, table)
        code = choice.code if choice else parse_code(part, kind).value
        if code:
            sure.setdefault(code, part)
        elif not (use.partial and choice is None):
            unknown.append(part)
        if code is None:
            unsure.append(default)
    listed = [code for code in dict.fromkeys([*sure, *unsure]) if code]
    room = len(use.to) if not any(OWN[name].kind == "list" for name in use.to) else len(listed)
    spare = [sure[code] for code in listed[room:] if code in sure and not use.partial]
    return Word(_spread(listed, use), tuple(filter(None, unknown)), spare=tuple(spare))


def _spread(codes: list[str], use: Use) -> tuple[str | None, ...]:
    """`codes` over the columns of a use: one each, and all that are left into a list."""
    left = list(codes)
    values: list[str | None] = []
    for name in use.to:
        if OWN[name].kind == "list":
            values.append(";".join(left) or None)
        else:
            values.append(left.pop(0) if left else None)
    return tuple(values)


def _texts(text: str, use: Use, table: Codes) -> Word:
    """Texts, by a table where one is given; lists get our separator."""
    parts = split_cell(text, use.separator)
    if table:
        parts = [choice.code if (choice := find_code(part, table)) else part for part in parts]
    words = [part for part in parts if part]
    values: list[str | None] = []
    for name in use.to:
        mark = ";" if OWN[name].kind in {"list", "urls"} else ", "
        if use.separator and mark == ";":
            words = [word.replace(";", "%3B") for word in words]
        values.append(mark.join(words) or None)
    return Word(tuple(values))
