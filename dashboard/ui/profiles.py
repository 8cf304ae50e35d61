"""The profile of a region on the Risk page, and the composite, which describes and no more."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.figures import profiles as figures
from dashboard.indicators.composite import NEEDED, PREDICTS, composite, contributions
from dashboard.indicators.neighbors import neighbors_of
from dashboard.indicators.profile import COMPONENTS, FEWEST, profile
from dashboard.indicators.sides import LOCAL
from dashboard.ui import parts, state, tones
from dashboard.ui.cards import Row
from dashboard.ui.figure import show_figure
from dashboard.ui.headlines import dated, incidents_words
from dashboard.ui.risks import CLICK, Asked, list_clicked, list_unit

NAMES = {
    "intensity": "Intensity",
    "momentum": "Momentum",
    "size": "Size",
    "spread": "Spread around it",
    "grievance": "Grievance pressure",
    "response": "Hard responses",
    "tone": "Tone of local texts",
}


def show_profile(asked: Asked) -> None:
    """One unit's components, and the composite of all with its weights and rank intervals."""
    table = _profile(asked)
    if table.empty:
        st.info("No incident of this selection lies in a known first-level unit.")
        return
    weights = _weights()
    if not any(weights.values()):
        st.info("All weights are 0: raise one for a composite.")
        return
    ranked = asked.kept(
        "_risk_composite", lambda: composite(table, weights), "Ranking",
        tuple(weights.values()), _waiting(asked),
    )  # fmt: skip
    names = asked.named(ranked["unit"])
    chosen = st.selectbox("Province or state", names, key="profile_of", bind="query-params")
    unit = str(ranked["unit"].iloc[names.index(chosen)])
    _show_unit(asked, table, unit, chosen, contributions(table, weights))
    st.subheader("Composite")
    st.markdown(f"**{PREDICTS}** It does not say where unrest will be.")
    _show_few(table, ranked)
    _show_ranks(asked, ranked.assign(name=names))


def _profile(asked: Asked) -> pd.DataFrame:
    view = asked.view
    found = tones.measured(view)
    tones.show_waiting(found)
    local = found.accounts[found.accounts["side"].isin(LOCAL)]
    units = view.places.units
    people = units["population"].astype("float64").where(units["counted_with"].isna())

    def make() -> pd.DataFrame:
        held = [str(unit) for unit in view.rows["unit"].dropna().unique()]
        return profile(
            view.rows, view.dataset.responses, asked.last, neighbors_of(view.places, held),
            people, local.groupby("incident_id")["tone"].mean(), asked.since,
        )  # fmt: skip

    return asked.kept("_risk_profile", make, "Describing", _waiting(asked))


def _waiting(asked: Asked) -> tuple[str, int]:
    return tones.method(), tones.measured(asked.view).waiting


def _weights() -> dict[str, float]:
    """The weight of each component, as the reader sets it."""
    box = st.expander("Weights of the composite (all alike unless you change them)")
    columns = box.columns(4)
    return {
        name: columns[number % 4].slider(
            NAMES[name], 0.0, 3.0, 1.0, 0.5, key=f"weight_{name}", bind="query-params"
        )
        for number, name in enumerate(COMPONENTS)
    }


def _show_unit(
    asked: Asked, table: pd.DataFrame, unit: str, name: str, points: pd.DataFrame
) -> None:
    own = table[table["unit"] == unit]
    added = points[points["unit"] == unit].set_index("component")["points"]
    records = own.to_dict("records")
    shown = pd.DataFrame(
        {
            "label": [NAMES[row["component"]] for row in records],
            "said": [_place(row) for row in records],
            "percentile": own["percentile"].to_numpy(),
        }
    )
    known = int(shown["percentile"].notna().sum())
    seen = int(own["of"].iloc[0])
    few = f"too few to judge, {incidents_words(seen)} in 52 weeks; " if seen < FEWEST else ""
    show_figure(
        figures.profile_figure(shown, state.theme()),
        "profile",
        f"{name}: {few}{known} of {len(shown)} components have data",
        figures.profile_alt(shown, name),
        own.drop(columns="unit"),
        note=f"{dated(asked.rows)} Hollow: no data, which is not 0 and is not filled in.",
    )
    rows = [
        Row(
            name=NAMES[row["component"]],
            mark="" if row["known"] else figures.NO_DATA,
            cells=(
                _value(row["value"]),
                str(row["measured"]),
                _place(row),
                f"{row['known']:,} of {row['of']:,} incidents of 52 weeks",
                _points(added[row["component"]]),
            ),
        )
        for row in records
    ]
    parts.show_table(
        "Each component, what it is and what it rests on",
        ("Value", "What it is", "Percentile", "Rests on", "Adds to the composite"),
        rows,
        "profile_table",
    )
    st.button("List the incidents of this unit", on_click=list_unit, args=(unit,))


def _show_few(table: pd.DataFrame, ranked: pd.DataFrame) -> None:
    """How many of the ranked units rest on too few incidents to be judged by it."""
    seen = table.groupby("unit")["of"].first().reindex(ranked["unit"][ranked["score"].notna()])
    few = int((seen < FEWEST).sum())
    if few:
        st.text(
            f"Too few to judge: {few:,} of the {len(seen):,} units ranked rest on fewer than "
            f"{FEWEST} incidents in 52 weeks. Rely on their records, not on their rank."
        )


def _show_ranks(asked: Asked, table: pd.DataFrame) -> None:
    scored = table[table["score"].notna()]
    without = len(table) - len(scored)
    few = f" {without:,} units with fewer than {NEEDED} components have none." if without else ""
    show_figure(
        figures.ranks_figure(scored, state.theme()),
        "ranks",
        figures.ranks_title(scored),
        figures.ranks_alt(scored),
        table[["name", "score", "rank", "rank_low", "rank_high", "components"]],
        note=f"{dated(asked.rows)}{few} Mean of percentiles. Lines: ranks in 5 to 95 % of draws of "
        "other weights, scales, means and counts, and without one component. "
        f"{figures.ranks_rest(scored)} {CLICK}",
        on_event=list_clicked,
    )


def _place(row: Mapping[Hashable, Any]) -> str:
    return figures.NO_DATA if np.isnan(row["percentile"]) else f"{row['percentile']:.0f} of 100"


def _value(value: float) -> str:
    return figures.NO_DATA if np.isnan(value) else f"{value:.3g}"


def _points(points: float) -> str:
    return "nothing" if np.isnan(points) else f"{points:.1f} points"
