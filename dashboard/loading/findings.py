"""The list of what is wrong with a file, kept while it is read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dashboard.schema import Effect, Problem

Rows = NDArray[np.intp]

VALUE_CHARACTERS = 200


@dataclass
class Findings:
    """What was found wrong so far in one file; `numbers` are the record numbers of its rows."""

    numbers: NDArray[np.int64]
    problems: list[Problem] = field(default_factory=list)
    rejected: NDArray[np.bool_] = field(init=False)

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
