"""The header line: which table it is of, and which of our columns each name means."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard import schema
from dashboard.loading import lookalikes
from dashboard.loading.decoding import Unreadable
from dashboard.loading.records import fold_name, known_names
from dashboard.schema import Column, Table


@dataclass(frozen=True)
class Field:
    """One column of the file: its place, its name as written, and the columns of ours it fills."""

    position: int
    written: str
    columns: tuple[Column, ...]

    @property
    def alias(self) -> str:
        """A hint for reasons: which columns of ours an alias stands for; '' for our own name."""
        names = [column.name for column in self.columns]
        return "" if fold_name(self.written) in names else f" [read as {' and '.join(names)}]"


@dataclass(frozen=True)
class Heading:
    """The header of one file. `extras` are the columns we have no place for."""

    table: Table
    fields: tuple[Field, ...]
    extras: tuple[Field, ...]


def read_heading(header: Sequence[str]) -> Heading:
    """Raise Unreadable if `header` is none, repeats a column, or lacks a required one."""
    names = [fold_name(name) for name in header]
    if not known_names().intersection(names):
        raise Unreadable(_not_ours(header))
    repeated = [name for name in dict.fromkeys(names) if name and names.count(name) > 1]
    if repeated:
        raise Unreadable(
            f"the header names a column twice: {', '.join(map(lookalikes.show, repeated[:5]))} "
            "(keep one of them)"
        )
    table = _table(names)
    meant = _meant(table, names)
    missing = _missing(table, meant)
    if missing:
        raise Unreadable(_missing_text(table, missing, header))
    fields = [
        Field(place, lookalikes.show(name.strip()), meant[place])
        for place, name in enumerate(header)
    ]
    return Heading(
        table=table,
        fields=tuple(field for field in fields if field.columns),
        extras=tuple(field for field in fields if not field.columns),
    )


def _meant(table: Table, names: Sequence[str]) -> list[tuple[Column, ...]]:
    """The columns of ours that each name means; () for none."""
    own = {column.name: column for column in schema.columns(table)}
    aliases = schema.ALIASES if table == "incidents" else {}
    meant = []
    for name in names:
        targets = aliases.get(name, ())
        if targets and not any(target in names for target in targets):
            meant.append(tuple(own[target] for target in targets))
        else:
            meant.append((own[name],) if name in own else ())
    return meant


def _missing(table: Table, meant: Sequence[tuple[Column, ...]]) -> list[str]:
    found = {column.name for columns in meant for column in columns}
    needed = [column.name for column in schema.columns(table) if column.required == "yes"]
    return [name for name in needed if name not in found]


def _table(names: Sequence[str]) -> Table:
    """The table with nothing missing; failing that, the one that most of the names belong to."""

    def fit(table: Table) -> tuple[bool, int]:
        meant = _meant(table, names)
        return not _missing(table, meant), sum(bool(columns) for columns in meant)

    return max(schema.TABLES, key=fit)


def _listing(header: Sequence[str]) -> str:
    shown = [repr(lookalikes.show(name, 40)) for name in header[:30]]
    return ", ".join(shown) + (f" and {len(header) - 30} more" if len(header) > 30 else "")


def _not_ours(header: Sequence[str]) -> str:
    needed = ", ".join(c.name for c in schema.columns("incidents") if c.required == "yes")
    return (
        f"the first line names none of our columns (an incidents file needs {needed}): "
        f"{_listing(header)}. If it is a header, say what its columns mean; if not, write one above"
    )


def _missing_text(table: Table, missing: Sequence[str], header: Sequence[str]) -> str:
    aliases = {
        target: alias
        for alias, targets in schema.ALIASES.items()
        for target in targets
        if table == "incidents"
    }
    wanted = [f"{name} (or {aliases[name]})" if name in aliases else name for name in missing]
    hints = "".join(_hint(name, aliases.get(name), header) for name in missing)
    return (
        f"missing column{'s' if len(missing) > 1 else ''} {', '.join(wanted)}: every {table[:-1]} "
        f"needs {'them' if len(missing) > 1 else 'it'}. The file has the columns "
        f"{_listing(header)}.{hints}"
    )


def _hint(name: str, alias: str | None, header: Sequence[str]) -> str:
    """The nearest name in the file to a missing one, with the character that makes it another."""
    targets = [target for target in (name, alias) if target]
    known = known_names()
    for written in header:
        if fold_name(lookalikes.skeleton(written)) in targets and fold_name(written) not in known:
            odd = lookalikes.name_characters(written)
            return f" {written.strip()!r} looks like a column of ours but has {odd}."
    free = {fold_name(written): written for written in header if fold_name(written) not in known}
    near = [hit for target in targets for hit in difflib.get_close_matches(target, free, 1, 0.75)]
    return f" Is {lookalikes.show(free[near[0]].strip())!r} meant to be {name}?" if near else ""
