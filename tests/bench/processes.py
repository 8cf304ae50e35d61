"""How many reruns two processes behind nginx give, against one, to sessions that never pause.

`python tests/bench/processes.py [--sessions K] [--seconds S] [--rounds R] [--page P]`. One and two
processes take turns in each round, both behind nginx, on a data folder of their own. The readers
run on the same cores: the last figure of a line says how much of them they take. Where others use
the machine too, only the reruns for each second of a core can be compared.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.nginx.binary import MISSING, find_nginx
from tests.nginx.reader import Reader
from tests.nginx.site import Site, running_site

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Load:
    """Sessions that rerun `page` for `seconds`."""

    sessions: int
    seconds: float
    page: str


@dataclass(frozen=True)
class Done:
    """Reruns per second, their times in seconds, and the cores that servers and readers took."""

    rate: float
    times: list[float]
    servers: float
    readers: float


def rerun(site: Site, load: Load) -> Done:
    """Open the sessions, spread over the processes, and let all of them rerun at once."""
    with ExitStack() as stack:
        readers = [stack.enter_context(Reader(site.address)) for _ in range(load.sessions)]
        for reader in readers:
            reader.open(load.page).run()
        times: list[float] = []
        until = time.monotonic() + load.seconds
        threads = [
            threading.Thread(target=_rerun_until, args=(one, until, times)) for one in readers
        ]
        before, mine, start = _cpu_of(site), time.process_time(), time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.monotonic() - start
        return Done(
            len(times) / took, times, (_cpu_of(site) - before) / took,
            (time.process_time() - mine) / took,
        )  # fmt: skip


def _rerun_until(reader: Reader, until: float, times: list[float]) -> None:
    while (start := time.monotonic()) < until:
        reader.run()
        times.append(time.monotonic() - start)


def _cpu_of(site: Site) -> float:
    """Seconds of processor time that the servers have taken so far."""
    total = 0
    for process in site.processes():
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def measure(processes: int, load: Load) -> Done:
    """Start so many processes behind nginx, load them, end them, and print what came out."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), processes) as site,
    ):
        done = rerun(site, load)
    slowest = statistics.quantiles(done.times, n=20)[-1] if len(done.times) > 1 else float("nan")
    print(
        f"{processes} process{'es' * (processes > 1)}, {load.sessions} sessions: "
        f"{done.rate:.1f} reruns/s ({done.rate / done.servers:.1f} for each core in use), median "
        f"{statistics.median(done.times):.2f} s, 95 % within {slowest:.2f} s; cores in use: "
        f"{done.servers:.2f} by servers, {done.readers:.2f} by readers",
        flush=True,
    )
    return done


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--page", default="", help="'' is the Overview")
    asked = parser.parse_args()
    if not find_nginx():
        print(MISSING)
        return 0
    load = Load(asked.sessions, asked.seconds, asked.page)
    ratios = []
    for _ in range(asked.rounds):
        one, two = measure(1, load), measure(2, load)
        ratios.append(two.rate / one.rate)
    print(
        f"reruns of 2 processes against 1: {statistics.median(ratios):.2f} x "
        f"({min(ratios):.2f} to {max(ratios):.2f}, {os.cpu_count()} cores)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
