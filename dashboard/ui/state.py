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
from dashboard.loading import Loaded, Refused, Report, read_bytes
from dashboard.places import Places, read_places
from dashboard.store import BUNDLED_INCIDENTS, Accepted, Dataset, Store, combine


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


def refusals() -> list[Report]:
    """The reports of this session's refused files, the latest last."""
    return st.session_state.setdefault("_refusals", [])  # type: ignore[no-any-return]


def upload(raw: bytes, name: str, encoding: str | None = None) -> None:
    """Read `raw` into this session; a refused file leaves everything as it was, but its report."""
    taken = {loaded.report.name for loaded in uploads().values()} | set(shared().dataset.files)
    try:
        loaded = read_bytes(raw, _free_name(name, taken), encoding=encoding)
    except Refused as refused:
        refusals().append(refused.report)
        return
    known = {report.sha256: report.name for report in dataset().reports}
    if loaded.report.sha256 in known:
        st.session_state["_same_again"] = known[loaded.report.sha256]
        return
    st.session_state["_uploads"] = {**uploads(), loaded.report.sha256: loaded}
    originals()[loaded.report.sha256] = raw


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


def _free_name(name: str, taken: set[str]) -> str:
    """The last part of `name`, numbered where another file has it; a browser may send a path."""
    plain = name.replace("\\", "/").rsplit("/", 1)[-1].replace("\x00", "")[:120] or "upload.csv"
    free, number = plain, 2
    while free in taken:
        free, number = f"{plain} ({number})", number + 1
    return free
