"""What became of each column of a file: cells kept, mapped, put into tags, dropped."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.loading.headings import Heading
from dashboard.loading.records import Records
from dashboard.loading.reports import Loss
from dashboard.schema import Problem

Flags = NDArray[np.bool_]

NO_TAGS = "is no column of this table, which has no tags"


def filled(cells: pa.Array) -> Flags:
    """Which cells are not blank."""
    texts = pc.fill_null(pc.utf8_trim_whitespace(cells), "")
    return np.asarray(pc.not_equal(texts, "").to_numpy(zero_copy_only=False), dtype=bool)


def count_dropped(problems: Iterable[Problem], accepted: set[int]) -> Counter[str]:
    """How many cells under each column were dropped in accepted records."""
    dropped = {
        (problem.column, problem.record)
        for problem in problems
        if problem.effect == "value dropped" and problem.column and problem.record in accepted
    }
    return Counter(column for column, _ in dropped if column)


def count_losses(
    records: Records, heading: Heading, problems: tuple[Problem, ...], kept: Flags
) -> tuple[Loss, ...]:
    """The losses of a file in our own columns; `kept` says which records were accepted."""
    dropped = count_dropped(problems, set(records.numbers[kept].tolist()))
    found: dict[int, Loss] = {}
    for field in (*heading.fields, *heading.extras):
        cells = filled(records.columns[field.position])
        there, lost = int((cells & kept).sum()), dropped[field.written]
        targets = tuple(column.name for column in field.columns)
        loss = Loss(
            column=field.written,
            targets=targets,
            blank=int((~cells).sum()),
            rejected=int((cells & ~kept).sum()),
        )
        if field.columns:
            loss = replace(loss, kept=there - lost, dropped=lost)
        elif heading.table == "incidents":
            loss = replace(loss, targets=("tags",), tagged=there - lost, dropped=lost)
        else:
            loss = replace(loss, dropped=there, reason=NO_TAGS)
        found[field.position] = loss
    return tuple(found[position] for position in sorted(found))
