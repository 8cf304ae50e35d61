"""What a picture of the selection covers, said in plain words computed from it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import days_in, incidents_of, numbered_in
from dashboard.countries import country_name
from dashboard.origins import Origins
from dashboard.periods import known_words
from dashboard.rows import once

SILENCE = "Silence is not calm: a unit without reports may have had incidents."
_TOP_UNITS = 2


def coverage_sentence(rows: pd.DataFrame, origins: Origins) -> str:
    """Where the records of the country with most of them lie, who is behind them, and the latest.

    Plain text; counts are of incidents.
    """
    if rows.empty:
        return f"No record. {SILENCE}"
    parts = [_concentration(rows), _origins(rows, origins), _latest(rows), SILENCE]
    return " ".join(part for part in parts if part)


def _concentration(rows: pd.DataFrame) -> str:
    countries = numbered_in(rows, "country")
    counts = pd.Series(
        incidents_of(rows).per(countries.codes, len(countries.values)), index=countries.values
    )
    country = counts.sort_index().idxmax()
    incidents, cells = incidents_of(rows), numbered_in(rows, "unit_name")
    inside = np.where(countries.codes == countries.values.get_loc(country), cells.codes, -1)
    units = pd.Series(incidents.per(inside, len(cells.values)), index=cells.values)
    units = units[units > 0].sort_index()
    top = units.sort_values(ascending=False, kind="stable").head(_TOP_UNITS)
    if top.empty:
        return ""
    among_top = np.append(cells.values.isin(top.index), False)
    lie = incidents.among(among_top[inside])
    total = f"{lie:,} of {_records(int(counts.max()))} in {country_name(str(country))}"
    unit = "one unit" if len(top) == 1 else f"{len(top)} units"
    return f"{total} {'lies' if lie == 1 else 'lie'} in {unit}: {' and '.join(top.index)}."


def _origins(rows: pd.DataFrame, origins: Origins) -> str:
    incidents, counts = incidents_of(rows), origins.of_rows(rows)
    total, known = incidents.total, incidents.among(counts > 0)
    if not known:
        which = "the record" if total == 1 else f"any of the {_records(total)}"
        return f"The number of independent origins is not known for {which}."
    one, behind = incidents.among(counts == 1), origins.named(rows)
    rest = f"{one:,} of {total:,} {'rests' if one == 1 else 'rest'} on one origin"
    named = f"; {behind:,} origin{'' if behind == 1 else 's'} named in all" if behind else ""
    unknown = f"; unknown for {total - known:,}" if total > known else ""
    return f"{rest}{unknown}{named}."


def _latest(rows: pd.DataFrame) -> str:
    return f"The latest record is of {latest_date(rows)}."


def latest_date(rows: pd.DataFrame) -> str:
    """When the incident that began last did, no more exactly than is known: '2 Jan 2026', '2024'.

    `rows` has at least one row.
    """
    return once(rows, "latest date", lambda: _known_date(rows, np.max))


def span_of_dates(rows: pd.DataFrame) -> str:
    """From when to when incidents began, no more exactly than is known: '2019 to 2 Jan 2026'.

    '' for no rows.
    """
    if not len(rows):
        return ""
    first = once(rows, "first date", lambda: _known_date(rows, np.min))
    last = latest_date(rows)
    return first if first == last else f"{first} to {last}"


def _known_date(rows: pd.DataFrame, which: Callable[[npt.NDArray[Any]], int]) -> str:
    days, precision = days_in(rows, "start_date"), numbered_in(rows, "date_precision")
    day = which(days)
    # Of several that began on one day or in one month, the one known best.
    best = precision.codes[days == day].min()
    return known_words(date(1970, 1, 1) + timedelta(days=int(day)), precision.values[best])


def _records(number: int) -> str:
    return f"{number:,} record{'' if number == 1 else 's'}"
