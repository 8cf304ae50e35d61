"""What is drawn, as the plain dictionaries that Plotly reads in the browser.

Names and meanings are Plotly's. `plotly.graph_objects` would check each property while it is set,
a third of the time that a page takes; the tests have it check every figure instead.
"""

import base64
import json
import math
import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Trace = dict[str, Any]
Layout = dict[str, Any]


def trace(kind: str, **properties: Any) -> Trace:
    """What one mark or row of marks is drawn by; `kind` is Plotly's type: 'scatter', 'bar'."""
    return {"type": kind, **_told(properties)}


def merged(layout: Layout, more: Layout) -> Layout:
    """`layout` with `more` in it, to any depth: a dictionary keeps what the other does not name."""
    made = dict(layout)
    for name, value in _told(more).items():
        held = made.get(name)
        if isinstance(held, dict) and isinstance(value, dict):
            made[name] = merged(held, value)
        else:
            made[name] = value
    return made


class Figure:
    """Traces, drawn in their order, and the layout that they lie in."""

    def __init__(self, data: list[Trace] | None = None, layout: Layout | None = None) -> None:
        self.data: list[Trace] = [*(data or ())]
        self.layout: Layout = layout or {}

    def add(self, *traces: Trace) -> None:
        """More traces, above those that are there."""
        self.data += traces

    def add_shape(self, **properties: Any) -> None:
        """One shape more in the layout."""
        self._append("shapes", properties)

    def add_annotation(self, **properties: Any) -> None:
        """One annotation more in the layout."""
        self._append("annotations", properties)

    def add_upright(self, x: float, **properties: Any) -> None:
        """A line at `x` from the bottom to the top of the drawing."""
        ends = {"x0": x, "x1": x, "xref": "x", "y0": 0, "y1": 1, "yref": "y domain"}
        self.add_shape(type="line", **ends, **properties)

    def add_level(self, y: float, **properties: Any) -> None:
        """A line at `y` from the left to the right of the drawing."""
        ends = {"x0": 0, "x1": 1, "xref": "x domain", "y0": y, "y1": y, "yref": "y"}
        self.add_shape(type="line", **ends, **properties)

    def update_layout(self, **properties: Any) -> "Figure":
        """This figure, its layout `merged` with `properties`."""
        self.layout = merged(self.layout, properties)
        return self

    def update_xaxes(self, **properties: Any) -> "Figure":
        """This figure, all its horizontal axes merged with `properties`."""
        return self._update_axes("xaxis", properties)

    def update_yaxes(self, **properties: Any) -> "Figure":
        """This figure, all its upright axes merged with `properties`."""
        return self._update_axes("yaxis", properties)

    def to_json(self) -> str:
        """As the browser reads it; arrays of numbers are packed as Plotly packs them, and what is
        missing (NaN, NA) is null. Raises `TypeError` for what is neither text nor number."""
        drawn = {"data": self.data, "layout": self.layout}
        try:
            return _written(drawn)
        except ValueError:  # NaN, which JSON does not have: rare, and looking for it takes longer
            return _written(_without_nan(drawn))

    def _append(self, name: str, properties: dict[str, Any]) -> None:
        self.layout = {**self.layout, name: [*self.layout.get(name, ()), _told(properties)]}

    def _update_axes(self, kind: str, properties: dict[str, Any]) -> "Figure":
        axes = [name for name in self.layout if re.fullmatch(rf"{kind}\d*", name)]
        return self.update_layout(**dict.fromkeys(axes, properties))


def _told(properties: dict[str, Any]) -> dict[str, Any]:
    """Without what is None: Plotly's own choice."""
    return {name: value for name, value in properties.items() if value is not None}


def _written(drawn: Any) -> str:
    return json.dumps(drawn, default=_packed, allow_nan=False, separators=(",", ":"))


def _without_nan(value: Any) -> Any:
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and not _numeric(value)):
        value = value.tolist()
    if isinstance(value, dict):
        return {name: _without_nan(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _numeric(values: npt.NDArray[Any]) -> bool:
    return values.dtype.kind in "if"


def _packed(value: object) -> object:
    """An array for the browser: its bytes if they are numbers, else a list."""
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        return value.item()
    if not isinstance(value, np.ndarray):
        raise TypeError(f"{type(value).__name__} cannot be drawn: {value!r}")
    if not _numeric(value):
        return value.tolist()
    numbers = _narrow(value)
    return {
        "dtype": numbers.dtype.str.lstrip("<|"),
        "bdata": base64.b64encode(numbers.tobytes()).decode(),
    }


def _narrow(numbers: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Whole numbers in 32 bits, or as floats: the browser has no array of 64."""
    if numbers.dtype != np.int64:
        return numbers
    fits = numbers.astype(np.int32)
    return fits if (fits == numbers).all() else numbers.astype(np.float64)
