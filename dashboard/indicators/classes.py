"""The classes of tone: where a score stops to be neutral."""

import numpy as np
import numpy.typing as npt

CLASSES = ("negative", "neutral", "positive")
EDGE = 0.05
"""Scores of at least this size are negative or positive (Hutto and Gilbert 2014)."""


def tone_codes(scores: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """The class of each score as a position in CLASSES; -1 where it is not scored (NaN)."""
    numbers = np.asarray(scores, dtype=np.float64)
    chosen = [numbers <= -EDGE, numbers >= EDGE, np.isnan(numbers)]
    return np.select(chosen, [0, 2, -1], default=1).astype(np.int64)


def tone_class(scores: npt.ArrayLike) -> npt.NDArray[np.object_]:
    """The class of each score, whatever the method; None where it is not scored (NaN)."""
    found: npt.NDArray[np.object_] = np.array([*CLASSES, None], dtype=object)[tone_codes(scores)]
    return found
