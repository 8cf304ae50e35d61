"""What a filter takes beside another reader's long calculation, against what it takes alone.

`python tests/bench/beside.py [--rows N] [--look L] [--clicks K] [--rounds R]`. One session filters
the Overview, in turns alone and while another works through the selections of a look of the Risk
page; both are readers without a browser, on a machine that should do nothing else.
"""

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.bench.datasets import make
from tests.nginx.reader import Reader
from tests.servers import running_server

FILTERS = ("India", "", "Cambodia", "", "China", "")
SELECTIONS = (("India",), ("China", "India"), ("China",), ("Bangladesh", "India"))


def choose(reader: Reader, *countries: str) -> WidgetState:
    """The filter set to these countries."""
    (box,) = [one for one in reader.all("multiselect") if one.label == "Country"]
    state = WidgetState(id=box.id)
    state.string_array_value.data.extend(name for name in countries if name)
    return state


def choose_look(reader: Reader, look: str) -> WidgetState:
    """The Risk page set to this look."""
    (group,) = [
        one
        for one in reader.all("button_group")
        if look in [option.content for option in one.options]
    ]
    state = WidgetState(id=group.id)
    state.string_array_value.data.append(look)
    return state


def filter_times(reader: Reader, clicks: int) -> list[float]:
    """Seconds that each of so many filters takes."""
    times = []
    for country, _ in zip(cycle(FILTERS), range(clicks)):
        start = time.perf_counter()
        reader.run(choose(reader, country))
        times.append(time.perf_counter() - start)
    return times


@contextmanager
def calculating(reader: Reader, look: str) -> Iterator[list[float]]:
    """A session that works until the block ends; the seconds of each of its runs."""
    done, took = threading.Event(), list[float]()

    def work() -> None:
        for countries in cycle(SELECTIONS):
            start = time.perf_counter()
            reader.run(choose(reader, *countries), choose_look(reader, look))
            took.append(time.perf_counter() - start)
            if done.is_set():
                return

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield took
    finally:
        done.set()
        thread.join()


def share(times: list[float], part: float) -> float:
    """The time that `part` of the times do not exceed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--look", default="Spread")
    parser.add_argument("--clicks", type=int, default=16, metavar="K")
    parser.add_argument("--rounds", type=int, default=3, metavar="R")
    asked = parser.parse_args()
    os.environ["UNREST_DATA"] = str(make(asked.rows, 1).folder)
    log = Path(tempfile.mkdtemp()) / "server.txt"
    alone, beside, long = list[float](), list[float](), list[float]()
    with running_server(log=log) as address, Reader(address) as one, Reader(address) as other:
        filter_times(one.open(), len(FILTERS))
        other.open("risk")
        for _ in range(asked.rounds):
            alone += filter_times(one, asked.clicks)
            with calculating(other, asked.look) as took:
                beside += filter_times(one, asked.clicks)
            long += took
    print(f"{asked.rows:,} records; {asked.look} took {min(long):.1f}-{max(long):.1f} s meanwhile")
    for words, part in (("median", 0.5), ("p95", 0.95)):
        first, second = share(alone, part), share(beside, part)
        print(f"{words}: {first:.2f} s alone, {second:.2f} s beside it: {second / first:.2f} x")


if __name__ == "__main__":
    main()
