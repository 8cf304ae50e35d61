"""One figure on the page: Plotly's `react` on the same element, with headline, note and numbers.

`st.plotly_chart` mounts a new chart at every change of data, which costs a second for a map and
loses the reader's zoom; this component updates in place.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.figures.drawing import Figure
from dashboard.figures.theme import mark_simulated
from dashboard.published import plotly_address
from dashboard.simulator.marks import TAG
from dashboard.ui import state

MAP_BUTTONS = ["zoomInMap", "zoomOutMap", "resetViewMap", "toImage"]
AXIS_BUTTONS = ["select2d", "zoom2d", "pan2d", "zoomIn2d", "zoomOut2d", "resetScale2d", "toImage"]

_HTML = """
<figure class="unrest-figure" tabindex="0" data-state="busy">
  <figcaption class="unrest-figure-title" role="heading" aria-level="3"></figcaption>
  <div class="unrest-figure-plot"></div>
  <p class="unrest-figure-note"></p>
</figure>
"""

_component = st.components.v2.component(
    "dashboard.figure", html=_HTML, css="figure.css", js="figure.js", isolate_styles=False
)


@dataclass(frozen=True, slots=True)
class Event:
    """What a reader did: the points clicked, or the horizontal range brushed (two x values).

    A point has `curve`, `id`, `location`, `customdata` and `x`; the browser sends them, so they
    are checked against the data before use.
    """

    points: tuple[dict[str, Any], ...] = ()
    brushed: tuple[str, str] | None = None


def _event(value: Any) -> Event | None:
    if not isinstance(value, dict):
        return None
    points = tuple(point for point in value.get("points", ()) if isinstance(point, dict))
    brushed = value.get("range")
    if isinstance(brushed, list) and len(brushed) == 2:
        return Event(points, (str(brushed[0]), str(brushed[1])))
    return Event(points) if points else None


def _handler(key: str, name: str, react: Callable[[Event], None] | None) -> Callable[[], None]:
    def handle() -> None:
        event = _event(st.session_state[key].get(name))
        if react is not None and event is not None:
            react(event)

    return handle


def show_figure(
    figure: Figure,
    key: str,
    title: str,
    alt: str,
    numbers: pd.DataFrame,
    *,
    note: str = "",
    height: int | None = None,
    scroll_zoom: bool = False,
    on_event: Callable[[Event], None] | None = None,
) -> None:
    """Show `figure` under `title`, with `numbers` as a table one click away.

    `title` says the finding or the question, `alt` what is seen; both are plain text. `on_event`
    runs before the next script run, so it may set widgets. `height` is in pixels, the figure's
    own where it is None. Where simulated incidents are selected, the figure and `alt` say so.
    """
    if state.view().simulated:
        mark_simulated(figure, state.theme())
        alt = f"{TAG}. {alt}"
    data = {
        "figure": figure.to_json(),
        "title": title,
        "alt": alt,
        "note": note,
        "height": height or figure.layout.get("height", 420),
        "config": {
            "displaylogo": False,
            "scrollZoom": scroll_zoom,
            "displayModeBar": "hover",
            # Named one by one: Plotly's own choice has a button that sends the chart to its cloud.
            "modeBarButtons": [MAP_BUTTONS if "map" in figure.layout else AXIS_BUTTONS],
            "showSendToCloud": False,
            "plotlyServerURL": "",
            "doubleClick": "reset",
        },
        "plotly": plotly_address(),
    }
    version = hashlib.sha256(json.dumps(data).encode()).hexdigest()[:16]
    _component(
        data={**data, "version": version},
        key=key,
        on_clicked_change=_handler(key, "clicked", on_event),
        on_brushed_change=_handler(key, "brushed", on_event),
        on_themed_change=_handler(key, "themed", None),  # the run that follows is all it asks for
    )
    table = st.expander("Numbers of this figure", key=f"{key}_numbers", on_change="rerun")
    if table.open:
        table.dataframe(numbers, hide_index=True, width="stretch")
