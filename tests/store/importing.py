"""Driving `importer.py`: jobs on a store that other processes do, and that may be killed."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Jobs = Sequence[dict[str, str]]
Came = dict[int, dict[str, Any]]


class Importer:
    """The process and its two pipes; `seconds` is how long the last jobs took."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.seconds = 0.0

    def run(self, folder: Path, jobs: Jobs, kill_after: float | None = None) -> Came:
        """What came of each job, by its number; all are killed after so many seconds."""
        asked = {"folder": str(folder), "jobs": list(jobs), "kill_after": kill_after}
        assert self.process.stdin
        self.process.stdin.write(f"{json.dumps(asked)}\n")
        self.process.stdin.flush()
        came: Came = {}
        while "over" not in (line := self._line()):
            came[line["job"]] = line
        self.seconds = float(line["seconds"])
        return came

    def _line(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the importing process ended"
        found: dict[str, Any] = json.loads(line)
        return found


@contextmanager
def importing() -> Iterator[Importer]:
    """An importer that ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.store.importer"], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        yield Importer(process)
    finally:
        process.stdin and process.stdin.close()
        process.wait(timeout=30)
        process.stdout and process.stdout.close()
