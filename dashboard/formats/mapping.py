"""A mapping: how the columns of another file become ours. Every format is one, and is data."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from dashboard.loading.records import fold_name

TAGS = "tags"

PYTHON_LIST = "python"
"""The separator of cells that are lists as Python writes them: ['strike', 'protest']."""


@dataclass(frozen=True)
class Choice:
    """What one word of a file means: a code of ours, and why where that is not obvious."""

    code: str
    reason: str = ""


Codes = dict[str, Choice]
"""Word as the file has it -> what it means."""


@dataclass(frozen=True)
class Use:
    """What is made of one column. Several uses may read the same one.

    - `names`: its names in the file, the first that is there is read; `to`: our columns ('tags'
      too), () for a column dropped on purpose, for `reason`.
    - `dates`: its notations. `codes`: its code table; `otherwise`: the code of words that the table
      lacks; `partial`: it lists some words on purpose, the others are no loss.
    - `separator`: marks between the parts of a cell; `levels`: between the parts of a place from
      the nearest to the widest; `places`: between the values for several places of one record.
    - `prefix`: what an id gets in front. `blank`: words that mean nothing. `unit`: the column with
      the unit of a number, `codes` then say how many make one of ours. `pattern` (RE2): its group
      `value` is taken out of a cell. `fallback`: fills only what an earlier use left blank.
    """

    names: tuple[str, ...]
    to: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    codes: str = ""
    separator: str = ""
    levels: str = ""
    otherwise: str = ""
    partial: bool = False
    prefix: str = ""
    blank: tuple[str, ...] = ()
    places: str = ""
    unit: str = ""
    pattern: str = ""
    fallback: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Composed:
    """A column of ours made of texts with {their columns}; a part with a blank one is left out."""

    to: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class LeftOut:
    """Records that are no incidents, by one column: those of `drop`, or all but those of `keep`."""

    names: tuple[str, ...]
    reason: str
    drop: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A tag for every record: yes where a column of `names` holds one of `words`, no elsewhere."""

    tag: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Responses:
    """Responses told in a column of the incidents: `codes` gives 'actor response' for each word.

    `actors`, a code table, reads the actor from the column `actor_names` instead, where it can.
    """

    names: tuple[str, ...]
    codes: str
    separator: str = ""
    otherwise: str = ""
    actor_names: tuple[str, ...] = ()
    actors: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Mapping:
    """How one kind of file is read.

    `signs` are the columns that tell it, `header` those of the file that a mapping was made for.
    `encodings` are tried in order, `line_end` is one that needs repair. `newest` names a column
    of versions (numbers): of records with one id the highest is kept.
    """

    name: str
    title: str
    columns: tuple[Use, ...]
    source: str = ""
    signs: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    encodings: tuple[str, ...] = ("utf-8",)
    delimiter: str = ""
    line_end: str = ""
    sheet: str = ""
    thousands: str = ""
    decimal: str = "."
    blank: tuple[str, ...] = ()
    newest: str = ""
    place_count: str = ""
    constants: dict[str, str] = field(default_factory=dict)
    composed: tuple[Composed, ...] = ()
    rows: tuple[LeftOut, ...] = ()
    responses: tuple[Responses, ...] = ()
    marks: tuple[Mark, ...] = ()
    codes: dict[str, Codes] = field(default_factory=dict)

    @property
    def header_key(self) -> str:
        """What a file with the same header has too: see `header_key`."""
        return header_key(self.header)

    def describes(self, header: Sequence[str]) -> bool:
        """Whether the signs of this mapping are all in `header`."""
        names = {*map(fold_header, apart(header))}
        return bool(self.signs) and {*map(fold_header, self.signs)} <= names


def fold_header(name: str) -> str:
    """A column's name without case, blanks, hyphens and the marks of footnotes: 'Workers[2]'."""
    return fold_name(re.sub(r"\[[0-9]+\]", "", name)).strip("_")


def header_key(header: Sequence[str]) -> str:
    """16 hexadecimal digits, the same for headers with the same names in the same order."""
    names = "\x1f".join(map(fold_header, header))
    return hashlib.blake2b(names.encode(), digest_size=8).hexdigest()


def apart(header: Sequence[str]) -> tuple[str, ...]:
    """The names of a header, a repeated one numbered: Date, 'Date (2)'; blank ones as they are."""
    seen: Counter[str] = Counter()
    named = []
    for name in header:
        folded = fold_header(name)
        seen[folded] += 1
        named.append(f"{name.strip()} ({seen[folded]})" if folded and seen[folded] > 1 else name)
    return tuple(named)


def chosen_codes(pairs: Iterable[tuple[str, object]], labels: dict[str, str]) -> Codes:
    """The code table that a person set: words with the label of what each means, anything else for
    none; `labels` are what the person saw, by code."""
    codes = {label: code for code, label in labels.items()}
    return {str(word): Choice(codes[str(label)]) for word, label in pairs if str(label) in codes}
