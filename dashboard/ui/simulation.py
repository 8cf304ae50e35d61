"""The banner over every page as long as simulated incidents are among the data in use."""

from dataclasses import dataclass

import streamlit as st

from dashboard.filters import Selection
from dashboard.public.serving import is_public
from dashboard.simulator.marks import TAG, count_simulated
from dashboard.simulator.process import Process
from dashboard.store import Dataset
from dashboard.ui.headlines import incidents_words

TAKE_OUT = "; to be rid of them, take their file out on the page Data"


@dataclass(frozen=True)
class Simulated:
    """How many incidents are simulated: in use, and among those selected."""

    in_use: int
    selected: int


def count_both(dataset: Dataset, selection: Selection) -> Simulated:
    """The numbers of this run."""
    in_use = count_simulated(dataset.rows)
    return Simulated(in_use, count_simulated(selection.rows) if in_use else 0)


def show_banner(found: Simulated) -> None:
    """Say that some of what is shown never happened; nothing where all is real."""
    if found.in_use:
        remedy = "" if is_public() else TAKE_OUT
        st.warning(
            f"SIMULATED: {incidents_words(found.in_use)} of the data in use never happened, "
            f"{found.selected:,} of them in this selection. They were made up to try what size "
            f"does. Do not publish what is shown here{remedy}.",
            icon=":material/science:",
        )


def show_process() -> None:
    """What the Methods page says of simulated incidents."""
    process = Process()
    st.subheader("Simulated incidents")
    st.markdown(
        "`unrest simulate -n N --seed S -o FILE` writes incidents that never happened, to try what "
        f"size does to a machine. Each row says {TAG} in its title, description, employer, source "
        "and tags. As long as a row with that tag is in use, every page says so, and so does each "
        "figure of a selection with one.\n"
        "- When and where: a self-exciting point process (Hawkes 1971) on the real towns of the "
        "gazetteer. Incidents come of themselves, in a town by the square root of its population, "
        f"{process.season:.0%} more often in mid January and less in July; and each is followed by "
        f"{process.branching:g} others on average, after {process.delay:g} days (exponential), in "
        f"the same town or one near it (weights falling by e every {process.reach:g} km), which "
        "may be followed in turn. It is drawn through its branching (Hawkes and Oakes 1974).\n"
        "- What is drawn for a row (action, demand, size) is independent of when and where. "
        "Nothing is fitted to any real unrest: a finding in such data says nothing about the world."
    )
