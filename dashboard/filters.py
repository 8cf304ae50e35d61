"""Which incidents a reader asked for, and how many were left out because too little is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.conditions import has_form, is_any, is_withheld, lists_any
from dashboard.counting import NO_DAY, day_number, days_in, incidents_of
from dashboard.countries import country_name, resolve_country
from dashboard.periods import range_words
from dashboard.schema import label
from dashboard.search import SEARCHED, matches

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Selection:
    """What passed a filter, and how many incidents only might have.

    `rows` keep their order, columns and index. Each of the four counts is of incidents that no
    condition rules out but at least one cannot judge; an incident counts once, under the first of
    date, place, size and what is withheld from the public that cannot be judged.
    """

    rows: pd.DataFrame
    vague_date: int
    vague_place: int
    unknown_size: int
    withheld: int = 0


@dataclass(frozen=True)
class _Test:
    """A condition per row: surely met, or not to be judged; neither means surely not met. There is
    none where nothing is asked."""

    met: Mask
    unsure: Mask


@dataclass(frozen=True)
class IncidentFilter:
    """Conditions that an incident row must all meet; an empty one lets everything pass.

    `units` narrow the countries they lie in; a chosen country without a chosen unit stays whole.
    `start` and `end` are inclusive, and so are `workers_from` and `workers_to` (persons).
    """

    files: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    action_types: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    demands: tuple[str, ...] = ()
    verifications: tuple[str, ...] = ()
    workers_from: int | None = None
    workers_to: int | None = None
    text: str = ""

    def apply(self, incidents: pd.DataFrame) -> Selection:
        """The rows of `incidents` that surely meet every condition."""
        if self == IncidentFilter():
            return Selection(incidents, 0, 0, 0)
        judges = (self._dates, self._places, self._size, self._codes)
        tests = [judge(incidents) for judge in judges]
        possible = np.ones(len(incidents), dtype=bool)
        for test in filter(None, tests):
            possible &= test.met | test.unsure
        if self.text.strip():
            words = self._words(incidents, possible)
            possible &= words.met | words.unsure
            tests.append(words)
        surely = possible.copy()
        for test in filter(None, tests):
            surely &= test.met
        rows = incidents if surely.all() else incidents.iloc[np.flatnonzero(surely)]
        return Selection(rows, *_reasons(incidents, possible & ~surely, surely, tests))

    def describe(self, unit_names: Mapping[str, str]) -> str:
        """The conditions in plain words, joined by ' · '; 'all incidents' if there is none."""
        parts = [
            _either(f"file {name}" for name in self.files),
            *self._region_words(unit_names),
            range_words(self.start, self.end),
            _either(_word("action_type", code) for code in self.action_types),
            _either(_word("sector", code) for code in self.sectors),
            _either(_word("demand", code) for code in self.demands),
            _either(_word("verification", code) for code in self.verifications),
            self._size_words(),
            f"with the words {self.text.strip()}" if self.text.strip() else "",
        ]
        return " · ".join(part for part in parts if part) or "all incidents"

    def _codes(self, incidents: pd.DataFrame) -> _Test | None:
        """Not to be judged where a code is withheld from the public."""
        conditions = [
            (name, partial(is_any, incidents, name, wanted))
            for name, wanted in (
                ("file", self.files),
                ("sector", self.sectors),
                ("verification", self.verifications),
            )
            if wanted
        ]
        if self.action_types:
            conditions.append(("action_type", partial(has_form, incidents, self.action_types)))
        if self.demands:
            conditions.append(("demands", partial(lists_any, incidents, "demands", self.demands)))
        if not conditions:
            return None
        met, possible = np.ones((2, len(incidents)), dtype=bool)
        for name, judge in conditions:
            found = judge()
            met &= found
            possible &= found | is_withheld(incidents, name)
        return _Test(met, possible & ~met)

    def _words(self, incidents: pd.DataFrame, among: Mask) -> _Test:
        """Whether the texts `among` the rows have the words; withheld ones are not to be judged."""
        met = np.zeros(len(incidents), dtype=bool)
        rows = np.flatnonzero(among)
        met[rows] = matches(incidents[[*SEARCHED]].iloc[rows], self.text)
        return _Test(met, is_withheld(incidents, "texts") & ~met)

    def _dates(self, incidents: pd.DataFrame) -> _Test | None:
        if self.start is None and self.end is None:
            return None
        first, last = days_in(incidents, "start_date"), days_in(incidents, "start_last")
        within, apart = first != NO_DAY, np.zeros(len(incidents), dtype=bool)
        if self.start is not None:
            within &= first >= day_number(self.start)
            apart |= (last < day_number(self.start)) & (last != NO_DAY)
        if self.end is not None:
            within &= (last <= day_number(self.end)) & (last != NO_DAY)
            apart |= first > day_number(self.end)
        return _Test(within, ~within & ~apart)

    def _places(self, incidents: pd.DataFrame) -> _Test | None:
        if not self.countries and not self.units:
            return None
        narrowed = {_country_of(unit) for unit in self.units}
        whole = [code for code in self.countries if code not in narrowed]
        met = is_any(incidents, "country", whole)
        if not self.units:
            return _Test(met, np.zeros(len(incidents), dtype=bool))
        met = met | is_any(incidents, "unit", self.units)
        placeless = incidents["unit"].isna().to_numpy()
        return _Test(met, placeless & is_any(incidents, "country", narrowed) & ~met)

    def _size(self, incidents: pd.DataFrame) -> _Test | None:
        """Met where all that was reported lies within; a bound not reported may be anything."""
        if self.workers_from is None and self.workers_to is None:
            return None
        low = incidents["workers_low"].to_numpy(dtype="float64", na_value=-np.inf)
        high = incidents["workers_high"].to_numpy(dtype="float64", na_value=np.inf)
        floor = -np.inf if self.workers_from is None else self.workers_from
        ceiling = np.inf if self.workers_to is None else self.workers_to
        met = (low >= floor) & (high <= ceiling) & ~(np.isinf(low) & np.isinf(high))
        apart = (high < floor) | (low > ceiling)
        return _Test(met, ~met & ~apart)

    def _region_words(self, unit_names: Mapping[str, str]) -> list[str]:
        units = {unit: unit_names.get(unit, unit) for unit in self.units}
        if len(self.countries) < 2:
            return [_either(map(country_name, self.countries)), _either(units.values())]
        words = []
        for code in self.countries:
            only = ", ".join(name for unit, name in units.items() if _country_of(unit) == code)
            words.append(country_name(code) + (f" (only {only})" if only else ""))
        elsewhere = [
            name for unit, name in units.items() if _country_of(unit) not in self.countries
        ]
        return [_either([*words, *elsewhere])]

    def _size_words(self) -> str:
        low, high = self.workers_from, self.workers_to
        if low is not None and high is not None:
            return f"{low:,} to {high:,} workers"
        if low is not None:
            return f"at least {low:,} workers"
        return f"at most {high:,} workers" if high is not None else ""


def describe_left_out(selection: Selection) -> str:
    """How many incidents were left out for vagueness, and why; '' if none was."""
    reasons = {
        "date too vague for this range": selection.vague_date,
        "place known only to the country": selection.vague_place,
        "number of workers unknown or too vague": selection.unknown_size,
        "withheld in the public view": selection.withheld,
    }
    total = sum(reasons.values())
    if not total:
        return ""
    parts = ", ".join(f"{reason} ({count:,})" for reason, count in reasons.items() if count)
    return f"{total:,} incident{'' if total == 1 else 's'} left out: {parts}"


def _country_of(unit: str) -> str:
    """The alpha-3 code of the country of a map unit; the units carry Natural Earth's own code."""
    prefix = unit.partition("-")[0]
    return resolve_country(prefix) or prefix


def _reasons(
    incidents: pd.DataFrame, left_out: Mask, surely: Mask, tests: Sequence[_Test | None]
) -> tuple[int, int, int, int]:
    """The number of distinct incidents left out, by the first of `tests` that cannot judge: of
    dates, places, sizes, and what is withheld."""
    places = np.flatnonzero(left_out)
    if not places.size:
        return 0, 0, 0, 0
    # argmax is the first test that cannot judge; every row left out has one.
    nowhere = np.zeros(len(places), dtype=bool)
    unsure = [test.unsure[places] if test else nowhere for test in tests]
    first = np.stack(unsure).argmax(axis=0)
    codes = incidents_of(incidents).codes
    reasons = pd.DataFrame({"incident": codes[places], "reason": first})
    reasons = reasons[~reasons["incident"].isin(codes[surely])]
    counts = np.bincount(reasons.groupby("incident")["reason"].min(), minlength=len(tests))
    return int(counts[0]), int(counts[1]), int(counts[2]), int(counts[3:].sum())


def _either(words: Iterable[str]) -> str:
    *most, last = list(words) or [""]
    return f"{', '.join(most)} or {last}" if most else last


def _word(kind: str, code: str) -> str:
    """A code's label as it reads inside a sentence: no explanation, no capital."""
    words = label(kind, code).partition(":")[0]
    return words[:1].lower() + words[1:]
