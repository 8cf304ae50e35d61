"""Which texts are English: VADER's lexicon reads no other language.

The language is told by py3langid (Lui and Baldwin 2012, model of 139 languages, offline). It doubts
short titles full of place names, so a text also counts as English where English has a probability
of `LEAST`, or where a third of its words are in the published list `english_words.csv`. Measured:
`tests/indicators/test_english.py`.
"""

import csv
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from dashboard.indicators.scripts import Mask

WORDS_FILE = Path(__file__).parent / "english_words.csv"
LEAST = 0.1
LEAST_WORDS = 1 / 3
LONGEST = 1_000
"""Characters of a text by which its language is told."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def is_english(texts: "pd.Series[str]") -> Mask:
    """Which texts are English; none may be missing."""
    return np.fromiter(map(_is_english, texts), dtype=bool, count=len(texts))


def _is_english(text: str) -> bool:
    folded = text[:LONGEST].lower()
    identifier = _identifier()
    if identifier.classify(folded)[0] == "en":
        return True
    return dict(identifier.rank(folded))["en"] >= LEAST or _has_english_words(folded)


def _has_english_words(folded: str) -> bool:
    words = _WORD.findall(folded)
    known = english_words()
    return bool(words) and sum(word in known for word in words) >= LEAST_WORDS * len(words)


@cache
def english_words() -> frozenset[str]:
    """Words by which a short text is told to be English, in lower case."""
    with WORDS_FILE.open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file))


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
