"""How far the reading of a file has come, for whoever waits."""

from collections.abc import Callable

Progress = Callable[[str, float], None]
"""Told what has been done, in words, and about how much of the whole that is (0 to 1)."""


def quiet(words: str, share: float) -> None:
    """Nobody waits."""
