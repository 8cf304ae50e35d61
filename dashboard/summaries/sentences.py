"""What a picture of the selection covers, said in plain words computed from it."""

import pandas as pd

from dashboard.counting import incidents_of, numbered
from dashboard.countries import country_name
from dashboard.origins import count_origins
from dashboard.periods import known_words

SILENCE = "Silence is not calm: a unit without reports may have had incidents."
_TOP_UNITS = 2


def coverage_sentence(rows: pd.DataFrame, accounts: pd.DataFrame) -> str:
    """Where the records of the country with most of them lie, who is behind them, and the latest.

    Plain text; counts are of incidents.
    """
    if rows.empty:
        return f"No record. {SILENCE}"
    parts = [_concentration(rows), _origins(rows, accounts), _latest(rows), SILENCE]
    return " ".join(part for part in parts if part)


def _concentration(rows: pd.DataFrame) -> str:
    countries = numbered(rows["country"])
    counts = pd.Series(
        incidents_of(rows).per(countries.codes, len(countries.values)), index=countries.values
    )
    country = counts.sort_index().idxmax()
    of_country = rows[["incident_id", "unit_name"]][(rows["country"] == country).to_numpy()]
    incidents, cells = incidents_of(of_country), numbered(of_country["unit_name"])
    units = pd.Series(incidents.per(cells.codes, len(cells.values)), index=cells.values)
    top = units.sort_index().sort_values(ascending=False, kind="stable").head(_TOP_UNITS)
    if top.empty:
        return ""
    lie = incidents.among(of_country["unit_name"].isin(top.index).to_numpy())
    total = f"{lie:,} of {_records(incidents.total)} in {country_name(str(country))}"
    unit = "one unit" if len(top) == 1 else f"{len(top)} units"
    return f"{total} {'lies' if lie == 1 else 'lie'} in {unit}: {' and '.join(top.index)}."


def _origins(rows: pd.DataFrame, accounts: pd.DataFrame) -> str:
    counted = count_origins(accounts, rows)
    names = counted["origin_names"].dropna().str.split("; ", regex=False).explode()
    total, known = len(counted), int(counted["origins"].notna().sum())
    if not known:
        which = "the record" if total == 1 else f"any of the {_records(total)}"
        return f"The number of independent origins is not known for {which}."
    one = int((counted["origins"] == 1).sum())
    behind = names.nunique()
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
    last = rows["start_date"].max()
    # Of several that began on one day or in one month, the one known best.
    on_last = rows["date_precision"][(rows["start_date"] == last).to_numpy()]
    precision = on_last.cat.codes.min()
    return known_words(last.date(), on_last.cat.categories[precision])


def _records(number: int) -> str:
    return f"{number:,} record{'' if number == 1 else 's'}"
