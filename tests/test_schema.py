"""The columns and code lists as data: complete, and at one with each other."""

import pytest

from dashboard import schema
from dashboard.schema import Problem


@pytest.mark.parametrize(
    ("table", "count"), [("incidents", 41), ("accounts", 20), ("responses", 7)]
)
def test_every_table_has_its_columns(table: schema.Table, count: int) -> None:
    names = [column.name for column in schema.columns(table)]
    assert len(names) == count
    assert len(set(names)) == count


def test_every_vocabulary_named_exists_and_is_used() -> None:
    named = {c.vocabulary for table in schema.TABLES for c in schema.columns(table)} - {""}
    assert named <= set(schema.kinds())
    coded = {c.name for table in schema.TABLES for c in schema.columns(table) if not c.vocabulary}
    assert set(schema.kinds()) - named <= coded  # credibility: a number with words for it


def test_codes_are_unique_and_have_words() -> None:
    for kind in schema.kinds():
        assert all(code.label for code in schema.vocabulary(kind).values())
    assert list(schema.vocabulary("date_precision")) == ["day", "week", "month", "year"]


def test_a_label_falls_back_on_its_code() -> None:
    assert schema.label("sector", "C") == "Manufacturing"
    assert schema.label("sector", "Z") == "Z"


def test_aliases_point_at_columns() -> None:
    names = {column.name for column in schema.columns("incidents")}
    assert {target for targets in schema.ALIASES.values() for target in targets} <= names


@pytest.mark.parametrize(
    ("cell", "parts"),
    [("a; b ;;c", ["a", "b", "c"]), ("", []), (None, []), (float("nan"), [])],
)
def test_lists_are_split(cell: str | float | None, parts: list[str]) -> None:
    assert schema.split_list(cell) == parts


def test_a_problem_says_where_what_and_at_what_cost() -> None:
    problem = Problem(14, "start_date", "13/45/2021", "is not a date", "row rejected")
    assert str(problem) == "record 14, start_date: '13/45/2021' is not a date (row rejected)"
    assert str(Problem(None, None, "", "no records", "note")) == "file: no records (note)"
