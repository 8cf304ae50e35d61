"""The places of the public view: no finer than an incident's class allows, nor than recorded."""

from dataclasses import dataclass
from typing import get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import numbered
from dashboard.places import Places
from dashboard.places.columns import ISO_3166_2
from dashboard.public.policy import Policy, Reach
from dashboard.rows import Mask
from dashboard.schema import vocabulary

REACHES: tuple[Reach, ...] = get_args(Reach)
PRECISIONS = ("town", "county", "province", "country")
"""From the finest on; what is not told counts as the country."""
TOLD = ("recorded", "county", "province", "country")
"""The precision of each of `REACHES`: a cell of the grid is known as a county is."""
_AXES = ("latitude", "longitude")


@dataclass(frozen=True)
class Reached:
    """How exactly each row's place is told: a position in `REACHES`; and where that is coarser
    than the record."""

    told: npt.NDArray[np.int8]
    coarser: Mask


def reach_of(incidents: pd.DataFrame, classes: npt.NDArray[np.int8], policy: Policy) -> Reached:
    """How exactly the place of each row may be told; `classes` are positions in the vocabulary of
    `sensitivity`."""
    allowed = np.array([REACHES.index(policy.places[code]) for code in vocabulary("sensitivity")])
    known = _precisions(incidents)
    has_point = incidents["map_latitude"].notna().to_numpy()
    has_unit = incidents["unit"].notna().to_numpy()
    told = allowed[classes]
    told = np.where((told == 1) & ((known > 1) | ~has_point), 2, told)
    told = np.where((told == 2) & ((known > 2) | ~has_unit), 3, told)
    # Nothing is lost where the record knows no more than is told.
    coarser = (told > 0) & (known < np.array([0, 2, 2, 3])[told])
    return Reached(told.astype(np.int8), coarser)


def public_places(
    incidents: pd.DataFrame, reached: Reached, places: Places, cell: float
) -> dict[str, pd.Series]:
    """The place columns of `incidents`, each told as `reached` allows; `cell` is in degrees."""
    told = reached.told
    recorded, in_cell, in_unit = told == 0, told == 1, told == 2
    unit = incidents["unit"].where(told < 3)
    cells = numbered(unit)
    of_unit = places.units.reindex(cells.values)
    made = {name: incidents[name].where(recorded) for name in ("admin2", "location")}
    made["unit"] = unit
    made["unit_name"] = _taken(of_unit["name"], cells.codes)
    iso = of_unit["iso_3166_2"].where(of_unit["iso_3166_2"].fillna("").str.fullmatch(ISO_3166_2))
    made["admin1"] = incidents["admin1"].where(recorded, made["unit_name"])
    made["admin1_code"] = incidents["admin1_code"].where(recorded, _taken(iso, cells.codes))
    for axis in _AXES:
        point = incidents[f"map_{axis}"].to_numpy()
        middle = np.round((np.floor(point / cell) + 0.5) * cell, 6)
        label = np.append(of_unit[axis].to_numpy(dtype=np.float64), np.nan)[cells.codes]
        given = incidents[axis].to_numpy()
        shown = np.select([recorded, in_cell, in_unit], [point, middle, label], np.nan)
        own = np.where(recorded, given, np.where(in_cell & ~np.isnan(given), middle, np.nan))
        made[f"map_{axis}"] = pd.Series(shown, incidents.index)
        made[axis] = pd.Series(own, incidents.index)
    known = np.where(recorded, _precisions(incidents), told)
    kinds = [*vocabulary("location_precision")]
    precision = np.array([kinds.index(name) for name in PRECISIONS])[known]
    made["location_precision"] = pd.Series(
        pd.Categorical.from_codes(precision, categories=pd.Index(kinds, dtype="str")),
        incidents.index,
    )
    found = incidents["place_found"]
    made["place_found"] = found.where(told < 3, "country")
    return made


def _taken(values: pd.Series, codes: npt.NDArray[np.int64]) -> pd.Series:
    """A value for each code, missing for -1, as a text column."""
    texts = pd.Series([*values, None], dtype="str")
    return pd.Series(texts.array.take(np.where(codes < 0, len(values), codes)))


def _precisions(incidents: pd.DataFrame) -> npt.NDArray[np.int64]:
    known = incidents["location_precision"].cat
    last = len(PRECISIONS) - 1
    of_code = [PRECISIONS.index(name) if name in PRECISIONS else last for name in known.categories]
    return np.array([*of_code, last])[known.codes.to_numpy()]
