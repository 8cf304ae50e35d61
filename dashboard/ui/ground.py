"""The ground of the maps: boundaries, names, and the first view."""

import pandas as pd

from dashboard.figures import basemap
from dashboard.figures.basemap import Boundaries
from dashboard.filters import IncidentFilter
from dashboard.published import address
from dashboard.rows import once
from dashboard.summaries.regions import points_of
from dashboard.ui import state


def map_ground(view: state.View) -> tuple[Boundaries, basemap.View]:
    """Boundaries, names and the first view of the countries filtered for, else of all places of
    the files filtered for.

    Only another choice of countries or files moves the map; any other filter leaves it as it is.
    """
    units = view.places.units
    of_units = units.loc[list(view.filter.units), "country"]
    codes = sorted({*view.filter.countries, *of_units})
    if len(codes) > 1:  # of so many choices none is worth keeping
        return _ground(view, codes)
    return once(
        view.dataset.rows, ("ground", *codes, view.filter.files), lambda: _ground(view, codes)
    )


def _ground(view: state.View, codes: list[str]) -> tuple[Boundaries, basemap.View]:
    units = view.places.units
    chosen = units[units["country"].isin(codes)]
    codes = sorted(chosen["country"].unique())
    if codes:
        look = basemap.view_of(chosen, " ".join(codes))
    else:
        of_files = IncidentFilter(files=view.filter.files).apply(view.dataset.rows).rows
        key = " ".join(("all", *view.filter.files))
        look = look_at(of_files, key, basemap.COUNTRY_SPAN)
    fine = f"units/{codes[0]}.geojson" if len(codes) == 1 else "units_world.geojson"
    names = basemap.names_of(chosen, units, view.places.countries, look)
    return Boundaries(address("countries.geojson"), address(fine), names), look


def look_at(incidents: pd.DataFrame, key: str, least: float = basemap.TOWN_SPAN) -> basemap.View:
    """The view of all places of `incidents`, `least` degrees of it at least."""
    return once(incidents, ("look", key), lambda: basemap.view_of(points_of(incidents), key, least))
