"""Plotly's own library as the judge of what we draw: it checks every property as it is set."""

import base64
import json
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.drawing import Figure


def valid(figure: Figure) -> go.Figure:
    """`figure` as Plotly's library holds it; fails where it refuses or would write it otherwise."""
    told = json.loads(figure.to_json(), object_hook=_unpacked)
    held = go.Figure(figure.data, {**figure.layout, "template": "none"})
    again = json.loads(str(held.to_json(remove_uids=False)), object_hook=_unpacked)
    del again["layout"]["template"]
    assert told == again
    return held


def _unpacked(item: dict[str, Any]) -> Any:
    """Numbers that are packed, as the list that they are."""
    if "bdata" not in item:
        return item
    return np.frombuffer(base64.b64decode(item["bdata"]), dtype=item["dtype"]).tolist()
