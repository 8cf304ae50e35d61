"""A process that reads the files of all jobs, then forks one more for each: importing in them costs
neither a start-up nor a reading each.

One line of JSON in: `folder`, `jobs`, each {"accept": path} or {"undo": id}, and `kill_after`: the
seconds after which all are killed, or null. Lines of JSON out: from each job that lived, what
`came`; then `over`, with the `seconds` from when all set off together to the end of the last.
"""

import gc
import json
import os
import signal
import sys
import time
from pathlib import Path

from dashboard.loading import Loaded, read_bytes
from dashboard.store import Store, StoreError
from tests.store.files import incident, incidents_file


def say(**words: object) -> None:
    """One line, in one write, so that lines of several processes do not mix."""
    os.write(1, f"{json.dumps(words)}\n".encode())


Files = dict[str, tuple[bytes, Loaded]]


def read(path: Path) -> tuple[bytes, Loaded]:
    """The bytes of a file, and what they are read as."""
    raw = path.read_bytes()
    return raw, read_bytes(raw, path.name)


def work(
    folder: Path, number: int, job: dict[str, str], files: Files, ready: int, gate: int
) -> None:
    """Do one job when the gate opens."""
    store = Store(folder)
    os.write(ready, b".")
    os.read(gate, 1)
    try:
        if "accept" in job:
            came = store.accept(*files[job["accept"]])
            say(job=number, came=came.outcome, id=came.upload.id)
        else:
            say(job=number, came="undone", id=store.undo(job["undo"]).id)
    except StoreError as error:
        say(job=number, came="failed", why=str(error))


def run(folder: Path, jobs: list[dict[str, str]], kill_after: float | None) -> None:
    """Fork one process a job, let them go together, wait for all."""
    files = {path: read(Path(path)) for path in {job["accept"] for job in jobs if "accept" in job}}
    gate, opener = os.pipe()
    told, ready = os.pipe()
    pids = []
    for number, job in enumerate(jobs):
        pid = os.fork()
        if pid == 0:
            os.close(opener)
            try:
                work(folder, number, job, files, ready, gate)
            finally:
                os._exit(0)
        pids.append(pid)
    for _ in jobs:
        os.read(told, 1)
    started = time.monotonic()
    os.close(opener)
    if kill_after is not None:
        time.sleep(kill_after)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)  # ours: not waited for yet, so nobody else has its number
    for pid in pids:
        os.waitpid(pid, 0)
    for descriptor in (gate, told, ready):
        os.close(descriptor)
    say(over=True, seconds=time.monotonic() - started)


if __name__ == "__main__":
    gc.disable()  # a collection in a child would touch, and so copy, all that it shares
    read_bytes(incidents_file(incident()), "warm.csv")  # tables of the schema, read once for all
    for line in sys.stdin:
        asked = json.loads(line)
        run(Path(asked["folder"]), asked["jobs"], asked["kill_after"])
