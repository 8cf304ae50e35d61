"""How much one file may hold: a short line takes many times its bytes in memory."""

from dataclasses import dataclass, replace

from dashboard import schema
from dashboard.loading.decoding import Unreadable


@dataclass(frozen=True)
class Limits:
    """The most records and problems of one file; None is no limit. `found` are problems that count
    though they were found before."""

    records: int | None = None
    problems: int | None = None
    found: int = 0

    def check_records(self, number: int) -> None:
        """Raises Unreadable for more records than these."""
        if self.records is not None and number > self.records:
            raise Unreadable(
                f"it has more than {self.records:,} records, the most of one file here (split it, "
                "or have it added by `unrest import`)"
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
UPLOAD = Limits(schema.UPLOAD_RECORDS, schema.UPLOAD_PROBLEMS)
