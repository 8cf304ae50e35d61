"""Driving the app without a browser, and reading what a page says in our own components."""

import base64
import json
from pathlib import Path

import numpy as np
from streamlit import config
from streamlit.testing.v1 import AppTest

ENTRY = Path(__file__).parent.parent / "dashboard" / "app.py"
PAGES = ("overview", "map", "timeline", "accounts", "risk", "incidents", "data", "methods")


def start(page: str = "overview", **query: str | list[str]) -> AppTest:
    """The app opened on `page`, as by a link, with the filter of `query`; fails where the script
    raised. `go(start(), page)` comes there by way of the Overview."""
    config.set_option("client.showErrorDetails", "full")  # so that a failure says what it is
    app = AppTest.from_file(ENTRY, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return go(app, page)


def go(app: AppTest, page: str) -> AppTest:
    """The same session on another page."""
    app.switch_page(f"app_pages/{page}.py")
    return checked(app.run())


def checked(app: AppTest) -> AppTest:
    """`app`, after making sure that its script did not raise."""
    assert not app.exception, [(error.message, error.stack_trace) for error in app.exception]
    return app


def components(app: AppTest) -> list[dict[str, object]]:
    """The data of our own components on the page, in their order."""
    found = []
    for element in (*app.main.get("bidi_component"), *app.sidebar.get("bidi_component")):
        found.append(json.loads(element.proto.json))
    return found


def figures(app: AppTest) -> list[dict[str, object]]:
    """Figures: title, alt, note, and `figure` parsed."""
    return [
        {**data, "figure": json.loads(str(data["figure"]), object_hook=_numbers)}
        for data in components(app)
        if "figure" in data
    ]


def _numbers(item: dict[str, object]) -> object:
    """Numbers that Plotly packs, as the list that they are."""
    if "bdata" not in item:
        return item
    raw = base64.b64decode(str(item["bdata"]))
    return np.frombuffer(raw, dtype=str(item["dtype"])).tolist()


def cards(app: AppTest) -> list[dict[str, object]]:
    """All cards on the page."""
    return [card for data in components(app) if "cards" in data for card in data["cards"]]


def filter_line(app: AppTest) -> str:
    """The filter in words with 'n of N incidents'."""
    return str(cards(app)[0]["body"])


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Add files on the page Data."""
    go(app, "data")
    app.file_uploader[0].set_value([(name, raw, "text/csv") for name, raw in files])
    next(button for button in app.button if button.label == "Read the files").click()
    return checked(app.run())


def press(app: AppTest, label: str) -> AppTest:
    """Press the only button that says `label`."""
    (button,) = [button for button in app.button if button.label == label]
    button.click()
    return checked(app.run())
