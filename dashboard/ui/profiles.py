"""The profile of a region on the Risk page, and the composite, which describes and no more."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.figures import profiles as figures
from dashboard.indicators.composite import NEEDED, PREDICTS, composite, contributions
from dashboard.indicators.grounds import WINDOWS, grounds
from dashboard.indicators.neighbors import neighbors_of
from dashboard.indicators.profile import COMPONENTS, FEWEST, profile
from dashboard.indicators.sides import LOCAL
from dashboard.ui import parts, state, tones
from dashboard.ui.behind import Numbers, buttons, cells, number_of, opener
from dashboard.ui.cards import Card, Row
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
CONDITIONS = {
    "size": "with a number of workers ",
    "spread": "of its neighbors ",
    "grievance": "with demands ",
    "response": "with a known response ",
    "tone": "with a scored local text ",
}
"""What an incident needs to enter a component."""


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
    numbers = _numbers(asked, unit)
    _show_unit(asked, table, unit, chosen, contributions(table, weights), numbers)
    st.subheader("Composite")
    st.markdown(f"**{PREDICTS}** It does not say where unrest will be.")
    own = table[(table["unit"] == unit) & table["value"].notna()]
    used = [name for name in own["component"] if weights[name]]
    _show_composite(ranked[ranked["unit"] == unit].iloc[0], chosen, used, numbers)
    _show_few(table, ranked)
    _show_ranks(asked, ranked.assign(name=names))


def _profile(asked: Asked) -> pd.DataFrame:
    view = asked.view
    tones.show_waiting(tones.measured(view))
    units = view.places.units
    people = units["population"].astype("float64").where(units["counted_with"].isna())

    def make() -> pd.DataFrame:
        held = [str(unit) for unit in view.rows["unit"].dropna().unique()]
        return profile(
            view.rows, view.dataset.responses, asked.last, neighbors_of(view.places, held),
            people, _tones(asked), asked.since,
        )  # fmt: skip

    return asked.kept("_risk_profile", make, "Describing", _waiting(asked))


def _tones(asked: Asked) -> "pd.Series[float]":
    """The mean tone of the local texts of each incident."""
    accounts = tones.measured(asked.view).accounts
    local = accounts[accounts["side"].isin(LOCAL)]
    return local.groupby("incident_id")["tone"].mean()


def _numbers(asked: Asked, unit: str) -> Numbers:
    """The incidents behind each component of the unit."""

    def make() -> Numbers:
        found = grounds(
            asked.view.rows, asked.view.dataset.responses, asked.last, unit,
            neighbors_of(asked.view.places, [unit]).get(unit, ()), _tones(asked), asked.since,
        )  # fmt: skip
        return {
            name: number_of(ids, f"{CONDITIONS.get(name, '')}in {WINDOWS[name]} weeks")
            for name, ids in found.items()
        }

    return asked.kept("_risk_grounds", make, "Looking up", unit, _waiting(asked))


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
    asked: Asked,
    table: pd.DataFrame,
    unit: str,
    name: str,
    points: pd.DataFrame,
    numbers: Numbers,
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
                _made_of(row, numbers),
                _points(added[row["component"]]),
            ),
            opens=("", "", "", "", _opens(row, numbers), ""),
        )
        for row in records
    ]
    parts.show_table(
        "Each component, what it is and what it rests on",
        ("Value", "What it is", "Percentile", "Rests on", "Made of", "Adds to the composite"),
        rows,
        "profile_table",
        opener({key: replace(one, words=f"{one.words}; {NAMES[key]} of {name}")
                for key, one in numbers.items()}),
    )  # fmt: skip
    st.button("List the incidents of this unit", on_click=list_unit, args=(unit,))


def _made_of(row: Mapping[Hashable, Any], numbers: Numbers) -> str:
    """The incidents that enter the value; none where it has no value."""
    return "nothing" if np.isnan(row["value"]) else numbers[row["component"]].label


def _opens(row: Mapping[Hashable, Any], numbers: Numbers) -> str:
    return "" if np.isnan(row["value"]) else cells(numbers, (row["component"],))[0]


def _show_composite(row: pd.Series, name: str, used: list[str], numbers: Numbers) -> None:
    """The composite of the unit, and the incidents behind all components in it."""
    ids = pd.concat([numbers[one].find() for one in used]) if used else pd.Series(dtype="str")
    ids = ids.drop_duplicates().reset_index(drop=True)
    words = f"behind its {len(used)} component{'' if len(used) == 1 else 's'}"
    behind = {"composite": number_of(ids, words)}
    if np.isnan(row["score"]):
        body = f"No composite: it needs {NEEDED} components, the intensity among them."
    else:
        body = (
            f"{row['score']:.0f} of 100, rank {row['rank']:.0f}; other choices would give rank "
            f"{row['rank_low']:.0f} to {row['rank_high']:.0f}."
        )
    opened = opener({"composite": replace(behind["composite"], words=f"{words}: {name}")})
    card = Card(title=name, body=body, records=buttons(behind))
    parts.show_cards([card], "composite_of", 40, opened)


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
