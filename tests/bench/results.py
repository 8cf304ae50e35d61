"""What the benchmark found: ratios with their spread, as lines and as the table of README.md."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

BEGIN, END = "<!-- measured: tests/bench/in_browser.py --write -->", "<!-- end of measured -->"


@dataclass(frozen=True)
class Ratio:
    """The median of the ratios of two things measured in turn, and their range; without unit."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{_short(self.median)} x ({_short(self.least)} to {_short(self.most)})"


def ratio(measured: Sequence[float], unit: Sequence[float]) -> Ratio:
    """Of each round the one by the other. Raises ValueError for none, or not equally many."""
    ratios = [one / other for one, other in zip(measured, unit, strict=True)]
    if not ratios:
        raise ValueError("no round was measured")
    return Ratio(statistics.median(ratios), min(ratios), max(ratios))


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 100 else f"{number:.2g}" if number < 1 else f"{number:.1f}"


@dataclass(frozen=True)
class Clicks:
    """Clicks of one kind, one a round: milliseconds until all was shown, of CPU of the server, and
    until each of the numbers was right."""

    milliseconds: tuple[float, ...]
    cpu: tuple[float, ...]
    parts: tuple[Mapping[str, float], ...]

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)

    @property
    def mean_cpu(self) -> float:
        """The mean, since the clock of a process counts in steps of 10 ms."""
        return statistics.mean(self.cpu)

    def part(self, name: str) -> float:
        """Median milliseconds until the number `name` was right."""
        return statistics.median(parts[name] for parts in self.parts)


@dataclass(frozen=True)
class Row:
    """What was measured of one app with one number of records.

    `first` are milliseconds of cold first pages, `received` the bytes sent for a choice narrow and
    for one wide, `session` MB of a further session, `crowd` the
    seconds of one reader alone and of the last of several.
    """

    name: str
    narrow: Clicks
    wide: Clicks
    first: tuple[float, ...]
    received: tuple[int, int]
    session: float
    crowd: tuple[float, float]

    @property
    def kinds(self) -> tuple[tuple[str, Clicks], tuple[str, Clicks]]:
        return ("narrow", self.narrow), ("wide", self.wide)


@dataclass(frozen=True)
class Unit:
    """The empty app: milliseconds of its click in each round, and of its cold first pages."""

    clicks: tuple[float, ...]
    first: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.clicks)


def mean_of(one: Clicks, other: Clicks) -> tuple[float, ...]:
    """Of two clicks of each round the mean."""
    pairs = zip(one.milliseconds, other.milliseconds, strict=True)
    return tuple(statistics.mean(pair) for pair in pairs)


HEADINGS = (
    "records", "narrow choice", "wide choice", "first page", "CPU a choice", "sent a choice",
    "a session", "20 at once",
)  # fmt: skip


def cells(row: Row, unit: Unit, cores: int, readers: int) -> tuple[str, ...]:
    """A row of the table, in the order of `HEADINGS`."""
    return (
        row.name,
        *(
            f"{ratio(clicks.milliseconds, unit.clicks)}; {clicks.median:,.0f} ms"
            for _, clicks in row.kinds
        ),
        f"{ratio(row.first, unit.first)}; {statistics.median(row.first):,.0f} ms",
        f"{row.narrow.mean_cpu:,.0f}, {row.wide.mean_cpu:,.0f} ms",
        f"{row.received[0] / 1000:,.0f}, {row.received[1] / 1000:,.0f} kB",
        # Less than before: memory was given back meanwhile, and nothing was measured.
        f"{row.session:.1f} MB" if row.session > 0 else "in the noise",
        f"{crowded(row, cores, readers):.1f} x; {row.crowd[1]:,.1f} s",
    )


def crowded(row: Row, cores: int, readers: int) -> float:
    """The last of `readers` at once against one reader's time x `readers` / `cores`."""
    alone, last = row.crowd
    return last / (alone * readers / cores)


def table(rows: Sequence[Row], unit: Unit, cores: int, readers: int) -> str:
    """The table of README.md in Markdown."""
    lines = [HEADINGS, ("---",) * len(HEADINGS)]
    lines += [cells(row, unit, cores, readers) for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def lines(row: Row, unit: Unit, cores: int, readers: int) -> Iterator[str]:
    """What was measured of one app, in words."""
    for (kind, clicks), received in zip(row.kinds, row.received, strict=True):
        parts = ", ".join(f"{name} {clicks.part(name):,.0f}" for name in clicks.parts[0])
        yield (
            f"{row.name}, {kind} choice: {clicks.median:,.0f} ms (right after: {parts}); the empty "
            f"app's times {ratio(clicks.milliseconds, unit.clicks)}; {clicks.mean_cpu:,.0f} ms of "
            f"CPU, {received:,} bytes"
        )
    yield (
        f"{row.name}, cold first page: {statistics.median(row.first):,.0f} ms; the empty app's "
        f"times {ratio(row.first, unit.first)}"
    )
    yield f"{row.name}, a further session: {row.session:.2f} MB"
    yield (
        f"{row.name}, {readers} readers at once: {row.crowd[1]:,.1f} s until the last has an "
        f"answer; one reader's {row.crowd[0] * 1000:,.0f} ms x {readers} / {cores} cores times "
        f"{crowded(row, cores, readers):.2f}"
    )


def compared(row: Row, other: Row) -> str:
    """Both kinds of choice of `row` against those of `other`, in the same rounds."""
    pairs = zip(row.kinds, other.kinds, strict=True)
    ratios = (
        f"{kind} {ratio(mine.milliseconds, theirs.milliseconds)}"
        for (kind, mine), (_, theirs) in pairs
    )
    return f"{row.name} against {other.name} records: {', '.join(ratios)}"


def replaced(text: str, measured: str) -> str:
    """`text` with `measured` between its two markers. Raises ValueError where they are missing."""
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError(f"README.md needs the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{measured.strip()}\n{END}{after}"


def write(path: Path, measured: str) -> None:
    """Put `measured` between the markers of the file at `path`."""
    path.write_text(replaced(path.read_text(encoding="utf-8"), measured), encoding="utf-8")
