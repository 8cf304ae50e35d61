"""What is wrong with a mapping before any file is read by it."""

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from dashboard import schema
from dashboard.formats import dates
from dashboard.formats.mapping import PYTHON_LIST, TAGS, Codes, Mapping, Responses, Use
from dashboard.loading.decoding import ENCODINGS
from dashboard.loading.records import DELIMITERS

PLACE_LEVELS = ("location", "admin2", "admin1", "country")
"""What the parts of a place fill, from the nearest to the widest."""

OWN = {column.name: column for column in schema.columns("incidents")}


def find_faults(mapping: Mapping) -> list[str]:
    """Every fault, in words; [] for a mapping that can read files."""
    faults = [*_file_faults(mapping), *_needed(mapping)]
    for use in mapping.columns:
        where = f"column {use.names[0]!r}" if use.names else "a column"
        faults += [f"{where}: {fault}" for fault in _use_faults(use, mapping)]
    for part in mapping.responses:
        where = f"responses from {', '.join(part.names)}"
        faults += [f"{where}: {fault}" for fault in _response_faults(part, mapping)]
    for left in mapping.rows:
        if bool(left.drop) == bool(left.keep):
            faults.append(f"rows by {', '.join(left.names)}: name either what to drop or to keep")
    return faults


def _file_faults(mapping: Mapping) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9_]{1,40}", mapping.name):
        yield f"name {mapping.name[:60]!r} is not a short word (a-z, 0-9 and _)"
    for encoding in mapping.encodings:
        if encoding not in ENCODINGS:
            yield f"encoding {encoding!r} is not known (choose {', '.join(ENCODINGS)})"
    if mapping.delimiter and mapping.delimiter not in DELIMITERS:
        yield f"delimiter {mapping.delimiter!r} is none of {DELIMITERS}"
    if mapping.line_end not in {"", "\r\r\n"}:
        yield f"line_end {mapping.line_end!r} is not one that we repair ('\\r\\r\\n')"
    if mapping.decimal not in {".", ","} or mapping.thousands == mapping.decimal:
        yield "decimal is a point or a comma, and another mark than thousands"
    if len(mapping.thousands) > 1:
        yield "thousands is one mark"
    for name, value in mapping.constants.items():
        if name not in OWN:
            yield f"constant {name!r} is no column of ours"
        elif OWN[name].vocabulary and value not in schema.vocabulary(OWN[name].vocabulary):
            yield f"constant {name!r}: {value!r} is no code of {OWN[name].vocabulary}"
    for part in mapping.composed:
        if part.to not in OWN or OWN[part.to].kind not in {"text", "id"}:
            yield f"composed {part.to!r} is no column of ours for text"


def _needed(mapping: Mapping) -> Iterator[str]:
    filled = {name for use in mapping.columns for name in use.to}
    filled |= {*mapping.constants, *(part.to for part in mapping.composed)}
    for name, column in OWN.items():
        if column.required == "yes" and name not in filled:
            yield f"nothing fills {name}, which every incident needs: {column.meaning}"
    once = [name for use in mapping.columns if not use.fallback for name in use.to if name != TAGS]
    for name in dict.fromkeys(name for name in once if once.count(name) > 1):
        yield f"{name} is filled twice"


def _use_faults(use: Use, mapping: Mapping) -> Iterator[str]:
    if not use.names or (use.to and not all(name.strip() for name in use.names)):
        yield "names no column of the file in 'from'"
    strange = [name for name in use.to if name not in OWN]
    if strange:
        yield f"{strange[0]!r} is no column of ours"
        return
    if not use.to and not use.reason:
        yield "is dropped without a reason"
    if use.levels and not set(use.to) <= set(PLACE_LEVELS):
        yield f"levels fill {', '.join(PLACE_LEVELS)} only"
    if use.separator and use.separator != PYTHON_LIST and len(use.separator) > 3:
        yield f"separator {use.separator!r} is neither a mark nor {PYTHON_LIST!r}"
    if use.pattern:
        yield from _pattern_faults(use.pattern)
    yield from _date_faults(use)
    yield from _code_faults(use, mapping)


def _pattern_faults(pattern: str) -> Iterator[str]:
    try:
        groups = pc.extract_regex(pa.array(["x"]), pattern).type
    except (pa.ArrowInvalid, UnicodeError):
        yield f"pattern {pattern!r} cannot be used"
    else:
        if [group.name for group in groups] != ["value"]:
            yield f"pattern {pattern!r} has no group (?P<value>...), or others beside it"


def _date_faults(use: Use) -> Iterator[str]:
    if any(OWN[name].kind == "date" for name in use.to) != bool(use.dates):
        yield "a date needs its notation in 'dates' (for example DD/MM/YYYY), and nothing else does"
    try:
        for notation in use.dates:
            dates.pattern(notation)
        clash = dates.clashes(use.dates)
    except ValueError as error:
        yield str(error)
    else:
        if clash:
            yield f"{clash[0]} and {clash[1]} read the same text as two dates: choose one"


def _code_faults(use: Use, mapping: Mapping) -> Iterator[str]:
    if use.codes and use.codes not in mapping.codes:
        yield f"there is no code table [codes.{use.codes}]"
        return
    if use.unit:
        yield from _unit_faults(mapping.codes.get(use.codes, {}))
    kinds = [OWN[name].vocabulary for name in use.to if OWN[name].vocabulary]
    given = [choice.code for choice in mapping.codes.get(use.codes, {}).values() if choice.code]
    for kind in kinds[:1]:
        known = schema.vocabulary(kind)
        for code in dict.fromkeys([*given, *filter(None, [use.otherwise])]):
            if code not in known:
                yield f"{code!r} is no code of {kind} (the codes are {', '.join(known)})"


def _unit_faults(table: Codes) -> Iterator[str]:
    for unit, choice in table.items():
        if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", choice.code) or not float(choice.code):
            yield f"unit {unit!r}: {choice.code!r} is no number above 0 (how many make one of ours)"


def _response_faults(part: Responses, mapping: Mapping) -> Iterator[str]:
    for name in filter(None, (part.codes, part.actors)):
        if name not in mapping.codes:
            yield f"there is no code table [codes.{name}]"
    given = [choice.code for choice in mapping.codes.get(part.codes, {}).values() if choice.code]
    for code in filter(None, [*given, part.otherwise]):
        actor, _, response = code.partition(" ")
        if actor not in schema.vocabulary("actor") or response not in schema.vocabulary("response"):
            yield f"{code!r} is not an actor and a response (write 'security police_presence')"
    for choice in mapping.codes.get(part.actors, {}).values():
        if choice.code not in schema.vocabulary("actor"):
            yield f"{choice.code!r} is no code of actor"
