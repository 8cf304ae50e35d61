"""What became of each column of a file: cells kept, mapped, put into tags, dropped."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard.loading.drafts import Filled
from dashboard.loading.headings import Heading
from dashboard.loading.reports import Loss
from dashboard.schema import Problem

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Packed:
    """Which cells of a batch are not blank: by the position of a column, eight to a byte."""

    length: int
    bits: dict[int, NDArray[np.uint8]]


NO_TAGS = "is no column of this table, which has no tags"


def count_dropped(problems: Iterable[Problem], accepted: set[int]) -> Counter[str]:
    """How many cells under each column were dropped in accepted records."""
    dropped = {
        (problem.column, problem.record)
        for problem in problems
        if problem.effect == "value dropped" and problem.column and problem.record in accepted
    }
    return Counter(column for column, _ in dropped if column)


def _kept_records(problems: Iterable[Problem], numbers: NDArray[np.int64], kept: Flags) -> set[int]:
    """The accepted ones among the records that have problems."""
    told = {problem.record for problem in problems if problem.record}
    return set(numbers[kept & np.isin(numbers, [*told])].tolist()) if told else set()


def pack(filled: Filled) -> Packed:
    """The flags of one batch, eight to a byte."""
    length = len(next(iter(filled.values())))
    return Packed(length, {place: np.packbits(flags) for place, flags in filled.items()})


def unpack(parts: Sequence[Packed], position: int) -> Flags:
    """The flags of one column over all batches."""
    return np.concatenate(
        [np.unpackbits(part.bits[position], count=part.length).view(bool) for part in parts]
    )


def count_losses(
    filled: Sequence[Packed],
    numbers: NDArray[np.int64],
    heading: Heading,
    problems: tuple[Problem, ...],
    kept: Flags,
) -> tuple[Loss, ...]:
    """The losses of a file in our own columns.

    `filled` says which cells of each batch are not blank; `kept`, which records were accepted.
    """
    dropped = count_dropped(problems, _kept_records(problems, numbers, kept))
    found: dict[int, Loss] = {}
    for field in (*heading.fields, *heading.extras):
        cells = unpack(filled, field.position)
        number = int(np.count_nonzero(cells))
        there, lost = int(np.count_nonzero(cells & kept)), dropped[field.written]
        targets = tuple(column.name for column in field.columns)
        loss = Loss(
            column=field.written,
            targets=targets,
            blank=len(kept) - number,
            rejected=number - there,
        )
        if field.columns:
            loss = replace(loss, kept=there - lost, dropped=lost)
        elif heading.table == "incidents":
            loss = replace(loss, targets=("tags",), tagged=there - lost, dropped=lost)
        else:
            loss = replace(loss, dropped=there, reason=NO_TAGS)
        found[field.position] = loss
    return tuple(found[position] for position in sorted(found))
