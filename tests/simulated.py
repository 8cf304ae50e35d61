"""SIMULATED incidents for benchmarks and tests of size: nothing here happened."""

import io
from collections.abc import Sequence
from functools import cache

from dashboard.places import Places, read_places
from dashboard.simulator.files import write_simulated
from dashboard.simulator.towns import COUNTRIES


@cache
def the_places() -> Places:
    return read_places()


def simulated_csv(rows: int, seed: int = 1, countries: Sequence[str] = COUNTRIES) -> bytes:
    """What `unrest simulate -n rows --seed seed` writes."""
    out = io.BytesIO()
    write_simulated(out, rows, seed, countries, the_places())
    return out.getvalue()
