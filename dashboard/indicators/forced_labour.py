"""Indicators of forced labor that the demands of an incident may point to.

A demand may indicate; it is no finding of forced labor. Which demand may point to which indicator
is decided line by line, each with its reason, in `forced_labour.csv`; the indicators themselves
are in `forced_labour_indicators.csv` (ILO Indicators of Forced Labour, 2012).
"""

from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from dashboard.indicators.grievances import demands_of

WORDS: Final = "A demand may indicate; it is no finding of forced labor."


@cache
def _read(name: str) -> pd.DataFrame:
    return pd.read_csv(Path(__file__).parent / name, dtype="str")


def indicators() -> pd.DataFrame:
    """The 11 indicators, in the ILO's order: code, label, source."""
    return _read("forced_labour_indicators.csv").copy()


def decisions() -> pd.DataFrame:
    """What was decided on each demand and each indicator: demand, indicator, reason.

    A missing indicator: the demand points to none. A missing demand: no demand of our list could
    point to the indicator.
    """
    return _read("forced_labour.csv").copy()


def forced_labour(rows: pd.DataFrame) -> pd.DataFrame:
    """For each of the 11 indicators, the incidents whose demands may indicate it.

    Columns: code, label, incidents (Int64; an incident counts once per indicator; 0: no incident
    names a demand that may point to it; missing: no demand of our list could, so nothing can be
    said), demands (the codes that may, joined by ';', missing where none), reason (why, or why not,
    one sentence for each).
    """
    found, decided = demands_of(rows), decisions()
    table = indicators()[["code", "label"]]
    counts: list[int | None] = []
    for code in table["code"]:
        may = decided.loc[decided["indicator"] == code, "demand"].dropna()
        holds = np.zeros(len(rows), dtype=bool)
        for demand in may:
            holds = holds | found.named.get(demand, False)
        counts.append(found.incidents.among(holds) if len(may) else None)
    by_code = decided.dropna(subset="indicator").groupby("indicator", sort=False)
    joined = by_code["demand"].agg(lambda codes: ";".join(codes.dropna()) or np.nan)
    reasons = by_code["reason"].agg(" ".join)
    return table.assign(
        incidents=pd.array(counts, dtype="Int64"),
        demands=joined.reindex(table["code"]).astype("str").array,
        reason=reasons.reindex(table["code"]).astype("str").array,
    )
