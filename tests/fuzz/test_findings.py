"""What fuzzing has found, each as small as it can be."""

import pytest

from dashboard.formats import (
    FORMATS,
    BadMapping,
    detect,
    read_file,
    read_mapping,
    read_sample,
    split_cell,
)
from dashboard.loading import Refused
from tests.formats.test_workbooks import workbook
from tests.formats.twins import CAT, TODAY, TWINS, csv_bytes
from tests.fuzz.laws import check_exports
from tests.fuzz.seeds import EVERYTHING


def test_half_a_character_in_json_is_replaced() -> None:
    sample = read_sample(b'[{"a": [{"b": "\\ud800"}], "\\uDFFF": 1, "c": "\\ud83d\\ude00"}]', "a")
    assert sample.header == ("a", "?", "c")
    assert sample.rows == (('[{"b": "?"}]', "1", "\U0001f600"),)


@pytest.mark.parametrize(
    "text", ["[{[]: 1}]", "[0x" + "f" * 5_000 + "]", "[" * 5_000, "{'a': 1}", "[1, {}.x]"]
)
def test_what_is_no_list_of_python_stays_a_text(text: str) -> None:
    assert split_cell(text, "python") == [text]


def test_half_a_character_in_a_list_of_python_is_replaced() -> None:
    assert split_cell(r"['a\ud800']", "python") == ["a?"]
    row = {**CAT, "struggles": r"['\ud800']"}
    loaded = read_file(csv_bytes([*row], [*row.values()]), "a.csv", mapping=FORMATS["cat"])
    assert loaded.report.accepted == 1


def test_an_archive_of_a_later_version_is_refused() -> None:
    raw = bytearray(workbook([["a"]]))
    raw[raw.rindex(b"PK\x01\x02") + 6] = 99
    assert detect(bytes(raw)) == ()
    with pytest.raises(Refused, match="Excel workbook"):
        read_file(bytes(raw), "a.xlsx", today=TODAY)


@pytest.mark.parametrize("depth", range(900, 1_000, 3))
def test_lists_within_lists_are_read_or_refused(depth: int) -> None:
    raw = b'[{"a":' + b"[" * depth + b"]" * depth + b"}]"
    try:
        assert read_sample(raw, "a").header == ("a",)
    except Refused as refused:
        assert "JSON" in refused.report.error  # noqa: PT017  either will do


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('hours = "24"', 'hours = "many"'),
        ('hours = "24"', 'hours = "0.0"'),
        ("(?P<value>.*)", r"(?P<value>\\z)(?P<more>x)"),
        ("(?P<value>.*)", "(.*)"),
        ('name = "mine"', "name = 0x" + "f" * 5_000),
        ('name = "mine"', "name = " + "9" * 5_000),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(old: str, new: str) -> None:
    assert old in EVERYTHING
    with pytest.raises(BadMapping):
        read_mapping(EVERYTHING.replace(old, new))


def test_a_pattern_is_judged_by_the_library_that_reads_by_it() -> None:
    mapping = read_mapping(EVERYTHING.replace("(?P<value>.*)", r"(?P<value>\\pL+)"))
    assert mapping.columns[6].pattern == r"(?P<value>\pL+)"


def test_a_response_with_a_control_character_is_dropped_and_told() -> None:
    twin = {**TWINS["clb"], "Response to Collective Action": "Mediation by\x1b a stranger"}
    loaded = read_file(csv_bytes([*twin], [*twin.values()]), "a.csv", mapping=FORMATS["clb"])
    assert loaded.responses is not None
    assert loaded.responses.empty
    (told,) = [one for one in loaded.report.problems if one.effect == "value dropped"]
    assert (told.record, told.column) == (1, "Response to Collective Action")
    assert "has a control character (U+001B): take it out" in told.reason
    check_exports(loaded, escape=True)
