"""What goes wrong is in the log with its place and its code, and nothing that was read."""

import logging
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import logs
from tests.nginx.reader import Reader
from tests.servers import ROOT, free_port, running_server, serving

MARKER = "Marker7"


@pytest.fixture
def failing(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    log, port = tmp_path / "log.txt", free_port()
    with serving([sys.executable, "-m", "tests.failing_server", str(port)], port, log) as address:
        yield address, log


def test_a_page_that_raises_shows_a_code_and_the_log_has_the_place_alone(
    failing: tuple[str, Path],
) -> None:
    address, log = failing
    raw = (
        "incident_id,start_date,country,action_type,description\n"
        f"{MARKER}_id,2025-01-05,PRK,strike,{MARKER} text of a cell\n"
    ).encode()
    with Reader(address) as reader:
        reader.open("data").upload(f"{MARKER}_name.csv", raw)
        (alert,) = reader.all("alert")
        (code,) = re.findall(r"^Something went wrong: code ([0-9A-F]{6})$", alert.body)
        shown = "".join(str(one) for one in reader.elements)
        assert "Traceback" not in shown
        assert "failing_server" not in shown
        assert reader.ask(f"/geo/{MARKER}.geojson?q={MARKER}").status == 500
        assert reader.ask("/", Origin=f"http://{MARKER}.example").status == 403
        assert reader.ask("/", Host=f"{MARKER}.example").status == 200
    written = log.read_text(encoding="utf-8")
    assert MARKER not in written
    assert "127.0.0.1" not in written.replace(address, "")
    assert f"code {code}" in written
    assert re.search(r"tests/failing_server\.py:\d+:fail\b", written)
    assert re.search(r"dashboard/ui/intake\.py:\d+:_read\b", written)
    for told in ("builtins.RuntimeError", "caused by builtins.LookupError", "Uncaught in a thread",
                 "UserWarning tests/failing", "Exception in ASGI application"):  # fmt: skip
        assert told in written
    assert "Traceback" not in written


def test_the_log_of_a_server_that_works_is_empty(tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    with running_server(log=log) as address, Reader(address) as reader:
        reader.open("data")
        assert reader.ask("/_stcore/stream", Host="other.example").status < 500
    written = log.read_text(encoding="utf-8").replace(address, "")
    assert written.strip() == "The dashboard is at    (Ctrl-C ends it)"


@pytest.fixture
def record() -> Iterator[list[logging.LogRecord]]:
    """What is logged under the name 'tried' while our records are made."""
    kept: list[logging.LogRecord] = []
    handler, logger = logging.Handler(), logging.getLogger("tried")
    handler.emit = kept.append  # type: ignore[method-assign]
    before = logging.getLogRecordFactory()
    logger.addHandler(handler)
    logger.propagate = False
    logging.setLogRecordFactory(logs._record)
    yield kept
    logging.setLogRecordFactory(before)
    logger.removeHandler(handler)


def test_a_message_is_written_only_as_it_stands_in_the_code(
    record: list[logging.LogRecord],
) -> None:
    logger, value = logging.getLogger("tried"), MARKER
    logger.warning("Port %s is taken by %r, %5.1f %%", 8501, value, 2.5)
    logger.warning("A name %(name)s", {"name": value})
    logger.warning(f"of {value}")
    logger.warning(value)
    logger.warning(ValueError(value))
    logger.warning("100 % of it")
    assert [one.getMessage() for one in record] == [
        "Port 8501 is taken by ..., 2.5 %",
        "A name ...",
        *[f"{logs.MADE} tests/test_logs.py:test_a_message_is_written_only_as_it_stands_in_the_code"]
        * 3,
        "100 % of it",
    ]


def test_an_exception_is_written_as_types_and_places(record: list[logging.LogRecord]) -> None:
    try:
        try:
            int(MARKER)
        except ValueError as error:
            raise OSError(2, MARKER, MARKER) from error
    except OSError as error:
        logging.getLogger("tried").exception("It failed")
        code = logs.code_of(error)
    (made,) = record
    assert made.exc_info is None
    place = r"  tests/test_logs\.py:\d+:test_an_exception_is_written_as_types_and_places"
    assert re.fullmatch(
        rf"It failed\ncode {code}\nbuiltins\.FileNotFoundError\n{place}\n"
        rf"caused by builtins\.ValueError\n{place}",
        made.getMessage(),
    )


def test_a_chain_of_exceptions_ends() -> None:
    first, second = ValueError(1), ValueError(2)
    first.__cause__, second.__cause__ = second, first
    assert len([*logs.lines(first)]) == 3
    assert logs.code_of(first) == logs.code_of(first) != logs.code_of(second)


def test_a_script_that_fails_writes_no_value() -> None:
    """The hooks, in a process of their own."""
    script = (
        "import sys, warnings; from dashboard import logs; logs.install()\n"
        "class Odd:\n def __del__(self): raise ValueError(sys.argv[1])\n"
        "Odd(); warnings.warn(sys.argv[1]); raise KeyError(sys.argv[1])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, MARKER],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert MARKER not in ended.stderr
    for told in ("Ignored", "builtins.ValueError", "UserWarning", "Uncaught", "builtins.KeyError"):
        assert told in ended.stderr
    assert warnings.showwarning is not logs._warned
