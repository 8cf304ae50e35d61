"""The incidents that each component of a unit's profile is made of."""

from datetime import date

import numpy as np
import pandas as pd

from dashboard.counting import ids_of
from dashboard.indicators.panel import KNOWN_WEEKS, facts_of, used_rows
from dashboard.indicators.profile import BASE, LATE, subsistence

WINDOWS = {
    "intensity": KNOWN_WEEKS,
    "momentum": LATE + BASE,
    "size": KNOWN_WEEKS,
    "spread": LATE,
    "grievance": BASE,
    "response": BASE,
    "tone": BASE,
}
"""Whole weeks up to the end that each component of `profile` looks at. Those of which recent weeks
weigh more look as far back as the panel reaches."""

_CONDITIONS = {
    "size": "sized",
    "grievance": "demands",
    "response": "responses",
    "tone": "toned",
}
"""The fact of the panel that an incident must have to enter a component; all others take any."""


def grounds(
    rows: pd.DataFrame,
    responses: pd.DataFrame,
    end: date,
    unit: str,
    neighbors: tuple[str, ...],
    tone: "pd.Series[float] | None" = None,
    since: date | None = None,
) -> "dict[str, pd.Series[str]]":
    """The distinct ids behind each component of `unit`; arguments as of `profile`.

    All are of the unit but those of its spread, which are of its neighbors. Ids are here where the
    value is missing too: they were too few for it, or, for the size, too old.
    """
    used = used_rows(rows, end, since)
    own = np.isin(used.unit, [n for n, one in enumerate(used.units) if one == unit])
    around = [number for number, other in enumerate(used.units) if other in neighbors]
    beside = np.isin(used.unit, around)
    counted = rows.iloc[used.rows]
    facts = facts_of(counted, responses, frozenset(subsistence()), tone)
    found = {}
    for name, weeks in WINDOWS.items():
        chosen = (beside if name == "spread" else own) & (used.age < weeks)
        if name in _CONDITIONS:
            chosen = chosen & (facts[_CONDITIONS[name]] > 0)
        found[name] = ids_of(counted, chosen)
    return found
