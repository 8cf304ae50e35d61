"""The workers' mood as accounts of each side tell it, and whether official ones say it happened.

Moods are coded by a person from what an account says. They are not measured among workers, and
several accounts may repeat one origin, so origins are counted beside accounts.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.counting import incidents_of, numbered
from dashboard.indicators.sides import LOCAL, OFFICIAL, OFFICIAL_GROUP, side_groups
from dashboard.origins import origin_of
from dashboard.schema import label, vocabulary

NEUTRAL = "neutral"
CAVEAT = "These are moods as accounts tell them, and several accounts may repeat one origin."


@dataclass(frozen=True)
class Silence:
    """What official accounts say of whether the incident happened; counts of accounts.

    `incidents` are those with at least one silent official account: the outlet covered the
    occasion and left the incident out.
    """

    yes: int
    no: int
    silent: int
    not_coded: int
    incidents: int


def moods_by_side(accounts: pd.DataFrame) -> pd.DataFrame:
    """Accounts and distinct origins per side and mood.

    Columns: side, mood (categories), accounts, origins (int64). Sides and moods are in the order
    of their lists; only what occurs has a row. Accounts whose mood is not coded are the row of
    their side with a missing mood, its last. Accounts without a side (derived ones) are left out.
    """
    origin = numbered(origin_of(accounts)).codes
    told = pd.DataFrame(
        {
            "side": accounts["side"].cat.set_categories([*vocabulary("side")]).array,
            "mood": accounts["mood"].cat.set_categories([*vocabulary("mood")]).array,
            "origin": np.where(origin < 0, np.nan, origin),
        }
    )
    told = told[told["side"].notna()]
    groups = told.groupby(["side", "mood"], observed=True, dropna=False)["origin"]
    return groups.agg(accounts="size", origins="nunique").reset_index()


def mood_sentence(table: pd.DataFrame) -> str:
    """What `moods_by_side` comes to, in plain words: the mood that each group tells of most often.

    Official accounts are those of the state and of employers; experts are not spoken of.
    """
    local = _most(table, LOCAL)
    official = _most(table, OFFICIAL)
    if not local and not official:
        return "No account of a local or an official side is coded."
    first = f"{_sides(table, LOCAL)} accounts {local}" if local else "No local account is coded"
    second = (
        f"those of state and employers {official}" if official else "no official account is coded"
    )
    return f"{first}; {second}. {CAVEAT}"


def count_side_origins(accounts: pd.DataFrame) -> "pd.Series[int]":
    """Distinct origins of the accounts of each side, by side."""
    return origin_of(accounts).groupby(accounts["side"].astype("str")).nunique()


def silence(accounts: pd.DataFrame) -> Silence:
    """What the official accounts among `accounts` say of whether it happened."""
    official = accounts[side_groups(accounts["side"]) == OFFICIAL_GROUP]
    says = official["claims_happened"]
    silent = (says == "silent").to_numpy(dtype=bool)
    return Silence(
        yes=int((says == "yes").sum()),
        no=int((says == "no").sum()),
        silent=int(silent.sum()),
        not_coded=int(says.isna().sum()),
        incidents=incidents_of(official).among(silent),
    )


def _sides(table: pd.DataFrame, group: tuple[str, ...]) -> str:
    """The sides of `group` that have an account, as 'Local, independent and union'."""
    return _listed([side for side in group if (table["side"] == side).any()]).capitalize()


def _most(table: pd.DataFrame, group: tuple[str, ...]) -> str:
    """'tell of anger most often (80 of 148; 3 not coded)' for some sides; '' without an account."""
    told = table[table["side"].isin(group)]
    counts = told.groupby("mood", observed=True)["accounts"].sum()
    total, coded = int(told["accounts"].sum()), int(counts.sum())
    if not total:
        return ""
    if not coded:
        return f"have no mood coded (none of {total:,})"
    most = counts[counts == counts.max()]
    names = [f"of {_mood(str(mood))}" for mood in most.index]
    each = " each" if len(names) > 1 else ""
    neutral = " neutral" if [*most.index] == [NEUTRAL] else ""
    rest = f"; {total - coded:,} not coded" if total > coded else ""
    return f"tell {_listed(names)} most often ({most.iloc[0]:,}{each} of {total:,}{neutral}{rest})"


def _mood(code: str) -> str:
    if code == NEUTRAL:
        return "no mood"
    return "mixed moods" if code == "mixed" else label("mood", code).lower()


def _listed(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)
