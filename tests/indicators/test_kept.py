"""Scores are made once, in the background, and known at once from then on."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import numpy as np
import pandas as pd
import pytest

from dashboard.indicators import kept
from dashboard.indicators.kept import Scorer
from dashboard.indicators.tone import score_texts
from dashboard.indicators.worker import Worker, WorkFailed

ROOT = Path(__file__).parents[2]
TEXTS = pd.Series(
    ["Workers rejoice at a wonderful win", "Guards beat and killed two men", "노동자 파업", np.nan],
    dtype="str",
)


@pytest.fixture
def scorer() -> Iterator[Scorer]:
    made = Scorer(direct=0)
    yield made
    made.close()
    wait(lambda: not made._working)


def wait(done, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "still waiting"
        time.sleep(0.02)


def finished(scorer: Scorer, texts: pd.Series) -> np.ndarray:
    wait(lambda: not scorer.known(texts)[1].any())
    return scorer.known(texts)[0]


def many(number: int) -> pd.Series:
    return pd.Series([f"Workers are happy on day {i} of the strike" for i in range(number)])


def test_few_texts_are_scored_at_once() -> None:
    scorer = Scorer()
    scores, waiting = scorer.known(TEXTS)
    assert not waiting.any()
    np.testing.assert_array_equal(scores, score_texts(TEXTS))
    assert scores[0] > 0.05
    assert scores[1] < -0.05
    assert np.isnan(scores[2:]).all()
    assert not scorer._workers


def test_many_wait_and_are_known_then(scorer: Scorer) -> None:
    scores, waiting = scorer.known(TEXTS)
    assert waiting.tolist() == [True, True, True, False]
    assert np.isnan(scores).all()
    np.testing.assert_array_equal(finished(scorer, TEXTS), score_texts(TEXTS))
    assert scorer.progress(TEXTS) == (3, 3)


def test_each_text_is_scored_once(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    score = Worker.score
    monkeypatch.setattr(
        Worker, "score", lambda self, texts: sent.extend(texts) or score(self, texts)
    )
    texts = pd.Series(["b", "a good day", "a good day", "b", "c"] * 50, dtype="str")
    threads = [Thread(target=scorer.known, args=(texts,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    finished(scorer, texts)
    finished(scorer, texts[::-1])
    assert sorted(sent) == ["a good day", "b", "c"]


def test_a_small_part_of_what_is_waited_for_is_known_at_once() -> None:
    scorer = Scorer(direct=1)
    assert scorer.known(many(2_000))[1].all()
    scores, waiting = scorer.known(many(2_000)[-1:])
    assert not waiting.any()
    assert np.isfinite(scores).all()
    assert np.isfinite(finished(scorer, many(2_000))).all()
    scorer.close()


def test_a_small_selection_does_not_wait_for_a_large_one(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(kept.PART, "vader", 10)
    large, small = many(20_000), pd.Series(["They are glad", "They are sad"])
    scorer.known(large)
    finished(scorer, small)
    done, total = scorer.progress(large)
    assert done < total == 20_000


def test_the_call_returns_at_once_while_a_killed_worker_is_replaced(scorer: Scorer) -> None:
    texts = many(1_500)
    scorer.known(texts)
    wait(lambda: any(worker.process for worker in scorer._workers))
    (worker,) = scorer._workers
    os.kill(worker.process.pid, signal.SIGKILL)
    assert np.isfinite(finished(scorer, texts)).all()


def test_a_worker_that_dies_again_and_again_is_reported(
    scorer: Scorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.indicators.worker.sys.executable", "/bin/false")
    scorer.known(TEXTS)
    wait(lambda: scorer._failed)
    with pytest.raises(WorkFailed, match="ended 3 times"):
        scorer.known(TEXTS)
    monkeypatch.undo()
    assert scorer.known(TEXTS)[1].any()  # tried again
    assert np.isfinite(finished(scorer, TEXTS)[:2]).all()


def test_an_error_of_the_method_is_reported(scorer: Scorer) -> None:
    scorer.method, kept.PART["none"] = "none", 1
    try:
        scorer.known(TEXTS)
        wait(lambda: scorer._failed)
    finally:
        del kept.PART["none"]
    with pytest.raises(WorkFailed, match="'none' is no method"):
        scorer.known(TEXTS)


def test_the_worker_ends_when_nothing_is_left(scorer: Scorer) -> None:
    scorer.known(TEXTS)
    wait(lambda: any(worker.process for worker in scorer._workers))
    process = next(iter(scorer._workers)).process
    finished(scorer, TEXTS)
    wait(lambda: process.poll() is not None)
    assert not scorer._workers


@pytest.mark.parametrize("how", ["ends", "is killed"])
def test_no_orphan_is_left(how: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal, time, pandas as pd\n"
        "from dashboard.indicators.kept import Scorer\n"
        "print('run', flush=True)\n"
        "scorer = Scorer(direct=0)\n"
        "scorer.known(pd.Series([f'glad day {i}' for i in range(100_000)]))\n"
        "while not any(worker.process for worker in scorer._workers): time.sleep(.01)\n"
        "print(next(iter(scorer._workers)).process.pid, flush=True)\n"
        + ("os.kill(os.getpid(), signal.SIGKILL)\n" if how == "is killed" else ""),
        encoding="utf-8",
    )
    run = subprocess.run(
        [sys.executable, "-W", "error", script],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    said, pid = run.stdout.split()
    assert said == "run"  # and not once more in the worker: it does not run the script
    assert run.returncode == (0 if how == "ends" else -signal.SIGKILL)
    assert not run.stderr

    def gone() -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        except FileNotFoundError:
            return True
        return state.split()[0] == "Z"

    wait(gone, 30)


def test_a_closed_scorer_says_so() -> None:
    scorer = Scorer(direct=0)
    scorer.close()
    with pytest.raises(WorkFailed, match="closed"):
        scorer.known(TEXTS)


def test_only_scores_are_kept(scorer: Scorer) -> None:
    texts = many(5_000)
    finished(scorer, texts)
    wait(lambda: not scorer._working)
    held = [value for value in vars(scorer).values() if value is not scorer._kept]
    assert not scorer._jobs
    assert not any(isinstance(value, pd.Series) for value in held)
    assert scorer._kept.keys.nbytes + scorer._kept.scores.nbytes == 16 * 5_000


def test_a_million_kept_texts_are_found_at_once() -> None:
    keys = np.random.default_rng(1).integers(0, 2**63, 1_000_000, dtype=np.uint64)
    scores = np.linspace(-1, 1, len(keys))
    held = kept._NONE.with_more(keys, scores)
    found, there = held.find(keys[::-1])
    assert there.all()
    np.testing.assert_array_equal(found, scores[::-1])
    assert held.with_more(keys[:5], np.zeros(5)).scores.sum() == held.scores.sum()
