"""The accounts of one incident side by side: what each claims, in what tone, and what differs."""

from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from dashboard.indicators.claims import Comparison, compare_claims, differing_fields
from dashboard.schema import vocabulary
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

TONE = "Tone of the text, not of the workers"
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
    accounts = view.dataset.accounts
    accounts = accounts[accounts["incident_id"] == incident_id]
    if accounts.empty:
        st.info("No source is named for this incident.")
        return
    told = tones.of_accounts(accounts)
    coded = accounts[~accounts["derived"]]
    compared = compare_claims(coded)
    if len(coded):
        _show_comparison(coded, compared, told, f"{key}_table")
    shown = _cards(accounts, compared, differing_fields(coded), told)
    sides = accounts["side"].astype("str")
    if sides.isin(FACING).any():
        _show_columns(FACING, sides, shown, f"{key}_facing")
    beside = [side for side in BESIDE if (sides == side).any()]
    if beside:
        _show_columns(beside, sides, shown, f"{key}_beside")
    if accounts["derived"].any():
        st.markdown("**Named as sources, not coded**")
        parts.show_cards(
            [shown[place] for place in accounts.index[accounts["derived"]]], f"{key}_named", 20
        )


def _show_comparison(
    accounts: pd.DataFrame, compared: Sequence[Comparison], told: pd.DataFrame, key: str
) -> None:
    counts = accounts["side"].value_counts()
    sides = [side for side in (*FACING, *BESIDE) if counts.get(side, 0)]
    names = vocabulary("side")
    rows = [
        Row(FIELDS[one.field], _mark(one), tuple(_said(one, side) for side in sides))
        for one in compared
    ]
    tone = tuple(
        tones.in_words(told.loc[accounts.index[accounts["side"] == side]]) for side in sides
    )
    parts.show_table(
        _finding(compared[0]),
        [f"{names[side].label} ({counts[side]})" for side in sides],
        [*rows, Row(TONE, "", tone)],
        key,
    )


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
        for words in told:
            sides_of.setdefault(words, []).append(names[side].label.lower())
    said = (f"{words.partition(':')[0]}: {', '.join(sides)}." for words, sides in sides_of.items())
    return " ".join((*said, "A number in brackets is how many accounts say so."))


def _cards(
    accounts: pd.DataFrame,
    compared: Sequence[Comparison],
    differing: Mapping[str, Sequence[str]],
    told: pd.DataFrame,
) -> dict[int, Card]:
    """A card per account, by the index of `accounts`."""
    found = {}
    for number, (_, row) in enumerate(accounts.iterrows()):
        account = str(row["account_id"])
        claims = {FIELDS[one.field]: one.values.get(account, "") for one in compared}
        differs = [FIELDS[field] for field in differing.get(account, ())]
        words = tones.words_behind(row)
        tone = tones.score_words(told.iloc[number])
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
