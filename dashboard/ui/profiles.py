"""The profile of a region on the Risk page, and the composite, which describes and no more."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from dashboard.figures import profiles as figures
from dashboard.indicators.composite import NEEDED, PREDICTS, composite, contributions
from dashboard.indicators.grounds import WINDOWS, grounds
from dashboard.indicators.neighbors import neighbors_of
from dashboard.indicators.profile import COMPONENTS, FEWEST, profile
from dashboard.indicators.sides import LOCAL
from dashboard.ui import parts, ranks, state, tones
from dashboard.ui.behind import Numbers, buttons, number_of, opener
from dashboard.ui.cards import Card, Row
from dashboard.ui.components import (
    CONDITIONS,
    NAMES,
    Component,
    known_words,
    made_of,
    opens,
    place_words,
    points_words,
    value_words,
)
from dashboard.ui.figure import show_figure
from dashboard.ui.headlines import dated, incidents_words
from dashboard.ui.risks import Asked, list_unit

TIES = "Equal values share the middle of their places: 0 where most have 0 is near 50, not at 0."


def show_profile(asked: Asked) -> None:
    """One unit's components, and the composite of all with its weights and rank intervals."""
    table = _profile(asked)
    if table.empty:
        st.info("No incident of this selection lies in a known first-level unit.")
        return
    weights = _weights()
    ranked = _ranked(asked, table, weights)
    names = asked.named(ranked["unit"])
    chosen = st.selectbox("Province or state", names, key="profile_of", bind="query-params")
    unit = str(ranked["unit"].iloc[names.index(chosen)])
    numbers = _numbers(asked, unit)
    added = _added(table, weights, unit)
    _show_unit(asked, table[table["unit"] == unit], chosen, added, numbers)
    st.subheader("Composite")
    st.markdown(f"**{PREDICTS}** It does not say where unrest will be.")
    if not any(weights.values()):
        st.info("All weights are 0: raise one for a composite.")
        return
    own = table[(table["unit"] == unit) & table["value"].notna()]
    used = [name for name in own["component"] if weights[name]]
    ranks.show_few(ranked)
    seen = int(table.loc[table["unit"] == unit, "of"].iloc[0])
    _show_composite(ranked[ranked["unit"] == unit].iloc[0], chosen, seen, used, numbers)
    ranks.show_ranks(asked, ranked.assign(name=names, few=ranked["seen"] < FEWEST))


def _ranked(asked: Asked, table: pd.DataFrame, weights: Mapping[str, float]) -> pd.DataFrame:
    """The composite of each unit, with `seen`, its incidents in the last 52 weeks; those without a
    composite by these, most first."""
    seen = table.groupby("unit")["of"].first()
    ever = asked.rows.groupby("unit")["incident_id"].nunique().reindex(seen.index)
    if any(weights.values()):
        found = asked.kept(
            "_risk_composite", lambda: composite(table, weights), "Ranking",
            tuple(weights.values()), _waiting(asked),
        )  # fmt: skip
    else:
        found = pd.DataFrame({"unit": seen.index, "rank": np.nan})
    ordered = found.assign(seen=found["unit"].map(seen), ever=found["unit"].map(ever))
    ordered = ordered.sort_values(
        ["rank", "seen", "ever", "unit"], ascending=[True, False, False, True], ignore_index=True
    )
    return ordered.drop(columns="ever")


def _added(table: pd.DataFrame, weights: Mapping[str, float], unit: str) -> "pd.Series[float]":
    """The points that each component of the unit adds; NaN where it adds nothing."""
    if not any(weights.values()):
        return pd.Series(np.nan, [*COMPONENTS])
    points = contributions(table, weights)
    return points[points["unit"] == unit].set_index("component")["points"]


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
            name: number_of(ids, f"{CONDITIONS.get(name, '')} in {WINDOWS[name]} weeks".strip())
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
    asked: Asked, own: pd.DataFrame, name: str, added: "pd.Series[float]", numbers: Numbers
) -> None:
    records = own.to_dict("records")
    shown = pd.DataFrame(
        {
            "label": [NAMES[row["component"]] for row in records],
            "said": [place_words(row) for row in records],
            "percentile": own["percentile"].to_numpy(),
        }
    )
    known = int(shown["percentile"].notna().sum())
    seen = int(own["of"].iloc[0])
    few = f"too few to judge, {incidents_words(seen)} in 52 weeks; " if seen < FEWEST else ""
    in_words = [value_words(row) for row in records]
    show_figure(
        figures.profile_figure(shown, state.theme()),
        "profile",
        f"{name}: {few}{known} of {len(shown)} components have data",
        figures.profile_alt(shown, name),
        own.drop(columns=["unit", "value"]).assign(value=in_words),
        note=f"{dated(asked.rows)} Hollow: no data, which is not 0 and is not filled in. {TIES}",
    )
    _show_components(records, name, added, numbers)
    unit = str(own["unit"].iloc[0])
    st.button("List the incidents of this unit", on_click=list_unit, args=(unit,))


def _show_components(
    records: Sequence[Component], name: str, added: "pd.Series[float]", numbers: Numbers
) -> None:
    rows = [
        Row(
            name=NAMES[row["component"]],
            mark=figures.NO_DATA if np.isnan(row["value"]) else "",
            cells=(
                value_words(row),
                str(row["measured"]),
                place_words(row),
                known_words(row),
                made_of(row, numbers),
                points_words(added[row["component"]]),
            ),
            opens=("", "", "", "", opens(row, numbers), ""),
        )
        for row in records
    ]
    parts.show_table(
        "Each component, what it is, what is known of the last 52 weeks, and the records it is "
        "computed from, which may reach further back",
        ("Value", "What it is", "Percentile", "Known of 52 weeks", "Computed from",
         "Adds to the composite"),
        rows,
        "profile_table",
        opener({key: replace(one, words=f"{one.words}; {NAMES[key]} of {name}")
                for key, one in numbers.items()}),
    )  # fmt: skip


def _show_composite(
    row: pd.Series, name: str, seen: int, used: list[str], numbers: Numbers
) -> None:
    """The composite of the unit with `seen` incidents, and those behind all components in it."""
    ids = pd.concat([numbers[one].find() for one in used]) if used else pd.Series(dtype="str")
    ids = ids.drop_duplicates().reset_index(drop=True)
    words = f"behind its {len(used)} component{'' if len(used) == 1 else 's'}"
    behind = {"composite": number_of(ids, words)}
    if np.isnan(row["score"]):
        body = f"No composite: it needs {NEEDED} components, the intensity among them."
    elif seen < FEWEST:
        body = f"{row['score']:.0f} of 100; no rank, on {incidents_words(seen)} in 52 weeks."
    else:
        others = f"{row['rank_low']:.0f} to {row['rank_high']:.0f}"
        body = f"{row['score']:.0f} of 100, rank {row['rank']:.0f}; other choices give {others}."
    opened = opener({"composite": replace(behind["composite"], words=f"{words}: {name}")})
    card = Card(title=name, body=body, records=buttons(behind))
    parts.show_cards([card], "composite_of", 40, opened)
