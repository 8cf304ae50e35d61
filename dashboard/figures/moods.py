"""The workers' mood as accounts tell it: one bar of 100 % per side."""

import pandas as pd

from dashboard.figures.axes import legend_above
from dashboard.figures.drawing import Figure, Trace, trace
from dashboard.figures.rows import HOLLOW, MARK_AT, labels_above, lay_out_rows
from dashboard.figures.theme import (
    Theme,
    base_layout,
    count_words,
    empty_figure,
    mood_color,
)
from dashboard.schema import label, vocabulary

NO_ACCOUNTS = "No accounts in this selection"
NOT_CODED = "not coded"

_BAR = 0.42  # of a row's height
_LEAST = 0.06  # share of a bar in which a number fits


def moods_figure(table: pd.DataFrame, theme: Theme) -> Figure:
    """Rows of side, mood (missing: not coded) and accounts as one bar per side, 100 % each.

    The number of accounts stands in each part that has room for it, and on hover. Accounts whose
    mood nobody coded are a hollow part: they are in the 100 %. A click brings customdata
    `[side, mood]`, mood None for the hollow part.
    """
    shown = _counted(table)
    if shown.empty:
        return empty_figure(theme, NO_ACCOUNTS)
    sides = _ordered(shown["side"].unique(), "side")
    totals = shown.groupby("side")["accounts"].sum()
    moods = [*_ordered(shown["mood"].dropna().unique(), "mood")]
    if shown["mood"].isna().any():
        moods.append("")
    bars = [_part(shown, mood, sides, totals, theme) for mood in moods]
    words = [
        f"{label('side', side)}: {count_words(int(totals[side]), 'account', 'accounts')}"
        for side in sides
    ]
    figure = Figure([*bars, labels_above(words, theme)], base_layout(theme, "moods"))
    lay_out_rows(figure, len(sides), 90)
    figure.update_layout(barmode="stack", legend=legend_above())
    return figure.update_layout(xaxis={"visible": False, "range": [0, 1]})


def moods_alt(table: pd.DataFrame) -> str:
    """What `moods_figure` shows, in a sentence per side."""
    shown = _counted(table)
    if shown.empty:
        return "Bars of moods: no accounts in this selection."
    parts = []
    for side in _ordered(shown["side"].unique(), "side"):
        of_side = shown[shown["side"] == side].sort_values("accounts", ascending=False)
        told = ", ".join(
            f"{_words(mood)} {number:,}"
            for mood, number in zip(of_side["mood"], of_side["accounts"], strict=True)
        )
        parts.append(f"{label('side', side)}: {told}.")
    return " ".join(("Workers' mood as accounts tell it.", *parts))


def moods_title(table: pd.DataFrame) -> str:
    """The finding: the mood told most often on the side with most coded accounts."""
    coded = _counted(table).dropna(subset="mood")
    if coded.empty:
        return "No account of this selection has its mood coded"
    totals = coded.groupby("side")["accounts"].sum()
    side = next(one for one in _ordered(totals.index, "side") if totals[one] == totals.max())
    of_side = coded[coded["side"] == side].groupby("mood")["accounts"].sum()
    most = [mood for mood in _ordered(of_side.index, "mood") if of_side[mood] == of_side.max()]
    named = " and ".join(_words(mood).lower() for mood in most)
    return (
        f"{label('side', side)}: {named} is told of most often, in {of_side.max():,} of "
        f"{count_words(int(totals[side]), 'account', 'accounts')} with a mood"
    )


def _counted(table: pd.DataFrame) -> pd.DataFrame:
    """side, mood (texts) and accounts, the parts without accounts left out."""
    some = table.loc[table["accounts"] > 0, ["side", "mood", "accounts"]]
    return some.astype({"side": "str", "mood": "str"}).dropna(subset="side")


def _ordered(codes: object, kind: str) -> list[str]:
    """`codes` in the order of their list, unknown ones last."""
    found = [str(code) for code in codes]  # type: ignore[attr-defined]
    known = [code for code in vocabulary(kind) if code in found]
    return known + sorted(code for code in found if code not in known)


def _words(mood: object) -> str:
    return label("mood", mood) if isinstance(mood, str) and mood else NOT_CODED


def _ink(color: str) -> str:
    """Black or white, whichever is read better on `color`."""
    red, green, blue = ((int(color[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5))
    # Contrast with black and white is alike at a relative luminance of 0.18 (WCAG 2.2).
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 else "#ffffff"


def _part(
    shown: pd.DataFrame, mood: str, sides: list[str], totals: "pd.Series[int]", theme: Theme
) -> Trace:
    """One mood ('' for none coded) on every side that has it."""
    rows = shown[shown["mood"] == mood] if mood else shown[shown["mood"].isna()]
    names, numbers = rows["side"].tolist(), rows["accounts"].tolist()
    shares = [number / totals[side] for side, number in zip(names, numbers, strict=True)]
    color = mood_color(mood, theme)
    return trace(
        "bar",
        x=shares,
        y=[sides.index(side) + MARK_AT for side in names],
        orientation="h",
        width=_BAR,
        name=_words(mood).lower(),
        marker={
            "color": color if mood else HOLLOW,
            "line": {"color": theme.background if mood else theme.muted, "width": 1},
        },
        text=[
            f"{number:,}" if share >= _LEAST else ""
            for number, share in zip(numbers, shares, strict=True)
        ],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        textfont={"size": 12, "color": _ink(color) if mood else theme.text},
        customdata=[
            [side, mood or None, label("side", side), _words(mood).lower(), f"{number:,}"]
            for side, number in zip(names, numbers, strict=True)
        ],
        hovertemplate="%{customdata[2]}: %{customdata[3]}, %{customdata[4]} (%{x:.0%})"
        "<extra></extra>",
        showlegend=True,
    )
