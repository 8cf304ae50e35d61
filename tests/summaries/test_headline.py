import pytest

from dashboard.origins import origins_of
from dashboard.summaries.headline import KeyFigures, Level, compare, key_figures
from tests.frames import accounts, incidents

ROWS = incidents(
    incident_id=["I1", "I2", "I2", "I3", "I4"],
    workers_low=[10, 40, 50, None, None],
    workers_high=[20, 60, None, 5, None],
    map_latitude=[42.0, 42.0, 41.0, None, None],
    map_longitude=[129.0, 129.0, 128.0, None, None],
    location_precision=["town", "town", "county", "country", None],
    verification=["single_origin", None, None, "corroborated", None],
)


def test_the_figures_of_a_selection() -> None:
    told = accounts(incident_id=["I2", "I2"], origin_outlet=["A", "B"])
    figures = key_figures(ROWS, origins_of(told, ROWS))
    # I2's rows repeat its size: 40..60 and 50..50 make 50..60; 'at most 5' stands for both.
    assert figures == KeyFigures(
        incidents=4,
        places=2,
        workers_low=10 + 50,
        workers_high=20 + 60 + 5,
        with_size=3,
        dominant=60,
        several_origins=2,
        origins_known=3,
        origins_unknown=1,
    )


def test_no_reported_size_is_missing_and_not_zero() -> None:
    figures = key_figures(ROWS.iloc[[4]], origins_of(accounts(), ROWS.iloc[[4]]))
    assert (figures.workers_low, figures.workers_high, figures.with_size) == (None, None, 0)
    assert key_figures(ROWS.iloc[:0], origins_of(accounts(), ROWS.iloc[:0])) == KeyFigures(
        0, 0, None, None, 0, None, 0, 0, 0
    )


def test_one_incident_that_carries_more_than_half_of_all_workers_is_told() -> None:
    told = origins_of(accounts(), ROWS)
    assert key_figures(ROWS, told).dominant == 60
    half = ROWS.assign(workers_high=[60, 60, None, None, None])
    assert key_figures(half, told).dominant is None
    alone = ROWS.iloc[[0]]
    assert key_figures(alone, origins_of(accounts(), alone)).dominant is None


@pytest.mark.parametrize(
    ("now", "before", "level"),
    [
        (126, 100, "large increase"),
        (125, 100, "moderate increase"),
        (111, 100, "moderate increase"),
        (110, 100, "limited change"),
        (75, 100, "limited change"),
        (74, 100, "large decrease"),
        (5, 2, "too few to judge"),
        (0, 0, "too few to judge"),
        (6, 2, "large increase"),
        (6, 0, "large increase"),
        (3, 2.1, "large increase"),
    ],
)
def test_a_change_is_named_by_fixed_bands(now: float, before: float, level: Level) -> None:
    assert compare(now, before) == level
