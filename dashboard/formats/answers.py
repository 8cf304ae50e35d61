"""Responses that a file of incidents tells in columns of its own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard import schema
from dashboard.formats.mapping import Codes, Mapping, Responses
from dashboard.formats.translating import Translation
from dashboard.formats.words import find_code, fold_codes, split_cell
from dashboard.loading import finish
from dashboard.loading.headings import Field, Heading
from dashboard.loading.records import Records
from dashboard.loading.reports import Loaded
from dashboard.schema import Problem

Row = tuple[int, str, str, str]
"""The number of the record, the actor, the response, and the words where the code is 'other'."""

COLUMNS = ("incident_id", "actor", "response", "status", "summary")


def read_responses(
    done: Translation, mapping: Mapping, loaded: Loaded, today: date | None
) -> tuple[pd.DataFrame | None, tuple[Problem, ...]]:
    """The responses to the kept incidents, as observed; None where the file tells none. And why
    some that it tells were dropped.

    Each incident has a response of an actor once, however many columns tell it.
    """
    rules = [rule for rule in mapping.responses if done.binding.find(rule.names) is not None]
    if not rules:
        return None, ()
    ids = dict(zip(loaded.frame["record"].tolist(), loaded.frame["incident_id"], strict=True))
    found: dict[tuple[str, str, str, str], int] = {}
    for rule in rules:
        for number, actor, response, summary in _rows(done, rule, mapping):
            if number in ids:
                found.setdefault((ids[number], actor, response, summary), number)
    read = _checked(found, loaded, done.sheet.dirty, today)
    column = ", ".join(str(done.sheet.header[done.binding.find(rule.names) or 0]) for rule in rules)
    dropped = (problem for problem in read.report.problems if problem.effect == "row rejected")
    problems = tuple(replace(one, column=column, effect="value dropped") for one in dropped)
    return read.frame.sort_values("record", kind="stable", ignore_index=True), problems


def _rows(done: Translation, rule: Responses, mapping: Mapping) -> list[Row]:
    position = done.binding.find(rule.names)
    if position is None:
        return []
    coded = done.columns[position].dictionary_encode()
    table = fold_codes(mapping.codes[rule.codes])
    meanings = [_read(text, rule, table) for text in coded.dictionary.to_pylist()]
    codes = pc.fill_null(coded.indices, len(meanings)).to_numpy(zero_copy_only=False)
    telling = np.flatnonzero(np.array([bool(found) for found in meanings] + [False])[codes])
    actors = _actors(done, rule, mapping, telling)
    numbers = done.sheet.records.numbers[telling].tolist()
    return [
        (number, told or actor, response, words)
        for number, told, code in zip(numbers, actors, codes[telling].tolist(), strict=True)
        for actor, response, words in meanings[code]
    ]


def _actors(
    done: Translation, rule: Responses, mapping: Mapping, rows: NDArray[np.intp]
) -> list[str]:
    """The actor that another column names for each of `rows`; '' where it names none we know."""
    position = done.binding.find(rule.actor_names) if rule.actor_names else None
    if position is None:
        return [""] * len(rows)
    table = fold_codes(mapping.codes[rule.actors])
    texts = done.columns[position].take(pa.array(rows)).to_pylist()
    choices = {text: find_code(text, table) if text else None for text in set(texts)}
    return [choice.code if (choice := choices[text]) else "" for text in texts]


def _read(text: str, rule: Responses, table: Codes) -> list[tuple[str, str, str]]:
    found = []
    for part in split_cell(text, rule.separator):
        choice = find_code(part, table)
        code = choice.code if choice else rule.otherwise
        if code:
            actor, _, response = code.partition(" ")
            found.append((actor, response, "" if choice else part))
    return found


def _checked(
    found: dict[tuple[str, str, str, str], int], loaded: Loaded, dirty: bool, today: date | None
) -> Loaded:
    rows = [(ident, actor, response, "observed", words) for ident, actor, response, words in found]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    own = {column.name: column for column in schema.columns("responses")}
    records = Records(
        columns=tuple(pa.array(column, pa.large_string()) for column in columns),
        numbers=np.array(list(found.values()), dtype=np.int64),
        total=len(set(found.values())),
        problems=(),
    )
    fields = tuple(Field(place, name, (own[name],)) for place, name in enumerate(COLUMNS))
    report = replace(loaded.report, table="responses")
    return finish(report, records, Heading("responses", fields, ()), dirty, today)


def unread_words(
    done: Translation, mapping: Mapping, rules: Iterable[Responses], kept: NDArray[np.bool_]
) -> Counter[str]:
    """The words that the code tables of `rules` lack, in accepted records, with how often."""
    found: Counter[str] = Counter()
    for rule in rules:
        position = done.binding.find(rule.names)
        if position is None or not rule.otherwise:
            continue
        table = fold_codes(mapping.codes[rule.codes])
        texts = Counter(done.columns[position].filter(pa.array(kept)).drop_null().to_pylist())
        for text, count in texts.items():
            for part in split_cell(text, rule.separator):
                if find_code(part, table) is None:
                    found[part] += count
    return found
