"""What the Methods page says of accounts: tone, gap, claims, demands and responses."""

import csv
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import indicators
from dashboard.indicators.averages import LEAST_ORIGINS
from dashboard.indicators.expectations import WINDOW_DAYS
from dashboard.indicators.forced_labour import decisions
from dashboard.indicators.forced_labour import indicators as ilo_indicators
from dashboard.indicators.measured import MEASURED, METHODS_TEXT
from dashboard.indicators.narrative import POINT_ORIGINS
from dashboard.schema import label

FOLDER = Path(indicators.__file__).parent


def show_tone() -> None:
    """How tone is measured, how well, and the words it leaves out."""
    st.subheader("How the tone of a text is measured")
    st.markdown(METHODS_TEXT)
    names = ["method", "macro-F1", "AUC", "sentences", "factual strike titles called negative"]
    st.dataframe(
        pd.DataFrame(MEASURED, columns=names), hide_index=True, alt="How well each method does"
    )
    st.markdown("**Words that VADER does not count, and why**")
    st.dataframe(_published("neutral_words.csv"), hide_index=True, alt="Neutral words")


def show_gap() -> None:
    """How the narrative gap is computed, and what accounts are compared on."""
    st.subheader("Official and local accounts")
    st.markdown(
        "- Sides are never pooled: local sources, independent press, state, employers, unions and "
        "experts are averaged apart, first within each *origin* (the outlet that first reported "
        "it), then over origins.\n"
        "- **Narrative gap**: the mean tone of official accounts (state, employers) less that of "
        "local ones (local sources, independent press, unions), over origin means, with Welch's "
        f"95 % interval (Welch 1947). Fewer than {LEAST_ORIGINS} origins on a side: no number, the "
        f"texts instead. Up to {POINT_ORIGINS - 1}: the interval alone. Where the accounts of a "
        "side do not differ among themselves, no interval can be computed. In simulation the "
        "interval covers .96 to .97 at 3 origins a side, .95 to .96 at 5 and .95 at 10.\n"
        "- **Claims** are compared field by field: whether it happened, when, how many workers, "
        "how far it spread, why, and the workers' mood. An account that does not say contradicts "
        "nobody. Dates and sizes differ when what is given does not overlap; causes when each "
        "account names one that the other leaves out. An official outlet that covered the occasion "
        "and left the incident out is *silent*, a value of its own.\n"
        "- The **mood** of the workers is what an account tells, coded by a person. It is not "
        "measured, and it is not the tone."
    )


def show_demands() -> None:
    """How shares of demands are computed, and what a demand may say of forced labor."""
    st.subheader("Demands and forced labor")
    st.markdown(
        "The share of a demand is of the incidents that state any, with the exact 95 % interval "
        "(Clopper and Pearson 1934); incidents that state none are left out and counted. A demand "
        "may point to one of the 11 indicators of forced labor (ILO 2012). It is no finding: each "
        "decision is listed with its reason."
    )
    names = dict(zip(*(ilo_indicators()[name] for name in ("code", "label")), strict=True))
    table = decisions()
    shown = table.assign(
        demand=[label("demand", code) if isinstance(code, str) else "" for code in table["demand"]],
        indicator=[names.get(code, "") for code in table["indicator"]],
    )
    st.dataframe(shown, hide_index=True, alt="Which demand may point to which indicator, and why")


def show_responses() -> None:
    """How responses are counted."""
    st.subheader("Responses")
    st.markdown(
        "Observed, announced and expected responses are three things and are never added up. An "
        "expected response counts as *seen* only when a response of that kind was observed at the "
        "incident, or at another of its group, not before it was expected. It is *open* for "
        f"{WINDOW_DAYS} days (the page lets you choose), then *not seen*. Days run to the last day "
        "that the data reach: after it nobody looked. The delay of a response is known to the day "
        "only where both dates are; else it is an interval."
    )


def _published(name: str) -> pd.DataFrame:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return pd.DataFrame(csv.DictReader(file))
