"""Eight imports at once, again and again: each is whole, none is lost, readers see a prefix."""

import threading
from collections import Counter
from pathlib import Path

from dashboard.places import Places
from dashboard.store import Store
from tests.store.files import incident, incidents_file
from tests.store.importing import importing

ROUNDS, AT_ONCE = 50, 8
KINDS = ("same", "different", "conflicting", "undo")
CAME = {
    "same": {"added": 1, "there": 7},
    "different": {"added": 8},
    "conflicting": {"added": 8},
    "undo": {"undone": 1, "failed": 7},
}


def files(folder: Path, number: int, kind: str) -> list[dict[str, str]]:
    """Eight jobs: the same file, different files, or files that contradict each other."""
    jobs = []
    for writer in range(AT_ONCE):
        who = {"same": 0, "different": writer, "conflicting": 0}[kind]
        words = f"As told by {writer}" if kind == "conflicting" else "Workers stopped."
        path = folder / f"{number}-{writer}.csv"
        path.write_bytes(
            incidents_file(*(incident(f"{number}-{who}-{row}", words) for row in range(20)))
        )
        jobs.append({"accept": str(path)})
    return jobs


class Reader(threading.Thread):
    """Reads the journal all the time; what it saw once must stay as it was."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.store = Store(folder)
        self.seen: list[str] = []
        self.wrong: list[str] = []
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.01):
            contents = self.store._contents()
            ids = [entry.id for entry in contents.entries]
            if contents.faults or ids[: len(self.seen)] != self.seen:
                self.wrong.append(f"{contents.faults} after {len(self.seen)}")
            self.seen = ids


def test_eight_imports_at_once_for_fifty_rounds(tmp_path: Path, places: Places) -> None:
    folder = tmp_path / "data"
    reader = Reader(folder)
    reader.start()
    acknowledged: list[str] = []
    undone: list[str] = []
    with importing() as importer:
        for number in range(ROUNDS):
            kind = KINDS[number % len(KINDS)]
            if kind == "undo":
                jobs = [{"undo": acknowledged[-1]}] * AT_ONCE
                undone.append(acknowledged[-1])
            else:
                jobs = files(tmp_path, number, kind)
            came = importer.run(folder, jobs)
            assert Counter(each["came"] for each in came.values()) == CAME[kind], came
            acknowledged += [each["id"] for each in came.values() if each["came"] == "added"]
    reader.ended.set()
    reader.join()
    assert reader.wrong == []
    check(Store(folder), acknowledged, undone, places)


def check(store: Store, acknowledged: list[str], undone: list[str], places: Places) -> None:
    """Every acknowledged import is there once, the chain is whole, all versions are kept."""
    uploads = store.uploads()
    assert {upload.id for upload in uploads} == set(acknowledged)
    assert len(uploads) == len(acknowledged) == len({upload.name for upload in uploads})
    assert {upload.id for upload in uploads if not upload.in_force} == set(undone)
    found = store.verify()
    assert (found.faults, found.orphans) == ((), ())
    assert found.receipts == len(acknowledged) + len(undone)
    dataset = store.read(places)
    ids = dataset.incidents["incident_id"]
    rounds = Counter(KINDS[number % len(KINDS)] for number in range(ROUNDS))
    shown = 20 * (rounds["same"] + 8 * rounds["different"] + rounds["conflicting"])
    assert ids.str.startswith("T-").sum() == ids[ids.str.startswith("T-")].nunique() == shown
    # Undone each time: one version of the round of conflicts before it.
    assert len(dataset.superseded) == 20 * (7 * rounds["conflicting"] - len(undone))
