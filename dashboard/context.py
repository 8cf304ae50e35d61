"""What stands beside the records: dated trigger events, and how complete the records can be."""

from pathlib import Path

import pandas as pd

DATA = Path(__file__).parent.parent / "data"


def read_triggers(folder: Path = DATA) -> pd.DataFrame:
    """The bundled trigger events (a speech, a decree, a dismissal) by date.

    Columns: date (datetime64[s]), label, country (alpha-3), source_url, note, incident_id.
    """
    table = pd.read_csv(folder / "triggers.csv", dtype="str")
    dates = pd.to_datetime(table["date"], format="%Y-%m-%d").astype("datetime64[s]")
    return table.assign(date=dates).sort_values("date", ignore_index=True)


def read_coverage(folder: Path = DATA) -> pd.DataFrame:
    """Statements on coverage: country (alpha-3, '' for all countries), sentence, source."""
    return pd.read_csv(folder / "coverage.csv", dtype="str", keep_default_na=False)
