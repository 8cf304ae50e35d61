"""A process of its own that scores texts: VADER is pure Python and would stall every page.

`python -m dashboard.indicators.worker METHOD` answers each line of its input, a JSON list of texts,
with one line: {"scores": [...]} (null = not scored) or {"error": "..."}. It ends with its input, so
also when whoever started it is killed. It is no child of `multiprocessing`, which would run
the script of the parent again: that is the dashboard itself.
"""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np

from dashboard import logs
from dashboard.counting import Floats
from dashboard.indicators.tone import score_texts

ROOT = Path(__file__).parents[2]
STARTS = 3
"""So often is one part of the work begun before it is given up."""


class WorkFailed(RuntimeError):  # noqa: N818  the name says what happened
    """The scores cannot be made; the message says why."""


class Worker:
    """One process that is started when it is first needed. For one thread at a time."""

    def __init__(self, method: str) -> None:
        self.method = method
        self.process: subprocess.Popen[bytes] | None = None
        self.ended = False

    def score(self, texts: list[str]) -> Floats:
        """One score per text, NaN = not scored. A process that died is started again.

        Raises WorkFailed where the method refuses, or the process has died `STARTS` times.
        """
        for _ in range(STARTS):
            if self.ended:
                raise WorkFailed("the scorer was closed")
            answer = self._ask(json.dumps(texts).encode() + b"\n")
            if answer:
                told = json.loads(answer)
                if "error" in told:
                    raise WorkFailed(told["error"])
                return np.array(told["scores"], dtype=np.float64)
            self.stop()
        raise WorkFailed(f"the process that scores texts by {self.method} ended {STARTS} times")

    def stop(self) -> None:
        """End the process, if there is one."""
        process, self.process = self.process, None
        if process:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with suppress(OSError):  # what it has not read is lost with it
                        pipe.close()

    def end(self) -> None:
        """`stop`, and start it no more; any thread may call this."""
        self.ended = True
        self.stop()

    def _ask(self, line: bytes) -> bytes:
        """The answer to `line`; empty where the process has ended."""
        if self.process is None:
            self.process = _start(self.method)
        given, answers = self.process.stdin, self.process.stdout
        if given is None or answers is None:
            return b""
        try:
            given.write(line)
            given.flush()
            answer = answers.readline()
        except (OSError, ValueError):  # it died, or its pipes were closed by `end`
            return b""
        return answer if answer.endswith(b"\n") else b""


def _start(method: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(  # noqa: S603  our own module, by our own interpreter
        [sys.executable, "-P", "-m", "dashboard.indicators.worker", method],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
    )


def main() -> None:
    """Answer the lines of the standard input until it ends."""
    logs.install()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent; its end is ours
    if hasattr(os, "nice"):
        os.nice(10)
    # A broken pipe: whoever asked has been killed.
    with suppress(BrokenPipeError), os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)  # nothing that a library prints may stand among the answers
        for line in sys.stdin.buffer:
            print(_answer(json.loads(line), sys.argv[1]), file=answers, flush=True)


def _answer(texts: list[str], method: str) -> str:
    try:
        scores = score_texts(texts, method)
    except Exception as error:  # whatever it is, the parent shall know and not wait
        return json.dumps({"error": f"{type(error).__name__}: {error}"})
    return json.dumps({"scores": [None if np.isnan(one) else one for one in scores.tolist()]})


if __name__ == "__main__":
    main()
