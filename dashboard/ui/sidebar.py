"""The filter: one set of widgets on every page, each bound to the address of the page."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from dashboard.counting import incidents_of, occurring
from dashboard.countries import country_name
from dashboard.filters import IncidentFilter
from dashboard.indicators.wording import counted
from dashboard.periods import Range, presets, years
from dashboard.places import Places
from dashboard.public import PublicDataset
from dashboard.rows import recently
from dashboard.schema import split_list, vocabulary
from dashboard.store import Dataset
from dashboard.summaries.sentences import span_of_dates
from dashboard.summaries.spans import dates_of, known_dates_of

KEYS = (
    "file", "country", "region", "from", "to", "action", "sector", "demand",
    "workers_from", "workers_to", "verification", "q",
)  # fmt: skip
BOUND = (*KEYS, "break", "tone_method")
"""What the address carries on every page."""
FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
OWN_DATES = "Own dates"


@dataclass
class _Asked:
    """What the link of this session asked for and its first run could not find."""

    values: dict[str, list[str]]
    unknown: list[str]
    found: IncidentFilter | None = None


def not_found(shown: IncidentFilter) -> tuple[str, ...]:
    """What the link asked for and is not in the data, until the reader changes the filter."""
    asked = _asked()
    if asked.found is None:
        asked.found = shown
    return tuple(asked.unknown) if asked.found == shown else ()


def _asked() -> _Asked:
    if "_asked" not in st.session_state:
        values = {key: st.query_params.get_all(key) for key in KEYS}
        st.session_state["_asked"] = _Asked(values, [])
    asked = st.session_state["_asked"]
    assert isinstance(asked, _Asked)  # noqa: S101  # set above
    return asked


def _note_unknown(key: str, known: Collection[str]) -> None:
    """On the first run, remember what the link asked for under `key` that is not `known`."""
    asked = _asked()
    if asked.found is None:
        asked.unknown += [value for value in asked.values[key] if value not in known]


def show_sidebar(dataset: Dataset, places: Places) -> IncidentFilter:
    """Draw the widgets for `dataset`; the filter they stand for."""
    incidents = dataset.rows
    with st.sidebar:
        _data_in_use(dataset)
        files = _choices("Files", "file", dataset.files, {}) if len(dataset.files) > 1 else ()
        countries, units = _region(incidents, places)
        start, end = _dates(incidents)
        actions = _codes("Action type", "action", incidents, "action_type", "action_type")
        sectors = _codes("Sector", "sector", incidents, "sector", "sector")
        demands = _codes("Demand", "demand", incidents, "demands", "demand")
        low, high = _workers()
        verifications = _codes(
            "Verification", "verification", incidents, "verification", "verification"
        )
        text = st.text_input("Search the text", key="q", bind="query-params", max_chars=200)
        found = IncidentFilter(
            files=files, countries=countries, units=units, start=start, end=end,
            action_types=actions, sectors=sectors, demands=demands, verifications=verifications,
            workers_from=low, workers_to=high, text=text,
        )  # fmt: skip
        _collection_break()
        st.button("Clear all", on_click=clear, disabled=found == IncidentFilter(), width="stretch")
        words = "The address of this page carries the filter: copy it to share the view."
        own = " It does not carry files you uploaded."
        st.caption(words if isinstance(dataset, PublicDataset) else words + own)
    return found


def _collection_break() -> None:
    st.date_input(
        "The way of collecting changed on", value=None, key="break", bind="query-params",
        min_value=FIRST, max_value=LAST, format="YYYY-MM-DD",
        help="New sources look like unrest. Forecasts, baselines and profiles then use the records "
        "from this day on alone, and the day is drawn on the time charts. It filters nothing.",
    )  # fmt: skip


def collection_break() -> date | None:
    """The day since which the reader says that records are collected in one way."""
    day = st.session_state.get("break")
    return day if isinstance(day, date) else None


def clear() -> None:
    """Empty the filter. For callbacks."""
    set_filter(dict.fromkeys(KEYS))


def set_filter(values: Mapping[str, object]) -> None:
    """Set widgets by their keys; None empties one. For callbacks, which run before the widgets."""
    empty: dict[str, object] = {"from": None, "to": None, "workers_from": None, "workers_to": None}
    for key, value in values.items():
        blank = "" if key == "q" else empty.get(key, [])
        st.session_state[key] = blank if value is None else value


def _data_in_use(dataset: Dataset) -> None:
    count = incidents_of(dataset.rows).total
    st.text("Data in use: " + ", ".join(dataset.files))
    st.text(", ".join(filter(None, (counted(count, "incident"), span_of_dates(dataset.rows)))))


def _choices(
    label: str, key: str, options: tuple[str, ...], names: Mapping[str, str]
) -> tuple[str, ...]:
    _note_unknown(key, {names.get(code, code) for code in options})
    chosen = st.multiselect(
        label, options, key=key, bind="query-params", placeholder="All", format_func=_named(names)
    )
    return tuple(chosen)


def _named(names: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: names.get(code, code)


def _codes(
    label: str, key: str, incidents: pd.DataFrame, column: str, kind: str
) -> tuple[str, ...]:
    """A choice among the codes that occur, in their published order."""
    found = {code for cell in occurring(incidents, column) for code in split_list(cell)}
    names = {
        code: entry.label.partition(":")[0]
        for code, entry in vocabulary(kind).items()
        if code in found
    }
    return _choices(label, key, tuple(names), names)


def _region(incidents: pd.DataFrame, places: Places) -> tuple[tuple[str, ...], tuple[str, ...]]:
    codes = occurring(incidents, "country")
    names = dict(sorted(((code, country_name(code)) for code in codes), key=lambda pair: pair[1]))
    countries = _choices("Country", "country", tuple(names), names)
    units = unit_labels(incidents, places, countries)
    return countries, _choices("Province or state", "region", tuple(units), units)


def unit_labels(
    incidents: pd.DataFrame, places: Places, countries: tuple[str, ...]
) -> dict[str, str]:
    """The first-level units with incidents by unit, of `countries` or of all, each named once."""
    made = partial(_unit_labels, incidents, places, countries)
    return {**recently(incidents, ("unit labels", countries), made)}


def _unit_labels(
    incidents: pd.DataFrame, places: Places, countries: tuple[str, ...]
) -> dict[str, str]:
    with_incidents = places.units.loc[places.units.index.isin(occurring(incidents, "unit"))]
    if countries:
        with_incidents = with_incidents[with_incidents["country"].isin(countries)]
    labels = with_incidents["name"] + ", " + with_incidents["country"].map(country_name)
    twice = labels.duplicated(keep=False)
    labels = labels.mask(twice, labels + " (" + labels.index + ")")
    return dict(labels.sort_values().items())  # type: ignore[arg-type]


def _dates(incidents: pd.DataFrame) -> Range:
    span, known = dates_of(incidents), known_dates_of(incidents)
    ranges: dict[str, Range] = {**presets(known[1]), **years(*span)} if span and known else {}
    above = st.container()
    start = _date("From", "from")
    end = _date("To", "to")
    fitting = [name for name, days in ranges.items() if days == (start, end)]
    # Drawn above the dates but made after them: on a link's first run only they know their value.
    st.session_state["period"] = fitting[0] if fitting else OWN_DATES

    def choose() -> None:
        since, until = ranges.get(st.session_state["period"], (start, end))
        set_filter({"from": since, "to": until})

    above.selectbox("Period", [*ranges, OWN_DATES], key="period", on_change=choose)
    if start and end and start > end:
        st.warning("'From' lies after 'To': no incident can match. Change one of them.")
    return start, end


def _date(label: str, key: str) -> date | None:
    chosen = st.date_input(
        label, value=None, key=key, bind="query-params",
        min_value=FIRST, max_value=LAST, format="YYYY-MM-DD",
    )  # fmt: skip
    _note_unknown(key, {str(chosen)})
    return chosen


def _workers() -> tuple[int | None, int | None]:
    first, last = st.columns(2)
    with first:
        low = _number("Workers, at least", "workers_from")
    with last:
        return low, _number("Workers, at most", "workers_to")


def _number(label: str, key: str) -> int | None:
    chosen = st.number_input(label, value=None, min_value=0, step=1, key=key, bind="query-params")
    _note_unknown(key, {str(chosen)})
    return chosen
