import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.figures import basemap, firstmaps, placemaps, regionmaps
from dashboard.figures.theme import DARK, LIGHT, Theme
from tests.figures.checking import valid

NAMES = pd.DataFrame(
    {
        "kind": ["unit", "country"],
        "name": ["Chagang", "China"],
        "name_native": ["자강도", ""],
        "latitude": [40.9, 43.0],
        "longitude": [126.6, 126.0],
    }
)
BOUNDARIES = basemap.Boundaries("/geo/countries.geojson", "/geo/units/PRK.geojson", NAMES)
VIEW = basemap.View(127.0, 40.0, 5.0, (6.0, 6.0), "PRK")
HOSTILE = '<a href="https://evil.example">%{customdata[0]}</a>'


def places(number: int = 3) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "place_key": [f"{42 + n / 1000:.5f},129.00000,town" for n in range(number)],
            "name": [HOSTILE, *["Hoeryong"] * (number - 1)],
            "unit": "PRK-3307",
            "unit_name": "North Hamgyong",
            "latitude": [42 + n / 1000 for n in range(number)],
            "longitude": 129.0,
            "location_precision": "town",
            "precise": True,
            "incidents": [4, *[1] * (number - 1)],
            "last_date": pd.Timestamp("2026-01-02"),
        }
    )
    vague = {"place_key": "41,129,province", "location_precision": "province", "precise": False}
    return pd.concat([table, table.tail(1).assign(**vague, incidents=2)], ignore_index=True)


def units() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "unit": ["PRK-3307", "PRK-3314", "PRK-3310"],
            "name": ["North Hamgyong", "Ryanggang", "Chagang"],
            "incidents": [15, 7, 0],
            "per_100k": [np.nan, 0.97, 0.0],
        }
    )


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value


def all_maps() -> list[go.Figure]:
    return [
        valid(placemaps.places_map(places(), BOUNDARIES, VIEW, LIGHT, selected="41,129,province")),
        valid(placemaps.places_map(places(400), BOUNDARIES, VIEW, DARK, "native")),
        valid(
            regionmaps.regions_map(
                units(), "incidents", BOUNDARIES, VIEW, LIGHT, selected="PRK-3307"
            )
        ),
        valid(regionmaps.regions_map(units(), "per_100k", BOUNDARIES, VIEW, DARK)),
    ]


def named(figure: go.Figure, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


def test_maps_name_no_other_host_and_nothing_that_fetches() -> None:
    for figure in all_maps():
        value = json.loads(figure.to_json())
        outside = [text for text in strings(value) if re.search(r"//|^data:", text)]
        assert all("evil.example" in text and text.startswith("&lt;") for text in outside)
        assert "glyphs" not in value["layout"]["map"]["style"]
        assert "sprite" not in value["layout"]["map"]["style"]
        assert {trace["type"] for trace in value["data"]} <= {"scattermap", "choroplethmap"}
        symbols = {trace.get("marker", {}).get("symbol", "circle") for trace in value["data"]}
        assert symbols == {"circle"}


def test_circles_have_the_numbers_of_the_table_and_areas_by_number() -> None:
    figure = valid(placemaps.places_map(places(), BOUNDARIES, VIEW, LIGHT))
    circles = named(figure, "place known to the town")
    assert [row[2] for row in circles.customdata] == ["4 incidents", "1 incident", "1 incident"]
    assert circles.marker.size[0] / circles.marker.size[1] == pytest.approx(2)
    assert circles.customdata[0][0] == "42.00000,129.00000,town"


def test_a_vague_place_is_an_area_and_no_circle() -> None:
    figure = valid(placemaps.places_map(places(), BOUNDARIES, VIEW, LIGHT))
    area = named(figure, "? told only to the province")
    assert area.locations == ("PRK-3307",)
    assert area.customdata[0][:3] == ["41,129,province", "North Hamgyong", "2 incidents"]
    assert len(named(figure, "place known to the town").lat) == 3


def test_record_text_is_escaped_and_in_no_template() -> None:
    for figure in all_maps():
        for trace in figure.data:
            assert "evil" not in (trace.hovertemplate or "")
            assert "<" not in str(trace.customdata)


def test_units_without_reports_or_population_are_off_the_scale() -> None:
    figure = valid(regionmaps.regions_map(units(), "per_100k", BOUNDARIES, VIEW, LIGHT))
    assert named(figure, f"hatched: {regionmaps.NO_REPORTS}").locations == ("PRK-3310",)
    assert named(figure, f"hatched: {regionmaps.NO_RATE}").locations == ("PRK-3307",)
    shaded = next(trace for trace in figure.data if trace.showscale is not False)
    assert shaded.locations == ("PRK-3314",)
    assert list(shaded.z) == [0.97]


@pytest.mark.parametrize(
    ("counts", "ticks", "ends"),
    [
        ([1, 3], ["1", "2", "3"], (1, 3)),
        ([1, 15], ["1", "2", "5", "10", "15"], (0, np.log10(15))),
        ([1, 1], ["1", "2"], (1, 2)),
        ([2, 40_000], ["1", "10", "100", "1,000", "10,000", "40,000"], (0, np.log10(40_000))),
    ],
)
def test_a_scale_tells_few_from_few_more_even_beside_very_many(
    counts: list[int], ticks: list[str], ends: tuple[float, float]
) -> None:
    table = units().iloc[[0, 1]].assign(incidents=counts)
    figure = valid(regionmaps.regions_map(table, "incidents", BOUNDARIES, VIEW, LIGHT))
    shaded = next(trace for trace in figure.data if trace.showscale is not False)
    assert list(shaded.colorbar.ticktext) == ticks
    assert (shaded.zmin, shaded.zmax) == pytest.approx(ends)


def test_many_places_are_clustered_and_small() -> None:
    figure = valid(placemaps.places_map(places(2000), BOUNDARIES, VIEW, LIGHT))
    assert named(figure, "place known to the town or county").cluster.enabled
    assert len(figure.to_json()) < 260_000


def test_a_filter_keeps_the_view_and_another_country_moves_it() -> None:
    figure = valid(placemaps.places_map(places(), BOUNDARIES, VIEW, LIGHT))
    assert figure.layout.uirevision == "PRK"
    assert figure.layout.map.fitbounds is False


def test_view_of_shows_the_whole_box_on_a_phone() -> None:
    box = {"west": 124.3, "south": 37.7, "east": 130.7, "north": 43.0}
    view = basemap.view_of(box, "PRK")
    assert (view.longitude, view.zoom) == (127.5, 5.22)
    assert 6.4 * 512 * 2**view.zoom / 360 <= 341


def test_an_empty_table_gives_the_empty_ground() -> None:
    assert len(valid(placemaps.places_map(places().iloc[:0], BOUNDARIES, VIEW, LIGHT)).data) == 0
    assert (
        len(
            valid(
                regionmaps.regions_map(units().iloc[:0], "incidents", BOUNDARIES, VIEW, LIGHT)
            ).data
        )
        == 0
    )
    assert "no incident" in placemaps.places_alt(places().iloc[:0])


def test_alt_texts_name_the_main_numbers() -> None:
    assert placemaps.places_alt(places().assign(name="Hoeryong")) == (
        "Map of 4 places, 1 of them told only to the province and drawn as areas. "
        "Most incidents: Hoeryong 4, Hoeryong 2, Hoeryong 1."
    )
    assert regionmaps.regions_alt(units(), "incidents").endswith("North Hamgyong 15, Ryanggang 7.")


def test_names_are_local_where_there_is_one() -> None:
    features = basemap.map_style(LIGHT, BOUNDARIES, "native")["sources"]["names"]["data"][
        "features"
    ]
    assert [feature["properties"]["name"] for feature in features] == ["자강도", "China"]


def test_one_country_has_the_names_of_its_units_and_neighbours() -> None:
    table = pd.DataFrame(
        {
            "country": ["PRK", "PRK", "CHN", "FRA"],
            "name": ["Chagang", "Rason", "Jilin", "Corsica"],
            "name_native": ["자강도", "라선시", "吉林省", ""],
            "latitude": [40.9, 42.3, 43.0, 42.0],
            "longitude": [126.6, 130.4, 126.0, 9.0],
            "west": [125.4, 130.2, 121.6, 8.5],
            "south": [40.0, 42.2, 40.9, 41.3],
            "east": [127.4, 130.7, 131.3, 9.6],
            "north": [41.8, 42.6, 46.3, 43.0],
        }
    )
    countries = pd.DataFrame(
        {"name": ["North Korea", "China", "France"]}, index=["PRK", "CHN", "FRA"]
    )
    chosen = table[table["country"] == "PRK"]
    one = basemap.names_of(chosen, table, countries, basemap.view_of(chosen, "PRK"))
    assert list(one["name"]) == ["Chagang", "Rason", "China"]
    world = basemap.names_of(table.iloc[:0], table, countries, basemap.view_of(table, "all"))
    assert list(world["name"]) == ["China", "France", "North Korea"]


def test_a_chance_is_shaded_by_its_band_and_said_on_hover() -> None:
    table = units().assign(p_any=0.3, said="possible, 30 %")
    figure = valid(regionmaps.regions_map(table, "p_any", BOUNDARIES, VIEW, LIGHT))
    shaded = figure.data[-1]
    assert (shaded.zmin, shaded.zmax) == (0, 1)
    edges = [end for end, _ in shaded.colorscale]
    assert edges == [0, 0.05, 0.05, 0.2, 0.2, 0.5, 0.5, 0.8, 0.8, 1]
    assert [color for _, color in shaded.colorscale][::2] == list(LIGHT.scale)
    assert {row[3] for row in shaded.customdata} == {"possible, 30 %"}
    unknown = valid(
        regionmaps.regions_map(table.assign(p_any=float("nan")), "p_any", BOUNDARIES, VIEW, LIGHT)
    )
    assert f"hatched: {regionmaps.NO_FORECAST}" in [trace.name for trace in unknown.data]


def first_units(*days: str | tuple[str, str] | None) -> pd.DataFrame:
    """Units of which the first incident began on a day or between two; None: no reports."""
    pairs = [day if isinstance(day, tuple) else (day, day) for day in days]
    return pd.DataFrame(
        {
            "unit": [f"U{number}" for number in range(len(days))],
            "name": [HOSTILE, *(f"Unit {number}" for number in range(1, len(days)))],
            "incidents": [0 if day is None else 2 for day in days],
            "first_date": pd.to_datetime([first for first, _ in pairs]).as_unit("s"),
            "first_last": pd.to_datetime([last for _, last in pairs]).as_unit("s"),
        }
    )


NO_ORIGIN = pd.DataFrame(columns=["unit", "name", "latitude", "longitude", "said"])
ORIGIN = pd.DataFrame([["U1", HOSTILE, 42.44, 129.75, "2 Jan 2020"]], columns=NO_ORIGIN.columns)
YEARS = first_units(
    "1998-08-01", "2019-03-05", "2020-01-02", "2021-05-05", "2023-02-02",
    "2023-03-03", "2024-04-04", ("2025-01-01", "2025-12-31"), ("2019-06-01", "2020-06-01"), None,
)  # fmt: skip


def first_map(units: pd.DataFrame, origin: pd.DataFrame, theme: Theme = LIGHT) -> go.Figure:
    return valid(firstmaps.first_dates_map(units, origin, BOUNDARIES, VIEW, theme))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_earliest_first_dates_have_the_strongest_shade_and_readable_spans(
    theme: Theme,
) -> None:
    figure = first_map(YEARS, NO_ORIGIN, theme)
    told = {trace.name: list(trace.locations) for trace in figure.data}
    assert told == {
        "1998 to 2018: 1 unit": ["U0"],
        "2019: 1 unit": ["U1"],
        "2020 to 2022: 2 units": ["U2", "U3"],
        "2023: 2 units": ["U4", "U5"],
        "2024 to 2025: 2 units": ["U6", "U7"],
        "between two shades: 1 unit": ["U8"],
        f"hatched: {firstmaps.NO_REPORTS}": ["U9"],
    }
    colors = [trace.colorscale[0][1] for trace in figure.data]
    assert tuple(colors[:5]) == theme.scale[::-1]
    assert colors[5:] == [theme.unknown, theme.unreported]
    assert all(trace.showlegend for trace in figure.data)


def test_a_short_time_is_shaded_by_months_or_days_and_one_day_by_one_shade() -> None:
    months = firstmaps.shades(first_units("2024-01-20", "2024-03-02", "2024-09-30"))
    assert [span.words for span in months] == [
        "Jan 2024 to Feb 2024", "Mar 2024 to Aug 2024", "Sep 2024",
    ]  # fmt: skip
    days = firstmaps.shades(first_units("2024-01-20", "2024-01-20", "2024-02-02"))
    assert [span.words for span in days] == ["20 Jan 2024 to 1 Feb 2024", "2 Feb 2024"]
    (one,) = firstmaps.shades(first_units("2024-01-20"))
    assert one.words == "20 Jan 2024"
    assert firstmaps.shades(first_units(None).dropna()) == []


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2026, 1, 1)), min_size=1, max_size=40),
    st.integers(1, 12_000),
)
def test_every_exact_first_date_lies_in_one_shade_that_holds_it(
    days: list[date], length: int
) -> None:
    near = [min(days) + (day - min(days)) % timedelta(days=length) for day in days]
    table = first_units(*(day.isoformat() for day in near))
    spans = firstmaps.shades(table)
    assert 1 <= len(spans) <= 5
    for day, shade in zip(table["first_date"], firstmaps.shade_of(table, spans), strict=True):
        assert spans[shade].first <= day <= spans[shade].last
    for one, other in pairwise(spans):
        assert other.first - one.last == pd.Timedelta(days=1)


def test_the_start_of_the_front_is_a_ring_and_no_text_of_a_record_is_live() -> None:
    figure = first_map(YEARS, ORIGIN)
    (ring,) = [trace for trace in figure.data if trace.name == firstmaps.ORIGIN]
    assert ring.customdata[0][0] == "U1"
    assert (ring.lat[0], ring.lon[0]) == pytest.approx((42.44, 129.75), abs=1e-4)
    assert "A ring: start of the front" in firstmaps.first_map_alt(YEARS, ORIGIN)
    assert "<a" not in figure.to_json().replace("\\u003c", "<")
    assert not any("evil" in (trace.hovertemplate or "") for trace in figure.data)
    hover = figure.data[1].customdata[0]
    assert list(hover) == ["U1", "Unit 1", "2 incidents", "first documented 5 Mar 2019"]
    vague = next(trace for trace in figure.data if trace.name.startswith("between two"))
    assert vague.customdata[0][3] == "first documented between 1 Jun 2019 and 1 Jun 2020"


def test_first_dates_on_a_map_in_words() -> None:
    assert firstmaps.first_map_title(YEARS) == (
        "Documented in 9 of 10 units; 5 of them by 5 May 2021"
    )
    assert firstmaps.first_map_title(first_units(None, "2024-01-20")) == (
        "Documented in one unit alone: Unit 1, since 20 Jan 2024"
    )
    # A date known to the year is surely past at its end, not at its beginning.
    vague = first_units(("2024-01-01", "2024-12-31"), "2024-03-01")
    assert firstmaps.first_map_title(vague).endswith("1 of them by 1 Mar 2024")
    nothing = first_units(None, None)
    assert firstmaps.first_map_title(nothing) == (
        "No incident of this selection lies in a known unit"
    )
    assert firstmaps.first_map_alt(nothing, NO_ORIGIN) == "Map of 2 regions; none has reports."
    assert [trace.name for trace in first_map(nothing, NO_ORIGIN).data] == [
        f"hatched: {firstmaps.NO_REPORTS}"
    ]
    assert firstmaps.first_map_alt(YEARS, NO_ORIGIN).endswith(
        "1998 to 2018: 1; 2019: 1; 2020 to 2022: 2; 2023: 2; 2024 to 2025: 2; "
        "between two shades: 1; no reports: 1."
    )
