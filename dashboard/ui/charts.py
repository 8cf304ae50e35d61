"""The figures of the pages: a view in, a figure with its headline, alt text and numbers out."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from dashboard.counting import incidents_of, occurring
from dashboard.figures import bars, placemaps, regionmaps, timelines
from dashboard.figures import lanes as lane_figures
from dashboard.figures.axes import break_mark
from dashboard.figures.basemap import CREDIT, Labels
from dashboard.figures.regionmaps import Value
from dashboard.periods import Freq, choose_freq
from dashboard.schema import WITHHELD
from dashboard.summaries.counts import count_by_code, count_by_period, count_too_vague
from dashboard.summaries.lanes import lanes
from dashboard.summaries.regions import (
    count_by_place,
    count_by_unit,
    count_places,
    count_without_place,
    count_without_unit,
)
from dashboard.summaries.spans import after_today, known_dates_of
from dashboard.ui import headlines, sidebar, state
from dashboard.ui.figure import Event, show_figure
from dashboard.ui.ground import look_at, map_ground
from dashboard.ui.headlines import dated, incidents_words

OnEvent = Callable[[Event], None] | None
LANES = 40
PLACES = 2000


def _of_known_days(view: state.View) -> tuple[pd.DataFrame, str]:
    """The rows that a time axis shows, and a note on those it does not: one date in the future,
    most often mistyped, would squeeze all others. A filter that reaches there shows them."""
    future = after_today(view.rows)
    if view.filter.end is not None or not future.any() or future.all():
        return view.rows, ""
    number = incidents_of(view.rows).among(future)
    return view.rows[~future], f" {incidents_words(number)} dated after today not drawn."


def show_places(
    view: state.View,
    key: str,
    *,
    rows: pd.DataFrame | None = None,
    labels: Labels = "en",
    selected: str | None = None,
    on_event: OnEvent = None,
    height: int = 520,
    scroll_zoom: bool = False,
    focus: str = "",
) -> None:
    """Circles by number of incidents, and areas for places known only to the unit.

    `focus` names `rows` where the map is to look at them alone, whatever the filter.
    """
    rows = view.rows if rows is None else rows
    ground = map_ground(view) if not focus else (map_ground(view)[0], look_at(rows, focus))
    places = count_by_place(rows, PLACES)
    figure = placemaps.places_map(places, *ground, state.theme(), labels, selected)
    without, everywhere = count_without_place(rows), count_places(rows)
    notes = [dated(rows)]
    if without:
        notes.append(
            f"{incidents_words(without)} told only to the country: in the list, not drawn."
        )
    if everywhere > len(places):
        notes.append(f"The {len(places):,} places with most incidents of {everywhere:,} are drawn.")
    show_figure(
        figure,
        key,
        headlines.places_title(places),
        placemaps.places_alt(places),
        places.drop(columns=["place_key", "precise"]),
        note=" ".join((*notes, CREDIT)),
        height=height,
        scroll_zoom=scroll_zoom,
        on_event=on_event,
    )


def show_regions(
    view: state.View,
    key: str,
    *,
    rows: pd.DataFrame | None = None,
    value: Value = "incidents",
    labels: Labels = "en",
    on_event: OnEvent = None,
    height: int = 520,
) -> None:
    """First-level units shaded by incidents, or by incidents per 100,000 people."""
    rows = view.rows if rows is None else rows
    table = count_by_unit(rows, view.places.units, countries_shown(view))
    selected = view.filter.units[0] if len(view.filter.units) == 1 else None
    figure = regionmaps.regions_map(
        table, value, *map_ground(view), state.theme(), labels, selected
    )
    without = count_without_unit(rows)
    notes = [dated(rows)]
    if without:
        notes.append(f"{incidents_words(without)} told only to the country: not shaded.")
    if value == "per_100k":
        notes.append(headlines.population_note(view, table))
    show_figure(
        figure,
        key,
        headlines.regions_title(table, value, span_shown(view)),
        regionmaps.regions_alt(table, value),
        table[table["incidents"] > 0].drop(columns="unit"),
        note=" ".join((*notes, CREDIT)),
        height=height,
        scroll_zoom=True,
        on_event=on_event,
    )


def show_counts(
    view: state.View,
    key: str,
    *,
    freq: Freq | None = None,
    triggers: bool = False,
    on_event: OnEvent = None,
    height: int = 320,
) -> None:
    """Incidents per day, week or month, stacked by action type, gaps as zero."""
    first, last = span_shown(view)
    freq = freq or choose_freq(first, last)
    rows, not_drawn = _of_known_days(view)
    counts = count_by_period(rows, freq, view.filter.start, view.filter.end)
    figure = timelines.counts_timeline(counts, freq, state.theme(), _marks(view, triggers))
    vague = count_too_vague(rows, freq)
    left_out = (
        f" {incidents_words(vague)} left out: date told less exactly than a {freq}."
        if vague
        else ""
    )
    show_figure(
        figure,
        key,
        headlines.counts_title(counts, freq),
        timelines.counts_alt(counts, freq),
        counts[counts["incidents"] > 0].assign(period=lambda table: table["period"].dt.date),
        note=dated(view.rows) + left_out + not_drawn,
        height=height,
        on_event=on_event,
    )


def show_lanes(view: state.View, key: str, *, triggers: bool, on_event: OnEvent) -> None:
    """One lane per incident, the latest first, with what is and is not known of its dates."""
    rows, not_drawn = _of_known_days(view)
    shown = lanes(rows, LANES)
    figure = lane_figures.lanes_timeline(shown, state.theme(), _marks(view, triggers))
    cut = f" The {LANES} that began last are drawn." if len(shown) < view.incidents else ""
    show_figure(
        figure,
        key,
        "When did each incident begin, and how long did it last?",
        lane_figures.lanes_alt(shown),
        shown,
        note=f"{dated(view.rows)}{cut}{not_drawn} Solid: days it surely lasted. Hatched: days it "
        "may have lasted, since the date is told only to the week, month or year.",
        on_event=on_event,
    )


def show_actions(view: state.View, key: str) -> None:
    """Incidents by action type."""
    counts = count_by_code(view.rows, "action_type")
    show_figure(
        bars.bars(counts, state.theme(), by_type=True),
        key,
        _actions_title(counts, view.incidents),
        bars.bars_alt(counts, "form of action"),
        counts.drop(columns="code"),
        note=dated(view.rows),
    )


def _actions_title(counts: pd.DataFrame, incidents: int) -> str:
    told = counts[bars.is_told(counts["code"])]
    top = (told if len(told) else counts).iloc[0]
    number = f"{top['incidents']:,} of {incidents:,} incidents"
    if not len(told):
        return f"{top['label']}: the form of action of {number}"
    name = top["label"].partition(":")[0]
    hidden = counts.loc[counts["code"] == WITHHELD, "incidents"].sum()
    if hidden > top["incidents"]:
        return f"The form of {hidden:,} of {incidents:,} is withheld; {name}: {top['incidents']:,}"
    return f"{name} is the most frequent form: {number}"


def span_shown(view: state.View) -> tuple[date, date]:
    """The days a timeline covers: the filter's, else the selection's, else the data's own."""
    found = known_dates_of(view.rows) or known_dates_of(view.dataset.rows)
    first, last = found or (date.today(), date.today())
    return view.filter.start or first, view.filter.end or last


def _marks(view: state.View, triggers: bool) -> pd.DataFrame | None:
    """The lines of a time chart: trigger events where asked for, and the collection break."""
    known = [triggers_of(view)] if triggers else []
    day = sidebar.collection_break()
    marks = [*known, break_mark(day)] if day else known
    return pd.concat(marks, ignore_index=True) if marks else None


def triggers_of(view: state.View) -> pd.DataFrame:
    """Dated trigger events of the countries and days shown, numbered as on the figures."""
    triggers = state.shared().triggers
    shown = countries_shown(view)
    first, last = (pd.Timestamp(day) for day in span_shown(view))
    in_view = triggers["country"].isin(shown) & triggers["date"].between(first, last)
    found = triggers[in_view]
    return found.assign(number=range(1, len(found) + 1))


def countries_shown(view: state.View) -> tuple[str, ...]:
    """The countries a map shows: those filtered for, else those with selected incidents."""
    of_units = view.places.units.loc[list(view.filter.units), "country"]
    chosen = dict.fromkeys((*view.filter.countries, *of_units))
    return tuple(chosen or occurring(view.rows, "country"))
