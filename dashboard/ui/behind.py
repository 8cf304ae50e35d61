"""Numbers that open the records they are made of: exactly these, and as many as the number says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard.ui import state
from dashboard.ui.headlines import incidents_words


@dataclass(frozen=True)
class Number:
    """A number of distinct incidents, what it is of in words, and how their ids are found.

    Only a click finds them: of a million incidents no list is made that nobody asks for.
    """

    incidents: int
    words: str
    find: Callable[[], "pd.Series[str]"]

    @property
    def label(self) -> str:
        """'12 incidents without a unit'."""
        return f"{incidents_words(self.incidents)} {self.words}"


Numbers = Mapping[str, Number]
"""By a key of ours, which the browser sends back."""


def number_of(ids: "pd.Series[str]", words: str) -> Number:
    """The number of `ids`, each once, that are known already."""
    return Number(len(ids), words, lambda: ids)


def buttons(numbers: Numbers, *keys: str) -> tuple[tuple[str, str], ...]:
    """`Card.records` for the numbers of `keys` (all without any) that are not 0."""
    chosen = keys or tuple(numbers)
    return tuple((numbers[key].label, key) for key in chosen if numbers[key].incidents)


def cells(numbers: Numbers, keys: tuple[str, ...]) -> tuple[str, ...]:
    """`Row.opens` for cells with the numbers of `keys`: 0 opens nothing."""
    return tuple(key if key in numbers and numbers[key].incidents else "" for key in keys)


def opener(numbers: Numbers) -> Callable[[str], None]:
    """What lists the records of the number clicked. For callbacks; the browser sends the key."""

    def open_number(key: str) -> None:
        number = numbers.get(key)
        if number is not None:
            state.list_next(state.Behind(number.words, number.find()))

    return open_number
