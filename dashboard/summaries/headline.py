"""The figures at the head of a page, now and in the period before, and what a change is called."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from dashboard.counting import incidents_of
from dashboard.origins import Origins
from dashboard.sizes import sizes, workers_per
from dashboard.summaries.regions import count_places

Level = Literal[
    "large increase", "moderate increase", "limited change", "large decrease", "too few to judge"
]

LARGE, MODERATE = 0.25, 0.10
FEW_BEFORE, FEW_NOW = 2, 5


@dataclass(frozen=True)
class KeyFigures:
    """Figures over the incidents of some rows, each incident once.

    `places` are distinct map points. `workers_low` and `workers_high` (persons) are sums over the
    `with_size` incidents of which a size was reported, None where there is none; `dominant` is what
    a single one has of `workers_high` where that is more than half. Of the
    `origins_known` incidents of which the number of independent origins is known,
    `several_origins` have more than one; of `origins_unknown` it is not known.
    """

    incidents: int
    places: int
    workers_low: int | None
    workers_high: int | None
    with_size: int
    dominant: int | None
    several_origins: int
    origins_known: int
    origins_unknown: int


def key_figures(rows: pd.DataFrame, origins: Origins) -> KeyFigures:
    """The figures of `rows`, of which `origins` are known.

    Accounts derived from `source_name` change nothing here: their origins are not known.
    """
    incidents = incidents_of(rows)
    workers = workers_per(rows, incidents, np.zeros(len(rows), dtype=np.int64), 1)
    with_size = int(workers["with_size"].iloc[0])
    counts = origins.of_rows(rows)
    known = incidents.among(counts > 0)
    return KeyFigures(
        incidents=incidents.total,
        places=count_places(rows),
        workers_low=int(workers["workers_low"].iloc[0]) if with_size else None,
        workers_high=int(workers["workers_high"].iloc[0]) if with_size else None,
        with_size=with_size,
        dominant=_dominant(rows, workers.iloc[0]),
        several_origins=incidents.among(counts > 1),
        origins_known=known,
        origins_unknown=incidents.total - known,
    )


def _dominant(rows: pd.DataFrame, workers: "pd.Series[int]") -> int | None:
    if workers["with_size"] < 2:
        return None
    largest = int(np.fmax.reduce(sizes(rows)[1]))
    return largest if 2 * largest > workers["workers_high"] else None


def compare(now: float, mean_before: float) -> Level:
    """`now` against the mean of the periods before, in the bands of ACLED's Trendfinder.

    More than 25 % up is a large increase, 10 to 25 % up a moderate one, more than 25 % down a
    large decrease; with a mean of at most 2 and at most 5 now there are too few to judge.
    """
    if mean_before <= FEW_BEFORE and now <= FEW_NOW:
        return "too few to judge"
    change = now - mean_before
    if change > LARGE * mean_before:
        return "large increase"
    if change > MODERATE * mean_before:
        return "moderate increase"
    return "large decrease" if change < -LARGE * mean_before else "limited change"
