"""How often English is taken for another language, and another language for English."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from dashboard.indicators import english, vader

DATA = Path("data/incident_files")
LOST = {
    "clb_china_strike_map/clb_2011_2014.csv": ("Title", ",", 0.001),
    "acled_dummy/acled_old_dummy_converted.csv": ("notes", ",", 0.001),
    "collective_action_tech/actions.csv": ("description", ",", 0.001),
}
FOREIGN = {
    "italy_mit_transport_strikes/mit_data.csv": ("categoria", ",", 0.02),
    "italy_mit_transport_strikes/mit_data_2022-2024.csv": ("categoria", ",", 0.02),
    "sncf_mouvements_sociaux/mouvements-sociaux-depuis-2002.csv": ("Motif exprimé", ";", 0.01),
}


def texts(path: Path, column: str, delimiter: str = ",") -> pd.Series:
    """The distinct texts of a column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter=delimiter)
        return pd.Series(sorted({row[column].strip() for row in rows} - {""}), dtype="str")


@pytest.mark.parametrize("name", LOST)
def test_english_is_rarely_lost(shared_folder: Path, name: str) -> None:
    column, delimiter, most = LOST[name]
    read = vader.readable(texts(shared_folder / DATA / name, column, delimiter))
    assert len(read) > 300
    assert 1 - read.mean() <= most


def test_english_news_is_rarely_lost(shared_folder: Path) -> None:
    read = vader.readable(texts(shared_folder / "data/tone/newsmtsc_train.csv", "text"))
    assert 1 - read.mean() <= 0.005


def test_our_own_summaries_are_read() -> None:
    root = Path(__file__).parents[2] / "data"
    read = vader.readable(texts(root / "accounts.csv", "summary"))
    assert (~read).sum() <= 1
    assert vader.readable(texts(root / "incidents.csv", "title")).all()


@pytest.mark.parametrize("name", FOREIGN)
def test_other_languages_are_rarely_scored(shared_folder: Path, name: str) -> None:
    column, delimiter, most = FOREIGN[name]
    read = vader.readable(texts(shared_folder / DATA / name, column, delimiter))
    assert len(read) > 150
    assert read.mean() <= most


def test_each_english_word_is_listed_once_with_a_reason() -> None:
    with english.WORDS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(english.english_words())
    assert all(row["reason"] and row["word"] == row["word"].lower() for row in rows)


def test_the_listed_words_decide_where_place_names_confuse() -> None:
    title = "Hebei taxi drivers strike"
    assert english.is_english(pd.Series([title])).all()
    assert not english.is_english(pd.Series([title.replace("drivers strike", "Zhangjiakou")])).any()
