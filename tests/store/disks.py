"""Disks that fail: the system's own functions, which say what a broken or full disk would."""

import errno
import os
from collections.abc import Callable
from typing import Any

import pytest


class Failing:
    """`os.write`, `os.fsync` and the renaming of files, of which the k-th call fails.

    A write that fails writes half of what it should first. With `for_good` every later call fails
    too, and nothing can be removed any more.
    """

    NAMES = ("write", "fsync", "replace", "mkdir", "open")

    def __init__(self, patch: pytest.MonkeyPatch, code: int, for_good: bool) -> None:
        self.code, self.for_good = code, for_good
        self.calls, self.fails_at = 0, 0
        for name in (*self.NAMES, "unlink"):
            patch.setattr(os, name, self.wrap(name, getattr(os, name)))

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            self.calls += name in self.NAMES
            past = self.for_good and self.calls > self.fails_at
            failing = name in self.NAMES and (self.calls == self.fails_at or past)
            if self.fails_at and (failing or (past and name == "unlink")):
                if name == "write":
                    real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
                raise OSError(self.code, os.strerror(self.code))
            return real(*arguments, **named)

        return call


class Full:
    """A disk of so many bytes: `os.write` writes what fits, then fails."""

    def __init__(self, patch: pytest.MonkeyPatch, left: int) -> None:
        self.left, self.real = left, os.write
        patch.setattr(os, "write", self.write)

    def write(self, descriptor: int, content: bytes) -> int:
        if not self.left:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self.real(descriptor, bytes(content)[: self.left])
        self.left -= written
        return written
