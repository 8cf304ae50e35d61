"""How good the forecasts of the past were, on the Risk page: skill, coverage, reliability."""

from collections.abc import Callable
from datetime import timedelta

import pandas as pd

from dashboard.figures import reliability
from dashboard.figures.chances import SIGN
from dashboard.indicators.backtest import Backtest, Scores
from dashboard.indicators.forecast import BAND_WORDS
from dashboard.indicators.weeks import ids_in_cells, ids_in_weeks
from dashboard.periods import date_words, range_words
from dashboard.ui import parts, state
from dashboard.ui.behind import Numbers, buttons, number_of, opener
from dashboard.ui.cards import Card
from dashboard.ui.figure import Event, show_figure
from dashboard.ui.risks import Asked

_MODELS = {
    "forecast": "This forecast",
    "historical_mean": "Historical mean",
    "last_value": "Last 4 weeks again",
    "ewma": "Weighted mean",
}


def show_worth(asked: Asked, tested: Backtest) -> None:
    """Skill, coverage and reliability of the forecasts of the past, and the incidents behind it."""
    numbers = asked.kept("_risk_tested", lambda: _incidents_tested(asked, tested), "Looking up")
    own = tested.models["forecast"]
    body = (
        f"{tested.origins:,} forecasts for each region, {_day(tested.first)} to "
        f"{_day(tested.last)}, each from the weeks before it alone. {_skill(own)}"
    )
    facts = (
        (
            "Skill against the historical mean",
            f"{100 * own.skill:+.1f}{SIGN}".replace("-", "−"),
        ),
        ("80 % interval held", _share(own.coverage80)),
        ("95 % interval held", _share(own.coverage95)),
        ("Told where an incident comes (AUC; .5 is chance)", _number(own.auc_any)),
        ("Told where a surge comes (AUC)", _number(own.auc_surge)),
        ("Mean error of the stated chance", _share(own.ece_any)),
    )
    card = Card(
        title="How good was this before, on these records?", body=body, facts=facts,
        records=buttons(numbers),
    )  # fmt: skip
    parts.show_cards([card], "risk_worth", 20, opener(numbers))
    show_figure(
        reliability.reliability_diagram(tested.reliability, state.theme()),
        "risk_reliability",
        reliability.reliability_title(tested.reliability),
        reliability.reliability_alt(tested.reliability),
        pd.DataFrame(
            [{"model": _MODELS[name], **_scores(one)} for name, one in tested.models.items()]
        ),
        note="Chance of at least one incident in 4 weeks. On the dotted line words and deeds "
        f"agree. Lines: exact 95 % intervals; {tested.horizon} forecasts count as one, since "
        "their weeks overlap. A click on a dot lists what came after its forecasts. The numbers "
        "compare the models (CRPS and log score: the smaller, the better).",
        on_event=_band_opener(asked, tested),
    )


def _band_opener(asked: Asked, tested: Backtest) -> Callable[[Event], None]:
    """What lists the incidents foretold by the band clicked. The browser sends its place."""

    def open_band(event: Event) -> None:
        for point in event.points:
            data = point.get("customdata")
            if isinstance(data, list) and data and data[0] in range(len(BAND_WORDS)):
                _list_band(asked, tested, data[0])

    return open_band


def _list_band(asked: Asked, tested: Backtest, place: int) -> None:
    weekly = asked.weekly
    told = tested.bands == place
    cells = told.copy()
    for later in range(1, tested.horizon):
        cells[later:] |= told[:-later]
    words = f"in weeks and regions called {BAND_WORDS[place]}"
    ids = ids_in_cells(asked.view.rows, weekly.weeks, weekly.regions, cells)
    state.list_next(state.Behind(words, ids))


def _incidents_tested(asked: Asked, tested: Backtest) -> Numbers:
    """The incidents of the weeks that the forecasts of the past were about."""
    if tested.first is None or tested.last is None:
        return {}
    end = tested.last + timedelta(weeks=tested.horizon, days=-1)
    words = f"in the weeks foretold, {range_words(tested.first, end)}"
    return {"tested": number_of(ids_in_weeks(asked.view.rows, tested.first, end), words)}


def _scores(one: Scores) -> dict[str, float]:
    return {
        "CRPS": one.crps,
        "skill": one.skill,
        "log score": one.log_score,
        "80 % held": one.coverage80,
        "95 % held": one.coverage95,
        "AUC any": one.auc_any,
        "AUC surge": one.auc_surge,
        "calibration error": one.ece_any,
    }


def _skill(own: Scores) -> str:
    if own.skill <= 0:
        return (
            "It did no better than the plain historical mean: trust the average as much as this "
            "forecast. Surges are hard to foretell anywhere."
        )
    return (
        f"Its error (CRPS) was {100 * own.skill:.1f} % smaller than that of the plain historical "
        "mean. Surges are hard to foretell anywhere."
    )


def _day(day: object) -> str:
    return date_words(day) if day else ""  # type: ignore[arg-type]


def _share(share: float) -> str:
    return f"{100 * share:.1f}{SIGN}"


def _number(number: float) -> str:
    return "not known: all or none had one" if number != number else f"{number:.2f}"
