"""Readers take turns: who only filters goes before who works out something long.

The runs of a process share one interpreter lock, which its threads take by turns: beside a long
calculation a filter would take twice its time. So a calculation waits while shorter runs are under
way, and looks for them wherever it calls a function. It is never held up for good: after a wait of
`WAIT` it works for `WORK`.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from types import FrameType

SHORT = 2.0
"""Seconds for which a run goes first; a longer one is no short run."""
WAIT, WORK = 1.0, 0.1  # seconds
PAUSE = 0.002  # seconds between two looks

_begun: dict[int, float] = {}
"""Of each thread with a run that may be short, when it began."""


@contextmanager
def turn() -> Iterator[None]:
    """A run of the script: it goes first as long as it is short."""
    _begun[get_ident()] = time.monotonic()
    try:
        yield
    finally:
        _begun.pop(get_ident(), None)


@contextmanager
def giving_way() -> Iterator[None]:
    """A long calculation within a run: it lets short runs of other threads go first."""
    begun, before = _begun.pop(get_ident(), None), sys.gettrace()
    sys.settrace(_Waiting().look)
    try:
        yield
    finally:
        sys.settrace(before)
        if begun is not None:
            _begun[get_ident()] = begun


class _Waiting:
    """Called at each function that the calculation calls; it never traces what is inside."""

    def __init__(self) -> None:
        self._working_until = 0.0

    def look(self, _frame: FrameType, _event: str, _argument: object) -> None:
        if _begun and time.monotonic() > self._working_until:
            self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + WAIT
        while (now := time.monotonic()) < until and _is_anyone_short(now):
            time.sleep(PAUSE)
        if now >= until:
            self._working_until = now + WORK


def _is_anyone_short(now: float) -> bool:
    return any(now - begun < SHORT for begun in [*_begun.values()])
