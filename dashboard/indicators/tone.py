"""The tone of a text, negative to positive. It is not the mood of the workers.

Scores run from -1 to 1. NaN means *not scored*: the text is missing or blank, has no letters, or is
of a script or a language that the method cannot read. It is never 0, which is a neutral tone.
"""

from collections.abc import Sequence
from importlib import import_module
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Floats, numbered
from dashboard.indicators.classes import CLASSES, EDGE, tone_class

__all__ = [
    "CLASSES", "EDGE", "KNOWN_BY", "METHODS", "MethodMissing", "account_tones", "driving_words",
    "is_available", "score_texts", "tone_class",
]  # fmt: skip

METHODS = ("vader", "e5")
"""vader: English, by words, always there. e5: some 100 languages, the optional extra `ml`."""

KNOWN_BY = ("person", "machine")


class MethodMissing(ValueError):  # noqa: N818  the name says what is the matter
    """The method's optional package is not installed; the message names the remedy."""


def is_available(method: str) -> bool:
    """Whether the packages of `method` (one of METHODS) are installed."""
    return bool(_module(method).is_available())


def score_texts(texts: "pd.Series[str] | Sequence[str | None]", method: str = "vader") -> Floats:
    """One score, -1 to 1, per text, in the order of `texts`; NaN = not scored.

    Each distinct text is scored once. Raises MethodMissing where `is_available` is False.
    """
    module = required(method)
    found = numbered(pd.Series(texts, dtype="str"))
    values = pd.Series(found.values, dtype="str")
    scores = np.full(len(values) + 1, np.nan)  # the last is for the missing, whose code is -1
    read = np.flatnonzero(module.readable(values))
    scores[read] = module.score(values.iloc[read])
    return scores[found.codes]


def driving_words(text: str, method: str = "vader") -> tuple[tuple[str, float], ...]:
    """What drove the score of `text`: (words, weight), the sign of the weight that of the tone.

    Strongest first. vader: single words, with their weight in context, about -4 to 4; neutral
    words are not among them. e5: whole clauses, each with the score that it has alone, -1 to 1.
    Empty where the text is not scored. Raises MethodMissing.
    """
    module = required(method)
    if not module.readable(pd.Series([text], dtype="str"))[0]:
        return ()
    found: tuple[tuple[str, float], ...] = module.driving_words(text)
    return found


def account_tones(accounts: pd.DataFrame, scores: npt.ArrayLike) -> pd.DataFrame:
    """The tone of each account, indexed as `accounts`; `scores` is one per row, NaN = not scored.

    - `tone`, -1 to 1: the person's `accounts.tone` where coded, else the score, else missing;
    - `known_by`: 'person' or 'machine', missing where `tone` is.
    """
    coded = accounts["tone"].to_numpy(dtype=np.float64, na_value=np.nan)
    by_person = ~np.isnan(coded)
    tone = np.where(by_person, coded, np.asarray(scores, dtype=np.float64))
    known_by = np.where(by_person, 0, np.where(np.isnan(tone), -1, 1)).astype(np.int8)
    return pd.DataFrame(
        {
            "tone": tone,
            "known_by": pd.Categorical.from_codes(known_by, categories=pd.Index(KNOWN_BY)),
        },
        index=accounts.index,
    )


def required(method: str) -> ModuleType:
    """The module of `method`. Raises MethodMissing where its packages are not installed."""
    module = _module(method)
    if not module.is_available():
        raise MethodMissing(f"the method {method!r} is not installed: pip install '.[ml]'")
    return module


def _module(method: str) -> ModuleType:
    if method not in METHODS:
        raise ValueError(f"{method!r} is no method (one of: {', '.join(METHODS)})")
    return import_module(f"dashboard.indicators.{method}")
