"""The accounts of one incident side by side: what each claims, in what tone, and what differs."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.figures.theme import count_words
from dashboard.indicators.averages import CAVEAT
from dashboard.indicators.claims import Comparison, compare_claims, differing_fields
from dashboard.indicators.moods import count_side_origins
from dashboard.origins import count_origins
from dashboard.schema import label, vocabulary
from dashboard.ui import parts, state, tones
from dashboard.ui.cards import Card, Row

FIELDS = {
    "happened": "Did it happen?",
    "date": "When?",
    "size": "How many workers?",
    "spread": "How far did it spread?",
    "causes": "Why?",
    "mood": "The workers' mood as told",
}
"""The question that each field of `claims` answers."""

TONE = "Tone of the summary, not the mood of the workers"
MOST = 12
"""Accounts of a side that are shown; the download holds all."""
STATUSES = {
    "observed": "Observed",
    "announced": "Announced",
    "expected": "Only expected, which is no observation",
}
FACING = ("local", "state")
BESIDE = ("independent", "union", "employer", "expert")
WITHOUT = {
    "local": "No account of local sources is among these records. That is not 'nobody spoke'.",
    "state": "No account of state media or officials is among these records. Whether they kept "
    "silent or were not looked at, the records do not say.",
}


def show_accounts(view: state.View, incident_id: str, key: str) -> None:
    """Everything that is said of `incident_id`, whatever the filter: first field by field, then
    local beside state accounts, the others under them."""
    rows = view.dataset.incident(incident_id)
    accounts = view.dataset.accounts_of_one(incident_id)
    if accounts.empty:
        st.info("No source is named for this incident.")
        return
    found = tones.of_accounts(accounts)
    coded = found.accounts[~found.accounts["derived"].to_numpy(dtype=bool)]
    compared = compare_claims(coded)
    if len(coded):
        _show_comparison(coded, compared, _origins(accounts, rows), f"{key}_table")
    else:
        parts.show_text(_origins(accounts, rows))
    _show_responses(view, incident_id)
    st.caption(f"{CAVEAT}. {tones.LIMIT}")
    tones.show_waiting(found)
    first = _first_of_each_side(found.accounts)
    shown = _cards(first, compared, differing_fields(coded))
    if len(first) < len(accounts):
        st.text(f"{len(first):,} of {len(accounts):,} accounts are shown; the download holds all.")
    sides = first["side"].astype("str")
    if sides.isin(FACING).any():
        _show_columns(FACING, sides, shown, f"{key}_facing")
    beside = [side for side in BESIDE if (sides == side).any()]
    if beside:
        _show_columns(beside, sides, shown, f"{key}_beside")
    named = first.index[first["derived"].to_numpy(dtype=bool)]
    if len(named):
        st.markdown("**Named as sources, not coded**")
        parts.show_cards([shown[place] for place in named], f"{key}_named", 20)


def _first_of_each_side(accounts: pd.DataFrame) -> pd.DataFrame:
    """The `MOST` accounts of each side that were published last."""
    ordered = accounts.sort_values("published", ascending=False, na_position="last", kind="stable")
    number = ordered.groupby(ordered["side"].astype("str").fillna("")).cumcount()
    return accounts.loc[accounts.index.isin(ordered.index[(number < MOST).to_numpy()])]


def _origins(accounts: pd.DataFrame, rows: pd.DataFrame) -> str:
    """How many reports there are and to which origins they go back, in a sentence."""
    counted = count_origins(accounts, rows).iloc[0]
    names = counted["origin_names"]
    behind = f": {names}" if isinstance(names, str) and len(names) <= 200 else ""
    return f"{parts.reports_and_origins(counted)}{behind}."


def _show_responses(view: state.View, incident_id: str) -> None:
    """Observed, announced and expected responses to the incident in a line each."""
    responses = view.dataset.responses
    told = responses[responses["incident_id"] == incident_id]
    words = []
    for status, name in STATUSES.items():
        kinds = told.loc[(told["status"] == status).to_numpy(), "response"].dropna().unique()
        named = "; ".join(label("response", kind) for kind in kinds)
        if named or status == "observed":
            words.append(f"{name}: {named or 'none reported'}.")
    st.text(f"Responses. {' '.join(words)}")


def _show_comparison(
    accounts: pd.DataFrame, compared: Sequence[Comparison], behind: str, key: str
) -> None:
    counts = accounts["side"].value_counts()
    origins = count_side_origins(accounts)
    sides = [side for side in (*FACING, *BESIDE) if counts.get(side, 0)]
    names = vocabulary("side")
    rows = [
        Row(FIELDS[one.field], _mark(one), tuple(_said(one, side) for side in sides))
        for one in compared
    ]
    tone = tuple(tones.in_words(accounts[accounts["side"] == side]) for side in sides)
    parts.show_table(
        f"{behind} {_finding(compared[0])}",
        [f"{names[side].label} ({_heading(counts[side], origins[side])})" for side in sides],
        [*rows, Row(TONE, "", tone)],
        key,
    )


def _heading(accounts: int, origins: int) -> str:
    told = count_words(accounts, "account", "accounts")
    return f"{told}, {count_words(origins, 'origin', 'origins')}"


def _mark(one: Comparison) -> str:
    if one.sides_differ:
        return "official and other accounts differ"
    return "accounts differ" if one.differs else ""


def _said(one: Comparison, side: str) -> str:
    told = one.by_side.get(side, {})
    told = _each_cause(told) if one.field == "causes" else told
    several = len(told) > 1 or any(count > 1 for count in told.values())
    return "\n".join(f"{words} ({count})" if several else words for words, count in told.items())


def _each_cause(told: Mapping[str, int]) -> dict[str, int]:
    """Lists of causes as single causes, each with the number of accounts that name it."""
    single: Counter[str] = Counter()
    for words, count in told.items():
        for word in words.split("; "):
            single[word] += count
    return dict(single.most_common())


def _finding(happened: Comparison) -> str:
    """Who says that it happened, who denies it and who keeps silent, in a sentence."""
    names, sides_of = vocabulary("side"), dict[str, list[str]]()
    for side, told in happened.by_side.items():
        if side == "expert":  # experts comment, they do not report
            continue
        for words in told:
            sides_of.setdefault(words, []).append(names[side].label.lower())
    said = (f"{words.partition(':')[0]}: {', '.join(sides)}." for words, sides in sides_of.items())
    return " ".join((*said, "A number in brackets is how many accounts say so."))


def _cards(
    accounts: pd.DataFrame,
    compared: Sequence[Comparison],
    differing: Mapping[str, Sequence[str]],
) -> dict[int, Card]:
    """A card per account, by the index of `accounts`."""
    found = {}
    for number, (_, row) in enumerate(accounts.iterrows()):
        account = str(row["account_id"])
        claims = {FIELDS[one.field]: one.values.get(account, "") for one in compared}
        differs = [FIELDS[field] for field in differing.get(account, ())]
        words = tones.words_behind(row)
        tone = tones.score_words(row)
        found[int(accounts.index[number])] = parts.account_card(row, claims, differs, tone, words)
    return found


def _show_columns(
    sides: Sequence[str], of_account: "pd.Series[str]", shown: Mapping[int, Card], key: str
) -> None:
    """A column per side, with its accounts."""
    names = vocabulary("side")
    for side, column in zip(sides, st.columns(len(sides)), strict=True):
        with column:
            st.markdown(f"**{names[side].label}**")
            places = of_account.index[of_account == side]
            if len(places):
                parts.show_cards([shown[place] for place in places], f"{key}_{side}", 20)
            else:
                st.text(WITHOUT[side])
