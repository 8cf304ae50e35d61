"""The tone of texts in some 100 languages, by the optional extra `ml`."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.indicators import e5, train_e5_head
from dashboard.indicators.measured import MEASURED
from dashboard.indicators.scripts import e5_scripts
from dashboard.indicators.tone import driving_words, score_texts, tone_class
from dashboard.tones import agree, read_texts

HERE = Path(__file__).parent
needs_extra = pytest.mark.skipif(not e5.is_available(), reason="pip install '.[ml]'")


@needs_extra
def test_bars_on_news_sentences(shared_folder: Path) -> None:
    raw = (shared_folder / "data/tone/newsmtsc_devtest_rw.csv").read_bytes()
    read = read_texts(raw, "text", "polarity")
    # Every fourth sentence: all 1,037 take minutes. `unrest tone` on the file measures them all.
    part = read.texts.iloc[::4].reset_index(drop=True)
    found = agree(read.labels[::4], score_texts(part, "e5"))
    assert found.n == 260
    assert found.macro_f1 == pytest.approx(MEASURED[2][1], abs=0.05)
    assert found.macro_f1 >= 0.66
    assert found.auc >= 0.90


@needs_extra
def test_bars_on_sentences_of_our_own() -> None:
    read = read_texts((HERE / "sentences.csv").read_bytes(), "text", "polarity")
    found = agree(read.labels, score_texts(read.texts, "e5"))
    assert found.n == 30
    assert found.macro_f1 >= 0.66
    assert found.auc >= 0.90


@needs_extra
def test_other_languages_and_scripts() -> None:
    texts = [
        "Le ministre félicite les infirmières courageuses pour leur travail magnifique.",
        "Le patron a brutalement frappé et insulté les ouvriers effrayés.",
        "노동자들은 훌륭한 승리를 기뻐하며 축하했다.",
        "경찰이 노동자들을 잔인하게 때려 세 명이 죽었다.",
    ]
    scores = score_texts([*texts, "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "བོད་ཡིག", "123", None], "e5")
    assert tone_class(scores).tolist()[:2] == ["positive", "negative"]
    assert scores[2] > scores[3]
    assert np.isnan(scores).tolist() == [False] * 4 + [True] * 4
    order = [3, 1, 0, 2]
    np.testing.assert_array_equal(score_texts([texts[i] for i in order], "e5"), scores[order])


@needs_extra
def test_a_text_does_not_end_at_a_null_character() -> None:
    whole, cut = score_texts(["The boss\0 cruelly beat a worker", "The boss"], "e5")
    assert whole < cut


@needs_extra
def test_driving_clauses() -> None:
    text = "The talks start on Monday at ten. The foreman brutally beat two workers and lied."
    (clause, weight), *rest = driving_words(text, "e5")
    assert clause == "The foreman brutally beat two workers and lied."
    assert weight < -0.2
    assert [one for one, _ in rest] == ["The talks start on Monday at ten."]
    assert abs(rest[0][1]) < abs(weight)
    ((whole, score),) = driving_words("A wonderful day", "e5")
    assert whole == "A wonderful day"
    assert score == score_texts(["A wonderful day"], "e5")[0]
    assert driving_words("ᏣᎳᎩ", "e5") == ()
    assert len(driving_words("Good. Bad. " * 20, "e5")) == e5.MOST_CLAUSES


@needs_extra
def test_the_head_fits_the_installed_model() -> None:
    expected = e5.read_head().model_sha256
    assert e5.checked_model(e5.model_file(), expected) == e5.model_file()


def test_another_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.bin").write_bytes(b"another")
    with pytest.raises(
        e5.WrongModel, match=r"model\.bin is not the model that the tone was trained"
    ):
        e5.checked_model(tmp_path / "model.bin", e5.read_head().model_sha256)


def test_the_head_says_where_it_comes_from(shared_folder: Path) -> None:
    kept = json.loads(e5.HEAD_FILE.read_text(encoding="utf-8"))
    trained_on = (shared_folder / "data/tone/newsmtsc_train.csv").read_bytes()
    assert kept["train_sha256"] == hashlib.sha256(trained_on).hexdigest()
    assert kept["license"] == "MIT"
    assert e5.HEAD_FILE.stat().st_size < 50_000
    assert np.array(kept["weights"]).shape == (384, 3)


def test_the_score_keeps_the_order_and_the_edges_of_the_difference() -> None:
    head = e5.Head(np.eye(3), np.zeros(3), (-0.48, 0.3), "")
    logits = np.random.default_rng(0).normal(0, 3, (500, 3))
    raw, scores = e5.difference(logits), head.score(logits.astype(np.float32))
    assert (np.diff(scores[np.argsort(raw)]) >= 0).all()
    np.testing.assert_array_equal(
        tone_class(scores),
        np.select([raw <= -0.48, raw >= 0.3], ["negative", "positive"], "neutral"),
    )
    assert np.abs(scores).max() <= 1


def test_training_finds_the_direction_of_the_classes() -> None:
    rng = np.random.default_rng(5)
    labels = rng.integers(0, 3, 600)
    features = rng.normal(0, 1, (600, 4))
    features[:, 0] += 2 * (labels - 1)  # the first column alone tells them apart
    made = train_e5_head.train(features, labels, np.arange(600))
    weights = np.array(made["weights"])
    assert weights[0, 0] < -3 * np.abs(weights[1:]).max()
    assert weights[0, 2] > 3 * np.abs(weights[1:]).max()
    assert made["macro_f1_held_out"] > 0.75
    low, high = made["edges"]
    assert low < 0 < high


def test_equal_sentences_are_never_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(
        train_e5_head,
        "_held_out",
        lambda features, labels, part, penalty: seen.append(part) or np.zeros((len(labels), 3)),
    )
    sentences = np.arange(100) // 2
    train_e5_head.train(np.random.default_rng(1).normal(size=(100, 2)), sentences % 3, sentences)
    for part in seen:
        assert (part[::2] == part[1::2]).all()
        assert set(part) == set(range(5))


def test_every_script_of_the_list_is_read() -> None:
    letters = "aжαԱაאحअবਅઅଅஅఅಅഅඅกກကកአ가中あア"
    assert len(letters) == len(e5_scripts())
    assert e5.readable(pd.Series(list(letters))).all()
    assert not e5.readable(pd.Series(["Ꮳ", "བ", "ᠠ", "ތ", "ⴰ"])).any()


@needs_extra
def test_factual_titles_of_our_own_are_seldom_negative() -> None:
    texts = read_texts((HERE / "titles.csv").read_bytes(), "title").texts
    assert (tone_class(score_texts(texts, "e5")) == "negative").mean() <= 0.30
