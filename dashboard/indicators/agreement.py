"""How well scores agree with labels given by persons."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Floats, Ints


def macro_f1(labels: Ints, classes: Ints, number: int = 3) -> float:
    """The mean over classes 0 .. `number` - 1 of F1 = 2 both / (labeled + classed), 0 to 1.

    A class that is neither labeled nor given counts as 0. NaN without labels.
    """
    if not len(labels):
        return float("nan")
    both = np.bincount(labels[labels == classes], minlength=number)
    either = np.bincount(labels, minlength=number) + np.bincount(classes, minlength=number)
    return float((2 * both / np.maximum(either, 1)).mean())


def auc(positive: npt.NDArray[np.bool_], scores: Floats) -> float:
    """The chance that a positive has a higher score than another, ties half (Mann-Whitney), 0 to 1.

    NaN where there are no positives or no others.
    """
    ones, others = int(positive.sum()), int((~positive).sum())
    if not ones or not others:
        return float("nan")
    above = pd.Series(scores).rank().to_numpy()[positive].sum() - ones * (ones + 1) / 2
    return float(above / (ones * others))
