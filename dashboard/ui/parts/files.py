"""Cards and tables of what became of a file."""

from collections.abc import Iterable, Sequence

import pandas as pd

from dashboard.loading import Loss
from dashboard.schema import Problem
from dashboard.store import Fault
from dashboard.ui.cards import Card


def problem_cards(problems: Iterable[Problem], most: int) -> list[Card]:
    """Problems of one kind as one card, the costliest first, at most `most` cards."""
    kinds: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        kind = (problem.effect, problem.column or "", problem.reason)
        kinds.setdefault(kind, []).append(problem)
    costs = ("row rejected", "value dropped", "note")
    ordered = sorted(kinds.items(), key=lambda kind: (costs.index(kind[0][0]), -len(kind[1])))
    return [_problem_card(*kind, same) for kind, same in ordered[:most]]


def _problem_card(effect: str, column: str, reason: str, same: Sequence[Problem]) -> Card:
    records = [f"{problem.record:,}" for problem in same if problem.record is not None]
    more = f" and {len(records) - 8:,} more" if len(records) > 8 else ""
    values = list(dict.fromkeys(problem.value for problem in same if problem.value))
    facts = []
    if records:
        name = "Record" if len(records) == 1 else "Records"
        facts.append((name, ", ".join(records[:8]) + more))
    facts += [("Value", "; ".join(value[:80] for value in values[:3]))] if values else []
    return Card(
        title=column or "The whole file",
        badges=((effect, effect != "note"),),
        body=reason,
        facts=tuple(facts),
    )


def losses_table(losses: Iterable[Loss]) -> pd.DataFrame:
    """What became of each column as a table for `st.dataframe`."""
    names = ["blank", "kept", "mapped", "tagged", "dropped", "rejected"]
    rows = [
        (loss.column, ", ".join(loss.targets), *(getattr(loss, n) for n in names), loss.reason)
        for loss in losses
    ]
    shown = ["blank", "kept", "mapped", "in tags only", "dropped", "in rejected records"]
    return pd.DataFrame(rows, columns=["column", "goes to", *shown, "why"])


def unknown_words_table(losses: Iterable[Loss]) -> pd.DataFrame:
    """The words without a code, as a table for `st.dataframe`."""
    rows = [(loss.column, word, number) for loss in losses for word, number in loss.unknown]
    return pd.DataFrame(rows, columns=["column", "word", "cells"])


def fault_cards(faults: Iterable[Fault]) -> list[Card]:
    """What of the store could not be read, one card each."""
    return [
        Card(title="A file of the shared data is damaged", body=str(fault), badges=((_ASK, True),))
        for fault in faults
    ]


_ASK = "Ask whoever runs this dashboard to run: unrest verify"
