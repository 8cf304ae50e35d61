"""The ranks of regions by their composite, and which regions have none."""

import pandas as pd
import streamlit as st

from dashboard.figures import profiles as figures
from dashboard.indicators.composite import NEEDED
from dashboard.indicators.profile import FEWEST
from dashboard.ui import state
from dashboard.ui.figure import show_figure
from dashboard.ui.headlines import dated
from dashboard.ui.risks import CLICK, Asked, list_clicked

LINES = (
    "Lines: ranks in 5 to 95 % of draws of other weights, scales, means and counts, and without "
    "one component. "
)
HOLLOW = f"Hollow: fewer than {FEWEST} incidents in 52 weeks, too few for a rank. "


def show_few(ranked: pd.DataFrame) -> None:
    """How many of the ranked units rest on too few incidents to be judged by it."""
    seen = ranked["seen"][ranked["score"].notna()]
    few = int((seen < FEWEST).sum())
    if few:
        st.warning(
            f"Too few to judge: {few:,} of the {len(seen):,} units ranked rest on fewer than "
            f"{FEWEST} incidents in 52 weeks. Rely on their records, not on their rank."
        )


def show_ranks(asked: Asked, table: pd.DataFrame) -> None:
    """The composites of the units, with the ranks that other choices would give."""
    scored = table[table["score"].notna()]
    without = len(table) - len(scored)
    few = f" {without:,} units with fewer than {NEEDED} components have none." if without else ""
    marks = "" if scored["few"].all() else LINES
    marks += HOLLOW if scored["few"].any() else ""
    show_figure(
        figures.ranks_figure(scored, state.theme()),
        "ranks",
        figures.ranks_title(scored),
        figures.ranks_alt(scored),
        figures.judged_ranks(scored),
        note=f"{dated(asked.rows)}{few} Mean of percentiles. {marks}"
        f"{figures.ranks_rest(scored)} {CLICK}",
        on_event=list_clicked,
    )
