"""The shared data of all readers, and what a run hands to its page.

The only module with `st.cache_*`: what it keeps is read-only and the same for everyone. What one
session holds for itself is in `session`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.counting import incidents_of, occurring
from dashboard.figures.theme import DARK, LIGHT, Theme
from dashboard.filters import IncidentFilter, Selection
from dashboard.indicators.kept import Scorer
from dashboard.places import Places, read_places
from dashboard.public import PublicDataset, Release, release
from dashboard.public.serving import is_public, policy, today
from dashboard.rows import forget, frame_of, of_table
from dashboard.store import BUNDLED_INCIDENTS, Dataset, Store
from dashboard.summaries.preparing import prepare
from dashboard.ui.sharing import Shared, for_public, read_shared


def shared() -> Shared:
    """The shared data as they are now; read again only where somebody changed them. In a process
    that serves the public, what the public may have of them, and nothing else."""
    return _shared(the_store().version, _day() if is_public() else "")


@st.cache_resource(show_spinner=False, max_entries=1)
def _shared(version: str, day: str) -> Shared:
    """`day` is the one from which the delay of the public view is counted, '' where there is none;
    other days make others."""
    if is_public():  # another store reads: this one would hold on to what it read
        made = read_shared(Store(), _places(), version)
        made = for_public(made, policy(), the_store().secret(), today())
    else:
        made = read_shared(the_store(), _places(), version)
    prepare(made.dataset)
    return made


def previewed() -> PublicDataset:
    """What the public would see of the shared data: made once for all who preview it."""
    return _previewed(the_store().version, _day())


@st.cache_resource(show_spinner=False, max_entries=1)
def _previewed(version: str, day: str) -> PublicDataset:
    made = released(shared().dataset)
    prepare(made)
    return made


def released(dataset: Dataset) -> PublicDataset:
    """What the public would see of `dataset`."""
    return release(dataset, _places(), policy(), the_store().secret(), today())


def _day() -> str:
    return today().isoformat() if policy().delay else ""


@st.cache_resource(show_spinner=False)
def _places() -> Places:
    return read_places()


@st.cache_resource(show_spinner=False)
def the_store() -> Store:
    """The store of this process. Its methods raise StoreError with words for the reader."""
    return Store()


@st.cache_resource(show_spinner=False)
def scorer(method: str) -> Scorer:
    """What measures the tone of texts for all readers, each once; it keeps scores, never texts."""
    return Scorer(method)


@dataclass(frozen=True)
class View:
    """What a page shows: the data set, the filter, what passed it, and how many incidents of that
    are simulated."""

    dataset: Dataset
    places: Places
    filter: IncidentFilter
    selection: Selection
    simulated: int = 0

    @property
    def rows(self) -> pd.DataFrame:
        """The incident rows that passed the filter."""
        return self.selection.rows

    @property
    def unit_names(self) -> Mapping[str, str]:
        """The English names of the first-level units, by unit."""
        return self.places.unit_names

    @cached_property
    def accounts(self) -> pd.DataFrame:
        """The accounts of the selected incidents."""
        return self.dataset.accounts_of(self.rows)

    @cached_property
    def coded(self) -> pd.DataFrame:
        """The accounts of the selected incidents that a person coded, as a plain data frame."""
        accounts = self.accounts
        coded = of_table(accounts, "coded", lambda table: ~table["derived"].to_numpy(dtype=bool))
        return frame_of(accounts.iloc[np.flatnonzero(coded)])

    @property
    def release(self) -> Release | None:
        """What was done to the data for the public; None in the ordinary view."""
        return self.dataset.release if isinstance(self.dataset, PublicDataset) else None

    @property
    def coverage(self) -> pd.DataFrame:
        """What is known of the coverage of the bundled records in view; none for other files, and
        none for the public."""
        if self.release:  # the statements name sources
            return shared().coverage.iloc[:0]
        bundled = IncidentFilter(files=(BUNDLED_INCIDENTS,)).apply(self.rows).rows["country"]
        countries = {*bundled, ""} if len(bundled) else set()
        statements = shared().coverage
        return statements[statements["country"].isin(countries)]

    @property
    def files_without_coverage(self) -> tuple[str, ...]:
        """The files in view that no statement on coverage came with."""
        if self.release:  # no files are told
            return ()
        return tuple(name for name in occurring(self.rows, "file") if name != BUNDLED_INCIDENTS)

    def forget(self) -> None:
        """Let go of what this run took of the shared data: each session would keep it else."""
        forget(self.rows)
        for name in ("accounts", "coded"):
            self.__dict__.pop(name, None)

    @property
    def incidents(self) -> int:
        """The number of selected incidents."""
        return incidents_of(self.rows).total


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


@dataclass(frozen=True)
class Behind:
    """The incidents behind a number: what the number is of, in words, and their ids."""

    words: str
    ids: "pd.Series[str]"


def list_next(behind: Behind | None = None) -> None:
    """Ask for the list of the incidents of the filter, of them only those `behind` a number; the
    next run goes to it. For callbacks."""
    st.session_state["_behind"] = behind
    st.session_state["_to_list"] = True


def behind() -> Behind | None:
    """The number whose incidents alone are listed, while the reader stays on the list."""
    found = st.session_state.get("_behind")
    return found if isinstance(found, Behind) else None


def forget_behind() -> None:
    """List all incidents of the filter again. For callbacks, and where the reader leaves."""
    st.session_state["_behind"] = None


def list_asked() -> bool:
    """Whether the list was asked for; said once."""
    return bool(st.session_state.pop("_to_list", False))


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
