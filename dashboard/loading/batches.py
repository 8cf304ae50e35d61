"""The records of a file in batches, so that a file of gigabytes is never whole in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from dashboard.loading.buffers import Raw, forget, pieces
from dashboard.loading.limits import UNLIMITED, Limits
from dashboard.loading.quoting import LINE_FEED, QUOTE, read_well_quoted
from dashboard.loading.records import CHUNK, Opening, Records, join_records, read_rows
from dashboard.loading.tidying import has_controls

BATCH_BYTES = 1 << 24
RECORD_BYTES = 1 << 24
"""A record longer than this is left to the slow reader."""


@dataclass(frozen=True)
class Batch:
    """Some records of a file, whether cells may hold control characters, and how far they reach.

    `share` is that of the file that has been read with them, 0 to 1.
    """

    records: Records
    dirty: bool
    share: float


class Irregular(Exception):  # noqa: N818  the name says what is the matter
    """The file is not one that every CSV reader reads in the same way: read it slowly."""


def read_quickly(data: Raw, opening: Opening) -> Iterator[Batch]:
    """The records of a well-quoted text; raise Irregular where it turns out to be none.

    What was read before is then not to be trusted.
    """
    view, header = memoryview(data), opening.header
    total = stop = 0
    for start, stop in segments(view):
        found = read_well_quoted(view[start:stop], opening.delimiter, len(header))
        if found is None:
            raise Irregular
        columns, dirty = found
        if not start:
            if not len(columns[0]) or tuple(cell[0].as_py() or "" for cell in columns) != header:
                raise Irregular
            columns = [cells.slice(1) for cells in columns]
        forget(view, start, stop)
        length = len(columns[0])
        numbers = np.arange(total + 1, total + length + 1)
        total += length
        yield Batch(Records(tuple(columns), numbers, length, ()), dirty, stop / len(view))


def segments(view: memoryview) -> Iterator[tuple[int, int]]:
    """Where to cut a text into parts of some BATCH_BYTES, between records if it is well quoted."""
    start = 0
    while start < len(view):
        size = BATCH_BYTES
        while not (stop := _last_end(view, start, size)):
            size *= 2
            if size > max(RECORD_BYTES, BATCH_BYTES):
                raise Irregular
        yield start, stop
        start = stop


def _last_end(view: memoryview, start: int, size: int) -> int:
    """Where the last record of this part that is whole ends; 0 if none is."""
    if start + size >= len(view):
        return len(view)
    marks = np.frombuffer(view[start : start + size], dtype=np.uint8)
    quotes = np.count_nonzero(marks == QUOTE)
    stop = len(marks)
    while stop:
        feeds = np.flatnonzero(marks[max(0, stop - 4096) : stop] == LINE_FEED)
        for feed in (feeds + max(0, stop - 4096)).tolist()[::-1]:
            quotes -= np.count_nonzero(marks[feed:stop] == QUOTE)
            stop = feed
            if quotes % 2 == 0:
                return start + feed + 1
        floor = max(0, stop - 4096)
        quotes -= np.count_nonzero(marks[floor:stop] == QUOTE)
        stop = floor
    return 0


def read_slowly(data: Raw, opening: Opening) -> Iterator[Batch]:
    """The records of any text, read one by one; raise Unreadable where it is open what they are."""
    dirty = any(has_controls(piece) for piece in pieces(data))
    done = 0
    for records in read_rows(opening):
        done += records.total
        yield Batch(records, dirty, done / (done + CHUNK))


def read_records(data: Raw, opening: Opening, limits: Limits = UNLIMITED) -> Records:
    """Read all records; raise Unreadable where a quotation mark leaves it open what they are, or
    where they are more than `limits` allow."""
    width = len(opening.header)
    try:
        batches = (batch.records for batch in read_quickly(data, opening))
        return join_records(within(limits, batches), width)
    except Irregular:
        return join_records(within(limits, read_rows(opening)), width)


def within(limits: Limits, batches: Iterable[Records]) -> Iterator[Records]:
    """The same `batches`; raises Unreadable as soon as there are more than `limits` allow."""
    total = problems = 0
    for batch in batches:
        total += batch.total
        problems += len(batch.problems)
        limits.check_records(total, len(batch.columns))
        limits.check_problems(problems)
        yield batch
