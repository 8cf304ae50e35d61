"""Event studies: what is counted, when nothing may be told, and how often chance is cried out."""

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.days import count_left_out, daily_counts, ids_left_out, ids_within
from dashboard.indicators.false_alarms import FALSE_ALARMS, FalseAlarms
from dashboard.indicators.ratios import Pair, dispersion
from dashboard.indicators.trigger import Placebo, study, study_counts
from dashboard.places import read_places
from dashboard.store import read_bundled
from tests.frames import incidents

DAY = date(2024, 6, 1)


def counts_of(numbers: "np.typing.ArrayLike", end: date) -> pd.Series:
    """Daily counts of which the last is on `end`."""
    numbers = np.asarray(numbers)
    return pd.Series(numbers, index=pd.date_range(end=end, periods=len(numbers)).as_unit("s"))


def by_day(**counts: int) -> list[str]:
    """Days, each as often as its count: `d5=2` is twice the day 5 days after DAY, `m5` before."""
    days = []
    for name, count in counts.items():
        shift = int(name[1:]) * (-1 if name[0] == "m" else 1)
        days += [(DAY + timedelta(days=shift)).isoformat()] * count
    return days


def test_daily_counts_take_each_incident_once_on_its_earliest_known_day() -> None:
    rows = incidents(
        incident_id=["A", "A", "B", "C", "D"],
        start_date=["2024-01-03", "2024-01-01", "2024-01-03", "2024-01-02", "1969-12-30"],
        date_precision=["day", "day", "day", "month", "day"],
    )
    counts = daily_counts(rows.iloc[:4])
    assert counts.index.strftime("%m-%d").tolist() == ["01-01", "01-02", "01-03"]
    assert counts.tolist() == [1, 0, 1]
    assert daily_counts(rows).sum() == 3
    assert daily_counts(rows.iloc[:0]).empty


def test_vague_incidents_are_left_out_and_counted_where_they_may_belong() -> None:
    rows = incidents(
        incident_id=["A", "B", "C", "D", "D", "E"],
        start_date=["2024-06-01", "2024-05-01", "2022-01-01", "2024-06-01", "2024-06-03", None],
        date_precision=["day", "month", "year", "month", "day", None],
    )
    assert count_left_out(rows, date(2024, 3, 1), date(2024, 6, 14)) == 1
    assert count_left_out(rows, date(2022, 3, 1), date(2024, 4, 30)) == 1
    assert count_left_out(rows, date(2022, 3, 1), date(2024, 6, 14)) == 2


def test_the_date_is_the_first_day_of_the_window_and_not_of_the_baseline() -> None:
    rows = incidents(
        start_date=[*by_day(m400=1, m91=7, m90=1, m1=2, d0=4, d13=1, d14=5), "2024-05-01"],
        date_precision=["day"] * 21 + ["month"],
    )
    found = study(rows, DAY)
    assert found.pair == Pair(5, 14, 3, 90)
    assert (found.baseline_start, found.last) == (DAY - timedelta(90), DAY + timedelta(13))
    assert found.left_out == 1
    assert found.sentence.endswith("Left out, with no exact day: 1.")


def test_the_baseline_starts_after_a_break_and_no_day_before_it_is_used() -> None:
    start = DAY - timedelta(days=200)
    numbers = np.ones(600, dtype=int)
    numbers[:400] = 9  # collected otherwise
    counts = counts_of(numbers, DAY + timedelta(days=20))
    broken = study_counts(counts, DAY, since=DAY - timedelta(days=50))
    assert broken.pair == Pair(14, 14, 50, 50)
    assert broken.negative_binomial is None
    assert "fewer than 8 spans of 14 days" in broken.missing["negative_binomial"]
    assert broken.verdict == "not enough to tell"
    late = study_counts(counts, DAY, since=start + timedelta(days=30))
    assert late.dispersion == 0
    assert late.verdict == "no clear change"
    swung = study_counts(counts, DAY)
    assert swung.dispersion is not None
    assert swung.dispersion > 0.3
    none = study_counts(counts, DAY, since=DAY - timedelta(days=10))
    assert none.pair is None
    assert none.sentence == (
        "Not enough to tell: the records before the date span 10 days, too few."
    )


def test_a_baseline_chosen_shorter_than_the_window_is_called_so() -> None:
    counts = counts_of(np.ones(600, dtype=int), DAY + timedelta(days=60))
    short = study_counts(counts, DAY, after_days=56, before_days=30)
    assert short.pair is None
    assert short.sentence == (
        "Not enough to tell: 30 days before are fewer than the 56 days after: choose at least as "
        "many days before as after."
    )


def test_the_window_ends_where_the_records_do() -> None:
    counts = counts_of(np.ones(500, dtype=int), DAY + timedelta(days=4))
    assert study_counts(counts, DAY).pair == Pair(5, 14, 90, 90)
    short = study_counts(counts, DAY, until=DAY + timedelta(days=4))
    assert short.pair == Pair(5, 5, 90, 90)
    assert short.last == DAY + timedelta(days=4)
    with pytest.raises(ValueError, match="at least one day"):
        study_counts(counts, DAY, until=DAY - timedelta(days=1))
    with pytest.raises(ValueError, match="at least one day"):
        study_counts(counts, DAY, after_days=0)


def test_a_rise_beyond_the_usual_swings_is_said_with_its_interval() -> None:
    numbers = np.zeros(465, dtype=int)
    numbers[::5] = 1
    numbers[-14:] = 1
    found = study_counts(counts_of(numbers, DAY + timedelta(days=13)), DAY)
    assert found.pair == Pair(14, 14, 18, 90)
    assert found.placebo == Placebo(0, 25)
    assert found.placebo.p_value == pytest.approx(1 / 26)
    assert found.verdict == "more"
    assert found.sentence == (
        "14 incidents in the 14 days from 1 Jun 2024, 18 in the 90 days before: 5.0 times the rate "
        "(95 % interval 2.3 to 10.6; p < .001, negative binomial). That is more than such counts "
        "swing by themselves. It does not show that the date was the cause."
    )


def test_a_fall_is_ranked_among_falls() -> None:
    numbers = np.ones(480, dtype=int)
    numbers[-14:] = 0
    found = study_counts(counts_of(numbers, DAY + timedelta(days=13)), DAY)
    assert found.verdict == "fewer"
    assert found.placebo == Placebo(0, 26)
    assert found.sentence.startswith("0 incidents in the 14 days from 1 Jun 2024, 90 in the 90")


def test_windows_without_incidents_have_not_jumped() -> None:
    numbers = np.zeros(480, dtype=int)
    numbers[[-14, -40]] = 1
    found = study_counts(counts_of(numbers, DAY + timedelta(days=13)), DAY)
    # The other incident stands 26 days before: its window had none before it, and jumped more.
    assert found.placebo == Placebo(1, 26)


def test_the_first_case_is_not_enough_to_tell() -> None:
    rows = read_bundled(read_places()).incidents
    korea = rows[(rows["country"] == "PRK").to_numpy()]
    found = study(korea, date(2026, 1, 2))
    assert found.pair == Pair(1, 14, 1, 90)
    assert found.verdict == "not enough to tell"
    assert found.negative_binomial is None
    assert found.sentence == (
        "Not enough to tell: 1 incident in the 14 days from 2 Jan 2026, 1 in the 90 days before; "
        "with so few, chance alone explains any difference."
    )


@pytest.mark.parametrize("after", [1, 2])
def test_one_or_two_incidents_are_never_enough(after: int) -> None:
    days = by_day(d3=after, m300=5, m250=5, m200=5, m150=1)
    found = study(incidents(start_date=days), DAY)
    assert found.verdict == "not enough to tell"
    assert found.negative_binomial is not None
    three = study(incidents(start_date=[*days, *by_day(d4=3 - after)]), DAY)
    assert three.verdict != "not enough to tell"


def test_no_incident_at_all() -> None:
    assert study(incidents(), DAY).verdict == "not enough to tell"
    silent = study_counts(counts_of(np.zeros(500, dtype=int), DAY), DAY)
    assert (silent.exact, silent.negative_binomial) == (None, None)
    assert silent.missing["exact"] == "there is no incident in these days"


@given(st.permutations(range(30)), st.data())
@settings(max_examples=25, deadline=None)
def test_the_order_of_rows_changes_nothing(order: list[int], data: st.DataObject) -> None:
    shifts = data.draw(st.lists(st.integers(-400, 30), min_size=30, max_size=30))
    rows = incidents(
        incident_id=[f"I{number % 20}" for number in range(30)],
        start_date=[(DAY + timedelta(days=shift)).isoformat() for shift in shifts],
        date_precision=["day" if shift % 7 else "month" for shift in shifts],
    )
    assert study(rows.iloc[order], DAY) == study(rows, DAY)


class Alarms(NamedTuple):
    exact: float
    negative_binomial: float
    placebo: float


def false_alarms(series: list[pd.Series], per_series: int, seed: int = 3) -> Alarms:
    """The share of random dates, a year of data before each, on which a change is cried out."""
    draw = np.random.default_rng(seed)
    cried = []
    for counts in series:
        days = draw.choice(counts.index[365 + 90 : -14], per_series, replace=False)
        for found in (study_counts(counts, pd.Timestamp(day).date()) for day in days):
            exact, placebo = found.exact, found.placebo
            assert placebo is not None
            cried.append(
                (
                    exact is not None and exact.p_value <= 0.05,
                    found.verdict in {"more", "fewer"},
                    placebo.p_value <= 0.05,
                )
            )
    return Alarms(*(float(share) for share in np.mean(cried, axis=0)))


def bursts(alpha: float, weeks_mean: float, seed: int) -> pd.Series:
    """Four years of daily counts in bursts of two weeks; alpha 0 is a Poisson process."""
    draw = np.random.default_rng(seed)
    means = draw.gamma(1 / alpha, alpha, size=105) if alpha else np.ones(105)
    numbers = draw.poisson(np.repeat(means, 14) * weeks_mean / 7)
    return counts_of(numbers, date(2024, 12, 31))


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_chance_is_rarely_cried_out_in_simulation(alpha: float) -> None:
    series = [bursts(alpha, 6.0, seed) for seed in range(40)]
    assert false_alarms(series, 3).negative_binomial <= 0.08


def test_real_changes_are_found() -> None:
    found = 0
    for seed in range(20):
        counts = bursts(0.0, 6.0, seed)
        more = counts.where(counts.index < pd.Timestamp(2024, 6, 1), counts + 3)
        found += study_counts(more, DAY).verdict == "more"
    assert found >= 18


def read_counts(folder: Path, name: str) -> dict[str, pd.Series]:
    """The daily counts of a shared file: the whole country ('') and every region."""
    table = pd.read_csv(folder / "data/daily_counts" / f"{name}.csv", parse_dates=["date"])
    span = pd.date_range(table["date"].min(), table["date"].max())
    groups = [("", table), *table.groupby("region")]
    return {
        str(region): rows.groupby("date")["incidents"].sum().reindex(span, fill_value=0)
        for region, rows in groups
    }


def test_the_result_put_first_is_the_one_that_keeps_its_level() -> None:
    assert max(row.negative_binomial for row in FALSE_ALARMS) <= 0.05
    assert max(row.exact for row in FALSE_ALARMS) > 0.08
    assert max(row.placebo for row in FALSE_ALARMS) <= 0.08


@pytest.mark.parametrize(
    ("name", "together", "by_region"),
    [
        ("clb_china_2014_2016", *FALSE_ALARMS[:2]),
        ("lat_us_2021_2025", *FALSE_ALARMS[2:]),
    ],
)
def test_chance_is_rarely_cried_out_on_random_dates_in_real_counts(
    name: str, together: FalseAlarms, by_region: FalseAlarms, shared_folder: Path
) -> None:
    series = read_counts(shared_folder, name)
    whole = false_alarms([series.pop("")], 100)
    regions = false_alarms(list(series.values()), 3)
    assert whole.negative_binomial <= 0.08
    assert regions.negative_binomial <= 0.08
    for found, told in ((whole, together), (regions, by_region)):
        # Fewer dates than were measured: the figures move by chance.
        assert found == pytest.approx(told[2:], abs=0.1)


def test_the_dispersion_is_that_of_the_year_before() -> None:
    counts = bursts(0.5, 6.0, 1)
    blocks = []
    for back in range(26):
        first, last = (DAY - timedelta(14 * back + shift) for shift in (14, 1))
        blocks.append(int(counts[str(first) : str(last)].sum()))
    assert study_counts(counts, DAY).dispersion == dispersion(np.array(blocks))


def test_the_ids_behind_the_counts_before_and_after_are_as_many() -> None:
    rows = incidents(
        incident_id=["A", "B", "B", "C", "D", "E"],
        start_date=[
            "2024-06-01",
            "2024-06-02",
            "2024-05-30",
            "2024-05-01",
            "2024-06",
            "2024-01-01",
        ],
        date_precision=["day", "day", "day", "day", "month", "day"],
    )
    found = study(rows, DAY, 14, 90)
    assert found.pair is not None
    eve = DAY - timedelta(days=1)
    after, before = ids_within(rows, DAY, found.last), ids_within(rows, found.baseline_start, eve)
    assert (after.tolist(), before.tolist()) == (["A"], ["B", "C"])
    assert (len(after), len(before)) == (found.pair.after, found.pair.before)
    assert ids_left_out(rows, found.baseline_start, found.last).tolist() == ["D"]
    assert found.left_out == 1
