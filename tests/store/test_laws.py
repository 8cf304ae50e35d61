"""What holds for any sequence of what people do with the store, and for any order of files."""

import tempfile
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.places import Places
from dashboard.store import Store, WrongEntryError, combine
from tests.store.files import (
    accept,
    accounts_file,
    incident,
    incidents_file,
    loaded,
    responses_file,
)

FILES = {
    "a": incidents_file(incident(1), incident(2)),
    "b": incidents_file(incident(3)),
    "c": incidents_file(incident(2, "Other words."), incident(4)),
}
HOLDS = {"a": {"T-1", "T-2"}, "b": {"T-3"}, "c": {"T-2", "T-4"}}

NAMES = st.sampled_from("abc")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["accept", "undo", "redo"]), NAMES), max_size=12))
def test_the_state_is_what_replaying_the_steps_gives(steps: list[tuple[str, str]]) -> None:
    ids: dict[str, str] = {}
    state: dict[str, bool] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        for step, name in steps:
            before = store.version
            if step == "accept":
                came = accept(store, FILES[name], f"{name}.csv")
                assert (
                    came.outcome == {None: "added", True: "there", False: "undone"}[state.get(name)]
                )
                ids.setdefault(name, came.upload.id)
                state.setdefault(name, True)
            elif state.get(name) is (step == "undo"):
                getattr(store, step)(ids[name])
                state[name] = step == "redo"
            else:
                with pytest.raises(WrongEntryError):
                    getattr(store, step)(ids.get(name, "f" * 64))
                assert store.version == before
        fresh = Store(Path(folder))
        found = {upload.name[0]: upload.in_force for upload in fresh.uploads()}
        assert found == state
        assert [entry.id for entry in fresh.active("import")] == [
            ids[name] for name in ids if state[name]
        ]
        assert fresh.verify().faults == fresh.verify().orphans == ()


@pytest.mark.parametrize("names", ["abc", "acb", "bca"])
def test_what_is_shown_is_what_the_files_in_force_hold(
    store: Store, places: Places, names: str
) -> None:
    for name in names:
        accept(store, FILES[name], f"{name}.csv")
    for upload in store.uploads():
        store.undo(upload.id)
        left = set(names) - {upload.name[0]}
        found = set(store.read(places).incidents["incident_id"])
        assert {each for each in found if each[:2] == "T-"} == set().union(*map(HOLDS.get, left))
        store.redo(upload.id)


def test_the_order_of_files_that_agree_changes_no_count(places: Places) -> None:
    files = [
        loaded(FILES["a"], "a.csv"), loaded(FILES["b"] + b"\n", "b.csv"),
        loaded(incidents_file(incident(2), incident(5)), "e.csv"),
        loaded(accounts_file(1, 3), "accounts.csv"), loaded(responses_file(5), "responses.csv"),
    ]  # fmt: skip
    counts = set()
    for order in list(permutations(files))[::5]:
        dataset = combine(None, list(order), places)
        counts.add((
            frozenset(dataset.incidents["incident_id"]), len(dataset.incidents),
            frozenset(dataset.accounts["account_id"]), len(dataset.accounts),
            len(dataset.responses), len(dataset.superseded),
        ))  # fmt: skip
    assert len(counts) == 1
    assert next(iter(counts))[1] == 4
