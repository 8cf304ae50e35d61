"""Which values of a table are withheld, so that few who share one are not told apart by it.

The table counts the incidents of each line (a first-level unit, or a country where no unit is
told) and each value of one column. Values are withheld by cells, all incidents of a cell or none:

1. A cell with fewer than `least` incidents is withheld.
2. Whoever knows the total of a line or of a value can subtract what is shown. So a line or value
   with one withheld cell, of fewer than `least` incidents, has its smallest shown cell withheld
   too, if it has one; where nothing of it is shown there is nothing to subtract from.
3. Of every cell with fewer than `least` incidents the number must be open even to someone who knows
   the totals of all lines and all values. It is, where an exchange exists that leaves all totals
   and all that is shown as they are: one incident of it changes its value with one of another line
   and another withheld value. For a cell without one, the cells that it takes are withheld: the
   corners of a rectangle. They stay withheld, so it has its exchange from then on.

3 holds at the end unless the whole table is one line or one value: there totals are the cells.
Incidents of several lines are withheld in all of them, and so are the cells they lie in.

A table may fall into parts (the years of a table of months) between which nobody would exchange
anything, since the part is told: all of this is done for each part.

One value may be `rare`: it stands for several that are withheld wherever they occur. Each of its
cells counts as one of fewer than `least` incidents, since any of its values may be.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Ints
from dashboard.rows import Mask

Cells = npt.NDArray[np.bool_]
_NO = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Grid:
    """Incidents by part, line and value: `counts` (parts x lines x values), and of each distinct
    pair of incident and cell both numbers, cells counted through `counts`. `rare` says which
    values are withheld everywhere."""

    counts: npt.NDArray[np.int32]
    incidents: Ints
    cells: Ints
    total: int
    rare: npt.NDArray[np.bool_]


def withheld_incidents(
    lines: Ints, values: Ints, parts: Ints, incidents: Ints, least: int, rare: int = -1
) -> Mask:
    """Of each incident (numbered from 0) whether its value is withheld.

    `lines`, `values`, `parts` and `incidents` are numbers per row of a table of incidents with
    their places; a value of -1 is missing and never withheld, the value `rare` always is.
    """
    total = int(incidents.max(initial=-1)) + 1
    stated = np.flatnonzero(values >= 0)
    if not len(stated) or least <= 1:
        return np.zeros(total, dtype=bool)
    grid = _grid(lines[stated], values[stated], parts[stated], incidents[stated], total, rare)
    hidden = withheld_cells(grid, least)
    return _hit(grid, hidden)


def withheld_cells(grid: Grid, least: int) -> Cells:
    """Which cells are withheld, in the shape of `grid.counts`."""
    counts = grid.counts
    few = (counts > 0) & ((counts < least) | grid.rare)
    hidden = few
    while True:
        hidden = _closed(grid, hidden)
        more = _second_cells(counts, hidden, least)
        if not more.any():
            lone = few & ~exchangeable(counts, hidden)
            more = _partners(counts, lone, hidden)
        if not more.any():
            return hidden
        hidden = hidden | more


def exchangeable(counts: npt.NDArray[np.int32], hidden: Cells) -> Cells:
    """Of which withheld cells the number stays open to someone who knows all totals.

    An incident of the cell can give its value to one of another line, or take it from one. What
    is in a cell of which something is shown is shown whole, so nothing can move into it.
    """
    found = np.zeros_like(hidden)
    for part in np.flatnonzero(hidden.any(axis=(1, 2))):
        lines = np.flatnonzero(hidden[part].any(axis=1))
        values = np.flatnonzero(hidden[part].any(axis=0))
        at = np.ix_(lines, values)
        full = hidden[part][at].astype(np.float64)
        free = 1.0 - ((counts[part][at] > 0) & ~hidden[part][at])
        # taken[w, v]: lines with an incident of value w withheld that might have v.
        taken = full.T @ free
        np.fill_diagonal(taken, 0)
        # The line itself is among them: it has each of its other withheld values.
        own = full.sum(axis=1, keepdims=True) - 1
        gives = free @ taken - own
        takes = full @ taken.T - own
        found[part][at] = (full > 0) & ((gives > 0) | (takes > 0))
    return found


def _grid(lines: Ints, values: Ints, parts: Ints, incidents: Ints, total: int, rare: int) -> Grid:
    part, one_part = pd.factorize(parts, sort=True)
    line, one_line = pd.factorize(lines, sort=True)
    value, one_value = pd.factorize(values, sort=True)
    shape = (len(one_part), len(one_line), len(one_value))
    cell = (part.astype(np.int64) * shape[1] + line) * shape[2] + value
    once = ~pd.Series(cell * total + incidents).duplicated().to_numpy()
    counts = np.bincount(cell[once], minlength=int(np.prod(shape))).astype(np.int32)
    numbers = incidents[once].astype(np.int64)
    return Grid(counts.reshape(shape), numbers, cell[once], total, one_value == rare)


def _hit(grid: Grid, hidden: Cells) -> Mask:
    """The incidents of the withheld cells."""
    hit = np.zeros(grid.total, dtype=bool)
    hit[grid.incidents[hidden.ravel()[grid.cells]]] = True
    return hit


def _closed(grid: Grid, hidden: Cells) -> Cells:
    """With all cells of each incident that is in one of them."""
    if len(grid.cells) == grid.total:  # every incident lies in one cell
        return hidden
    while True:
        more = hidden.copy()
        more.ravel()[grid.cells[_hit(grid, hidden)[grid.incidents]]] = True
        if (more == hidden).all():
            return hidden
        hidden = more


def _second_cells(counts: npt.NDArray[np.int32], hidden: Cells, least: int) -> Cells:
    """The smallest shown cell of each line, and of each value, with one withheld cell too few."""
    more = np.zeros_like(hidden)
    shown = (counts > 0) & ~hidden
    for axis in (2, 1):
        alone = hidden.sum(axis=axis) == 1
        few = np.where(hidden, counts, 0).sum(axis=axis) < least
        _mark_smallest(more, counts, shown, axis, alone & few & shown.any(axis=axis))
    return more


def _partners(counts: npt.NDArray[np.int32], lone: Cells, hidden: Cells) -> Cells:
    """The cells to withhold so that each `lone` cell has an exchange, as few incidents as may be.

    For one with another line and another value that are the corners of a rectangle: there its
    incident gets the value of the opposite corner. Where nothing is opposite, since all incidents
    are in its line and its value, it takes one of its line and one of its value instead.
    """
    made = hidden.copy()
    for part, line, value in np.argwhere(lone):
        here = counts[part]
        cost = np.where(made[part], 0, here).astype(np.int64)  # nothing to withhold in an empty one
        whole = cost + cost[line] + cost[:, value, None]
        whole[here == 0] = _NO
        whole[line], whole[:, value] = _NO, _NO
        if whole.min() < _NO:
            other, another = np.unravel_index(int(whole.argmin()), whole.shape)
            corners = [(other, another), (line, another), (other, value)]
        else:
            of_line, of_value = (
                np.where(here[line], cost[line], _NO),
                np.where(here[:, value], cost[:, value], _NO),
            )
            of_line[value], of_value[line] = _NO, _NO
            if _NO in (of_line.min(), of_value.min()):
                continue  # one line or one value: its total says all
            corners = [(line, of_line.argmin()), (of_value.argmin(), value)]
        for corner in corners:
            made[part][corner] |= here[corner] > 0
    return made & ~hidden


def _mark_smallest(
    more: Cells, counts: npt.NDArray[np.int32], shown: Cells, axis: int, wanted: Cells
) -> None:
    """Mark in `more` the smallest shown cell along `axis` of the `wanted` lines or values."""
    if not wanted.any():
        return
    smallest = np.where(shown, counts, np.iinfo(np.int32).max).argmin(axis=axis)
    at = np.nonzero(wanted)
    if axis == 2:
        more[at[0], at[1], smallest[at]] = True
    else:
        more[at[0], smallest[at], at[1]] = True
