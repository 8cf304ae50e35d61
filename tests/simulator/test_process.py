"""The self-exciting process has the rates, delays, places and bursts that its formula says."""

import numpy as np
import pandas as pd
import pytest

from dashboard.simulator.process import Events, Process, simulate
from dashboard.simulator.towns import Towns, towns_of
from tests.simulated import the_places

DAYS, NUMBER = 3653, 60_000


@pytest.fixture(scope="module")
def towns() -> Towns:
    return towns_of(the_places(), ("PRK", "BGD"))


@pytest.fixture(scope="module")
def events(towns: Towns) -> Events:
    return simulate(towns, NUMBER, DAYS, 1, Process())


def test_it_is_watched_until_the_number_asked_for(towns: Towns, events: Events) -> None:
    assert len(events.day) == len(events.town) == len(events.generation) == NUMBER
    assert (np.diff(events.day) >= 0).all()
    assert 0 <= events.day[0] < 10
    assert DAYS * 0.9 < events.day[-1] < DAYS
    for number in (1, 2, 50):
        assert len(simulate(towns, number, DAYS, 3, Process()).day) == number


def test_each_incident_is_followed_by_as_many_as_the_branching_says(
    towns: Towns, events: Events
) -> None:
    # Of an incident in the middle, all followers are seen: their share among all is the branching.
    assert abs((events.generation > 0).mean() - 0.5) < 0.02
    none = simulate(towns, 2_000, DAYS, 1, Process(branching=0))
    assert not none.generation.any()


def test_without_followers_counts_are_poisson_and_with_them_they_burst(
    towns: Towns, events: Events
) -> None:
    def dispersion(found: Events, span: int = 100) -> float:
        counts = np.bincount((found.day // span).astype(int))[:-1]
        return float(counts.var(ddof=1) / counts.mean())

    quiet = simulate(towns, NUMBER, DAYS, 1, Process(branching=0, season=0))
    assert dispersion(quiet) < 2
    # Over spans much longer than the delay: 1 / (1 - branching)^2 = 4 (Hawkes and Oakes 1974).
    bursting = simulate(towns, NUMBER, DAYS, 1, Process(season=0))
    assert 2.4 < dispersion(bursting) < 6.5


def test_the_spontaneous_rate_swings_over_the_year(towns: Towns) -> None:
    found = simulate(towns, NUMBER, DAYS, 1, Process(branching=0, season=0.5, peak=15))
    of_year = found.day % 365.25
    winter, summer = (of_year < 30).sum(), ((of_year > 183) & (of_year < 213)).sum()
    assert 2.4 < winter / summer < 3.6  # (1 + .5) / (1 - .5)


def test_followers_come_soon(towns: Towns) -> None:
    found = simulate(towns, 20_000, 10**6, 1, Process(branching=0.3, season=0, delay=5))
    # .9 of 20,000 gaps of a Poisson process of this rate are longer than 5 days.
    assert (np.diff(found.day) < 5).mean() > 0.2


def test_followers_stay_within_reach(towns: Towns) -> None:
    def elsewhere(reach: float) -> set[int]:
        found = simulate(towns, 5_000, DAYS, 1, Process(reach=reach))
        follows = found.generation > 0
        return {*found.town[follows].tolist()} - {*found.town[~follows].tolist()}

    assert not elsewhere(0.05)  # km: never in a town where nothing began
    far = towns.weight < towns.weight.mean() / 2  # little begins there, so what is there followed
    assert far.any()
    rare = simulate(towns, 5_000, DAYS, 1, Process(reach=1_000)).town
    usual = simulate(towns, 5_000, DAYS, 1, Process(reach=0.05)).town
    assert far[rare].mean() > far[usual].mean() * 1.2


def test_towns_are_real_and_their_neighbours_are_in_their_country(towns: Towns) -> None:
    assert "Hoeryŏng" in [*towns.table["name"]] or "Hoeryong" in [*towns.table["name"]]
    assert towns.weight.sum() == pytest.approx(1)
    countries = towns.table["country"].to_numpy()
    assert (countries[towns.near] == countries[:, None]).all()
    assert (towns.near[:, 0] == np.arange(len(countries))).all()
    assert (towns.km[:, 0] < 0.001).all()
    assert (np.diff(towns.km, axis=1) >= -1e-9).all()


def test_a_country_without_towns_is_named() -> None:
    with pytest.raises(ValueError, match="no town of 'XX' is known"):
        towns_of(the_places(), ("PRK", "XX"))


def test_a_country_of_fewer_towns_than_neighbours() -> None:
    gazetteer = the_places().gazetteer
    few = gazetteer["country"].value_counts()
    country = str(few[few.between(2, 5)].index[0])
    found = towns_of(the_places(), (country,))
    assert np.isinf(found.km[:, -1]).all()
    assert len(simulate(found, 200, DAYS, 1, Process()).day) == 200


def test_the_spontaneous_share_of_a_town_is_its_weight(towns: Towns) -> None:
    found = simulate(towns, NUMBER, DAYS, 2, Process(branching=0))
    share = np.bincount(found.town, minlength=len(towns.weight)) / NUMBER
    top = pd.Series(towns.weight).nlargest(20).index
    assert np.allclose(share[top], towns.weight[top], atol=0.003)
