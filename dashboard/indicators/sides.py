"""Whose account it is: the official side, the local side, or neither (experts)."""

import numpy as np
import pandas as pd

from dashboard.counting import Ints, numbered

OFFICIAL = ("state", "employer")
LOCAL = ("local", "independent", "union")
OFFICIAL_GROUP, LOCAL_GROUP, NO_GROUP = 0, 1, -1


def side_groups(side: pd.Series) -> Ints:
    """OFFICIAL_GROUP, LOCAL_GROUP, or NO_GROUP for experts, an unknown side and a missing one."""
    found = numbered(side)
    groups = [group_of(one) for one in found.values]
    return np.array([*groups, NO_GROUP], dtype=np.int64)[found.codes]  # the last: missing (-1)


def group_of(side: object) -> int:
    """The group of one side, as `side_groups` gives it."""
    return OFFICIAL_GROUP if side in OFFICIAL else LOCAL_GROUP if side in LOCAL else NO_GROUP
