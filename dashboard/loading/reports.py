"""What became of a file: the report, the loaded table, the refusal."""

from dataclasses import asdict, dataclass, fields

import pandas as pd

from dashboard.schema import Problem, Table


@dataclass(frozen=True)
class Loss:
    """What became of the cells under one column of a file, over the records of the right shape.

    blank + kept + mapped + tagged + dropped + rejected = those records. `kept` cells are as they
    were written, `mapped` ones became codes, dates or numbers, `tagged` ones are in tags alone,
    `dropped` ones are left out (`reason` says why a whole column is), `rejected` ones stand in
    rejected records. `unknown` are the words that no code is known for, with how often: they became
    'other' or blank and are kept in tags. `targets` are our columns, 'tags' and 'responses'.
    """

    column: str
    targets: tuple[str, ...]
    blank: int = 0
    kept: int = 0
    mapped: int = 0
    tagged: int = 0
    dropped: int = 0
    rejected: int = 0
    reason: str = ""
    unknown: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Report:
    """What reading one file came to.

    `error` says why the file was refused; None if it was accepted. `records` counts the records
    after the header, `accepted` those of which a row was kept. `unplaced` counts the kept
    incidents that no unit of the map could be found for; None before places are resolved, and for
    other tables. `format` is canonical, the name of a foreign format, or mapping; `mapping` is
    then the text (TOML) of the mapping that the file was read by, None for canonical files.
    `losses` say what became of each column. `sheet` is the one that was chosen in a workbook.
    """

    name: str
    error: str | None
    table: Table | None
    format: str | None
    encoding: str | None
    delimiter: str | None
    records: int
    accepted: int
    problems: tuple[Problem, ...]
    unplaced: int | None
    sha256: str
    mapping: str | None = None
    sheet: str | None = None
    losses: tuple[Loss, ...] = ()

    @property
    def key(self) -> str:
        """What was read: the SHA-256 of the bytes, with the sheet where one was chosen."""
        return self.sha256 if self.sheet is None else f"{self.sha256} {self.sheet}"

    @property
    def rejected(self) -> int:
        """The number of records not kept."""
        return self.records - self.accepted

    def to_json(self) -> dict[str, object]:
        """The report as plain values, for JSON."""
        plain: dict[str, object] = {
            name: getattr(self, name)
            for name in (
                "name", "error", "table", "format", "encoding", "delimiter", "records",
                "accepted", "rejected", "unplaced", "sha256", "sheet",
            )
        }  # fmt: skip
        names = [field.name for field in fields(Problem)]
        listed = [{name: getattr(p, name) for name in names} for p in self.problems]
        losses = [asdict(loss) for loss in self.losses]
        return {**plain, "problems": listed, "losses": losses}


@dataclass(frozen=True)
class Loaded:
    """A table that was read: its kept records and the report on all of them.

    `responses` are those that an export of another project tells in columns of its incidents, under
    the same record numbers; None where the file has no such columns.
    """

    table: Table
    frame: pd.DataFrame
    report: Report
    responses: pd.DataFrame | None = None

    @property
    def tables(self) -> dict[Table, pd.DataFrame]:
        """Every table that the file holds, by name."""
        more: dict[Table, pd.DataFrame] = (
            {} if self.responses is None else {"responses": self.responses}
        )
        return {self.table: self.frame, **more}


class Refused(ValueError):  # noqa: N818  the name says what happened
    """The file could not be read as a table of incidents, accounts or responses."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.error)
        self.report = report
