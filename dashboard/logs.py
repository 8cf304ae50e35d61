"""What the server writes down: that something went wrong, where, and its code; never what it read.

A log may be read by others than the data. So no message that is made of values is written, no text
of an exception, no file name of a reader and no address: only texts that stand in the code as they
are, numbers, types of exceptions, and the places in the code that were on the way.
"""

import logging
import re
import secrets
import sys
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

ROOT = Path(__file__).parent.parent
HIDDEN = "..."
MADE = "(a text made of values)"
_FIELD = re.compile(r"%(?:\(\w+\))?[#0\- +]*[\d*]*(?:\.[\d*]+)?[hlL]?([a-zA-Z%])")
_CODE = "_unrest_code"
MOST = 4
"""Exceptions of a chain that are written."""


def install() -> None:
    """Have all that this process writes from now on be made by this module."""
    logging.setLogRecordFactory(_record)
    warnings.showwarning = _warned
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def code_of(error: BaseException) -> str:
    """The code under which `error` is in the log and on the screen, such as '7F3A01'."""
    if (code := getattr(error, _CODE, None)) is None:
        code = secrets.token_hex(3).upper()
        with suppress(AttributeError):  # one with slots gets another code each time
            setattr(error, _CODE, code)
    return str(code)


def lines(error: BaseException) -> Iterator[str]:
    """`error` and what caused it, in lines: code, type, and the places that were on the way."""
    yield f"code {code_of(error)}"
    chain: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in chain and len(chain) < MOST:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    for number, one in enumerate(chain):
        kind = type(one)
        yield f"{'caused by ' if number else ''}{kind.__module__}.{kind.__qualname__}"
        yield from _places(one.__traceback__)


def _places(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        code = traceback.tb_frame.f_code
        yield f"  {_file(code.co_filename)}:{traceback.tb_lineno}:{code.co_qualname}"
        traceback = traceback.tb_next


def _file(name: str) -> str:
    """A file of the code without the folders of this machine."""
    path = Path(name)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    parts = path.parts
    if "site-packages" in parts:
        return Path(*parts[parts.index("site-packages") + 1 :]).as_posix()
    return path.name


def _record(
    name: str, level: int, path: str, line: int, message: object, arguments: Any,
    failure: Any, function: str | None = None, stack: str | None = None, **_: object,
) -> logging.LogRecord:  # fmt: skip
    text = _said(message, arguments, path, function)
    if failure and isinstance(failure, tuple) and failure[1] is not None:
        text = "\n".join((text, *lines(failure[1])))
    return logging.LogRecord(name, level, path, line, text, (), None, function)


def _said(message: object, arguments: object, path: str, function: str | None) -> str:
    """`message` where it stands in the code as it is, with its numbers; else the place alone."""
    if not isinstance(message, str) or not _stands_in_code(message, path, function):
        return f"{MADE} {_file(path)}:{function}"
    values = arguments if isinstance(arguments, tuple) else (arguments,)
    left = iter(() if isinstance(arguments, Mapping) else values)

    def fill(field: re.Match[str]) -> str:
        if field[1] == "%":
            return "%"
        value = next(left, None)
        return str(value) if isinstance(value, int | float) else HIDDEN

    return _FIELD.sub(fill, message) if arguments else message


def _stands_in_code(message: str, path: str, function: str | None) -> bool:
    frame = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if code.co_filename == path and code.co_name == function:
            return message in code.co_consts
        if frame.f_back is None:
            return False
        frame = frame.f_back
    return False


def _write(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _warned(
    message: Warning | str, category: type[Warning], filename: str, lineno: int,
    file: TextIO | None = None, line: str | None = None,
) -> None:  # fmt: skip
    _write(f"{category.__name__} {_file(filename)}:{lineno}")


def _uncaught(_: object, error: BaseException, __: object) -> None:
    _write("\n".join(("Uncaught", *lines(error))))


def _uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None:
        _write("\n".join(("Uncaught in a thread", *lines(told.exc_value))))


def _unraisable(told: "sys.UnraisableHookArgs") -> None:
    if told.exc_value is not None:
        _write("\n".join(("Ignored", *lines(told.exc_value))))
