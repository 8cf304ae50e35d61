"""Figures as plain dictionaries: merging, axes, and what the browser is sent."""

import json

import numpy as np
import pandas as pd
import pytest

from dashboard.figures.drawing import Figure, merged, trace
from tests.figures.checking import valid


def test_merging_keeps_what_is_not_named_and_changes_no_original() -> None:
    layout = {"margin": {"l": 8, "b": 8}, "font": {"size": 13}}
    made = merged(layout, {"margin": {"b": 30}, "height": 90, "legend": None})
    assert made == {"margin": {"l": 8, "b": 30}, "font": {"size": 13}, "height": 90}
    assert layout == {"margin": {"l": 8, "b": 8}, "font": {"size": 13}}


def test_axes_are_changed_all_at_once_and_each_on_its_own() -> None:
    axis = {"showgrid": True}
    figure = Figure([], {"xaxis": axis, "yaxis": axis, "xaxis2": {"overlaying": "x"}})
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(visible=False)
    assert figure.layout == {
        "xaxis": {"showgrid": True, "fixedrange": True},
        "xaxis2": {"overlaying": "x", "fixedrange": True},
        "yaxis": {"showgrid": True, "visible": False},
    }


def test_shapes_and_notes_are_added_to_those_that_are_there() -> None:
    figure = Figure()
    figure.add_upright(2, layer="below")
    figure.add_level(3)
    figure.add_annotation(text="one", font=None)
    upright, level = valid(figure).layout.shapes
    assert (upright.x0, upright.x1, upright.yref) == (2, 2, "y domain")
    assert (level.y0, level.y1, level.xref) == (3, 3, "x domain")
    assert figure.layout["annotations"] == [{"text": "one"}]


@pytest.mark.parametrize("kind", ["int64", "int32", "float32", "float64"])
def test_arrays_of_numbers_are_packed_as_plotly_packs_them(kind: str) -> None:
    numbers = np.array([0, 1, 70_000], dtype=kind)
    figure = Figure(
        [trace("scatter", x=numbers, y=[1, None, 3], text=np.array(["a"], dtype=object))]
    )
    assert list(valid(figure).data[0].x) == [0, 1, 70_000]
    sent = json.loads(figure.to_json())["data"][0]
    assert sent["x"]["dtype"] == {"int64": "i4", "int32": "i4", "float32": "f4"}.get(kind, "f8")
    assert sent["text"] == ["a"]


def test_numbers_too_large_for_32_bits_keep_their_value() -> None:
    figure = Figure([trace("scatter", x=np.array([1, 3_000_000_000]), y=np.array(["a", "b"]))])
    assert list(valid(figure).data[0].x) == [1, 3_000_000_000]
    assert json.loads(figure.to_json())["data"][0]["y"] == ["a", "b"]


def test_what_is_missing_is_null() -> None:
    """A record without a unit has NaN for it, wherever that is written."""
    missing = [float("nan"), np.float64("nan"), np.float32("nan"), None, pd.NA, pd.NaT]
    rows = [["a", *missing], [np.int64(2)], np.array(["b", float("nan")], dtype=object)]
    sent = json.loads(Figure([trace("scatter", y=[1.0], customdata=rows)]).to_json())
    assert sent["data"][0]["customdata"] == [["a", *[None] * 6], [2], ["b", None]]


def test_what_is_neither_text_nor_number_is_refused() -> None:
    with pytest.raises(TypeError, match="set cannot be drawn"):
        Figure([trace("scatter", x=[{1}])]).to_json()
