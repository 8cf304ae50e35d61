"""How much memory the files of sessions take, and whether there is room for another one.

What is counted is what measurements showed to be taken: the bytes of a file twice (as they came,
and once more while the page reads them), its table twice (alone, and joined to the shared data),
and its problems.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakSet

import streamlit as st

from dashboard.loading import Loaded

MB = 2**20
SESSION_MB = 3 * 1024
"""What the files of one session may take; `UNREST_SESSION_MB` says otherwise."""
PROCESS_SHARE = 0.5
"""The part of the machine's memory that the files of all sessions of one process may take."""
PROBLEM_BYTES = 300
CGROUP = Path("/sys/fs/cgroup/memory.max")


@dataclass(eq=False)
class Held:
    """The bytes of memory that the files of one session take."""

    bytes: int = 0


_all: WeakSet[Held] = WeakSet()  # of the process: what a session that ended held is gone from it


def cost(size: int, loaded: Loaded | None = None) -> int:
    """The bytes of memory that a file of `size` bytes takes: read, or not read (yet)."""
    if loaded is None:
        return 2 * size
    tables = sum(int(one.memory_usage(deep=True).sum()) for one in loaded.tables.values())
    return 2 * size + 2 * tables + PROBLEM_BYTES * len(loaded.report.problems)


def count(costs: Iterable[int]) -> int:
    """Note what the files of this session take now: the bytes."""
    held: Held = st.session_state.setdefault("_held", Held())
    held.bytes = sum(costs)
    _all.add(held)
    return held.bytes


def is_there_room(mine: int, more: int) -> bool:
    """Whether this session, which takes `mine` as `count` said, may take `more` bytes of memory,
    and whether its process may."""
    everyone = sum(held.bytes for held in [*_all])
    return mine + more <= of_session() and everyone + more <= of_process()


def words(size: int) -> str:
    """Bytes in words: '12 MB'."""
    return f"{-(-size // MB):,} MB"


def of_session() -> int:
    """The bytes that the files of one session may take."""
    with suppress(ValueError):
        return int(os.environ.get("UNREST_SESSION_MB", SESSION_MB)) * MB
    return SESSION_MB * MB


def of_process() -> int:
    """The bytes that the files of all sessions of this process may take together."""
    sizes = []
    with suppress(OSError, ValueError, AttributeError):  # not on every system
        sizes.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    with suppress(OSError, ValueError):  # "max": no limit
        sizes.append(int(CGROUP.read_text(encoding="ascii")))
    return int(PROCESS_SHARE * min(sizes, default=64 * 1024 * MB))
