"""What was measured of the indicators, for the Methods page; tests measure it again."""

from typing import NamedTuple


class FalseAlarms(NamedTuple):
    """Shares of random dates on which each result said p <= .05, though nothing was special."""

    counts: str
    dates: int
    exact: float
    negative_binomial: float
    placebo: float


FALSE_ALARMS = (
    FalseAlarms("China 2014-16, all provinces together", 400, 0.635, 0.020, 0.035),
    FalseAlarms("China 2014-16, province by province", 930, 0.105, 0.014, 0.059),
    FalseAlarms("United States 2021-25, all states together", 400, 0.245, 0.050, 0.072),
    FalseAlarms("United States 2021-25, state by state", 1650, 0.027, 0.005, 0.058),
)
WHY_FIRST = (
    "The negative binomial result comes first, because it allows for the swings that such counts "
    "had in the year before: at a nominal 5 % it is the one that never reported a change on more "
    "than 5 % of random dates."
)
