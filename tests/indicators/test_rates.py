import numpy as np
import pytest

from dashboard.indicators import rates
from dashboard.indicators.choosing import ALPHAS, SETTLED, foretell
from tests.indicators.simulated import rising, steady

COUNTS = np.array([[2, 0], [0, 0], [4, 1]])
ALL = np.arange(4)


def test_the_models_in_closed_form() -> None:
    assert rates.historical_mean(COUNTS).rates(0, ALL)[1:] == pytest.approx(
        np.array([[2, 0.5], [1, 0.25], [2, 1 / 3]])
    )
    recent = rates.last_value(COUNTS, 2).rates(0, ALL)
    assert recent[1:] == pytest.approx(np.array([[2, 0.025], [1, 0.0125], [2, 0.5]]))
    half = rates.ewma(COUNTS).rates(0, ALL)  # a week keeps half its weight
    assert rates.SMOOTHINGS[0] == 0.5
    assert half[3] == pytest.approx([(0.25 * 2 + 4) / 1.75, 1 / 1.75])


def test_discounting_in_closed_form() -> None:
    total, weeks = rates.discounted(COUNTS, 0.9)
    assert total[3] == pytest.approx([0.81 * 2 + 4, 1])
    assert weeks[:, 0] == pytest.approx([0, 1, 1.9, 2.71])
    assert rates.discounted(COUNTS, 1)[1][:, 0].tolist() == [0, 1, 2, 3]


def test_the_discounted_model_is_its_formula() -> None:
    weekly = rising(120)
    counts = weekly.counts
    place = 37
    one = rates.SETTINGS[place]
    assert (one.trend, one.season) == (0.9, 0.5)
    total, weeks = rates.discounted(counts, one.memory)
    together, seen = rates.discounted(counts.sum(axis=1, keepdims=True), one.trend)
    common = (together[-1, 0] / seen[-1, 0]) / (counts.sum() / len(counts))
    prior = rates.shrunken(counts)[-1] * common
    season = rates.seasonal(counts, 4)[-1, 0] ** one.season
    expected = (total[-1] + one.weight * prior) / (weeks[-1, 0] + one.weight) * season
    found = rates.pooled(counts, 4).rates(place, np.array([len(counts)]))[0]
    assert found == pytest.approx(expected)


def test_a_region_with_little_is_drawn_to_the_others_and_one_with_much_is_not() -> None:
    weekly = steady(weeks=400, regions=10)
    found, plain = rates.shrunken(weekly.counts), weekly.counts.mean(axis=0)
    pool = plain.mean()
    assert found[-1] == pytest.approx(plain, rel=0.05)
    early, soon = found[3], weekly.counts[:3].mean(axis=0)
    assert (np.abs(early - weekly.counts[:3].mean()) <= np.abs(soon - soon.mean()) + 1e-9).all()
    assert ((found[-1] - pool) * (plain - pool) >= 0).all()
    alone = rates.shrunken(weekly.counts[:, :1])[-1]
    assert alone == pytest.approx(plain[:1])


def test_the_season_is_what_followed_a_year_ago() -> None:
    week = np.arange(52 * 5)
    high = (week % 52 >= 40) & (week % 52 < 44)
    counts = np.where(high, 60, 20)[:, None]
    found = rates.seasonal(counts, 4)
    assert found[:52] == pytest.approx(1)
    assert found[52 * 4 + 40, 0] == pytest.approx((240 + 1) / (80 + 1), rel=0.1)
    assert found[52 * 4 + 20, 0] == pytest.approx(1, abs=0.1)


def test_window_totals() -> None:
    assert rates.window_totals(COUNTS, 2).tolist() == [[2, 0], [4, 1]]
    assert rates.window_totals(COUNTS, 4).shape == (0, 2)


def test_the_dispersion_of_a_simulation_is_recovered() -> None:
    draw = np.random.default_rng(3)
    for alpha in (0.1, 0.8):
        mean = 5.0
        counts = draw.poisson(draw.gamma(1 / alpha, mean * alpha, (400, 15)))
        found = foretell(rates.shrunk_mean(counts), counts, 1, np.array([400]))
        step = ALPHAS[1] / ALPHAS[0]
        assert alpha / step < found.alpha[0, 0] < alpha * step
        assert found.mean[0] == pytest.approx(np.full(15, mean), rel=0.15)


@pytest.mark.parametrize("model", ["historical_mean", "shrunk_mean", "ewma", "last", "pooled"])
def test_nothing_after_an_origin_changes_what_is_foretold_from_it(model: str) -> None:
    counts = rising(150).counts
    changed = counts.copy()
    changed[100:] = changed[100:] * 7 + 3
    origins = np.array([SETTLED + 4, 60, 100])

    def told(of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        families = {
            "last": lambda: rates.last_value(of, 4),
            "pooled": lambda: rates.pooled(of, 4),
        }
        family = families[model]() if model in families else getattr(rates, model)(of)
        found = foretell(family, of, 4, origins)
        return found.mean, found.alpha

    for before, after, cut in zip(told(counts), told(changed), told(counts[:104]), strict=True):
        assert np.array_equal(before, after)
        assert before == pytest.approx(cut, rel=1e-12)


def test_no_setting_knows_what_came_after_an_origin() -> None:
    counts = rising(170).counts
    changed = counts.copy()
    changed[120:] = 50
    before, after = rates.pooled(counts, 4), rates.pooled(changed, 4)
    until = np.arange(121)
    for place in range(before.size):
        assert np.array_equal(before.rates(place, until), after.rates(place, until))


def test_of_many_regions_not_every_week_is_scored_and_the_choice_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from dashboard.indicators import choosing

    counts = steady(weeks=150, regions=30).counts
    every = foretell(rates.pooled(counts, 4), counts, 4, np.array([150]))
    monkeypatch.setattr(choosing, "_REGIONS_EACH_WEEK", 10)
    third = foretell(rates.pooled(counts, 4), counts, 4, np.array([150]))
    assert third.mean == pytest.approx(every.mean, rel=0.15)
