"""The command line: `unrest run`, `check`, `duplicates`, `tone`, `backtest`, `indicators`,
`simulate`, `import`, `uploads`, `undo`, `redo`, `verify`."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dashboard import backtests, history, imports, outlooks, proposals, simulations, tones
from dashboard.loading import Loss, Refused, Report, map_file
from dashboard.loading.lookalikes import show
from dashboard.public import serving
from dashboard.readings import placed_report, read, reading_arguments
from dashboard.schema import Problem

ACCEPTED, REFUSED, USAGE = 0, 1, 2
SHOWN = 20
"""Problems listed of each kind unless `--all` is given."""


@dataclass(frozen=True)
class Command:
    """One subcommand: its name, its line of help, its arguments, and what it does."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the subcommand named in `argv` and return its exit status (2 = wrong usage)."""
    parser = argparse.ArgumentParser(prog="unrest", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(sub)
        sub.set_defaults(run=command.run)
    asked = parser.parse_args(argv)
    try:
        status: int = asked.run(asked)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader of the pipe has seen enough (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    return status


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--all", action="store_true", help=f"list more than {SHOWN} of a kind")
    reading_arguments(parser)


def check(asked: argparse.Namespace) -> int:
    """Print what is wrong with one file. 0 = accepted, 1 = refused, 2 = no such file."""
    path: Path = asked.file
    try:
        raw = map_file(path)
    except OSError as error:
        print(f"unrest check: {show(str(path), 500)}: {error.strerror}", file=sys.stderr)
        return USAGE
    try:
        loaded = read(raw, path.name, asked)
    except Refused as refused:
        report, status = refused.report, REFUSED
    else:
        report, status = placed_report(loaded), ACCEPTED
    if asked.json:
        print(json.dumps(report.to_json()))
    else:
        print("\n".join(_lines(report, None if asked.all else SHOWN)))
    return status


def _lines(report: Report, most: int | None) -> Iterator[str]:
    """The report as lines of plain text; at most `most` problems of each kind."""
    name = show(report.name, 200)
    if report.error:
        yield f"{name}: refused"
        yield f"  {show(report.error, 2_000)}"
        return
    how = [report.encoding or "", f"separated by {report.delimiter!r}" if report.delimiter else ""]
    how += [f"read as {report.format}"] if report.format != "canonical" else []
    yield (
        f"{name}: {report.accepted:,} of {report.records:,} records accepted as {report.table} "
        f"({', '.join(filter(None, how))})"
    )
    if report.unplaced:
        yield f"  {report.unplaced:,} rows without a unit on the map, or with a country alone"
    if report.mapping is not None:
        yield from map(_loss, report.losses)
    kinds = Counter((p.effect, p.column, p.reason) for p in report.problems)
    told: Counter[tuple[str, str | None, str]] = Counter()
    for problem in report.problems:
        kind = (problem.effect, problem.column, problem.reason)
        told[kind] += 1
        if most is None or told[kind] <= most:
            yield f"  {_line(problem)}"
        elif told[kind] == most + 1:
            left = kinds[kind] - most
            yield f"  ... and {left:,} more of this kind (--all lists them)"


def _loss(loss: Loss) -> str:
    """What became of one column, in a line."""
    names = ("kept", "mapped", "tagged", "dropped", "rejected", "blank")
    told = [f"{count:,} {name}" for name in names if (count := getattr(loss, name))]
    line = f"  {loss.column} -> {', '.join(loss.targets) or 'nothing'}: {', '.join(told) or 'none'}"
    if loss.reason:
        line += f" ({loss.reason})"
    if loss.unknown:
        words = [f"{word[:40]!r} {count:,}" for word, count in loss.unknown[:5]]
        more = len(loss.unknown) - len(words)
        line += f"; no code for {', '.join(words)}" + (f" and {more:,} more" if more else "")
    return show(line, 2_000)


def _line(problem: Problem) -> str:
    return show(str(replace(problem, value=problem.value[:60])), 2_000)


def _run_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, help="listen here (default: the first free from 8501)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the page")
    parser.add_argument(
        "--processes", type=_at_least_one, default=1, metavar="N",
        help="start N of them on ports in a row, for many readers (dashboard/nginx.conf)",
    )  # fmt: skip
    parser.add_argument(
        "--address", default="127.0.0.1", metavar="A",
        help="listen on this address; refused without a login where other machines reach it",
    )  # fmt: skip
    parser.add_argument(
        "--host", action="append", default=[], metavar="NAME",
        help="answer under this name too (the one readers type); may be given several times",
    )  # fmt: skip
    parser.add_argument(
        "--without-login", action="store_true",
        help="let everyone who reaches it read, add and take back, without a login",
    )  # fmt: skip

    parser.add_argument(
        "--public", action="store_true",
        help="serve the public view alone: places, texts and small numbers by their sensitivity, "
        "no sources, no accounts, nothing to add",
    )  # fmt: skip
    parser.add_argument(
        "--delay", type=_days, default=0, metavar="DAYS",
        help="leave incidents that began less than DAYS days ago out of the public view",
    )  # fmt: skip


def _days(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of days from 0 on")
    return int(text)


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def run(asked: argparse.Namespace) -> int:
    """Start the dashboard on this machine and print its address, or those of its processes."""
    from dashboard.launch import Sharing, launch

    sharing = Sharing(asked.address, tuple(asked.host), asked.without_login)
    told = serving.environment(asked.public, asked.delay)
    return launch(asked.port, not asked.no_browser, asked.processes, sharing, told)


COMMANDS = (
    Command("run", "start the dashboard on this machine", _run_arguments, run),
    Command("check", "say what is wrong with a file, record by record", _check_arguments, check),
    Command(
        "duplicates",
        "say which records of a file may tell of one incident",
        proposals.arguments,
        proposals.run,
    ),
    Command("tone", "score the tone of the texts of a CSV file", tones.arguments, tones.run),
    Command(
        "backtest",
        "say what forecasts on a file's own past were worth",
        backtests.arguments,
        backtests.run,
    ),
    Command(
        "indicators",
        "print the next 4 weeks and the profile of each region",
        outlooks.arguments,
        outlooks.run,
    ),
    Command(
        "simulate",
        "write incidents that never happened, to try what size does",
        simulations.arguments,
        simulations.run,
    ),
    Command(
        "import",
        "add files to the shared data",
        imports.import_arguments,
        lambda asked: imports.import_files(asked, _lines),
    ),
    Command("uploads", "list what was added to it", history.list_arguments, history.list_uploads),
    Command("undo", "take it out of every view", history.entry_arguments, history.undo),
    Command("redo", "bring back what was undone", history.entry_arguments, history.redo),
    Command("verify", "check that it is as it was written", history.json_argument, history.verify),
)


if __name__ == "__main__":
    sys.exit(main())
