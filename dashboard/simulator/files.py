"""Simulated incidents as a canonical CSV, in pieces, so that its size costs no memory."""

from collections.abc import Sequence
from datetime import date
from typing import BinaryIO

import numpy as np
import pyarrow.csv as pv

from dashboard.places import Places
from dashboard.simulator.process import Process, simulate
from dashboard.simulator.texts import COLUMNS, Part, table
from dashboard.simulator.towns import towns_of

MOST_ROWS = 20_000_000
FIRST, LAST = date(2016, 1, 1), date(2025, 12, 31)
_PIECE = 100_000


def write_simulated(
    out: BinaryIO,
    number: int,
    seed: int,
    countries: Sequence[str],
    places: Places,
) -> None:
    """Write `number` incidents of ten years, one row each; the same bytes for the same arguments
    and version of NumPy. Raises ValueError for a number, a seed or a country that cannot be."""
    if not 1 <= number <= MOST_ROWS:
        raise ValueError(f"the number of incidents is 1 to {MOST_ROWS:,}, not {number:,}")
    if seed < 0:
        raise ValueError(f"the seed is 0 or more, not {seed}")
    towns = towns_of(places, countries)
    days = (LAST - FIRST).days + 1
    events = simulate(towns, number, days, seed, Process())
    out.write((",".join(COLUMNS) + "\n").encode())
    options = pv.WriteOptions(include_header=False, quoting_style="needed")
    for first in range(0, number, _PIECE):
        draw = np.random.default_rng([seed, 1, first])
        last = min(first + _PIECE, number)
        start = np.datetime64(FIRST, "D")
        pv.write_csv(
            table(Part(events, first, last, towns, start, seed, draw)), out, write_options=options
        )
