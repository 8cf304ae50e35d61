"""Knox test: do incidents near each other in space come near each other in time too often?

Knox (1964): pairs of incidents close in both, against what remains when the days are dealt out
anew among the places. It is no proof of contagion: a common cause gives such pairs too.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree
from scipy.special import ndtr

from dashboard.counting import Floats, Ints
from dashboard.indicators.globe import chord_of, on_sphere
from dashboard.indicators.wording import counted, p_words

MIN_INCIDENTS = 15
NEAR_KM, NEAR_DAYS = 50.0, 14
PERMUTATIONS = 999
MAX_PAIRS = 50_000
"""Up to as many pairs close in space the days are dealt out anew; beyond, the exact mean and
variance of such deals stand for them, and the normal distribution."""
MAX_INCIDENTS = 50_000
_BLOCK = 256
_CONSTANT = 1e-12  # A variance so small is rounding: all deals have as many pairs.
_SAME = 1e-15  # So far the cosine of one place with itself may be from 1.
_ROUNDING = 1e-12  # About 6 micrometers: two incidents at one place are never apart.


@dataclass(frozen=True)
class Knox:
    """`close_pairs` within `km` and `days` of each other; `expected` without any interaction.

    `p_value` (one-sided: as many or more) is missing (None) below 15 incidents. `permutations` is
    0 where it comes from the mean and variance of all deals instead. `ids`: of the incidents in
    those pairs, each once.
    """

    incidents: int
    km: float
    days: int
    close_pairs: int
    expected: float
    p_value: float | None
    permutations: int
    ids: "pd.Series[str]" = field(compare=False, repr=False)

    @property
    def sentence(self) -> str:
        near = f"within {self.km:.0f} km and {counted(self.days, 'day')} of each other"
        pairs = f"{counted(self.close_pairs, 'pair')} of incidents {near}"
        if self.p_value is None:
            few = f"{counted(self.incidents, 'incident')} with a known day and town"
            seen = f" Seen: {pairs}." if self.incidents > 1 else ""
            return f"Too few to test: {few}, and it needs {MIN_INCIDENTS}.{seen}"
        meaning = (
            "Incidents near in space are near in time more often than chance gives: spread, or "
            "a cause they share."
            if self.p_value <= 0.05
            else "No more than chance gives: spread from place to place is not shown."
        )
        chance = f"{self.expected:,.1f} expected by chance"
        return f"{pairs}, {chance} ({p_words(self.p_value)}). {meaning}"


def knox(places: pd.DataFrame, km: float = NEAR_KM, days: int = NEAR_DAYS, seed: int = 1) -> Knox:
    """The test over `dated_places`: pairs at most `km` and `days` apart.

    Of more than 50,000 incidents, 50,000 drawn at random are taken.
    """
    draw = np.random.default_rng(seed)
    if len(places) > MAX_INCIDENTS:
        taken = draw.choice(len(places), MAX_INCIDENTS, replace=False)
        places = places.iloc[np.sort(taken)]
    points = on_sphere(places["latitude"], places["longitude"]).reshape(-1, 3)
    day, number = places["day"].to_numpy(), len(places)
    chord = chord_of(km) + _ROUNDING
    near = _near(points, places["place"].to_numpy(), chord)
    soon = np.searchsorted(day, day + days, "right") - np.searchsorted(day, day - days) - 1
    expected = float(near.sum() * soon.sum() / 2 / max(number * (number - 1), 1))
    if near.sum() > 2 * MAX_PAIRS:
        close, paired = _count_close(points, day, days, chord)
        ids = _ids(places, paired)
        tested = number >= MIN_INCIDENTS
        p_value = _by_moments(near, soon, close) if tested else None
        return Knox(number, km, days, close, expected, p_value, 0, ids)
    pairs = cKDTree(points).query_pairs(chord, output_type="ndarray").reshape(-1, 2).T
    soon_too = np.abs(day[pairs[0]] - day[pairs[1]]) <= days
    close = int(soon_too.sum())
    paired = np.zeros(number, dtype=bool)
    paired[pairs[:, soon_too]] = True
    ids = _ids(places, paired)
    if number < MIN_INCIDENTS:
        return Knox(number, km, days, close, expected, None, 0, ids)
    dealt = (draw.permutation(day) for _ in range(PERMUTATIONS))
    as_many = sum(_soon_pairs(pairs, new, days) >= close for new in dealt)
    p_value = (1 + as_many) / (1 + PERMUTATIONS)
    return Knox(number, km, days, close, expected, p_value, PERMUTATIONS, ids)


def _ids(places: pd.DataFrame, chosen: npt.NDArray[np.bool_]) -> "pd.Series[str]":
    return places["incident_id"][chosen].reset_index(drop=True)


def _near(points: Floats, place: Ints, chord: float) -> Ints:
    """How many other incidents each has within `chord`.

    By place, a block of neighbors in height above the equator at a time: no list of pairs, which
    may be more than the memory holds.
    """
    number, firsts = np.unique(place, return_index=True)
    order = np.argsort(points[firsts, 2], kind="stable")
    at = points[firsts][order]
    here = np.bincount(np.searchsorted(number, place), minlength=len(number))[order]
    around = np.empty(len(at))
    for start in range(0, len(at), _BLOCK):
        block = at[start : start + _BLOCK]
        low = np.searchsorted(at[:, 2], block[0, 2] - chord)
        high = np.searchsorted(at[:, 2], block[-1, 2] + chord, "right")
        near = block @ at[low:high].T >= 1 - chord**2 / 2 - _SAME
        around[start : start + _BLOCK] = near @ here[low:high].astype(np.float64)
    found = np.empty(len(at), dtype=np.int64)
    found[order] = np.round(around)
    return found[np.searchsorted(number, place)] - 1


def _soon_pairs(pairs: Ints, day: Ints, days: int) -> int:
    """How many of the `pairs` (2, n) of positions are at most `days` apart."""
    return int((np.abs(day[pairs[0]] - day[pairs[1]]) <= days).sum())


def _count_close(
    points: Floats, day: Ints, days: int, chord: float
) -> tuple[int, npt.NDArray[np.bool_]]:
    """Pairs at most `days` and `chord` apart, and which incidents are in any; `day` is ascending.

    Each incident against the one 1, 2 ... places later in time: whole columns at once.
    """
    later = np.searchsorted(day, day + days, "right") - np.arange(len(day)) - 1
    close, paired = 0, np.zeros(len(day), dtype=bool)
    for ahead in range(1, int(later.max(initial=0)) + 1):
        square = np.zeros(len(day) - ahead)
        for axis in np.ascontiguousarray(points.T):
            square += (axis[ahead:] - axis[:-ahead]) ** 2
        found = (square <= chord**2) & (later[:-ahead] >= ahead)
        close += int(found.sum())
        paired[ahead:] |= found
        paired[:-ahead] |= found
    return close, paired


def _by_moments(near: Ints, soon: Ints, close: int) -> float:
    """P(as many or more), normal, with the exact mean and variance over all deals of the days.

    Barton and David (1966): only how many neighbors each incident has matters, `near` in space
    and `soon` in time.
    """
    number = float(len(near))
    all_links = number * (number - 1) / 2
    all_paths = all_links * (number - 2)
    everything = np.array([all_links, all_paths, all_links * (all_links - 1) / 2 - all_paths])
    in_space, in_time = _link_pairs(near), _link_pairs(soon)
    mean = in_space[0] * in_time[0] / all_links
    # A link with itself, two that share an incident, two that share none.
    square = float(np.array([1, 2, 2]) @ (in_space * in_time / everything))
    variance = square - mean**2
    if variance <= square * _CONSTANT:
        return 1.0
    return float(ndtr((mean - close + 0.5) / np.sqrt(variance)))


def _link_pairs(degree: Ints) -> Floats:
    """From the neighbors of each: links, pairs of links that share an end, pairs that do not."""
    each = degree.astype(np.float64)
    links, paths = each.sum() / 2, (each * (each - 1)).sum() / 2
    return np.array([links, paths, links * (links - 1) / 2 - paths])
