"""First dates: when unrest was first documented in each first-level unit and at each place."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.counting import Ints, incidents_of, numbered
from dashboard.summaries.regions import PRECISE

_DEGREE = 100_000  # Places are told apart to five decimals, about a metre.
_MONDAY = 3  # 1 January 1970 was a Thursday, the fourth day of a week that starts on Monday.


def first_dates(rows: pd.DataFrame) -> pd.DataFrame:
    """When the first incident of each unit began, for a map.

    Columns: unit, unit_name, country, first_date and first_last (datetime64[s]: the first incident
    began between these two days; equal where the day is known), exact (bool: they are equal),
    incidents (int64). The earliest first, then by unit. Incidents without a unit are in none;
    silence elsewhere is not calm.
    """
    unit = numbered(rows["unit"])
    counts = incidents_of(rows).per(unit.codes, len(unit.values))
    placed = np.flatnonzero(unit.codes >= 0)
    columns = ["unit", "unit_name", "country", "start_date", "start_last"]
    found = rows[columns].iloc[placed].groupby("unit", sort=True).min().reset_index()
    found = found.rename(columns={"start_date": "first_date", "start_last": "first_last"})
    number = pd.Series(counts, index=unit.values).reindex(found["unit"]).to_numpy(dtype=np.int64)
    exact = (found["first_date"] == found["first_last"]).to_numpy()
    found = found.assign(exact=exact, incidents=number)
    return found.sort_values(["first_date", "first_last", "unit"], ignore_index=True)


def new_units(firsts: pd.DataFrame) -> pd.DataFrame:
    """Units with their first incident in each week, from the table of `first_dates`.

    Columns: week (datetime64[s], a Monday), new_units, units_so_far (int64); complete with zeros
    from the first to the last of those weeks. Units whose first incident is not known to one week
    are left out: `count_vague_units`.
    """
    weeks = _weeks(firsts["first_date"])
    weeks = weeks[weeks == _weeks(firsts["first_last"])] if len(firsts) else weeks
    start = int(weeks.min()) if len(weeks) else 0
    new = np.bincount(weeks - start).astype(np.int64)
    days = ((np.arange(len(new)) + start) * 7 - _MONDAY).astype("datetime64[D]")
    return pd.DataFrame(
        {"week": days.astype("datetime64[s]"), "new_units": new, "units_so_far": np.cumsum(new)}
    )


def count_vague_units(firsts: pd.DataFrame) -> int:
    """Units of `first_dates` whose first incident is not known to one week."""
    return int((_weeks(firsts["first_date"]) != _weeks(firsts["first_last"])).sum())


def dated_places(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per incident whose day and town or county are known, the earliest first.

    Columns: incident_id, day (int64, from 1970), latitude, longitude (degrees, to five decimals),
    place (int64: the same for the same point). An incident in several places counts at that of its
    earliest day, the first in its list.
    """
    begins, ends = (
        rows[name].to_numpy().astype("datetime64[D]") for name in ("start_date", "start_last")
    )
    precise = rows["location_precision"].isin(PRECISE) & rows["map_latitude"].notna()
    known = np.flatnonzero((begins == ends) & ~np.isnat(begins) & precise.to_numpy())
    chosen = rows[["incident_id", "location_seq", "map_latitude", "map_longitude"]].iloc[known]
    latitude, longitude = (
        np.round(chosen[name].to_numpy() * _DEGREE).astype(np.int64)
        for name in ("map_latitude", "map_longitude")
    )
    day = begins[known].astype(np.int64)
    sequence = chosen["location_seq"].fillna(0).to_numpy(dtype=np.int64)
    firsts = incidents_of(chosen).first_rows(day, sequence, latitude, longitude)
    day, latitude, longitude = day[firsts], latitude[firsts], longitude[firsts]
    ids = chosen["incident_id"].iloc[firsts]
    # By id at the last, so that the order of the rows in a file changes nothing.
    order = pc.array_sort_indices(pa.array(ids, from_pandas=True)).to_numpy().astype(np.int64)
    order = order[np.lexsort([longitude[order], latitude[order], day[order]])]
    day, latitude, longitude = day[order], latitude[order], longitude[order]
    place, _ = pd.factorize(latitude * (360 * _DEGREE + 1) + longitude)
    return pd.DataFrame(
        {
            "incident_id": ids.iloc[order].reset_index(drop=True),
            "day": day,
            "latitude": latitude / _DEGREE,
            "longitude": longitude / _DEGREE,
            "place": place.astype(np.int64),
        }
    )


def _weeks(days: "pd.Series[pd.Timestamp]") -> Ints:
    numbers = days.to_numpy().astype("datetime64[D]").astype(np.int64)
    found: Ints = (numbers + _MONDAY) // 7
    return found
