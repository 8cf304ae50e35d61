"""Sizes as worded: numbers where they are told, words kept, nothing made up."""

import pytest

from dashboard.formats.sizes import read_size


@pytest.mark.parametrize(
    ("text", "low", "high", "words"),
    [
        ("120", 120, 120, None),
        ("1,200", 1200, 1200, None),
        ("120.0", 120, 120, None),
        ("100-1000 Persons", 100, 1000, "100-1000 Persons"),
        ("between 50 and 80", 50, 80, "between 50 and 80"),
        ("10000+ Persons", 10_000, None, "10000+ Persons"),
        ("at least 20", 20, None, "at least 20"),
        ("more than 1,500 workers", 1500, None, "more than 1,500 workers"),
        ("under 10", None, 10, "under 10"),
        ("around 50", 50, 50, "around 50"),
        ("hundreds", None, None, "hundreds"),
        ("several dozen", None, None, "several dozen"),
        ("no report", None, None, None),
        ("Unknown", None, None, None),
        ("900-100", None, None, "900-100"),
        ("", None, None, None),
    ],
)
def test_sizes(text: str, low: int | None, high: int | None, words: str | None) -> None:
    assert read_size(text) == (low, high, words)
