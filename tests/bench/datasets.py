"""Simulated files of a size, each in a data folder of its own, kept for the next run."""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
VERSION = 1
"""Raise it when the simulator or the store changes what a made folder holds."""
CACHE = Path(tempfile.gettempdir(), "unrest-bench")


@dataclass(frozen=True)
class Made:
    """`rows` simulated incidents: as a CSV `file`, and imported into `folder` (UNREST_DATA)."""

    rows: int
    file: Path
    folder: Path


def folder_name(rows: int, seed: int) -> str:
    """The name of the folder that holds what is made of `rows` and `seed`."""
    return f"v{VERSION}-n{rows}-seed{seed}"


def make(rows: int, seed: int, cache: Path = CACHE) -> Made:
    """Simulate and import `rows` incidents, or take what an earlier run left in `cache`.

    Raises subprocess.CalledProcessError where a command fails; then nothing is left in `cache`.
    """
    kept = cache / folder_name(rows, seed)
    if not kept.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=cache, prefix="unfinished-"))
        try:
            file = unfinished / _made(unfinished, rows).file.name
            _unrest("simulate", "-n", str(rows), "--seed", str(seed), "-o", str(file))
            _unrest("import", "--yes", str(file), folder=_made(unfinished, rows).folder)
            unfinished.rename(kept)
        except BaseException:
            shutil.rmtree(unfinished)
            raise
    return _made(kept, rows)


def _made(folder: Path, rows: int) -> Made:
    return Made(rows, folder / f"simulated-{rows}.csv", folder / "data")


def _unrest(*arguments: str, folder: Path | None = None) -> None:
    environment = {**os.environ, **({"UNREST_DATA": str(folder)} if folder else {})}
    subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *arguments],
        check=True, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL,
    )  # fmt: skip
