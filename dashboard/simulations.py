"""`unrest simulate -n N --seed S -o FILE`: incidents that never happened, each marked SIMULATED."""

import argparse
import sys
from pathlib import Path

from dashboard.loading.lookalikes import show

DONE, REFUSED, USAGE = 0, 1, 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `unrest simulate` takes."""
    parser.add_argument("-n", "--number", type=int, required=True, metavar="N", help="incidents")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="another one, another file"
    )
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="a new CSV"
    )
    parser.add_argument(
        "--country",
        action="append",
        metavar="CODE",
        help="in the towns of this country (alpha-3; may be repeated; default: of ten)",
    )


def run(asked: argparse.Namespace) -> int:
    """Write the file. 0 = written, 1 = it could not be written, 2 = wrong usage or file exists."""
    from dashboard.places import read_places  # slow to import: boundaries, SciPy
    from dashboard.simulator.files import write_simulated
    from dashboard.simulator.towns import COUNTRIES

    path: Path = asked.output
    countries = asked.country or COUNTRIES
    name = show(str(path), 500)
    try:
        out = path.open("xb")  # never over a file that may hold real records
    except FileExistsError:
        return _fail(f"{name} is there already; choose another name", USAGE)
    except OSError as error:
        return _fail(f"{name}: {error.strerror}", USAGE)
    try:
        with out:
            write_simulated(out, asked.number, asked.seed, countries, read_places())
    except BaseException as error:
        path.unlink()
        if isinstance(error, ValueError):
            return _fail(str(error), USAGE)
        if isinstance(error, OSError):
            return _fail(f"{name}: {error.strerror}", REFUSED)
        raise
    print(
        f"{name}: {asked.number:,} SIMULATED incidents, seed {asked.seed}; nothing of it happened"
    )
    return DONE


def _fail(reason: str, status: int) -> int:
    print(f"unrest simulate: {show(reason, 1_000)}", file=sys.stderr)
    return status
