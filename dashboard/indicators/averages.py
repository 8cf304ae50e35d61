"""The tone of the accounts of each side apart: local sources are never pooled with the state."""

from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from dashboard.indicators.classes import tone_class
from dashboard.origins import origin_of
from dashboard.schema import vocabulary

LEAST_ORIGINS: Final = 3
"""Origins with a scored text that a side needs before any number is given."""

CAVEAT: Final = "Tone of the text, not the mood of the workers"


def tone_by_side(accounts: pd.DataFrame) -> pd.DataFrame:
    """One row per side that has accounts, in the order of the code list.

    `accounts` has side, outlet, origin_outlet and `tone` (-1 to 1, missing = not scored). Columns:
    side, accounts, scored (accounts with a tone), origins (of the scored ones; an account without
    a coded origin counts by its outlet), mean, low, high. `mean` is over the means of the origins,
    `low` and `high` its 95 % t interval; all three are missing below `LEAST_ORIGINS` origins, and
    the interval where the origins do not differ.
    """
    sided = accounts[accounts["side"].notna()]
    names = [*vocabulary("side")]
    side = sided["side"].astype("str")
    scored = sided[sided["tone"].notna()]
    origin = origin_of(scored)
    of_origin = scored["tone"].groupby([scored["side"].astype("str"), origin]).mean()
    means = of_origin.groupby(level=0).agg(["size", "mean", "std"]).reindex(names)
    origins = means["size"].fillna(0).astype("int64")
    mean = means["mean"].where(origins >= LEAST_ORIGINS)
    error: pd.Series = means["std"] / np.sqrt(origins.clip(lower=1))
    half = error.where(error > 0) * stats.t.ppf(0.975, (origins - 1).clip(lower=1))
    table = pd.DataFrame(
        {
            "side": names,
            "accounts": side.value_counts().reindex(names, fill_value=0).to_numpy(),
            "scored": scored["side"].astype("str").value_counts().reindex(names, fill_value=0),
            "origins": origins,
            "mean": mean,
            "low": (mean - half).clip(lower=-1),
            "high": (mean + half).clip(upper=1),
        }
    )
    return table[table["accounts"] > 0].reset_index(drop=True)


def tone_sentence(table: pd.DataFrame, accounts: int) -> str:
    """The table of `tone_by_side` in one line, with its coverage of all `accounts`."""
    scored = int(table["scored"].sum())
    coverage = f"Tone from {scored:,} of {accounts:,} accounts."
    known = table.dropna(subset=["mean"])
    if known.empty:
        return f"No side has {LEAST_ORIGINS} origins with a scored text: too few. {coverage}"
    sides = "; ".join(
        f"{_name(side)} {lean(mean)} ({signed(mean)}, {origins} origins)"
        for side, mean, origins in zip(known["side"], known["mean"], known["origins"], strict=True)
    )
    few = table[table["mean"].isna()]
    apart = f" Too few to average: {', '.join(map(_name, few['side']))}." if len(few) else ""
    return f"{sides[0].upper()}{sides[1:]}.{apart} {coverage}"


def lean(tone: float) -> str:
    """A tone (-1 to 1) in a word: negative, neutral or positive."""
    return str(tone_class([tone])[0])


def signed(tone: float) -> str:
    """A tone (-1 to 1) with its sign, to two places: '−0.31', '+0.02', '0.00'."""
    text = f"{tone:+.2f}".replace("-", "−")
    return text[1:] if text[1:] == "0.00" else text


def _name(side: object) -> str:
    code = vocabulary("side")[str(side)]
    return code.label[0].lower() + code.label[1:]
