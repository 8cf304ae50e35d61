"""Reports as plain values and back, unchanged; problems that differ in little take little room."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from dashboard.loading import Loss, Report
from dashboard.schema import Problem

Plain = Mapping[str, Any]


def plain_report(report: Report) -> Plain:
    """`report` as JSON can hold it."""
    names = [field.name for field in fields(Report) if field.name not in ("problems", "losses")]
    return {
        **{name: getattr(report, name) for name in names},
        "losses": [asdict(loss) for loss in report.losses],
        "problems": _plain_problems(report.problems),
    }


def read_report(plain: Plain) -> Report:
    """What `plain_report` was given. Raises KeyError or TypeError for anything else."""
    problems = _read_problems(plain["problems"])
    losses = tuple(map(read_loss, plain["losses"]))
    return Report(**{**plain, "problems": problems, "losses": losses})


def read_loss(plain: Plain) -> Loss:
    """The loss that `dataclasses.asdict` and JSON made plain."""
    unknown = tuple((word, number) for word, number in plain["unknown"])
    return Loss(**{**plain, "targets": tuple(plain["targets"]), "unknown": unknown})


def _plain_problems(problems: Sequence[Problem]) -> Plain:
    """By column: thousands of problems are of a few kinds, and a kind is written once."""
    kinds: dict[tuple[str | None, str, str], int] = {}
    told = [kinds.setdefault((one.column, one.reason, one.effect), len(kinds)) for one in problems]
    return {
        "kinds": [*kinds],
        "kind": told,
        "record": [one.record for one in problems],
        "value": [one.value for one in problems],
    }


def _read_problems(plain: Plain) -> tuple[Problem, ...]:
    kinds = plain["kinds"]
    told = zip(plain["record"], plain["value"], plain["kind"], strict=True)
    return tuple(
        Problem(record, kinds[kind][0], value, kinds[kind][1], kinds[kind][2])
        for record, value, kind in told
    )
