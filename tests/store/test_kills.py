"""An import that is killed at any moment: all of it is there, or nothing."""

import itertools
import random
import statistics
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dashboard.places import Places
from dashboard.store import Store
from tests.store.files import incident, incidents_file
from tests.store.importing import Importer, importing

KILLS, AT_A_TIME = 200, 25
ROWS = 400


def write(folder: Path, number: int) -> Path:
    """A file of its own for each import."""
    path = folder / f"{number}.csv"
    path.write_bytes(incidents_file(*(incident(f"{number}-{row}") for row in range(ROWS))))
    return path


def seconds_of_an_import(importer: Importer, folder: Path, paths: Iterable[Path]) -> float:
    """From setting off to the end, where none is killed: the median."""
    found = []
    for path in paths:
        importer.run(folder, [{"accept": str(path)}])
        found.append(importer.seconds)
    return statistics.median(found)


def test_sigkill_at_200_moments_of_an_import(tmp_path: Path, places: Places) -> None:
    draw = random.Random(3)  # noqa: S311  # not for secrets
    folder = tmp_path / "data"
    store = Store(folder)
    outcomes: Counter[str] = Counter()
    acknowledged: set[str] = set()
    with importing() as importer:
        files = (write(tmp_path, number) for number in itertools.count())
        for number in range(KILLS):
            if number % AT_A_TIME == 0:  # other work on the machine comes and goes
                whole = seconds_of_an_import(importer, folder, itertools.islice(files, 3))
            job = {"accept": str(next(files))}
            before = store.version
            came = importer.run(folder, [job], kill_after=draw.uniform(0, 1.05 * whole))
            acknowledged |= {each["id"] for each in came.values()}
            appeared = store.version != before
            assert appeared or not came
            outcomes["acknowledged" if came else "there" if appeared else "nothing"] += 1
    # Most moments lie in the writing; what was killed after the receipt was renamed is there.
    assert outcomes["nothing"] >= KILLS // 4, outcomes
    uploads = Store(folder).uploads()
    assert acknowledged <= {upload.id for upload in uploads}
    found = store.verify()
    assert found.faults == ()
    assert found.receipts == len(uploads)
    incidents = Store(folder).read(places).incidents
    assert (incidents["incident_id"].str.startswith("T-")).sum() == ROWS * len(uploads)


def test_what_a_killed_import_left_is_cleared_and_hinders_none(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    path = write(tmp_path, 1)
    with importing() as importer:
        for _ in range(20):
            importer.run(folder, [{"accept": str(path)}], kill_after=0.004)
        came = importer.run(folder, [{"accept": str(path)}])
    assert came[0]["came"] in ("added", "there")
    found = Store(folder).verify()
    assert (found.receipts, found.files, found.faults, found.orphans) == (1, 4, (), ())
