"""The tone of a text by VADER without its topic bias, and what is not scored."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from dashboard.indicators import tone, vader
from dashboard.indicators.measured import MEASURED, METHODS_TEXT
from dashboard.indicators.scripts import LATIN, is_written_in
from dashboard.indicators.tone import account_tones, driving_words, score_texts, tone_class
from dashboard.tones import Agreement, agree, read_texts

HERE = Path(__file__).parent
PLAIN = SentimentIntensityAnalyzer()


def agreement(path: Path) -> Agreement:
    read = read_texts(path.read_bytes(), "text", "polarity")
    return agree(read.labels, score_texts(read.texts))


def titles(path: Path, column: str) -> pd.Series:
    return read_texts(path.read_bytes(), column).texts


def negative_share(scores: np.ndarray) -> float:
    return float((tone_class(scores) == "negative").mean())


def plain(texts: pd.Series) -> np.ndarray:
    return np.array([PLAIN.polarity_scores(text)["compound"] for text in texts])


def test_bars_on_news_sentences(shared_folder: Path) -> None:
    found = agreement(shared_folder / "data/tone/newsmtsc_devtest_rw.csv")
    assert found.n == 1_035  # of 1,037: the language of two is not told
    assert found.macro_f1 >= 0.51
    assert found.auc >= 0.74
    told = (round(found.macro_f1, 3), round(found.auc, 3), found.n)
    assert MEASURED[1][1:4] == told


def test_plain_vader_was_measured_on_the_same_sentences(shared_folder: Path) -> None:
    raw = (shared_folder / "data/tone/newsmtsc_devtest_rw.csv").read_bytes()
    read = read_texts(raw, "text", "polarity")
    found = agree(read.labels, plain(read.texts))
    assert MEASURED[0][1:4] == (round(found.macro_f1, 3), round(found.auc, 3), found.n)


def test_bars_on_sentences_of_our_own() -> None:
    found = agreement(HERE / "sentences.csv")
    assert found.n == 30
    assert found.macro_f1 >= 0.51
    assert found.auc >= 0.74


def test_factual_titles_are_not_negative(shared_folder: Path) -> None:
    path = shared_folder / "data/incident_files/clb_china_strike_map/clb_2011_2014.csv"
    texts = titles(path, "Title")
    assert len(texts) == 2_569
    scores = score_texts(texts)
    assert round(negative_share(plain(texts)), 2) == MEASURED[0][4] == 0.83  # the topic bias
    assert round(negative_share(scores), 2) == MEASURED[1][4] <= 0.30
    assert np.isnan(scores).mean() < 0.01


def test_factual_titles_of_our_own_are_not_negative() -> None:
    texts = titles(HERE / "titles.csv", "title")
    assert negative_share(plain(texts)) > 0.80
    scores = score_texts(texts)
    assert negative_share(scores) <= 0.10
    assert not np.isnan(scores).any()


def test_each_neutral_word_has_its_weight_in_vader_and_a_reason() -> None:
    with vader.NEUTRAL_WORDS_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["word"]: float(row["weight"]) for row in rows} == {
        word: PLAIN.lexicon[word] for word in vader.neutral_words()
    }
    assert len(rows) == len(vader.neutral_words())
    assert all(row["reason"] for row in rows)


def test_the_methods_text_counts_the_neutral_words() -> None:
    assert f"{len(vader.neutral_words())} words" in METHODS_TEXT


@pytest.mark.parametrize("word", ["angry", "fear", "crushed", "killed", "praised", "great", "riot"])
def test_words_of_tone_keep_their_weight(word: str) -> None:
    score = score_texts([f"The workers at the mill: {word} it was"])[0]
    assert np.sign(score) == np.sign(PLAIN.lexicon[word])


def test_the_lexicon_of_others_is_left_alone() -> None:
    score_texts(["A strike"])
    assert SentimentIntensityAnalyzer().lexicon["strike"] == -0.5


NOT_SCORED = {
    "missing": None,
    "blank": "  ",
    "no letters": "12,000 (50 %)!",
    "Korean": "회령 노동자들이 파업했다",
    "Chinese": "工人罢工讨薪",
    "Arabic": "إضراب العمال",
    "Russian": "Забастовка рабочих",
    "Cherokee": "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
    "half Korean": "Workers in 회령 김정숙 방직공장 노동자들이 strike",
    "French": "Les ouvriers en colère bloquent l'usine",
    "Spanish": "Huelga general en Argentina contra el decreto",
    "Spanish with 'no'": "No hay acuerdo con la empresa",
    "Portuguese": "Greve geral na Argentina contra medidas",
    "Italian": "Sciopero generale dei trasporti",
    "Indonesian": "Buruh mogok kerja menuntut kenaikan upah",
    "German": "Die Arbeiter streiken für höhere Löhne",
    "Vietnamese": "Công nhân đình công đòi tăng lương",
}


@pytest.mark.parametrize("text", NOT_SCORED.values(), ids=NOT_SCORED)
def test_what_cannot_be_read_is_not_scored(text: str | None) -> None:
    assert np.isnan(score_texts([text, "Workers won a good deal"])).tolist() == [True, False]
    assert tone_class(score_texts([text])).tolist() == [None]
    assert driving_words(text or "") == ()


def test_most_letters_must_be_readable() -> None:
    texts = pd.Series(
        ["Hoeryong (회령) workers", "Hoeryong workers (회령 노동자들)", "회령", "12", None]
    )
    found = is_written_in(pd.Series(texts, dtype="str"), LATIN)
    assert found.tolist() == [True, False, False, False, False]


ENGLISH = (
    "Strike over pay", "Nurses protest", "Kim praised", "Sit-in at Foxconn factory",
    "Strike at Hyundai plant", "Protest in Hoeryong", "Hoeryong (회령) workers strike",
    "Striking at Sanyang Lighting in the town of Huizhou", "HUNDREDS OF WORKERS WALK OUT",
)  # fmt: skip


@pytest.mark.parametrize("text", ENGLISH)
def test_short_english_is_scored(text: str) -> None:
    assert np.isfinite(score_texts([text])).all()


def test_driving_words_have_their_weight_in_context() -> None:
    found = dict(driving_words("The strike was not good, but the workers are extremely happy"))
    assert list(found) == ["happy", "good (turned by its context)"]  # not 'strike'
    assert found["good (turned by its context)"] < 0 < PLAIN.lexicon["happy"] < found["happy"]
    assert driving_words("Workers on strike demanding pay") == ()


def test_a_word_that_the_context_turns_says_so() -> None:
    """A reader saw 'irritated +' and took the measure for broken: a 'without' stands before it."""
    text = "Called up again without pay, and irritated at being called the 'driving force'"
    (turned,) = driving_words(text)
    assert turned[0] == "irritated (turned by its context)"
    assert turned[1] > 0
    assert driving_words("Irritated at being called up")[0][0] == "Irritated"


def test_typographic_quotes_are_read() -> None:
    assert score_texts(["It isn’t a “great” day"]) == score_texts(['It isn\'t a "great" day'])


def test_a_person_wins_over_the_machine() -> None:
    accounts = pd.DataFrame({"tone": [-0.5, np.nan, np.nan, 0.0]}, index=[7, 5, 3, 1])
    found = account_tones(accounts, [0.9, 0.25, np.nan, np.nan])
    assert found.index.tolist() == [7, 5, 3, 1]
    assert found["tone"].tolist()[:2] == [-0.5, 0.25]
    assert found["tone"].isna().tolist() == [False, False, True, False]
    assert found["known_by"].astype("object").fillna("-").tolist() == [
        "person", "machine", "-", "person",
    ]  # fmt: skip


def test_classes_of_scores() -> None:
    scores = [-1, -0.05, -0.0499, 0, 0.0499, 0.05, np.nan]
    assert tone_class(scores).tolist() == [
        "negative", "negative", "neutral", "neutral", "neutral", "positive", None,
    ]  # fmt: skip


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(ValueError, match="'magic' is no method"):
        score_texts(["x"], "magic")


def test_a_method_that_is_not_installed_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.indicators.e5.is_available", lambda: False)
    assert not tone.is_available("e5")
    with pytest.raises(tone.MethodMissing, match=r"pip install '\.\[ml\]'"):
        score_texts(["x"], "e5")


WORDS = st.sampled_from(["happy", "angry", "strike", "노동자", "workers", "the", "not", "."])
TEXTS = st.lists(st.one_of(st.none(), st.lists(WORDS, max_size=6).map(" ".join)), max_size=8)


@given(TEXTS, st.randoms(use_true_random=False))
def test_permuting_texts_permutes_scores(texts: list[str | None], random) -> None:
    order = random.sample(range(len(texts)), len(texts))
    scores = score_texts(texts)
    np.testing.assert_array_equal(score_texts([texts[i] for i in order]), scores[order])
    assert ((np.abs(scores) <= 1) | np.isnan(scores)).all()


@given(st.text(max_size=40))
def test_any_text_has_a_score_or_none(text: str) -> None:
    score = score_texts([text])[0]
    assert np.isnan(score) or -1 <= score <= 1
    assert all(weight for _, weight in driving_words(text))


def test_a_text_of_any_length_is_scored_fast() -> None:
    assert np.isfinite(score_texts(["so very sad but " * 100_000])).all()
