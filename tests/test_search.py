import pyarrow as pa
import pytest

from dashboard.search import fold, matches, terms
from tests.frames import incidents


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Hoeryŏng", "hoeryong"),
        ("İSTANBUL ışık", "istanbul isik"),
        ("Straße", "strasse"),
        ("ŁÓDŹ", "lodz"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("회령", "회령"),
        ("ﬁrm", "firm"),
    ],
)
def test_case_and_diacritics_fold_away(text: str, folded: str) -> None:
    assert fold(pa.array([text])).to_pylist() == [folded]


def test_a_query_is_words_and_quoted_phrases_each_once() -> None:
    assert terms(' Coal "New  Year" coal “an idea” 5" ') == ("coal", "new year", "an idea", "5")
    assert terms(' "" “” ') == ()


def test_words_may_be_in_different_columns_and_phrases_in_one() -> None:
    rows = incidents(
        title=["Coal strike", "Coal", None, "Kohle"],
        notes=[None, "a Strike", "coal", "Streik für Kohle"],
    )
    assert matches(rows, "coal strike").tolist() == [True, True, False, False]
    assert matches(rows, '"coal strike"').tolist() == [True, False, False, False]
    assert matches(rows, "FUR kohle").tolist() == [False, False, False, True]
    assert matches(rows, "  ").all()


@pytest.mark.parametrize("query", ["%", ".*", "(", "\\", "[a"])
def test_signs_of_a_pattern_are_plain_text(query: str) -> None:
    rows = incidents(title=["100 % (all) [a] \\ .*", "plain"])
    assert matches(rows, query).tolist() == [True, False]
