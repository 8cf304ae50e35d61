"""The tone of English texts by VADER (Hutto and Gilbert 2014) without its topic bias.

VADER's lexicon gives 'strike', 'protest' or 'demanding' a negative and 'security' or 'party' a
positive weight, so that it calls most factual strike titles negative. The words of
`neutral_words.csv` are taken out of it, each for its reason.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer, SentiText

from dashboard.counting import Floats
from dashboard.indicators.english import is_english
from dashboard.indicators.scripts import LATIN, Mask, is_written_in

NEUTRAL_WORDS_FILE = Path(__file__).parent / "neutral_words.csv"
LONGEST = 1_000
"""Characters of a text that are scored: VADER's time grows with the square of the length."""

TURNED = "(turned by its context)"

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": " - ", "—": " - "})
"""VADER knows typewriter quotes only: without this, “great” and don’t are words of their own."""


class _Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]
    """A lexicon of its own, without `neutral`; tells the words and what each adds."""

    def __init__(self, neutral: frozenset[str]) -> None:
        super().__init__()
        lexicon: dict[str, float] = self.make_lex_dict()
        self.lexicon = {w: weight for w, weight in lexicon.items() if w not in neutral}

    def score_valence(self, sentiments: list[float], text: str) -> dict[str, Any]:
        words = SentiText(text).words_and_emoticons
        return {**super().score_valence(sentiments, text), "words": (words, sentiments)}


def is_available() -> bool:
    """Always: its packages are no option."""
    return True


def readable(texts: "pd.Series[str]") -> Mask:
    """Which texts VADER can read: letters of the Latin script, and English."""
    latin = is_written_in(texts, LATIN)
    latin[latin] = is_english(texts[latin])
    return latin


def score(texts: "pd.Series[str]") -> Floats:
    """VADER's compound, -1 to 1, of texts that are `readable`; 0 where no word has a weight."""
    return np.fromiter(
        (_analyze(text)["compound"] for text in texts), dtype=np.float64, count=len(texts)
    )


def driving_words(text: str) -> tuple[tuple[str, float], ...]:
    """The words of a `readable` text that have a weight, each with what it adds in its context.

    Negation, boosters and 'but' are considered; lexicon weights run from -4 to 4. A word whose sign
    they turn has `TURNED` after it: VADER takes each of the three words after 'not' or 'without'
    for negated. Strongest first.
    """
    lexicon = _analyzer().lexicon
    words, weights = _analyze(text)["words"]
    weighed = [
        (f"{word} {TURNED}" if lexicon.get(word.lower(), 0) * weight < 0 else word, float(weight))
        for word, weight in zip(words, weights, strict=True)
        if weight
    ]
    return tuple(sorted(weighed, key=lambda one: -abs(one[1])))


@cache
def neutral_words() -> frozenset[str]:
    """The words that state a fact of labor unrest and no tone, in lower case."""
    with NEUTRAL_WORDS_FILE.open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


def _analyze(text: str) -> dict[str, Any]:
    found: dict[str, Any] = _analyzer().polarity_scores(text[:LONGEST].translate(_QUOTES))
    return found


@cache
def _analyzer() -> _Analyzer:
    return _Analyzer(neutral_words())
