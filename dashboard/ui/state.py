"""What is kept between runs: the shared data of all readers, and each session's own uploads.

The only module with `st.cache_*` and `st.session_state` of its own. The shared part is read-only
and the same for everyone; an upload lives in the session that made it and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from dashboard.context import read_coverage, read_triggers
from dashboard.figures.theme import DARK, LIGHT, Theme
from dashboard.filters import IncidentFilter, Selection
from dashboard.loading import Loaded
from dashboard.places import Places, read_places
from dashboard.store import (
    BUNDLED_INCIDENTS,
    Accepted,
    Dataset,
    Entry,
    Kind,
    Store,
    StoreError,
    combine,
)


@dataclass(frozen=True)
class Shared:
    """Bundled and accepted data, boundaries and trigger events: one copy for all readers.

    `version` is the store's; another version is another object.
    """

    places: Places
    dataset: Dataset
    triggers: pd.DataFrame
    coverage: pd.DataFrame
    version: str


def shared() -> Shared:
    """The shared data as they are now; read again only where somebody changed them."""
    return _shared(the_store().version)


@st.cache_resource(show_spinner=False, max_entries=1)
def _shared(version: str) -> Shared:
    places = _places()
    return Shared(places, the_store().read(places), read_triggers(), read_coverage(), version)


@st.cache_resource(show_spinner=False)
def _places() -> Places:
    return read_places()


@st.cache_resource(show_spinner=False)
def the_store() -> Store:
    """The store of this process. Its methods raise StoreError with words for the reader."""
    return Store()


@dataclass(frozen=True)
class View:
    """What a page shows: the data set, the filter, and what passed it."""

    dataset: Dataset
    places: Places
    filter: IncidentFilter
    selection: Selection

    @property
    def rows(self) -> pd.DataFrame:
        """The incident rows that passed the filter."""
        return self.selection.rows

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """The English names of the first-level units, by unit."""
        return {str(unit): str(name) for unit, name in self.places.units["name"].items()}

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """The accounts of the selected incidents."""
        if len(self.rows) == len(self.dataset.incidents):
            return self.dataset.accounts
        accounts = self.dataset.accounts
        return accounts[accounts["incident_id"].isin(self.rows["incident_id"])]

    @property
    def coverage(self) -> pd.DataFrame:
        """What is known of the coverage of the bundled records in view; none for other files."""
        bundled = self.rows["country"][self.rows["file"] == BUNDLED_INCIDENTS]
        countries = {*bundled, ""} if len(bundled) else set()
        statements = shared().coverage
        return statements[statements["country"].isin(countries)]

    @property
    def files_without_coverage(self) -> tuple[str, ...]:
        """The files in view that no statement on coverage came with."""
        return tuple(name for name in self.rows["file"].unique() if name != BUNDLED_INCIDENTS)

    @property
    def incidents(self) -> int:
        """The number of selected incidents."""
        return int(self.rows["incident_id"].nunique())


def uploads() -> dict[str, Loaded]:
    """This session's accepted files by the SHA-256 of their bytes."""
    return st.session_state.setdefault("_uploads", {})  # type: ignore[no-any-return]


def keep(raw: bytes, loaded: Loaded) -> None:
    """Hold a file that was read for this session; one that is in use already changes nothing."""
    known = {report.sha256: report.name for report in dataset().reports}
    if loaded.report.sha256 in known:
        st.session_state["_same_again"] = known[loaded.report.sha256]
        return
    st.session_state["_uploads"] = {**uploads(), loaded.report.sha256: loaded}
    originals()[loaded.report.sha256] = raw


def decisions(kind: Kind) -> tuple[Entry, ...]:
    """The shared decisions of one kind that are in force; none where the store cannot be read."""
    try:
        return the_store().active(kind)
    except StoreError:
        return ()


def originals() -> dict[str, bytes]:
    """The bytes of this session's accepted files by their SHA-256."""
    return st.session_state.setdefault("_originals", {})  # type: ignore[no-any-return]


def accept(sha256: str, who: str | None = None) -> Accepted:
    """Add an upload of this session to the shared data; the session holds it no longer.

    Raises StoreError, and then the session keeps it.
    """
    accepted = the_store().accept(originals()[sha256], uploads()[sha256], who=who)
    forget(sha256)
    return accepted


def say(words: str, error: StoreError) -> None:
    """Keep what went wrong for the next run. For callbacks."""
    st.session_state["_said"] = (words, error.cause, error.remedy)


def said() -> tuple[str, str, str] | None:
    """What went wrong in the last callback, its cause and the remedy; said once."""
    found = st.session_state.pop("_said", None)
    return found if isinstance(found, tuple) else None


def said_again() -> str | None:
    """The name of a file that was uploaded though this session holds it already; said once."""
    name = st.session_state.pop("_same_again", None)
    return name if isinstance(name, str) else None


def forget(sha256: str) -> None:
    """Take an upload out of this session."""
    st.session_state["_uploads"] = {
        key: loaded for key, loaded in uploads().items() if key != sha256
    }
    originals().pop(sha256, None)


def dataset() -> Dataset:
    """The shared data with this session's uploads, combined once for the same files."""
    files, base = uploads(), shared()
    if not files:
        return base.dataset
    wanted = (base.version, *files)
    key, kept = st.session_state.get("_dataset", (None, None))
    if key != wanted:
        kept = combine(base.dataset, list(files.values()), base.places)
        st.session_state["_dataset"] = (wanted, kept)
    assert isinstance(kept, Dataset)  # noqa: S101  # set above together with its key
    return kept


def open_next(incident_id: str) -> None:
    """Ask for an incident's file; the next run goes to it. For callbacks."""
    st.session_state["_to_open"] = incident_id


def to_open() -> str | None:
    """The incident asked for and not yet opened."""
    asked = st.session_state.get("_to_open")
    return asked if isinstance(asked, str) else None


def opened() -> str | None:
    """The incident asked for, which counts as opened from now on."""
    asked = to_open()
    st.session_state.pop("_to_open", None)
    return asked


def set_view(view: View) -> None:
    """Hand this run's view to the page."""
    st.session_state["_view"] = view


def view() -> View:
    """This run's view, made by the entry script before the page runs."""
    made = st.session_state["_view"]
    assert isinstance(made, View)  # noqa: S101  # the entry script runs first
    return made


def theme() -> Theme:
    """The figure theme that goes with the reader's page, light or dark."""
    return DARK if st.context.theme.type == "dark" else LIGHT
