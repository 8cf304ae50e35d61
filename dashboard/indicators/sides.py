"""Whose account it is: the official side, the local side, or neither (experts)."""

from typing import Literal

import numpy as np
import pandas as pd

from dashboard.counting import Ints, numbered

OFFICIAL = ("state", "employer")
LOCAL = ("local", "independent", "union")


def side_groups(side: pd.Series) -> Ints:
    """0 for official, 1 for local, -1 for experts, an unknown side and a missing one."""
    found = numbered(side)
    groups = [0 if one in OFFICIAL else 1 if one in LOCAL else -1 for one in found.values]
    return np.array([*groups, -1], dtype=np.int64)[found.codes]  # the last is for missing (-1)


def group_of(side: object) -> Literal["official", "local"] | None:
    """The name of the group of one side; None for experts, an unknown side and a missing one."""
    return "official" if side in OFFICIAL else "local" if side in LOCAL else None
