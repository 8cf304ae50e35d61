"""Scores made once per text and kept by a hash of it, so that 100,000 texts never stall a page.

Only scores are kept, in memory: no text, and nothing on disk.
"""

import secrets
import weakref
from collections import deque
from dataclasses import dataclass
from threading import Lock, Thread

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.counting import Floats, numbered
from dashboard.indicators.scripts import Mask
from dashboard.indicators.tone import required, score_texts
from dashboard.indicators.worker import Worker, WorkFailed

Keys = npt.NDArray[np.uint64]

DIRECT = {"vader": 300, "e5": 0}
"""So many texts are scored while the caller waits (0.1 s)."""
PART = {"vader": 400, "e5": 32}
"""So many are sent to the worker at once (0.1 to 2 s)."""


@dataclass(frozen=True)
class _Kept:
    """Hashes in rising order, and the score of each: 16 bytes per text."""

    keys: Keys
    scores: Floats

    def find(self, keys: Keys) -> tuple[Floats, Mask]:
        """The score of each key (NaN where it is not kept), and which are kept."""
        if not len(self.keys):
            return np.full(len(keys), np.nan), np.zeros(len(keys), dtype=bool)
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        found = self.keys[place] == keys
        return np.where(found, self.scores[place], np.nan), found

    def with_more(self, keys: Keys, scores: Floats) -> "_Kept":
        """These, and those of `keys` that are not among them."""
        first = np.unique(keys, return_index=True)[1]
        first = first[~self.find(keys[first])[1]]
        places = np.searchsorted(self.keys, keys[first])
        return _Kept(
            np.insert(self.keys, places, keys[first]), np.insert(self.scores, places, scores[first])
        )


_NONE = _Kept(np.empty(0, dtype=np.uint64), np.empty(0))


class Scorer:
    """The scores of one method, for all sessions of the process; any thread may call it.

    Texts beyond `direct` new ones are scored by a process in the background, a part of each
    caller's texts in turn. It ends when there is nothing left to do, or this process ends; when it
    is killed it is started again. Raises tone.MethodMissing.
    """

    def __init__(self, method: str = "vader", direct: int | None = None) -> None:
        required(method)
        self.method = method
        self.direct = DIRECT[method] if direct is None else direct
        self._key = secrets.token_hex(8)
        self._lock = Lock()
        self._kept = _NONE
        self._queued = _NONE.keys
        self._jobs: deque[tuple[Keys, list[str]]] = deque()
        self._working = False
        self._failed: str | None = None
        self._closed = False
        self._workers: set[Worker] = set()
        weakref.finalize(self, _end, self._workers)

    def known(self, texts: "pd.Series[str]") -> tuple[Floats, Mask]:
        """The score of each text as far as it is known, at once, and which are still waited for.

        A score is -1 to 1; NaN = not scored, or waited for. Equal texts are scored once. Raises
        worker.WorkFailed where the background process could not do it; the next call tries again.
        """
        found = numbered(pd.Series(texts, dtype="str"))
        values = pd.Series(found.values, dtype="str")
        keys = self._keys(values)
        scores, there = self._kept.find(keys)
        new = np.flatnonzero(~there)
        if 0 < len(new) <= self.direct:  # though queued: a small selection never waits
            scores[new] = score_texts(values.iloc[new], self.method)
            self._keep(keys[new], scores[new])
            there[new] = True
        elif len(new):
            self._queue(keys[new], values.iloc[new])
        # The last is for missing texts, whose code is -1: not scored, and not waited for.
        return np.append(scores, np.nan)[found.codes], np.append(~there, False)[found.codes]

    def progress(self, texts: "pd.Series[str]") -> tuple[int, int]:
        """How many of the distinct texts are done, and how many there are; queues nothing."""
        values = pd.Series(numbered(pd.Series(texts, dtype="str")).values, dtype="str")
        return int(self._kept.find(self._keys(values))[1].sum()), len(values)

    def close(self) -> None:
        """End the background process for good; what is known stays."""
        with self._lock:
            self._closed = True
        _end(self._workers)

    def _keys(self, values: "pd.Series[str]") -> Keys:
        """SipHash of each text by a key of this process: among 1,000,000 texts any two are equal
        with a chance of 3 in 100 million."""
        objects = values.to_numpy(dtype=object)
        return pd.util.hash_array(objects, hash_key=self._key, categorize=False)

    def _keep(self, keys: Keys, scores: Floats) -> None:
        with self._lock:
            self._kept = self._kept.with_more(keys, scores)
            self._queued = np.setdiff1d(self._queued, keys, assume_unique=True)

    def _queue(self, keys: Keys, values: "pd.Series[str]") -> None:
        with self._lock:
            failed, self._failed = self._failed, None
            if failed or self._closed:
                raise WorkFailed(failed or "the scorer was closed")
            new = ~np.isin(keys, self._queued) & ~self._kept.find(keys)[1]
            if new.any():
                self._queued = np.union1d(self._queued, keys[new])
                self._jobs.append((keys[new], values[new].tolist()))
            if self._jobs and not self._working:
                self._working = True
                Thread(target=self._work, name="tone", daemon=True).start()

    def _work(self) -> None:
        """Score what is queued until nothing is left; runs in a thread of its own."""
        worker = Worker(self.method)
        self._workers.add(worker)
        while part := self._next():
            try:
                self._keep(part[0], worker.score(part[1]))
            except Exception as failed:  # whatever it is: tell, and let nobody wait for ever
                with self._lock:
                    self._failed = str(failed)
                    self._jobs.clear()
                    self._queued = _NONE.keys
        worker.stop()
        self._workers.discard(worker)

    def _next(self) -> tuple[Keys, list[str]] | None:
        """The next part of the work: a part of each job in turn."""
        with self._lock:
            if not self._jobs:
                self._working = False
                return None
            keys, texts = self._jobs.popleft()
            size = PART[self.method]
            if len(keys) > size:
                self._jobs.append((keys[size:], texts[size:]))
            return keys[:size], texts[:size]


def _end(workers: set[Worker]) -> None:
    for worker in list(workers):
        worker.end()
