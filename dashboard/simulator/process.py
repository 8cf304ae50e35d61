"""When and where: a self-exciting point process (Hawkes 1971), simulated through its branching.

Incidents come of themselves, or follow another incident soon and near. In town i at time t

    rate_i(t) = spontaneous * weight_i * (1 + season * cos(2 pi (t - peak) / year))
                + sum over earlier incidents e of
                  branching * exp(-(t - t_e) / delay) / delay * kernel(town_e, i)

with kernel falling as exp(-distance / reach) among the nearest towns. Such a process is a forest:
spontaneous incidents are its roots, and each incident has a Poisson number of followers (Hawkes
and Oakes 1974), so it is drawn generation by generation; the same form with distances is used for
earthquakes (Ogata 1998) and crime (Mohler et al. 2011). No setting is fitted to any real unrest.
"""

from dataclasses import dataclass

import numpy as np

from dashboard.counting import Floats, Ints
from dashboard.simulator.towns import Towns

YEAR_DAYS = 365.25


@dataclass(frozen=True)
class Process:
    """branching: followers per incident (mean, below 1); delay: mean days until one follows;
    reach: km in which the chance that it follows elsewhere falls to 1/e; season: how far the
    spontaneous rate swings around its mean over a year (0 to 1), highest on day `peak` of it."""

    branching: float = 0.5
    delay: float = 9.0
    reach: float = 15.0
    season: float = 0.3
    peak: float = 15.0


@dataclass(frozen=True)
class Events:
    """Incidents in the order of time: `day` since the first day (n,), position of the `town` (n,),
    and the `generation` (n,): 0 for spontaneous ones, 1 for what follows one, and so on."""

    day: Floats
    town: Ints
    generation: Ints


def simulate(towns: Towns, number: int, days: int, seed: int, process: Process) -> Events:
    """The first `number` incidents of the process, of which about as many fall on `days` days.

    It is watched until the `number`-th incident, so nothing is thinned. It starts from quiet.
    """
    draw = np.random.default_rng(seed)
    # The number of incidents has the standard deviation sqrt(expected) / (1 - branching).
    room = 2 * np.sqrt(number) / (1 - process.branching)
    while True:
        found = _forest(towns, number + room, days, draw, process)
        if len(found.day) >= number:
            break
        room *= 2
    first = np.argsort(found.day, kind="stable")[:number]
    return Events(found.day[first], found.town[first], found.generation[first])


def _forest(
    towns: Towns, expected: float, days: int, draw: np.random.Generator, process: Process
) -> Events:
    """All incidents of `days` days, about `expected` of them, in no order."""
    roots = int(draw.poisson(expected * (1 - process.branching)))
    day = _spontaneous(roots, days, draw, process)
    town = draw.choice(len(towns.weight), size=roots, p=towns.weight)
    chances = _kernel(towns, process.reach)
    grown = [(day, town)]
    while len(day):
        parents = np.repeat(np.arange(len(day)), draw.poisson(process.branching, len(day)))
        later = day[parents] + draw.exponential(process.delay, len(parents))
        parents, day = parents[later < days], later[later < days]
        town = _followed(towns, chances, town[parents], draw)
        grown.append((day, town))
    return Events(
        np.concatenate([days for days, _ in grown]),
        np.concatenate([towns for _, towns in grown]),
        np.repeat(np.arange(len(grown)), [len(days) for days, _ in grown]),
    )


def _spontaneous(number: int, days: int, draw: np.random.Generator, process: Process) -> Floats:
    """Days of spontaneous incidents: the rate is taken as constant within each day."""
    middle = np.arange(days) + 0.5
    rate = 1 + process.season * np.cos(2 * np.pi * (middle - process.peak) / YEAR_DAYS)
    edges = np.concatenate([[0.0], np.cumsum(rate)])
    found: Floats = np.interp(draw.random(number) * edges[-1], edges, np.arange(days + 1.0))
    return found


def _kernel(towns: Towns, reach: float) -> Floats:
    """For each town, the cumulated chances that what follows happens in its 1st, 2nd ... nearest
    town, (n, k)."""
    chances = np.exp(-towns.km / reach)
    found: Floats = np.cumsum(chances / chances.sum(axis=1, keepdims=True), axis=1)
    return found


def _followed(towns: Towns, chances: Floats, town: Ints, draw: np.random.Generator) -> Ints:
    """Where each follower of an incident in `town` happens."""
    which = (draw.random((len(town), 1)) > chances[town]).sum(axis=1)
    found: Ints = towns.near[town, np.minimum(which, chances.shape[1] - 1)]
    return found
