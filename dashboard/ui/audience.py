"""Who looks: which pages there are for the public, what it is told was left out, the preview."""

import numpy as np
import streamlit as st

from dashboard.counting import numbered
from dashboard.indicators.wording import counted
from dashboard.public import Policy, Release
from dashboard.public.serving import is_public
from dashboard.schema import split_list
from dashboard.ui import session, state

NOT_PUBLIC = frozenset({"accounts", "data"})
"""Pages that the public view has not: what they show is not in it."""


SWITCH = "preview_public"

WHY = (
    "To protect workers, witnesses and sources, most incidents are told by province and year, "
    "without texts."
)
MORE = "The page Methods says what is withheld, and what that cannot protect against."


def show_switch() -> None:
    """The switch to the preview and back; a process that serves the public has none."""
    if is_public():
        return
    st.session_state.setdefault(SWITCH, session.previews())
    st.toggle(
        "Preview the public view", key=SWITCH, on_change=_switched,
        help="Shows all pages as the public would see them: places, texts and small numbers as "
        "their sensitivity allows, without sources. Your own files are previewed too. Nobody else "
        "sees another page by it.",
    )  # fmt: skip


def _switched() -> None:
    st.session_state[session.PREVIEW] = bool(st.session_state[SWITCH])
    if opened := st.session_state.get("incident"):  # its ids are not those of the other view
        st.session_state["incident"] = session.renamed(opened)
    state.forget_behind()


def show_line(release: Release | None) -> None:
    """That this is the public view and what is not told in it, with the numbers."""
    if release is None:
        return
    if session.previews():
        st.info(
            f"**Preview of the public view.** {WHY} {told_words(release)} {MORE} To go back, "
            "switch 'Preview the public view' off in the sidebar.",
            icon=":material/visibility:",
        )
    else:
        st.info(f"**Public view.** {WHY} {told_words(release)} {MORE}", icon=":material/shield:")


def told_words(release: Release) -> str:
    """What was coarsened, withheld and left out, in sentences."""
    size = release.policy.cell
    told = [
        (release.cells, "place", f"shown by {{}} of {size:g} degrees", "a cell", "cells"),
        (release.units, "place", "shown as {}", "a province or state", "provinces or states"),
        (release.countries, "place", "shown as {}", "a country", "countries"),
        (release.values, "value", "withheld", "", ""),
    ]
    parts = [
        f"{counted(number, noun)} {how.format(one if number == 1 else more)}"
        for number, noun, how, one, more in told
        if number
    ]
    if release.texts:
        parts.append(f"the texts of {counted(release.texts, 'incident')} withheld")
    if release.late:
        least = release.policy.least
        number = f"{release.late:,}" if release.late >= least else f"fewer than {least}"
        parts.append(f"{number} {late_words(release.policy)} left out")
    sentence = ", ".join(parts)
    return f"{sentence[:1].upper()}{sentence[1:]}. " * bool(parts) + "No sources, no accounts."


def late_words(policy: Policy) -> str:
    """Which incidents the delay leaves out."""
    return f"incidents that may have begun less than {counted(policy.delay, 'day')} ago"


def months_withheld(view: state.View) -> int:
    """Of how many selected incidents the public view tells the year alone: what is counted by time
    lacks them, and looks calm."""
    if view.release is None:
        return 0
    cells = numbered(view.rows["withheld"])
    found = np.array(["month" in split_list(value) for value in cells.values] + [False])
    return int(view.rows["incident_id"][found[cells.codes]].nunique())


def show_months(view: state.View) -> None:
    """That what is counted by time lacks incidents; nothing where it lacks none."""
    if unknown := months_withheld(view):
        st.warning(
            f"The public view withholds the month of {unknown:,} of these {view.incidents:,} "
            "incidents. What is counted by day, week or month lacks them: a region or a span with "
            "few incidents here need not be calm.",
            icon=":material/visibility_off:",
        )
