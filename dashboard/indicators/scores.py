"""How good forecasts were: discrimination, calibration and coverage of many at once."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaincinv

from dashboard.counting import Floats, Ints
from dashboard.indicators import negbin
from dashboard.indicators.forecast import BAND_WORDS, BANDS, band

Bools = npt.NDArray[np.bool_]


def auc(probability: Floats, happened: Bools) -> float:
    """The chance (0 to 1) that what happened had the higher probability; ties count half.

    NaN where all or none happened.
    """
    yes, no = int(happened.sum()), int((~happened).sum())
    if not yes or not no:
        return float("nan")
    ranks = pd.Series(probability.ravel()).rank()[happened.ravel()].sum()
    return float((ranks - yes * (yes + 1) / 2) / (yes * no))


def coverage(share: float, y: Ints, mean: Floats, alpha: Floats) -> float:
    """How often (0 to 1) the central interval of `share` holds the count.

    The share of the randomised PIT, u between P(Y < y) and P(Y <= y), that lies in the middle
    `share` of 0 to 1, as its mean over all u: so it needs no seed (Czado, Gneiting and Held, 2009).
    Plain quantile intervals of small counts hold more than they say.
    """
    low, high = negbin.cdf(y - 1, mean, alpha), negbin.cdf(y, mean, alpha)
    inside = np.minimum(high, 0.5 + share / 2) - np.maximum(low, 0.5 - share / 2)
    return float((inside / np.maximum(high - low, 1e-12)).clip(0, 1).mean())


def reliability(probability: Floats, happened: Bools, overlap: int = 1) -> pd.DataFrame:
    """One row per band of probability, empty ones too.

    words, from, to (the band, 0 to 1), forecasts (int64), foretold (their mean), happened (the
    share that came true) and low, high (its exact 95 % interval; Clopper and Pearson, 1934); NaN
    where there was no forecast. Where each forecast is of `overlap` weeks and follows the last one
    by a week, `overlap` of them count as one for the interval: they foretell much the same.
    """
    place = band(probability.ravel())
    number = np.bincount(place, minlength=len(BAND_WORDS))
    some = np.where(number > 0, number, np.nan)
    came = np.bincount(place, weights=happened.ravel(), minlength=len(BAND_WORDS))
    least = 1 / overlap
    yes, no = came / overlap, (number - came) / overlap
    low = betaincinv(np.maximum(yes, least), no + 1, 0.025)
    high = betaincinv(yes + 1, np.maximum(no, least), 0.975)
    return pd.DataFrame(
        {
            "words": pd.Series(BAND_WORDS, dtype="str"),
            "from": (0.0, *BANDS),
            "to": (*BANDS, 1.0),
            "forecasts": number.astype(np.int64),
            "foretold": np.bincount(place, probability.ravel(), minlength=len(BAND_WORDS)) / some,
            "happened": came / some,
            "low": np.where(came > 0, low, 0.0) * (some / some),
            "high": np.where(came < number, high, 1.0) * (some / some),
        }
    )


def calibration_error(table: pd.DataFrame) -> float:
    """Expected calibration error (0 to 1): the mean distance in the table, per forecast."""
    distance = (table["foretold"] - table["happened"]).abs() * table["forecasts"]
    return float(distance.sum() / table["forecasts"].sum())
