"""Colours, words and the base layout that all figures share; and `escape` for record text.

Every colour of an action type or a side has a contrast of 3:1 or more on the light and on the dark
page, so one colour means one thing on every figure in both themes. The set was chosen by search for
the largest difference (OKLab) between any two as seen with normal, protan and deutan vision.
"""

from dataclasses import dataclass
from typing import Final, Literal

from dashboard.figures.drawing import Figure, Layout
from dashboard.schema import WITHHELD
from dashboard.simulator.marks import TAG

FONT: Final = (
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans KR', sans-serif"
)
EMPTY: Final = "No incidents in this selection"


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours of a page. `scale` holds five steps for counts, the lowest first."""

    name: Literal["light", "dark"]
    text: str
    muted: str
    background: str
    panel: str
    grid: str
    land: str
    water: str
    border: str
    unit_border: str
    accent: str
    on_accent: str
    area: str
    selected: str
    unreported: str
    unknown: str
    scale: tuple[str, ...]
    font: str = FONT


LIGHT: Final = Theme(
    name="light",
    text="#1f2430",
    muted="#5b6370",
    background="#ffffff",
    panel="#ffffff",
    grid="#e3e6ea",
    land="#f6f4ef",
    water="#e8eff4",
    border="#8d949e",
    unit_border="#b9bec6",
    accent="#0b5cad",
    on_accent="#ffffff",
    area="#b35900",
    selected="#d1006f",
    unreported="#f1f1f1",
    unknown="#fbe9b7",
    scale=("#86b6e0", "#5a98d0", "#337abc", "#15579b", "#062f63"),
)

DARK: Final = Theme(
    name="dark",
    text="#eceff4",
    muted="#a6aeba",
    background="#0e1117",
    panel="#1a1f29",
    grid="#2c323d",
    land="#232934",
    water="#10151d",
    border="#7c8593",
    unit_border="#4a5260",
    accent="#4f9bea",
    on_accent="#0b0f15",
    area="#f0a24a",
    selected="#ff7ac0",
    unreported="#31363f",
    unknown="#5c4b1f",
    scale=("#2d6cab", "#4a8bca", "#70aae2", "#a0c9f0", "#e2f0fd"),
)

ACTION_COLORS: Final = {
    "strike": "#1497f7",
    "walkout": "#e2649a",
    "slowdown": "#688e65",
    "refusal": "#af05b4",
    "sit_in": "#06a707",
    "protest": "#ee6e13",
    "road_block": "#706604",
    "petition": "#5245fe",
    "self_harm_threat": "#fc42d7",
    "riot": "#d60c2f",
    "absenteeism": "#915973",
    "lockout": "#1562d1",
    "other": "#808692",
}

ACTION_WORDS: Final = {
    "strike": ("strike", "strikes"),
    "walkout": ("walkout", "walkouts"),
    "slowdown": ("slowdown", "slowdowns"),
    "refusal": ("refusal", "refusals"),
    "sit_in": ("sit-in", "sit-ins"),
    "protest": ("protest", "protests"),
    "road_block": ("road blockade", "road blockades"),
    "petition": ("petition", "petitions"),
    "self_harm_threat": ("threat of self-harm", "threats of self-harm"),
    "riot": ("riot", "riots"),
    "absenteeism": ("case of absenteeism", "cases of absenteeism"),
    "lockout": ("lockout", "lockouts"),
    "other": ("other action", "other actions"),
}
"""One and many of each action type, short enough for a legend."""

_WITHHELD_COLOR: Final = "#a9aeb8"
_WITHHELD_WORDS: Final = ("action withheld", "actions withheld")

SIDE_COLORS: Final = {
    "local": "#06a707",
    "independent": "#1497f7",
    "state": "#af05b4",
    "employer": "#e2649a",
    "union": "#5245fe",
    "expert": "#706604",
}

MOOD_COLORS: Final = {
    "anger": "#df4d5f",
    "fear": "#e67406",
    "fatigue": "#76620f",
    "resentment": "#a4406f",
    "neutral": "#808692",
    "enthusiasm": "#4697d1",
    "loyalty": "#5944eb",
    "mixed": "#8f56b0",
}
"""Warm for the bad moods, cool for the good ones; found by the same search within those hues."""


def action_color(action_type: str, theme: Theme) -> str:
    """The colour of an action type; that of 'other' for an unknown one. The same in both themes."""
    if action_type == WITHHELD:
        return _WITHHELD_COLOR
    return ACTION_COLORS.get(action_type, ACTION_COLORS["other"])


def action_words(action_type: str) -> tuple[str, str]:
    """One and many of an action type; those of 'other' for an unknown one."""
    if action_type == WITHHELD:
        return _WITHHELD_WORDS
    return ACTION_WORDS.get(action_type, ACTION_WORDS["other"])


def side_color(side: str, theme: Theme) -> str:
    """The colour of the side that an account comes from; grey for an unknown one."""
    return SIDE_COLORS.get(side, theme.muted)


def mood_color(mood: str, theme: Theme) -> str:
    """The colour of a workers' mood; grey for an unknown one."""
    return MOOD_COLORS.get(mood, theme.muted)


def count_words(number: int, one: str = "incident", many: str = "incidents") -> str:
    """'1 incident', '1,204 incidents'."""
    return f"{number:,} {one if number == 1 else many}"


def escape(text: object) -> str:
    """Record text for a label, hover or legend: nothing in it is read as a tag or an entity.

    A missing value gives ''. Plotly reads `<a href>`, `<br>`, `<span>` and entities in all text;
    `%{` it reads in templates only, so record text goes in through `customdata` or `text`.
    """
    if not isinstance(text, str):
        return ""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shorten(text: object, characters: int) -> str:
    """`text` on one line, cut at a word to at most `characters`, with '…'. Shorten, then escape."""
    line = " ".join(text.split()) if isinstance(text, str) else ""
    if len(line) <= characters:
        return line
    cut = line[: characters - 1]
    return (cut[: cut.rfind(" ")] if cut.rfind(" ") > characters // 2 else cut).rstrip(" ,;:") + "…"


def base_layout(theme: Theme, revision: str) -> Layout:
    """What all figures share. While `revision` stays the same, the reader's zoom is kept."""
    font = {"family": theme.font, "size": 13, "color": theme.text}
    axis = {
        "gridcolor": theme.grid,
        "linecolor": theme.grid,
        "zerolinecolor": theme.border,
        "tickfont": {"color": theme.muted, "size": 12},
        "title": {"font": {"color": theme.muted, "size": 12}},
    }
    hover = {"bgcolor": theme.panel, "bordercolor": theme.border, "font": font, "align": "left"}
    quiet = "rgba(0,0,0,0)"
    return {
        "font": font,
        "paper_bgcolor": quiet,
        "plot_bgcolor": quiet,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "separators": ".,",
        "hoverlabel": {**hover, "namelength": -1},
        "modebar": {"bgcolor": quiet, "color": theme.muted, "activecolor": theme.accent},
        "uirevision": revision,
        "xaxis": axis,
        "yaxis": axis,
    }


def empty_figure(theme: Theme, words: str = EMPTY) -> Figure:
    """A figure that says in words that there is nothing to draw."""
    figure = Figure(layout=base_layout(theme, "empty"))
    figure.add_annotation(
        text=words,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        showarrow=False,
        font={"size": 15, "color": theme.muted},
    )
    figure.update_xaxes(visible=False).update_yaxes(visible=False)
    return figure.update_layout(height=160)


def mark_simulated(figure: Figure, theme: Theme) -> None:
    """Write `TAG` across `figure`, so that a saved picture says it too."""
    if not any(one.get("text") == TAG for one in figure.layout.get("annotations", ())):
        figure.add_annotation(
            text=TAG, showarrow=False, xref="paper", yref="paper", x=0.5, y=0.5, opacity=0.22,
            textangle=-12, font={"size": 40, "color": theme.text},
        )  # fmt: skip
