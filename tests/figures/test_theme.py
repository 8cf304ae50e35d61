import re

import pytest

from dashboard.figures import theme
from dashboard.figures.theme import DARK, LIGHT, Theme, action_color, escape, shorten, side_color
from dashboard.schema import vocabulary
from tests.figures.checking import valid


def luminance(color: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", [LIGHT, DARK])
def test_every_action_type_and_side_is_seen_on_the_page(page: Theme) -> None:
    for kind, color in (("action_type", action_color), ("side", side_color)):
        for code in vocabulary(kind):
            assert contrast(color(code, page), page.background) >= 3, (code, page.name)


def test_action_types_have_thirteen_colours_the_same_in_both_themes() -> None:
    light = [action_color(code, LIGHT) for code in vocabulary("action_type")]
    assert len(set(light)) == 13
    assert light == [action_color(code, DARK) for code in vocabulary("action_type")]


def test_every_code_has_words_and_a_colour() -> None:
    assert list(theme.ACTION_WORDS) == list(vocabulary("action_type"))
    assert list(theme.ACTION_COLORS) == list(vocabulary("action_type"))
    assert list(theme.SIDE_COLORS) == list(vocabulary("side"))


@pytest.mark.parametrize("page", [LIGHT, DARK])
def test_text_is_readable(page: Theme) -> None:
    assert contrast(page.text, page.background) >= 7
    assert contrast(page.muted, page.background) >= 4.5
    assert contrast(page.on_accent, page.accent) >= 4.5


def test_escape_leaves_nothing_that_plotly_reads() -> None:
    assert escape('<a href="https://x.example">&lt;') == (
        '&lt;a href="https://x.example"&gt;&amp;lt;'
    )
    assert escape(float("nan")) == ""


def test_shorten_cuts_at_a_word() -> None:
    assert shorten("Workers leave\nthe hall early", 20) == "Workers leave the…"
    assert shorten("short", 20) == "short"
    assert re.fullmatch(r"x{9}…", shorten("x" * 50, 10))


def test_an_empty_figure_says_so() -> None:
    figure = valid(theme.empty_figure(LIGHT))
    assert figure.layout.annotations[0].text == "No incidents in this selection"
