"""Record text as cards or as a table: the component behind `ui/parts`, the only caller."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

_component = st.components.v2.component(
    "dashboard.cards",
    html='<div class="unrest-cards"></div>',
    css="cards.css",
    js="cards.js",
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class Card:
    """One card. Every string is shown as it is; nothing in it is markup.

    `value` is the number that the card is about, in large;
    `badges` are (text, is a warning); `facts` are (label, value); `links` are http(s) addresses;
    `differs` names the facts that another account contradicts, by their labels;
    `mark` is a CSS colour for its edge; `opens` is what a click on the title reports; `records` are
    buttons under it: (words, what a click reports).
    """

    title: str = ""
    value: str = ""
    subtitle: str = ""
    body: str = ""
    badges: tuple[tuple[str, bool], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    mark: str = ""
    opens: str = ""
    records: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its name, a mark in words ('' for none), and a text per column.

    `opens` is what a click on each cell reports, '' for one that opens nothing; () where none does.
    """

    name: str
    mark: str
    cells: tuple[str, ...]
    opens: tuple[str, ...] = ()


def show_table(
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    key: str,
    on_open: Callable[[str], None] | None = None,
) -> None:
    """Draw `rows` as a table with a heading per column; on a phone each row stands by itself."""
    table = {"caption": caption, "columns": [*columns], "rows": [asdict(row) for row in rows]}
    data = {"cards": [], "width": 0, "table": table}
    _component(data=data, key=key, on_opened_change=_handler(key, on_open))


def show(
    cards: Sequence[Card], key: str, width: int, on_open: Callable[[str], None] | None
) -> None:
    """Draw `cards` side by side, each at least `width` rem wide."""
    _component(
        data={"cards": [asdict(card) for card in cards], "width": width},
        key=key,
        on_opened_change=_handler(key, on_open),
    )


def _handler(key: str, on_open: Callable[[str], None] | None) -> Callable[[], None]:
    def opened() -> None:
        value = st.session_state[key].get("opened")
        if on_open is not None and isinstance(value, str):
            on_open(value)

    return opened
