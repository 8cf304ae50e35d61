"""Mappings as TOML: what a person can read, keep, send and change by hand."""

import tomllib
from collections.abc import Mapping as Table
from dataclasses import MISSING, Field, fields, replace
from typing import Any, TypeVar

import tomlkit
from tomlkit.items import Table as TomlTable

from dashboard.formats.checks import find_faults
from dashboard.formats.mapping import (
    Choice,
    Codes,
    Composed,
    LeftOut,
    Mapping,
    Mark,
    Responses,
    Use,
)

T = TypeVar("T", Use, Composed, LeftOut, Responses, Mark)

PARTS: dict[str, type[Use | Composed | LeftOut | Responses | Mark]] = {
    "columns": Use,
    "composed": Composed,
    "rows": LeftOut,
    "responses": Responses,
    "marks": Mark,
}
"""The lists of tables in a mapping."""

KEYS = {"names": "from", "actor_names": "actor_from"}
"""Fields whose key in the file is another word."""

MAPPING_BYTES = 1_000_000


class BadMapping(ValueError):  # noqa: N818  the name says what is the matter
    """The mapping cannot be used; the text says where and what to do."""


def read_mapping(text: str) -> Mapping:
    """A mapping from TOML; raise BadMapping where it is not one, or could not read a file."""
    if len(text) > MAPPING_BYTES:
        raise BadMapping(f"the mapping is too long: the limit is {MAPPING_BYTES:,} characters")
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: a number of too many digits
        raise BadMapping(f"the mapping is not TOML: {error}") from None
    mapping: Mapping = _read(Mapping, document, "the mapping")
    faults = find_faults(mapping)
    if faults:
        raise BadMapping("the mapping cannot be used: " + "; ".join(faults[:10]))
    return mapping


def _read(kind: type[Any], table: object, where: str) -> Any:
    if not isinstance(table, dict):
        raise BadMapping(f"{where} is not a table of keys and values")
    known = {KEYS.get(field.name, field.name): field for field in fields(kind)}
    strange = [key for key in table if key not in known]
    if strange:
        raise BadMapping(f"{where} has no key {strange[0]!r} (the keys are {', '.join(known)})")
    values = {
        field.name: _value(field, table[key], f"{where}, {key}")
        for key, field in known.items()
        if key in table
    }
    lacking = [key for key, field in known.items() if _is_needed(field) and key not in table]
    if lacking:
        raise BadMapping(f"{where} lacks the key {lacking[0]!r}")
    return kind(**values)


def _is_needed(field: "Field[Any]") -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _value(field: "Field[Any]", value: object, where: str) -> object:
    if field.name in PARTS and field.type is not str:
        if not isinstance(value, list):
            raise BadMapping(f"{where} is not a list of tables (write [[{field.name}]])")
        kind = PARTS[field.name]
        return tuple(_read(kind, item, f"{where} {n}") for n, item in enumerate(value, start=1))
    if field.name == "constants":
        return {key: _text(word, where) for key, word in _table(value, where).items()}
    if field.name == "codes" and field.type is not str:
        return {
            name: _codes(table, f"{where}.{name}") for name, table in _table(value, where).items()
        }
    if field.type is bool:
        if not isinstance(value, bool):
            raise BadMapping(f"{where} is neither true nor false")
        return value
    return _text(value, where) if field.type is str else _texts(value, where)


def _table(value: object, where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise BadMapping(f"{where} is not a table of keys and values")
    return value


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise BadMapping(f"{where} is {_shown(value)}, not a text in quotation marks")
    return value


def _shown(value: object) -> str:
    try:
        return repr(str(value)[:40])
    except (ValueError, RecursionError):  # a number of thousands of digits, deep lists
        return "a number or a list"


def _texts(value: object, where: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        raise BadMapping(f"{where} is neither a text nor a list of texts")
    return tuple(_text(item, where) for item in value)


def _codes(value: object, where: str) -> Codes:
    found: Codes = {}
    for word, meaning in _table(value, where).items():
        if isinstance(meaning, dict):
            if {*meaning} - {"code", "reason"} or "code" not in meaning:
                raise BadMapping(f"{where}, {word!r}: write {{ code = '...', reason = '...' }}")
            code, reason = meaning["code"], meaning.get("reason", "")
            found[word] = Choice(_text(code, where), _text(reason, where))
        else:
            found[word] = Choice(_text(meaning, where))
    return found


def write_mapping(mapping: Mapping) -> str:
    """The TOML that `read_mapping` reads back as the same mapping."""
    document = tomlkit.document()
    for field in fields(Mapping):
        value = getattr(mapping, field.name)
        if value == _default(field):
            continue
        if field.name in PARTS:
            items = tomlkit.aot()
            for item in value:
                items.append(_write(item))
            document[field.name] = items
        elif field.name == "constants":
            document[field.name] = _written(value)
        elif field.name == "codes":
            document[field.name] = _written({name: _words(value[name]) for name in value})
        else:
            document[field.name] = _plain(value)
    return tomlkit.dumps(document)


def _default(field: "Field[Any]") -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _write(part: Use | Composed | LeftOut | Responses | Mark) -> TomlTable:
    table = tomlkit.table()
    for field in fields(part):
        value = getattr(part, field.name)
        if value != _default(field):
            table[KEYS.get(field.name, field.name)] = _plain(value)
    return table


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else list(value)
    return value


def _written(values: Table[str, object]) -> TomlTable:
    table = tomlkit.table()
    for key, value in values.items():
        table[key] = value
    return table


def _words(codes: Codes) -> TomlTable:
    table = tomlkit.table()
    for word, choice in codes.items():
        if choice.reason:
            entry = tomlkit.inline_table()
            entry.update({"code": choice.code, "reason": choice.reason})
            table[word] = entry
        else:
            table[word] = choice.code
    return table


def with_header(mapping: Mapping, header: tuple[str, ...]) -> Mapping:
    """`mapping` made for files with this `header`, whose names are its signs."""
    return replace(mapping, header=header, signs=tuple(name for name in header if name.strip()))
