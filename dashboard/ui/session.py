"""What one session holds for itself: its files, its decisions about them, and what went wrong.

Nothing of it is seen by another reader until it is added to the shared data.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import pandas as pd
import streamlit as st

from dashboard.counting import numbered
from dashboard.duplicates import kept_id
from dashboard.loading import Loaded
from dashboard.public.identities import opaque_ids
from dashboard.public.serving import is_public
from dashboard.store import Accepted, Dataset, Decision, Fact, StoreError, combine
from dashboard.ui import access, sharing, state
from dashboard.ui.sharing import Made

T = TypeVar("T")
PREVIEW = "_previews"
"""Whether the session previews the public view; not the key of its switch, whose value is lost
where another page is gone to before it is drawn."""


def uploads() -> dict[str, Loaded]:
    """This session's files by the keys of their reports."""
    return st.session_state.setdefault("_uploads", {})  # type: ignore[no-any-return]


def originals() -> dict[str, bytes]:
    """The bytes of this session's files by the keys of their reports."""
    return st.session_state.setdefault("_originals", {})  # type: ignore[no-any-return]


def keep(raw: bytes, loaded: Loaded) -> bool:
    """Hold a file that was read for this session; one that is in use already changes nothing.

    False where it is in use, read in another way: that one must be taken out first.
    """
    key = loaded.report.key
    known = next((report for report in dataset().reports if report.key == key), None)
    if known is not None and known.mapping != loaded.report.mapping:
        cause = f"It is there, read in another way, as {known.name}"
        st.session_state["_said"] = ("The file is in use already.", cause, "Take that out first")
        return False
    if known is not None:
        st.session_state["_same_again"] = known.name
    else:
        st.session_state["_uploads"] = {**uploads(), key: loaded}
        originals()[key] = raw
    return True


def forget(key: str) -> None:
    """Take a file out of this session. For callbacks."""
    st.session_state["_uploads"] = {one: kept for one, kept in uploads().items() if one != key}
    originals().pop(key, None)


def accept(key: str, who: str | None = None) -> Accepted:
    """Add a file of this session to the shared data, and the decisions that are about shared data
    alone from then on. Raises StoreError, and then the session keeps what could not be added."""
    who = access.author(who)
    store, loaded = state.the_store(), uploads()[key]
    accepted = store.accept(originals()[key], loaded, who=who)
    forget(key)
    text = loaded.report.mapping
    if text and loaded.report.format == "mapping":
        known = {entry.facts.get("text") for entry in store.active("mapping")}
        if text not in known:
            store.append("mapping", {"text": text}, who=who)
    for made_id, made in [*decisions().items()]:
        if _is_shared(made):
            store.append(made[0], made[1], who=who)
            decisions().pop(made_id)
    return accepted


def decisions() -> dict[str, Made]:
    """What was decided in this session about its own files, by an id of this session."""
    return st.session_state.setdefault("_decisions", {})  # type: ignore[no-any-return]


def decide(kind: Decision, facts: Mapping[str, Fact], who: str | None = None) -> None:
    """Write a decision down: for all readers where it is about shared data alone, else for this
    session until its file is added. For callbacks; what goes wrong is said in the next run."""
    made = (kind, facts)
    try:
        if _is_shared(made):
            state.the_store().append(kind, facts, who=access.author(who))
        else:
            numbers = st.session_state.setdefault("_numbers", itertools.count(1))
            decisions()[f"session-{next(numbers)}"] = made
    except StoreError as error:
        say("The decision was not kept.", error)


def take_back(made_id: str, who: str | None = None) -> None:
    """Undo a decision of this session or of the shared data. For callbacks."""
    if decisions().pop(made_id, None) is not None:
        return
    try:
        state.the_store().undo(made_id, who=access.author(who))
    except StoreError as error:
        say("Nothing was taken back.", error)


def all_decisions(kinds: Sequence[Decision]) -> dict[str, Made]:
    """The decisions of these kinds in force, shared ones first, by the id to take them back by."""
    made = {**state.shared().decisions, **decisions()}
    return {made_id: one for made_id, one in made.items() if one[0] in kinds}


def undecided() -> Dataset:
    """The shared data with this session's files, before any decision."""
    files, base = uploads(), state.shared()
    if not files:
        return base.undecided
    made = [*files.values()]
    return _once("_undecided", lambda: combine(base.undecided, made, base.places), ())


def dataset() -> Dataset:
    """The data in use: as `undecided`, with the decisions of all readers and of this session; in
    the preview of the public view, what the public would see of them."""
    if is_public():  # what is shared is made for the public, and nothing can be added
        return state.shared().dataset
    if not previews():
        return _decided()
    own = uploads() or decisions()
    return once("_previewed", lambda: state.released(_decided())) if own else state.previewed()


def renamed(incident_id: str) -> str:
    """What the incident that was `incident_id` until the preview was switched on or off is called
    now; `incident_id` itself where neither view has it."""
    incidents = _decided().incidents
    recorded = numbered(incidents["incident_id"]).values
    told = opaque_ids(recorded, state.the_store().secret())[0]
    before, now = (recorded, told) if previews() else (told, recorded)
    names = dict(zip(before, now, strict=True))
    return str(names.get(kept_id(incidents, incident_id), incident_id))


def _decided() -> Dataset:
    base = state.shared()
    if not (uploads() or decisions()):
        return base.dataset
    made = [*all_decisions(sharing.DECIDED).values()]
    return _once("_dataset", lambda: sharing.decided(undecided(), base.places, made), ())


def previews() -> bool:
    """Whether this session looks at what the public would see."""
    return bool(st.session_state.get(PREVIEW)) and not is_public()


def say(words: str, error: StoreError) -> None:
    """Keep what went wrong for the next run. For callbacks."""
    st.session_state["_said"] = (words, error.cause, error.remedy)


def said() -> tuple[str, str, str] | None:
    """What went wrong in the last callback, its cause and the remedy; said once."""
    found = st.session_state.pop("_said", None)
    return found if isinstance(found, tuple) else None


def said_again() -> str | None:
    """The name of a file that was read though it is in use already; said once."""
    name = st.session_state.pop("_same_again", None)
    return name if isinstance(name, str) else None


def _is_shared(made: Made) -> bool:
    """Whether a decision is about nothing that only this session holds."""
    kind, facts = made
    if not uploads():
        return True
    incidents = state.shared().undecided.incidents
    if kind == "place":
        # A name in a private file stays private, unless the shared data have it as well.
        told = incidents[(incidents["country"] == facts["country"]).to_numpy()]
        names = pd.concat([told["location"], told["admin2"], told["admin1"]])
        return bool((names == facts["name"]).any())
    ids = facts["incidents"]
    return isinstance(ids, list) and {*ids} <= {*incidents["incident_id"]}


def once(name: str, make: Callable[[], T], *of: object) -> T:
    """What `make` makes of the data in use and `of` (the filter, settings), kept in the session
    until any of them changes. Only the last is kept."""
    return _once(name, make, (previews(), *of))


def _once(name: str, make: Callable[[], T], of: tuple[object, ...]) -> T:
    """As `once`, whoever looks."""
    key = (state.shared().version, *uploads(), *decisions(), *of)
    kept: tuple[object, T] | None = st.session_state.get(name)
    if kept is None or kept[0] != key:
        kept = (key, make())
        st.session_state[name] = kept
    return kept[1]
