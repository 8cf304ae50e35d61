"""How the command line is told to read a file: the arguments, the reading, the report on it."""

import argparse
import math
from dataclasses import replace
from pathlib import Path

from dashboard import schema
from dashboard.formats import FORMATS, Mapping, read_file, read_mapping
from dashboard.formats.workbooks import is_workbook
from dashboard.loading import ENCODINGS, Loaded, Raw, Refused, Report, start_report


def reading_arguments(parser: argparse.ArgumentParser, largest: int = schema.FILE_BYTES) -> None:
    """The arguments of every command that reads files; wrong ones end it with status 2.

    `largest` is the limit of a file where the person names none, in bytes.
    """
    parser.add_argument(
        "--encoding", type=_encoding, metavar="E", help=f"one of: {', '.join(ENCODINGS)}"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument(
        "--format", dest="mapping", type=_format, metavar="F", help=f"one of: {', '.join(FORMATS)}"
    )
    how.add_argument("--mapping", type=_mapping, metavar="M", help="a mapping of your own (TOML)")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook")
    parser.add_argument(
        "--max-mb",
        type=_megabytes,
        default=largest / 2**20,
        metavar="MB",
        help="refuse a larger file (default: %(default)g)",
    )


def read(raw: Raw, name: str, asked: argparse.Namespace) -> Loaded:
    """The file as the arguments say it is to be read. Raises loading.Refused."""
    if asked.sheet is not None and not is_workbook(raw):
        raise Refused(replace(start_report(raw, name), error=NO_WORKBOOK))
    largest = int(asked.max_mb * 2**20)
    return read_file(raw, name, asked.encoding, asked.mapping, sheet=asked.sheet, largest=largest)


NO_WORKBOOK = "--sheet is for workbooks (.xlsx, .xlsm), and this file is none: leave --sheet out"


def placed_report(loaded: Loaded) -> Report:
    """The report with what became of the places of its incidents."""
    if loaded.table != "incidents":
        return loaded.report
    if loaded.frame.empty:
        return replace(loaded.report, unplaced=0)
    from dashboard.places import read_places, resolve_places  # slow to import: boundaries
    from dashboard.store import with_places

    return with_places(loaded.report, resolve_places(loaded.frame, read_places()))


def _encoding(name: str) -> str:
    if name not in ENCODINGS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(ENCODINGS)}")
    return name


def _format(name: str) -> Mapping:
    if name not in FORMATS:
        raise argparse.ArgumentTypeError(f"{name!r} is no format (choose {', '.join(FORMATS)})")
    return FORMATS[name]


def _mapping(path: str) -> Mapping:
    try:
        return read_mapping(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{path!r}: {error.strerror}") from None
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{path!r}: {error}") from None


def _megabytes(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of megabytes above 0")
    return number
