"""The distinct cells of a column: each is parsed once, however many rows have it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.loading.findings import VALUE_CHARACTERS, Findings
from dashboard.loading.headings import Field
from dashboard.loading.validators import Reading
from dashboard.schema import Problem

Flags = NDArray[np.bool_]

T = TypeVar("T")


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """A column parsed: `codes` (-1 = blank) point into `readings`, one per distinct cell."""

    codes: NDArray[np.int64]
    readings: list[Reading[T]]

    @property
    def values(self) -> list[T | None]:
        """The value of each distinct cell, and None at the end, where -1 points."""
        return [*(reading.value for reading in self.readings), None]

    def texts(self) -> pa.Array:
        """The values as an Arrow column of text, null where there is none."""
        distinct = pa.array(self.values, pa.large_string())
        indices = np.where(self.codes < 0, len(self.readings), self.codes)
        return distinct.take(pa.array(indices))

    def report(self, findings: Findings, written: Field) -> None:
        """Enter every fault of every row."""
        if not any(reading.faults for reading in self.readings):
            return
        required = any(column.required == "yes" for column in written.columns)
        bad = {code for code, reading in enumerate(self.readings) if reading.faults}
        flags = np.zeros(len(self.readings) + 1, dtype=bool)
        flags[list(bad)] = True
        rows = np.flatnonzero(flags[self.codes])
        if required:
            missing = np.array([value is None for value in self.values])
            findings.rejected[rows[missing[self.codes[rows]]]] = True
        hint = written.alias
        ready = {
            code: [
                (
                    fault.value[:VALUE_CHARACTERS],
                    fault.reason + hint,
                    "row rejected" if required and reading.value is None else fault.effect,
                )
                for fault in reading.faults
            ]
            for code in bad
            for reading in (self.readings[code],)
        }
        numbers, codes = findings.numbers[rows].tolist(), self.codes[rows].tolist()
        findings.problems += [
            Problem(number, written.written, value, reason, effect)
            for number, code in zip(numbers, codes, strict=True)
            for value, reason, effect in ready[code]
        ]


@dataclass(frozen=True)
class Words:
    """The distinct cells of a cleaned column, and which of them each row has (-1 = blank)."""

    codes: NDArray[np.int64]
    distinct: pa.Array

    def others(self, plain: Flags) -> "Words":
        """The words that are not `plain`, the plain ones as if they were blank."""
        places = np.append(np.where(plain, -1, np.cumsum(~plain) - 1), -1)
        return Words(places[self.codes], self.distinct.filter(pa.array(~plain)))


def encode(cells: pa.Array) -> Words:
    """The words of a cleaned column, in the order in which they first come."""
    coded = cells.dictionary_encode()
    codes = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return Words(codes, coded.dictionary)


def parse_words(
    words: Words, parse: Callable[[str], Reading[T]], written: Field, findings: Findings
) -> Parsed[T]:
    """Parse each distinct cell once and enter what is wrong."""
    parsed = Parsed(words.codes, [parse(word) for word in words.distinct.to_pylist()])
    parsed.report(findings, written)
    return parsed
