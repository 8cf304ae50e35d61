"""The Map page: its controls, the map that can be played through time, and the list beside it."""

import time
from dataclasses import dataclass
from typing import Literal, TypeVar

import pandas as pd
import streamlit as st

from dashboard.counting import day_number, days_in, incidents_of, occurring
from dashboard.figures.basemap import Labels
from dashboard.figures.regionmaps import Value
from dashboard.periods import date_words
from dashboard.summaries.counts import latest
from dashboard.summaries.regions import at_place
from dashboard.ui import charts, listing, parts, sidebar, state
from dashboard.ui.figure import Event

MODES: dict[str, Literal["places", "regions"]] = {"Places": "places", "Regions": "regions"}
VALUES: dict[str, Value] = {"Incidents": "incidents", "Per 100,000 people": "per_100k"}
LABELS: dict[str, Labels] = {"English": "en", "Local script": "native"}
T = TypeVar("T")
SECONDS = 1.2  # between two steps of the play
ECHOES, ECHO_SECONDS = 3, 5  # steps, and how long ago, that a browser's slider may be behind
LISTED = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """What the controls say."""

    mode: Literal["places", "regions"]
    value: Value
    labels: Labels


def choose(view: state.View) -> Choice:
    """Draw the controls; per 100,000 is offered where a population is known."""
    with st.container(horizontal=True):
        mode = _one_of("Show", "mode", MODES)
        value: Value = "incidents"
        if mode == "regions" and _has_population(view):
            value = _one_of("Shade by", "shade", VALUES)
        labels = _one_of("Names", "names", LABELS)
    return Choice(mode, value, labels)


def show_map_and_list(view: state.View, choice: Choice) -> None:
    """The map at the left, the incidents of the clicked place or of the selection at the right."""
    months = _months(view)
    with st.container():  # there even when it is empty: else the map below would be drawn anew
        # Outside the fragment: only a run of the whole page can set its `run_every` anew.
        playing = len(months) > 1 and _play_button(months)
    st.fragment(_map_and_list, run_every=SECONDS if playing else None)(
        view, choice, months, playing
    )


def _map_and_list(view: state.View, choice: Choice, months: list[str], playing: bool) -> None:
    if state.to_open() is not None:
        st.rerun()  # an incident of the list was clicked; only the whole app can go to its page
    with st.container():  # the same
        rows = _until(view, months, playing) if len(months) > 1 else view.rows
    left, right = st.columns([2, 1])
    with left:
        _map(view, choice, rows)
    with right:
        _list(view, rows)


def _map(view: state.View, choice: Choice, rows: pd.DataFrame) -> None:
    if choice.mode == "places":
        charts.show_places(
            view, "map_places", rows=rows, labels=choice.labels, on_event=_choose_place,
            selected=st.session_state.get("_place"), scroll_zoom=True,
        )  # fmt: skip
    else:
        charts.show_regions(
            view, "map_regions", rows=rows, value=choice.value, labels=choice.labels,
            on_event=_filter_region,
        )  # fmt: skip


def _months(view: state.View) -> list[str]:
    """The months of the selection, as 2024-02, the first first."""
    return [str(month) for month in pd.period_range(*charts.span_shown(view), freq="M")]


def _play_button(months: list[str]) -> bool:
    """Draw Play or Pause; True while the map plays, which ends when the page is left."""
    playing = bool(st.session_state.get("_playing")) and "until" in st.session_state
    st.button(
        "Pause" if playing else "Play", on_click=_start if not playing else _stop,
        args=() if playing else (months,), key="play",
        icon=":material/pause:" if playing else ":material/play_arrow:",
    )  # fmt: skip
    return playing


def _until(view: state.View, months: list[str], playing: bool) -> pd.DataFrame:
    """The rows that began up to the month that the reader has scrubbed or played to."""
    if playing and st.session_state.get("_playing"):
        _advance(months)
    if playing and not st.session_state.get("_playing"):
        st.rerun()  # at its end, or stopped by a scrub: the button above must follow
    if st.session_state.get("until") not in months:
        st.session_state["until"] = months[-1]
    until = st.select_slider("Up to and including", months, key="until", on_change=_scrubbed)
    if until == months[-1]:
        return view.rows
    end = pd.Period(until, "M").end_time
    shown = view.rows[days_in(view.rows, "start_last") <= day_number(end.date())]
    st.caption(
        f"{incidents_of(shown).total:,} of {view.incidents:,} incidents had begun by "
        f"{date_words(end.date())}."
    )
    return shown


def _advance(months: list[str]) -> None:
    """One step on; a long span is played in about thirty of them."""
    now = st.session_state.get("until")
    place = months.index(now) if now in months else 0
    left = (months[place], time.monotonic())
    st.session_state["_left"] = (*st.session_state.get("_left", ()), left)[-ECHOES:]
    place = min(place + max(1, len(months) // 30), len(months) - 1)
    st.session_state["until"] = st.session_state["_played"] = months[place]
    if place == len(months) - 1:
        _stop()


def _start(months: list[str]) -> None:
    st.session_state["_playing"] = True
    if st.session_state.get("until") not in months[:-1]:
        st.session_state["until"] = months[0]


def _scrubbed() -> None:
    """Stop where a reader moved the slider. For callbacks.

    A slow browser sends where its slider still stands, a step or two back: that is no scrub.
    """
    now = time.monotonic()
    echoes = {month for month, at in st.session_state.get("_left", ()) if now - at < ECHO_SECONDS}
    if st.session_state["until"] in echoes:
        st.session_state["until"] = st.session_state["_played"]
    else:
        _stop()


def _stop() -> None:
    st.session_state["_playing"] = False


def _list(view: state.View, until: pd.DataFrame) -> None:
    """The incidents of the place clicked, else all that the map shows."""
    place = st.session_state.get("_place")
    rows = at_place(until, place) if isinstance(place, str) else until.iloc[:0]
    if rows.empty:
        rows = until
        st.markdown("**Incidents on this map, the latest first**")
        st.caption("Click a place to list its incidents, or a region to filter by it.")
    else:
        st.markdown("**Incidents at the place you clicked**")
        parts.show_text(parts.where(rows.iloc[0]))
        st.button("Show all places again", on_click=_forget_place)
    listing.show_incidents(view, latest(rows, LISTED), "map_list", width=16)
    total = incidents_of(rows).total
    if total > LISTED:
        st.caption(f"{LISTED} of {total:,}; the page Incidents lists all of them.")


def _choose_place(event: Event) -> None:
    for point in event.points:
        data = point.get("customdata")
        if isinstance(data, list) and data and isinstance(data[0], str):
            st.session_state["_place"] = data[0]


def _forget_place() -> None:
    st.session_state.pop("_place", None)


def _filter_region(event: Event) -> None:
    """Filter by the unit clicked; a click on the only unit filtered for takes the filter off."""
    units = state.shared().places.units
    for point in event.points:
        unit = point.get("location")
        if unit in units.index:
            again = st.session_state.get("region") == [unit]
            sidebar.set_filter(
                {"country": [units.at[unit, "country"]], "region": [] if again else [unit]}
            )
            st.rerun()  # the map is a fragment; the sidebar must follow


def _has_population(view: state.View) -> bool:
    units = view.places.units
    shown = units["country"].isin(occurring(view.rows, "country"))
    return bool(units.loc[shown, "population"].notna().any())


def _one_of(label: str, key: str, options: dict[str, T]) -> T:
    names = list(options)
    chosen = st.segmented_control(
        label, names, key=key, bind="query-params", default=names[0], required=True
    )
    return options[chosen or names[0]]
