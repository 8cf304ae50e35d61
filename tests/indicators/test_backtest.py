"""The bars of the forecast, on real counts where they are there and on simulated ones."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.indicators import negbin, scores
from dashboard.indicators.backtest import MODELS, Backtest, backtest, predictions
from dashboard.indicators.forecast import surge_from
from dashboard.indicators.rates import window_totals
from dashboard.indicators.weeks import WeeklyCounts, read_table
from tests.indicators.simulated import rising, steady, weekly


@dataclass(frozen=True)
class Bars:
    skill: float
    auc_any: float
    auc_surge: float


BARS = {
    "clb_china_2013_2016": Bars(skill=0.25, auc_any=0.88, auc_surge=0.74),
    "lat_us_2021_2025": Bars(skill=0.015, auc_any=0.82, auc_surge=0.72),
}


def reaches(found: Backtest, bars: Bars) -> None:
    told = found.models["forecast"]
    assert told.skill >= bars.skill
    assert 0.76 <= told.coverage80 <= 0.84
    assert 0.92 <= told.coverage95 <= 0.97
    assert told.auc_any >= bars.auc_any
    assert told.auc_surge >= bars.auc_surge
    assert told.ece_any <= 0.05


@pytest.fixture(scope="module", params=BARS)
def real(request: pytest.FixtureRequest, shared_folder: Path) -> tuple[str, WeeklyCounts]:
    path = shared_folder / "data" / "weekly_counts" / f"{request.param}.csv"
    if not path.is_file():
        pytest.skip(f"no weekly counts at {path}")
    return request.param, read_table(pd.read_csv(path, dtype="str"))


def test_the_bars_on_real_counts(real: tuple[str, WeeklyCounts]) -> None:
    name, counts = real
    found = backtest(counts)
    assert (found.origins, found.horizon, found.missing) == (104, 4, ())
    assert found.last == counts.weeks[-4].item()
    reaches(found, BARS[name])
    # It beats every plain model, which is why it is shown.
    assert all(found.models["forecast"].crps <= found.models[one].crps for one in MODELS)


def test_the_bars_on_simulated_counts() -> None:
    found = backtest(rising(230, 20))
    reaches(found, Bars(skill=0.05, auc_any=0.75, auc_surge=0.72))
    assert (found.regions, found.weeks, found.origins) == (20, 230, 104)
    assert (str(found.first), str(found.last)) == ("2022-05-16", "2024-05-06")
    assert tuple(found.models) == MODELS
    assert found.models["historical_mean"].skill == 0


def test_where_nothing_changes_coverage_is_nominal_and_little_is_lost() -> None:
    found = backtest(steady(230, 30, 1.0)).models
    assert found["forecast"].coverage80 == pytest.approx(0.80, abs=0.02)
    assert found["forecast"].coverage95 == pytest.approx(0.95, abs=0.01)
    assert found["historical_mean"].coverage80 == pytest.approx(0.80, abs=0.02)
    assert found["forecast"].ece_any < 0.02
    assert -0.03 < found["forecast"].skill < 0.01
    assert found["last_value"].skill < -0.1


def test_the_scores_are_those_of_the_forecasts() -> None:
    data = rising(130, 8)
    found = backtest(data, origins=20)
    origins = np.arange(130 - 4 - 19, 130 - 4 + 1)
    told = predictions("ewma", data.counts, 4, origins)
    y = window_totals(data.counts, 4)[origins]
    # by counting, cell by cell
    draw = np.random.default_rng(1)
    size = 1 / told.alpha[:, 0]
    errors, spreads = [], []
    for row in range(20):
        shares = size[row] / (size[row] + told.mean[row])
        one, two = (draw.negative_binomial(size[row], shares, (4000, 8)) for _ in range(2))
        errors.append(np.abs(one - y[row]).mean())
        spreads.append(np.abs(one - two).mean())
    expected = np.mean(errors) - np.mean(spreads) / 2
    assert found.models["ewma"].crps == pytest.approx(expected, rel=0.02)
    surge = np.array([surge_from(data.counts, origin, 4) for origin in origins])
    surging = negbin.tail(surge, told.mean, told.alpha)
    assert found.models["ewma"].auc_surge == scores.auc(surging, y >= surge)
    assert (y == surge).any()
    usual = found.models["historical_mean"].crps
    assert found.models["ewma"].skill == pytest.approx(1 - found.models["ewma"].crps / usual)


def test_counts_after_an_origin_change_no_forecast_made_at_it() -> None:
    data = rising(200)
    changed = data.counts.copy()
    changed[150:] = 40
    origins = np.array([40, 100, 150])
    for name in MODELS:
        before, after = (predictions(name, of, 4, origins) for of in (data.counts, changed))
        assert np.array_equal(before.mean, after.mean)
        assert np.array_equal(before.alpha, after.alpha)
        later = predictions(name, changed, 4, np.array([160]))
        assert not np.allclose(later.mean, predictions(name, data.counts, 4, np.array([160])).mean)


def test_relabelling_regions_changes_no_score() -> None:
    data = rising(130, 8)
    order = np.random.default_rng(1).permutation(8)
    before, after = backtest(data), backtest(weekly(data.counts[:, order]))
    for name in MODELS:
        one, other = before.models[name], after.models[name]
        assert vars(one) == pytest.approx(vars(other))
    assert before.reliability["forecasts"].tolist() == after.reliability["forecasts"].tolist()


def test_origins_without_a_forecast_are_not_scored() -> None:
    counts = steady(150, 4, 1.0).counts.copy()
    counts[:70] = 0
    found = backtest(weekly(counts))
    first = int(np.flatnonzero(counts.sum(axis=1).cumsum() >= 50)[0]) + 1
    assert found.origins == 150 - 4 + 1 - first
    assert str(found.first) == str(weekly(counts).weeks[first])


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        (np.ones((51, 2), dtype=int), ["52 weeks of data are needed, and there are 51"]),
        (np.eye(60, dtype=int)[:, :49], ["50 incidents are needed, and there are 49"]),
        (
            np.eye(30, dtype=int),
            [
                "52 weeks of data are needed, and there are 30",
                "50 incidents are needed, and there are 30",
            ],
        ),
        (
            np.repeat([[0], [1]], [80, 60], axis=0),
            [
                "13 weeks with a forecast are needed, and there are 7: there is none before the "
                "first 50 incidents"
            ],
        ),
    ],
)
def test_what_is_missing_is_said(counts: np.ndarray, told: list[str]) -> None:
    found = backtest(weekly(counts))
    assert list(found.missing) == told
    assert (found.models, found.origins, found.first, found.last) == ({}, 0, None, None)
    assert found.reliability["forecasts"].tolist() == [0] * 5
    assert found.reliability["happened"].isna().all()


def test_52_weeks_and_50_incidents_are_enough() -> None:
    found = backtest(weekly(np.ones((52, 2), dtype=int)))
    assert (found.missing, found.origins) == ((), 23)


# The scores by themselves


def test_auc_counts_pairs_and_ties_half() -> None:
    told = np.array([[0.1, 0.4], [0.4, 0.9]])
    happened = np.array([[False, True], [False, True]])
    assert scores.auc(told, happened) == pytest.approx(3.5 / 4)
    assert np.isnan(scores.auc(told, happened | True))


def test_coverage_is_the_mean_of_the_randomised_one() -> None:
    draw = np.random.default_rng(2)
    mean, alpha = draw.gamma(1, 1.0, (300, 20)), np.full((300, 1), 0.4)
    y = draw.poisson(draw.gamma(1 / 0.4, 0.4 * mean * 0.8))
    low, high = negbin.cdf(y - 1, mean, alpha), negbin.cdf(y, mean, alpha)
    pits = [low + draw.uniform(size=low.shape) * (high - low) for _ in range(20)]
    for share in (0.8, 0.95):
        inside = np.mean([np.abs(pit - 0.5) <= share / 2 for pit in pits])
        assert scores.coverage(share, y, mean, alpha) == pytest.approx(inside, abs=0.003)


def test_reliability_sets_what_was_foretold_beside_what_happened() -> None:
    told = np.array([0.01, 0.3, 0.4, 0.35, 0.9])
    happened = np.array([False, True, False, False, True])
    table = scores.reliability(told, happened)
    assert table["words"].tolist()[2] == "possible"
    assert table["forecasts"].tolist() == [1, 0, 3, 0, 1]
    assert table.loc[2, ["foretold", "happened"]].tolist() == pytest.approx([0.35, 1 / 3])
    assert table.loc[2, ["low", "high"]].tolist() == pytest.approx([0.0084, 0.9057], abs=1e-4)
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([0, 0.975])
    assert table.loc[4, ["low", "high"]].tolist() == pytest.approx([0.025, 1])
    assert table.loc[[1, 3], ["foretold", "happened", "low", "high"]].isna().all(axis=None)
    error = (1 * 0.01 + 3 * (0.35 - 1 / 3) + 1 * 0.1) / 5
    assert scores.calibration_error(table) == pytest.approx(error)
