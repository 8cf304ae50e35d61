"""A mapping as TOML: read back as it was written, refused in plain words where it is no use."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import formats, schema
from dashboard.formats import FORMATS, BadMapping, Mapping, header_key, read_mapping, write_mapping
from dashboard.formats.checks import find_faults
from dashboard.formats.documents import with_header
from dashboard.formats.mapping import (
    Choice,
    Composed,
    LeftOut,
    Mark,
    Responses,
    Use,
    chosen_codes,
)

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
names = words.filter(str.strip)
some = st.lists(names, min_size=1, max_size=3).map(tuple)
reasons = st.just("") | words
demands = st.sampled_from([*schema.vocabulary("demand")])


@st.composite
def mappings(draw: st.DrawFn) -> Mapping:
    """A mapping that could read a file, with a bit of everything."""
    needed = [
        Use(draw(some), ("start_date",), dates=("DD/MM/YYYY",), fallback=draw(st.booleans())),
        Use(draw(some), ("demands",), codes="demands", separator=";", blank=draw(some)),
        Use(draw(some), ("latitude", "longitude"), places=";"),
        Use(draw(some), (), reason=draw(words)),
    ]
    choices = st.builds(Choice, demands, reasons)
    return Mapping(
        name="mine",
        title=draw(words),
        columns=tuple(needed),
        signs=draw(some),
        header=draw(some),
        notes=draw(some),
        thousands=draw(st.sampled_from(["", ",", " ", "'"])),
        constants={"country": "PRK", "action_type": "strike", "source_name": draw(words)},
        composed=(Composed("description", draw(some)),),
        rows=(LeftOut(draw(some), draw(words), drop=draw(some)),),
        responses=(Responses(draw(some), "answers", ",", "other other"),),
        marks=(Mark("mine", draw(some), draw(some), draw(words)),),
        codes={
            "demands": draw(st.dictionaries(words, choices, max_size=4)),
            "answers": {"Police": Choice("security police_presence")},
        },
    )


@settings(max_examples=60, deadline=None)
@given(mappings())
def test_reading_gives_what_was_written(mapping: Mapping) -> None:
    assert read_mapping(write_mapping(mapping)) == mapping


@pytest.mark.parametrize("name", FORMATS)
def test_built_in_formats_are_written_and_read_alike(name: str) -> None:
    assert read_mapping(write_mapping(FORMATS[name])) == FORMATS[name]
    assert FORMATS[name].name == name
    assert FORMATS[name].source


GOOD = """
name = "mine"
title = "a file"
[constants]
country = "PRK"
action_type = "strike"
[[columns]]
from = "Day"
to = "start_date"
dates = "DD/MM/YYYY"
[[columns]]
from = "What"
to = "description"
"""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name = ", "is not TOML"),
        ("[1]", "has no key '1'"),
        ('name = "mine"', "lacks the key 'title'"),
        (GOOD.replace("title", "titel"), "has no key 'titel'"),
        (GOOD.replace('"a file"', "5"), "title is '5', not a text"),
        (GOOD.replace('"description"', '"descripton"'), "'descripton' is no column of ours"),
        (GOOD.replace('dates = "DD/MM/YYYY"', ""), "a date needs its notation"),
        (GOOD.replace("DD/MM/YYYY", "DD/MM"), "is no date notation"),
        (
            GOOD.replace('"DD/MM/YYYY"', '["DD/MM/YYYY", "MM/DD/YYYY"]'),
            "DD/MM/YYYY and MM/DD/YYYY read the same text as two dates: choose one",
        ),
        (GOOD.replace('country = "PRK"', ""), "nothing fills country"),
        (GOOD.replace('"strike"', '"stryke"'), "'stryke' is no code of action_type"),
        (GOOD + 'codes = "table"', "there is no code table [codes.table]"),
        (GOOD + '[[columns]]\nfrom = "x"', "is dropped without a reason"),
        (GOOD + '[[columns]]\nfrom = "x"\nto = "description"', "description is filled twice"),
        (
            GOOD + '[[columns]]\nfrom = "x"\nto = "sector"\ncodes = "s"\n[codes.s]\na = "Z"',
            "'Z' is no code of sector",
        ),
        (GOOD + '[[columns]]\nfrom = "x"\nto = "notes"\npattern = "("', "cannot be used"),
        (GOOD + '[[rows]]\nfrom = "x"\nreason = "y"', "name either what to drop or to keep"),
        (GOOD + '[[responses]]\nfrom = "x"\ncodes = "r"\n[codes.r]\na = "police"', "an actor and"),
        ('encodings = "rot13"' + GOOD, "encoding 'rot13' is not known"),
        ("x = 1\n" * 200_000, "too long"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(text: str, why: str) -> None:
    read_mapping(GOOD)
    with pytest.raises(BadMapping) as caught:
        read_mapping(text)
    assert why in str(caught.value)


def test_the_header_key_is_that_of_the_names_alone() -> None:
    key = header_key(["Day ", "What[1]"])
    assert key == header_key(["day", "WHAT"])
    assert key != header_key(["what", "day"])
    mapping = with_header(read_mapping(GOOD), ("day", "what"))
    assert mapping.header_key == key
    assert not find_faults(mapping)
    assert read_mapping(write_mapping(mapping)).header_key == key
    assert replace(mapping, header=()).header_key != key


README = Path(formats.__file__).with_name("README.md")


def test_the_page_on_formats_names_every_one_and_its_example_can_be_used() -> None:
    text = README.read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == [*FORMATS]
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert read_mapping(example).columns[1].to == ("description",)


def test_a_code_table_is_what_the_person_set() -> None:
    labels = {"strike": "strike: Strike", "protest": "protest: Protest"}
    pairs = [("Streik", "strike: Strike"), ("Mahnwache", "protest: Protest"), ("Fest", None)]
    assert chosen_codes(pairs, labels) == {
        "Streik": Choice("strike"),
        "Mahnwache": Choice("protest"),
    }
