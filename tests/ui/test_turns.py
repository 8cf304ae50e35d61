"""Who only filters goes before who works out something long."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from dashboard.ui import turns

LONG_ENOUGH = 0.2  # seconds; a thread that does not wait calls thousands of functions in them


class Calculation:
    """A thread that calculates until it is told to stop; `calls` are the functions it called."""

    def __init__(self) -> None:
        self.calls = 0
        self.done = threading.Event()

    def work(self) -> None:
        with turns.turn(), turns.giving_way():
            while not self.done.is_set():
                self.step()

    def step(self) -> None:
        self.calls += 1


@contextmanager
def calculating() -> Iterator[Calculation]:
    calculation = Calculation()
    thread = threading.Thread(target=calculation.work)
    thread.start()
    try:
        until(lambda: calculation.calls > 0)
        yield calculation
    finally:
        calculation.done.set()
        thread.join(20)
        assert not thread.is_alive()


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.005)


def calls_meanwhile(calculation: Calculation) -> int:
    time.sleep(0.02)  # what it had begun
    before = calculation.calls
    time.sleep(LONG_ENOUGH)
    return calculation.calls - before


def test_calculation_waits_while_a_short_run_is_under_way() -> None:
    with calculating() as calculation:
        with turns.turn():
            assert calls_meanwhile(calculation) == 0
        assert calls_meanwhile(calculation) > 0


def test_calculation_is_not_held_up_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAIT", 0.05)
    monkeypatch.setattr(turns, "WORK", 0.01)
    with calculating() as calculation, turns.turn():
        assert calls_meanwhile(calculation) > 0


def test_run_that_is_not_short_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with calculating() as calculation, turns.turn():
        monkeypatch.setattr(turns, "SHORT", 0.0)
        assert calls_meanwhile(calculation) > 0


def test_calculations_do_not_wait_for_each_other() -> None:
    with calculating() as one, calculating() as other:
        assert calls_meanwhile(one) > 0
        assert calls_meanwhile(other) > 0


def test_what_comes_after_the_calculation_counts_as_short_again() -> None:
    with calculating() as calculation, turns.turn():
        with turns.giving_way():
            pass
        assert calls_meanwhile(calculation) == 0


def test_tracing_is_as_before() -> None:
    before = sys.gettrace()
    with pytest.raises(RuntimeError), turns.turn(), turns.giving_way():
        raise RuntimeError
    assert sys.gettrace() is before
    assert not turns._begun
