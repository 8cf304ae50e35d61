"""A first mapping for a file that no format describes: by names, then by content.

Nothing suggested is used before a person has seen it; what cannot be told is left open.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from dashboard import schema
from dashboard.countries import resolve_country
from dashboard.formats.checks import OWN
from dashboard.formats.dates import date_candidates
from dashboard.formats.mapping import Choice, Codes, Mapping, Use, fold_header
from dashboard.formats.words import fold_word, split_cell
from dashboard.loading.validators import parse_code, parse_url

SYNONYMS = Path(__file__).with_name("synonyms.csv")
"""Names that other files give to our columns, in several languages."""

MOST = 0.8
"""A column is taken for what at least this share of its filled cells look like."""

_FEWEST = 2

LONG_TEXT = 40
"""A column of texts of this average length, in characters, may be the description."""


@dataclass(frozen=True)
class Suggestion:
    """A mapping with the reason for each of our columns it fills, and what is still open.

    `open` says for a column of ours what a person must choose: which notation, which country.
    """

    mapping: Mapping
    reasons: dict[str, str]
    open: dict[str, str]


def suggest(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Suggestion:
    """A mapping for a file with this header, from its names and some of its rows."""
    values = {
        place: [text for row in rows if place < len(row) and (text := row[place].strip())]
        for place in range(len(header))
    }
    chosen = _choose_by_name(header, values)
    taken = {place for place, _ in chosen.values()}
    for place in range(len(header)):
        if place not in taken and values[place]:
            told = _by_content(values[place], {*chosen})
            if told:
                chosen[told[0]] = (place, told[1])
    uses, codes, still = [], dict[str, Codes](), dict[str, str]()
    for column, (place, _) in sorted(chosen.items(), key=lambda item: item[1][0]):
        use, table, question = suggest_use(column, header[place], values[place])
        uses.append(use)
        codes |= {use.codes: table} if use.codes else {}
        still |= {column: question} if question else {}
    still |= _missing({*chosen})
    named = tuple(name for name in header if name.strip())
    mapping = Mapping(
        "mapping",
        "a file of this kind",
        tuple(uses),
        signs=named,
        header=tuple(header),
        codes=codes,
    )
    reasons = {column: reason for column, (_, reason) in chosen.items()}
    return Suggestion(mapping, reasons, still)


@cache
def _synonyms() -> dict[str, str]:
    with SYNONYMS.open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["column"] for row in csv.DictReader(file)}


Chosen = dict[str, tuple[int, str]]
"""Our column -> the position of the one that fills it, and why."""


def _choose_by_name(header: Sequence[str], values: dict[int, list[str]]) -> Chosen:
    """Our own names first, then usual ones, then names that look like either."""
    chosen: Chosen = {}
    for means in (_own_name, _usual_name, _near_name):
        taken = {place for place, _ in chosen.values()}
        free = [place for place in range(len(header)) if place not in taken]
        for place in sorted(free, key=lambda place: not _has_days(values[place])):
            column, reason = means(fold_header(header[place])) or ("", "")
            if column and column not in chosen:
                chosen[column] = (place, reason.format(header[place].strip()))
    if "description" not in chosen and "notes" in chosen:
        place, _ = chosen.pop("notes")
        chosen["description"] = (place, "its notes may say what happened")
    return chosen


def _has_days(values: Sequence[str]) -> bool:
    """Whether a column is of whole dates: they go before years where both have a usual name."""
    return any("DD" in candidate.notation for candidate in date_candidates(values[:20]))


def _own_name(folded: str) -> tuple[str, str] | None:
    return (folded, "it has our name") if folded in OWN else None


def _usual_name(folded: str) -> tuple[str, str] | None:
    column = _synonyms().get(folded)
    return (column, "{!r} is a usual name for it") if column else None


def _near_name(folded: str) -> tuple[str, str] | None:
    near = get_close_matches(folded, [*OWN, *_synonyms()], 1, 0.85) if len(folded) > 3 else []
    if not near:
        return None
    return _synonyms().get(near[0], near[0]), f"{{!r}} looks like {near[0]!r}"


def _by_content(values: Sequence[str], chosen: set[str]) -> tuple[str, str] | None:
    """Our column that the cells look like, and why; one that is free."""
    for column, (looks, kind) in _LOOKS.items():
        share = sum(map(looks, values)) / len(values)
        if OWN[column].vocabulary and len({*values}) < _FEWEST:
            continue  # one word says nothing: 'contract' may be a demand or the name of a sheet
        if column not in chosen and share >= MOST:
            return column, f"{share:.0%} of its cells are {kind}"
    average = sum(map(len, values)) / len(values)
    if "description" not in chosen and average >= LONG_TEXT:
        return "description", f"its texts are long ({average:.0f} characters on average)"
    return None


def _is_date(text: str) -> bool:
    return bool(date_candidates([text])) and not re.fullmatch(r"[0-9]{1,4}", text)


def _is_url(text: str) -> bool:
    return parse_url(text.split(";")[0].strip()).value is not None


def _is_code(kind: str) -> Callable[[str], bool]:
    return lambda text: any(
        _suggest_code(part, kind) is not None for part in split_cell(text, ";,")
    )


_LOOKS: dict[str, tuple[Callable[[str], bool], str]] = {
    "start_date": (_is_date, "dates"),
    "end_date": (_is_date, "dates"),
    "source_url": (_is_url, "web addresses"),
    "country": (lambda text: resolve_country(text) is not None, "countries"),
    "action_type": (_is_code("action_type"), "forms of action"),
    "demands": (_is_code("demand"), "demands"),
}


def suggest_use(column: str, name: str, values: Sequence[str]) -> tuple[Use, Codes, str]:
    """How a column may be read, its code table, and what is open about it."""
    own = OWN[column]
    if own.kind == "date":
        candidates = [c for c in date_candidates(values) if c.fits]
        sure = [c.notation for c in candidates if not c.ambiguous]
        if sure:
            return Use((name,), (column,), dates=(sure[0],)), {}, ""
        told = ", ".join(c.notation for c in candidates) or "none that we know reads every cell"
        return Use((name,), (column,)), {}, f"choose how its dates are written: {told}"
    if column == "workers_low":
        return Use((name,), ("workers_low", "workers_high", "workers_text")), {}, ""
    if own.vocabulary:
        mark = _separator(values) if own.kind == "list" or column == "action_type" else ""
        words = [part for text in values for part in split_cell(text, mark)]
        table = {
            word: choice
            for word, choice in code_suggestions(words, own.vocabulary).items()
            if choice
        }
        to = (column, "other_actions") if column == "action_type" else (column,)
        return Use((name,), to, codes=column, separator=mark), table, ""
    return Use((name,), (column,)), {}, ""


def _separator(values: Sequence[str]) -> str:
    """The mark that stands between the parts of some cells; '' where none seems to."""
    for mark in (";", ",", "|", "/"):
        parts = {part for text in values for part in split_cell(text, mark)}
        if any(mark in text for text in values) and len(parts) <= len({*values}):
            return mark
    return ";" if any(";" in text for text in values) else ""


def _missing(chosen: set[str]) -> dict[str, str]:
    """The columns that every incident needs and that nothing fills yet."""
    return {
        name: f"no column looks like it ({column.meaning}): name one, or give one value for all"
        for name, column in OWN.items()
        if column.required == "yes" and name not in chosen
    }


def code_suggestions(values: Iterable[str], kind: str) -> dict[str, Choice | None]:
    """Each distinct word with the code of vocabulary `kind` it may mean, None where none fits.

    A word is a code or its label, or has a word of one in it; case does not matter.
    """
    found: dict[str, Choice | None] = {}
    for value in values:
        word = " ".join(value.split())
        if word and fold_word(word) not in map(fold_word, found):
            found[word] = _suggest_code(word, kind)
    return found


def _suggest_code(word: str, kind: str) -> Choice | None:
    code = parse_code(word, kind).value
    if code:
        return Choice(code)
    told = set(re.findall(r"\w+", word.casefold()))
    stems = told | {part.removesuffix("s") for part in told} | {part + "s" for part in told}
    for code, entry in schema.vocabulary(kind).items():
        names = set(code.split("_"))
        label = set(re.findall(r"\w{5,}", entry.label.partition(":")[0].casefold()))
        if code != "other" and (names <= stems or label & stems):
            return Choice(code, f"{word!r} has a word of {entry.label!r}")
    return None
