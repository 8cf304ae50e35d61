"""What every page asks of the whole data, worked out once when they are loaded."""

from dashboard.counting import numbered_in, occurring
from dashboard.store import Dataset
from dashboard.summaries.counts import count_by_period, latest
from dashboard.summaries.headline import key_figures
from dashboard.summaries.regions import count_by_place
from dashboard.summaries.sentences import coverage_sentence
from dashboard.summaries.spans import known_dates_of

FILTERED = (
    "file", "country", "unit", "action_type", "other_actions", "sector", "demands", "verification",
)  # fmt: skip
"""The columns by which a reader may filter."""


def prepare(dataset: Dataset) -> None:
    """Number columns, incidents, places and origins of `dataset`, and find their accounts.

    All of it would be done when it is first asked for: this is so that no reader waits for it.
    """
    rows = dataset.rows
    if rows.empty:
        return
    for name in FILTERED:
        numbered_in(rows, name)
        occurring(rows, name)
    known_dates_of(rows)
    key_figures(rows, dataset.origins)
    coverage_sentence(rows, dataset.origins)
    count_by_place(rows)
    count_by_period(rows, "month")
    dataset.accounts_of(latest(rows, 1))
