"""The tone of accounts on the page: measured once per text, in words, with what it covers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.figures.tones import tone_lanes, tone_lanes_alt
from dashboard.indicators import tone
from dashboard.indicators.averages import CAVEAT, lean, signed, tone_by_side, tone_sentence
from dashboard.indicators.narrative import gap_sentence, narrative_gap
from dashboard.indicators.worker import WorkFailed
from dashboard.rows import frame_of, of_table, once
from dashboard.ui import parts, state
from dashboard.ui.cards import Card
from dashboard.ui.figure import show_figure
from dashboard.ui.headlines import dated

METHODS = {
    "vader": "VADER, English",
    "e5": "e5, about 100 languages",
}
LIMIT = "It is measured on the coder's summary, by a machine unless a person judged it."
QUESTION = "Do official and local accounts differ in tone?"
NOT_YET = "Not all texts are measured yet; numbers follow when they are."
_EVERY = 1.0  # seconds between two looks at the progress


@dataclass(frozen=True)
class Measured:
    """Accounts with the columns `tone`, `known_by` and `waiting` (the text is not measured yet),
    and why none is where the measuring `failed`. They are those whose side is known, of `total`."""

    accounts: pd.DataFrame
    total: int
    failed: str = ""

    @property
    def waiting(self) -> int:
        """How many of the accounts still wait for their tone."""
        return int(self.accounts["waiting"].sum())

    @property
    def complete(self) -> bool:
        """Whether every tone that can be known is: before that no number is shown."""
        return not self.waiting and not self.failed


def method() -> str:
    """The method the reader chose in the sidebar, where there is a choice."""
    chosen = st.session_state.get("tone_method")
    return chosen if chosen in METHODS and tone.is_available(chosen) else "vader"


def choose_method() -> None:
    """The choice of the method, where the optional one is installed. For the sidebar."""
    if tone.is_available("e5"):
        st.selectbox(
            "Tone is measured by", list(METHODS), key="tone_method", bind="query-params",
            format_func=lambda name: METHODS[name],
        )  # fmt: skip


def measured(view: state.View) -> Measured:
    """The accounts of the selected incidents with their tone; what is not known yet is waited
    for in the background."""
    told, failed = _measured_all(view.dataset.told)
    accounts = _sided(view.accounts)
    return Measured(accounts.assign(**told.loc[accounts.index]), len(view.accounts), failed)


def of_accounts(accounts: pd.DataFrame) -> Measured:
    """A few accounts with their tone, measured before others that wait."""
    told, failed = _measure(accounts)
    return Measured(accounts.assign(**told), len(accounts), failed)


def _sided(accounts: pd.DataFrame) -> pd.DataFrame:
    """The accounts whose side is known: no average has any other."""
    known = of_table(accounts, "sided", lambda table: table["side"].notna().to_numpy())
    return frame_of(accounts.iloc[np.flatnonzero(known)])


class _WaitingError(Exception):
    """Not all is known: it is looked for again in the next run."""


def _measured_all(accounts: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """What is known of all accounts that readers share, kept for all of them once it is all."""

    def make() -> tuple[pd.DataFrame, str]:
        told, failed = _measure(_sided(accounts))
        if failed or told["waiting"].any():
            raise _WaitingError(told, failed)
        return told, failed

    try:
        return once(accounts, ("tones", method()), make)
    except _WaitingError as found:
        told, failed = found.args
        return told, failed


def _measure(accounts: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    number = len(accounts)
    scores, waiting, why = np.full(number, np.nan), np.zeros(number, dtype=bool), ""
    try:
        scores, waiting = state.scorer(method()).known(accounts["summary"])
    except WorkFailed as failed:
        why = str(failed)
    told = tone.account_tones(accounts, scores)
    return told.assign(waiting=waiting & told["tone"].isna().to_numpy()), why


def show_waiting(found: Measured) -> None:
    """How far the measuring is, while it goes on; the page is drawn anew when it is done."""
    if found.failed:
        parts.show_message(
            "The tone could not be measured.", found.failed, "The next click tries again"
        )
    elif found.waiting:
        _show_progress(found.accounts["summary"])


@st.fragment(run_every=_EVERY)
def _show_progress(texts: "pd.Series[str]") -> None:
    done, total = state.scorer(method()).progress(texts)
    if done == total:
        st.rerun()
    st.progress(
        done / total,
        f"The tone of {done:,} of {total:,} texts is measured; the rest of the page is complete",
    )


def score_words(told: pd.Series) -> str:
    """The tone of one account in words."""
    if told["waiting"]:
        return "being measured"
    if np.isnan(told["tone"]):
        return "not scored: blank, or not of a language that the method can read"
    by = "judged by a person" if told["known_by"] == "person" else "measured by a machine"
    return f"{lean(told['tone'])} ({signed(told['tone'])}), {by}"


def in_words(told: pd.DataFrame) -> str:
    """The tones of some accounts in words, from the lowest to the highest."""
    if told["waiting"].any():
        return "being measured"
    scored = told["tone"].dropna()
    if scored.empty:
        return "not scored"
    low, high = scored.min(), scored.max()
    span = signed(low) if signed(low) == signed(high) else f"{signed(low)} to {signed(high)}"
    leans = " to ".join(dict.fromkeys((lean(low), lean(high))))
    coverage = f", {len(scored)} of {len(told)} scored" if len(scored) < len(told) else ""
    return f"{leans} ({span}){coverage}"


def words_behind(row: pd.Series) -> str:
    """The words of one account's text that drove its score; '' where no machine scored it.

    `row` is of `Measured.accounts`.
    """
    if row["known_by"] != "machine":
        return ""
    driving = tone.driving_words(str(row["summary"]), method())
    if not driving:
        return "none carries a weight"
    return ", ".join(f"{word} {'−' if weight < 0 else '+'}" for word, weight in driving[:6])


def show_lines(view: state.View, key: str) -> None:
    """Tone and narrative gap in a line each, with coverage and caveat."""
    found = measured(view)
    parts.show_cards([Card(title=title, body=body) for title, body in _lines(found)], key, 24)
    show_waiting(found)


def _lines(found: Measured) -> Sequence[tuple[str, str]]:
    if not found.complete:
        return ((CAVEAT, NOT_YET), (QUESTION, NOT_YET))
    sides, gap = tone_by_side(found.accounts), narrative_gap(found.accounts)
    return (
        (CAVEAT, f"{tone_sentence(sides, found.total)} {LIMIT}"),
        (QUESTION, gap_sentence(gap)),
    )


def show_sides(view: state.View, found: Measured) -> None:
    """The tone of each side as a figure."""
    table = tone_by_side(found.accounts)
    show_figure(
        tone_lanes(table, state.theme()),
        "tone_by_side",
        f"{CAVEAT}: how do the accounts of each side sound?",
        tone_lanes_alt(table),
        table,
        note=f"{dated(view.rows)} {tone_sentence(table, found.total)} {LIMIT} Dot: mean "
        "over origins. Line: its 95 % interval.",
    )
