"""How much one file may hold: a short line takes many times its bytes in memory."""

from dataclasses import dataclass, replace

from dashboard import schema
from dashboard.loading.decoding import Unreadable


@dataclass(frozen=True)
class Limits:
    """The most records, problems and cells of one file; None is no limit. `found` are problems that
    count though they were found before."""

    records: int | None = None
    problems: int | None = None
    cells: int | None = None
    found: int = 0

    def check_records(self, number: int, columns: int) -> None:
        """Raises Unreadable for more records, or more cells in so many `columns`, than these."""
        for most, found, what in (
            (self.records, number, "records"),
            (self.cells, number * columns, "cells, blank ones too"),
        ):
            if most is not None and found > most:
                raise Unreadable(
                    f"it has more than {most:,} {what}, the most of one file here (split it, or "
                    "have it added by `unrest import`)"
                )

    def after(self, found: int) -> "Limits":
        """These limits for the rest of a file in which so many problems were found already."""
        return replace(self, found=found)

    def check_problems(self, number: int) -> None:
        """Raises Unreadable for more problems than these."""
        if self.problems is not None and self.found + number > self.problems:
            raise Unreadable(
                f"more than {self.problems:,} things in it cannot be read as they stand: this is "
                "likely another table (`unrest check` lists what is wrong with it)"
            )


UNLIMITED = Limits()
UPLOAD = Limits(schema.UPLOAD_RECORDS, schema.UPLOAD_PROBLEMS, schema.UPLOAD_CELLS)
