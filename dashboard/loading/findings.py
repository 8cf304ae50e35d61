"""The list of what is wrong with a file, kept while it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dashboard.loading.headings import Field
from dashboard.loading.limits import UNLIMITED, Limits
from dashboard.schema import Effect, Problem

Rows = NDArray[np.intp]

VALUE_CHARACTERS = 200


@dataclass(frozen=True)
class Counted:
    """What is told once with the number of cells or records: `words` are for one and for more."""

    column: Field
    label: str
    reason: str
    words: tuple[str, str]
    effect: Effect


@dataclass
class Findings:
    """What was found wrong so far in one file; `numbers` are the record numbers of its rows.

    Adding more problems than `limits` allow raises Unreadable.
    """

    numbers: NDArray[np.int64]
    problems: list[Problem] = field(default_factory=list)
    rejected: NDArray[np.bool_] = field(init=False)
    counts: dict[Counted, int] = field(default_factory=dict)
    limits: Limits = UNLIMITED

    def __post_init__(self) -> None:
        self.rejected = np.zeros(len(self.numbers), dtype=bool)

    def add(
        self, rows: Rows, column: str | None, values: Sequence[str], reason: str, effect: Effect
    ) -> None:
        """Add one problem for each of `rows` (positions); `values` goes with `rows`."""
        self.add_each(rows, column, values, [reason] * len(rows), effect)

    def add_each(
        self,
        rows: Rows,
        column: str | None,
        values: Sequence[str],
        reasons: Sequence[str],
        effect: Effect,
    ) -> None:
        """As `add`, with a reason for each of `rows`."""
        self.limits.check_problems(len(self.problems) + len(rows))
        numbers = self.numbers[rows].tolist()
        self.problems += [
            Problem(number, column, value[:VALUE_CHARACTERS], reason, effect)
            for number, value, reason in zip(numbers, values, reasons, strict=True)
        ]
        if effect == "row rejected":
            self.rejected[rows] = True

    def add_file(self, column: str | None, reason: str) -> None:
        """Add a note on the whole file."""
        self.problems.append(Problem(None, column, "", reason, "note"))

    def count(
        self,
        column: Field,
        reason: str,
        words: tuple[str, str],
        number: int,
        effect: Effect = "note",
        label: str = "",
    ) -> None:
        """Count what `tell_counts` will tell of a column: `reason` in 5 cells."""
        what = Counted(column, label or column.written, reason, words, effect)
        self.counts[what] = self.counts.get(what, 0) + number

    def tell_counts(self) -> None:
        """Add a problem of the whole file for all that was counted."""
        for what, number in self.counts.items():
            noun = what.words[number != 1]
            reason = f"{what.reason} in {number:,} {noun}"
            self.problems.append(Problem(None, what.label, "", reason, what.effect))
        self.counts.clear()

    def take(self, later: "Findings") -> None:
        """Take over the problems and counts of a later batch, but not its rows."""
        self.problems += later.problems
        for what, number in later.counts.items():
            self.counts[what] = self.counts.get(what, 0) + number
        places = {what: (not what.column.columns, what.column.position) for what in self.counts}
        self.counts = {what: self.counts[what] for what in sorted(places, key=places.__getitem__)}
