"""A JSON array read piece by piece says what Python's own reader says of the whole."""

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.formats import arrays, read_file, read_mapping, read_sample
from dashboard.formats.arrays import read_items
from dashboard.formats.objects import read_objects
from dashboard.loading import Limits, Refused
from dashboard.loading.decoding import Unreadable

MAPPING = read_mapping(
    'name = "mine"\ntitle = "a file"\nsigns = ["day"]\n\n[constants]\ncountry = "PRK"\n'
    'action_type = "strike"\ndescription = "d"\n\n[[columns]]\nfrom = "day"\nto = "start_date"\n'
    'dates = "YYYY-MM-DD"\n'
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


def whole(text: str) -> list[Any] | None:
    """The items that the whole text holds; None where it is no array."""
    try:
        found = json.loads(text, parse_constant=str)
    except ValueError:
        return None
    written = json.dumps(found, ensure_ascii=False).encode(errors="replace")
    return json.loads(written) if isinstance(found, list) else None


def in_pieces(text: str) -> list[Any] | None:
    try:
        return [item for items in read_items(text.encode()) for item in items]
    except Unreadable:
        return None


@given(
    st.lists(VALUES, max_size=6),
    st.sampled_from([None, 0, 1, 7]),
    st.booleans(),
    st.integers(0, 200),
    st.sampled_from(["", ",", "]", "[", '"', " ", "1", "\\"]),
    st.integers(1, 9),
)
def test_pieces_say_what_the_whole_says(
    items: list[Any], indent: int | None, ascii_only: bool, place: int, put: str, piece: int
) -> None:
    text = json.dumps(items, indent=indent, ensure_ascii=ascii_only)
    broken = text[:place] + put + text[place + 1 :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "PIECE_BYTES", piece)
        for one in (text, broken):
            one = one.encode(errors="replace").decode()
            assert in_pieces(one) == whole(one)


@pytest.mark.parametrize("text", ["[]", " [ ] ", "\ufeff[1, 2]", '["\\ud83d\\ude00", 1e5, -0]'])
def test_small_arrays(text: str) -> None:
    assert in_pieces(text) == whole(text.lstrip("\ufeff"))


def test_a_text_longer_than_pieces_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "PIECE_BYTES", 10)
    assert in_pieces('["' + "x" * 100 + '"]') == ["x" * 100]


def test_half_a_character_becomes_a_question_mark_and_a_whole_one_stays() -> None:
    assert in_pieces('[{"a": "\\ud83d\\ude00 \\ud83d"}]') == [{"a": "\U0001f600 ?"}]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deep_lists_are_read_or_refused_at_every_depth(opening: str, closing: str) -> None:
    deepest = sys.getrecursionlimit()
    read = {
        in_pieces("[" + opening * depth + '"\\ud800"' + closing * depth + "]") is not None
        for depth in range(deepest - 150, deepest + 10)
    }
    assert False in read


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[{"a": 1}, {"a": 2 "b": 3}]', r"Expecting ',' delimiter \(item 2, character 20\)"),
        ('[{"a": 1} {"a": 2}]', r"a comma or the end of the array is missing \(item 1, char"),
        ('[{"a": 1}] [2]', r"there is text after its end \(item 1, character 12\)"),
        ('{"a": 1}\n{"a": 2}', "this is a JSON object, not an array of records"),
        ("[1" + "0" * 5000 + "]", r"Exceeds the limit .* \(item 1, character 2\)"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        list(read_items(text.encode()))


def test_a_long_item_is_refused_before_it_is_read_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "PIECE_BYTES", 100)
    monkeypatch.setattr(arrays, "ITEM_CHARACTERS", 1_000)
    text = '[{"a": 1}, {"a": [' + "[]," * 10_000 + "1]}]"
    with pytest.raises(Unreadable, match=r"more than 1,000 characters, the limit \(item 2"):
        list(read_items(text.encode()))


def test_a_key_met_late_is_blank_before() -> None:
    header, records = read_objects(b'[{"a": 1}, 5, {"b": 2, "a": null}, {"c": [1]}]')
    assert header == ("a", "b", "c")
    columns = [column.to_pylist() for column in records.columns]
    assert columns == [["1", "", ""], ["", "2", ""], ["", "", "[1]"]]
    assert (records.numbers.tolist(), records.total) == ([1, 3, 4], 4)


def test_a_key_met_late_is_blank_in_the_pieces_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "PIECE_BYTES", 8)
    header, records = read_objects(b'[{"a": 1}, {"a": 2}, 5, {"b": 3}]', most=2)
    assert (header, records.total) == (("a", "b"), 2)
    assert [column.to_pylist() for column in records.columns] == [["1", "2"], ["", ""]]


def days(number: int) -> bytes:
    return json.dumps([{"day": "2025-01-05"}] * number).encode()


@pytest.mark.parametrize("raw", [days(9), b"day,b\n" + b"2025-01-05,\n" * 9])
def test_a_file_of_another_shape_is_refused_as_soon_as_it_is_too_long(
    raw: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "PIECE_BYTES", 30)
    few = Limits(records=8)
    with pytest.raises(Refused, match="more than 8 records"):
        read_file(raw, "a", mapping=MAPPING, limits=few)
    with pytest.raises(Refused, match="more than 8 records"):
        read_sample(raw, "a", limits=few)
    assert read_file(raw, "a", mapping=MAPPING, limits=Limits(records=9)).report.records == 9


def test_blank_cells_count_too() -> None:
    raw = b'[{"day": "2025-01-05"}, {"b": 1}, {"c": 1}]'
    with pytest.raises(Refused, match="more than 8 cells, blank ones too"):
        read_file(raw, "a.json", mapping=MAPPING, limits=Limits(cells=8))
    assert len(read_sample(raw, "a.json", limits=Limits(cells=9)).rows) == 3
