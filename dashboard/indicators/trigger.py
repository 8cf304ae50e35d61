"""Trigger events: did incidents become more frequent after a date (a speech, a decree)?

The days from the date on against a baseline before it, in three ways side by side: exact (if
incidents come independently), negative binomial (if they come in bursts, as they do), and a rank
among the windows of the past year. What comes after is not thereby caused.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np
import pandas as pd

from dashboard.indicators.days import Days, count_left_out, daily_counts, number_of
from dashboard.indicators.ratios import (
    CONFIDENCE,
    MIN_BLOCKS,
    MIN_IN_BLOCKS,
    Pair,
    RateRatio,
    dispersion,
    exact_ratio,
    overdispersed_ratio,
)
from dashboard.indicators.wording import counted, p_words, times
from dashboard.periods import YEAR_DAYS, date_words

Verdict = Literal["more", "fewer", "no clear change", "not enough to tell"]

AFTER_DAYS, BEFORE_DAYS = 14, 90
FEW = 2
LEVEL = 1 - CONFIDENCE
FIRST = "negative_binomial"


@dataclass(frozen=True)
class Placebo:
    """How many of the `windows` before, each against its own baseline, moved as much the same way.

    `p_value` is one-sided: (1 + as_much) / (1 + windows).
    """

    as_much: int
    windows: int

    @property
    def p_value(self) -> float:
        return (1 + self.as_much) / (1 + self.windows)


@dataclass(frozen=True)
class Study:
    """What came after `day` against what came before.

    The window is `day`..`last`, the baseline `baseline_start`..`day` - 1. `pair` holds the counts.
    `left_out` incidents may have begun in these days, but no row of theirs knows the day. The
    three results are None where they cannot be had (all of them where the baseline is shorter
    than the window, and then `pair` is None too), and `missing` says why, by name of the result.
    `dispersion` is alpha in variance = mean + alpha mean^2. The `verdict` rests on the negative
    binomial result alone.
    """

    day: date
    last: date
    baseline_start: date
    pair: Pair | None
    left_out: int
    exact: RateRatio | None
    negative_binomial: RateRatio | None
    dispersion: float | None
    placebo: Placebo | None
    missing: dict[str, str]

    @property
    def verdict(self) -> Verdict:
        """One or two incidents against as few expected are not enough to tell anything."""
        pair, first = self.pair, self.negative_binomial
        if pair is None or first is None or _few(pair):
            return "not enough to tell"
        if first.p_value > LEVEL:
            return "no clear change"
        return "more" if pair.after > pair.expected else "fewer"

    @property
    def sentence(self) -> str:
        """What the study allows to say."""
        vague = f" Left out, with no exact day: {self.left_out:,}." if self.left_out else ""
        if self.pair is None:
            return f"Not enough to tell: {self.missing[FIRST]}.{vague}"
        before = counted(self.pair.days_before, "day")
        seen = (
            f"{counted(self.pair.after, 'incident')} in the "
            f"{counted(self.pair.days_after, 'day')} from {date_words(self.day)}, "
            f"{self.pair.before:,} in the {before} before"
        )
        first = self.negative_binomial
        if self.verdict == "not enough to tell" or first is None:
            few = "with so few, chance alone explains any difference"
            why = few if _few(self.pair) else self.missing[FIRST]
            return f"Not enough to tell: {seen}; {why}.{vague}"
        said = _SAID[self.verdict]
        cause = "It does not show that the date was the cause."
        return f"{seen}: {_measured(first)}. {said} {cause}{vague}"


def study(
    rows: pd.DataFrame,
    day: date,
    after_days: int = AFTER_DAYS,
    before_days: int = BEFORE_DAYS,
    since: date | None = None,
    until: date | None = None,
) -> Study:
    """The event study of `day` over rows of incidents; see `study_counts` for the arguments."""
    first = max(day - timedelta(days=before_days), since or date.min)
    last = min(day + timedelta(days=after_days - 1), until or date.max)
    left_out = count_left_out(rows, first, last)
    return study_counts(daily_counts(rows), day, after_days, before_days, since, until, left_out)


def study_counts(
    counts: "pd.Series[int]",
    day: date,
    after_days: int = AFTER_DAYS,
    before_days: int = BEFORE_DAYS,
    since: date | None = None,
    until: date | None = None,
    left_out: int = 0,
) -> Study:
    """The event study of `day` over daily counts, a `DatetimeIndex` over int64.

    A day not in `counts` has no incident; records begin with its first day. The window after has
    `after_days` days, `day` being the first, and ends with `until` at the latest (the last day the
    records cover; without it the window is taken whole, so that days not yet reported count as
    calm and a rise is harder to find). The baseline is the `before_days` days before; nothing
    before `since` (a break in how the records were collected) is used, here or for the past year.
    ValueError where a number of days is below 1 or `until` is before `day`.
    """
    if min(after_days, before_days) < 1 or (until and until < day):
        raise ValueError("a window needs at least one day, and records that reach its first")
    days, zero = Days.of(counts), number_of(day)
    known = max(days.first(zero), number_of(since) if since else days.first(zero))
    end = zero + after_days - 1
    end = min(end, number_of(until)) if until else end
    start = min(zero, max(zero - before_days, known))
    last, baseline_start = day + timedelta(days=end - zero), day - timedelta(days=zero - start)
    if zero - start < end - zero + 1:
        reason = _too_short(zero - start, end - zero + 1, before_days)
        missing = dict.fromkeys(("exact", FIRST, "placebo"), reason)
        return Study(day, last, baseline_start, None, left_out, None, None, None, None, missing)
    pair = Pair(days.within(zero, end), end - zero + 1, days.within(start, zero - 1), zero - start)
    exact, alpha = exact_ratio(pair), _dispersion(days, zero, known, pair.days_after)
    first = None if alpha is None else overdispersed_ratio(pair, alpha)
    placebo = _placebo(days, zero, known, pair)
    missing = _reasons(exact, alpha, placebo, pair.days_after)
    return Study(day, last, baseline_start, pair, left_out, exact, first, alpha, placebo, missing)


_SAID = {
    "more": "That is more than such counts swing by themselves.",
    "fewer": "That is fewer than such counts swing by themselves.",
    "no clear change": "Such counts swing as much by themselves: no clear change.",
}


def _too_short(before: int, after: int, asked: int) -> str:
    """Why the baseline of `before` days is too short: the records, or as many as were `asked`."""
    if before < asked:
        return f"the records before the date span {counted(before, 'day')}, too few"
    return (
        f"{counted(before, 'day')} before are fewer than the {counted(after, 'day')} after: choose "
        "at least as many days before as after"
    )


def _few(pair: Pair) -> bool:
    return pair.after <= FEW and pair.expected <= FEW


def _measured(result: RateRatio) -> str:
    high = "no upper limit" if np.isinf(result.high) else times(result.high)
    ratio = "none before" if np.isinf(result.ratio) else f"{times(result.ratio)} times the rate"
    interval = f"95 % interval {times(result.low)} to {high}"
    return f"{ratio} ({interval}; {p_words(result.p_value)}, negative binomial)"


def _dispersion(days: Days, zero: int, known: int, length: int) -> float | None:
    """The dispersion of the blocks of `length` days in the year before day `zero`."""
    blocks = min(YEAR_DAYS, zero - known) // length
    starts = zero - length * (np.arange(blocks) + 1)
    return dispersion(days.sums_from(starts, length))


def _placebo(days: Days, zero: int, known: int, pair: Pair) -> Placebo | None:
    """The windows of the year before, one right after the other, none reaching `zero`."""
    length, baseline = pair.days_after, pair.days_before
    windows = min(YEAR_DAYS, zero - known - baseline) // length
    if windows < MIN_BLOCKS:
        return None
    starts = zero - length * np.arange(windows + 1)
    # One incident more, shared out by the days, so that windows with none have a ratio: of one.
    share = length / (length + baseline)
    jumps = np.log((days.sums_from(starts, length) + share) / share)
    jumps = jumps - np.log((days.sums_from(starts - baseline, baseline) + 1 - share) / (1 - share))
    moved = jumps if jumps[0] >= 0 else -jumps
    as_much = moved[1:] >= moved[0] - 1e-12
    return Placebo(int(as_much.sum()), windows)


def _reasons(
    exact: RateRatio | None, alpha: float | None, placebo: Placebo | None, length: int
) -> dict[str, str]:
    found = {} if exact else dict.fromkeys(("exact", FIRST), "there is no incident in these days")
    if alpha is None:
        found[FIRST] = (
            f"the year before has fewer than {MIN_BLOCKS} spans of {length} days or fewer than "
            f"{MIN_IN_BLOCKS} incidents in them, so how far such counts swing is not known"
        )
    if placebo is None:
        found["placebo"] = f"fewer than {MIN_BLOCKS} earlier windows have a baseline of their own"
    return found
