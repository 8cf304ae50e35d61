"""The components of a profile in words."""

import pytest

from tests.pages import start


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("momentum", 0.999, "> 99\N{NO-BREAK SPACE}%"),  # a chance is never certain
        ("momentum", 0.5, "50\N{NO-BREAK SPACE}%"),
        ("spread", 0.0, "0\N{NO-BREAK SPACE}%"),  # a share may well be none or all
        ("spread", 1.0, "100\N{NO-BREAK SPACE}%"),
        ("grievance", 0.75, "1 of 1, taken as 75\N{NO-BREAK SPACE}%"),
    ],
)
def test_a_chance_is_never_certain_and_a_share_may_be_none(
    name: str, value: float, words: str
) -> None:
    start("risk")
    from dashboard.ui.components import value_words

    row = {"component": name, "value": value, "known": 1, "of": 1, "measured": ""}
    assert value_words(row) == words
