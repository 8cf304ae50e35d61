"""What the public may have of an incident: the rules, and what became of a data set by them."""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from dashboard.schema import SENSITIVITY_UNSTATED

Reach = Literal["recorded", "cell", "unit", "country"]
"""How exactly a place is told: as recorded, by its cell of a grid, first-level unit, or country."""

NAME = "Public view"
"""What stands where a data set of the ordinary view has the names of files."""
NO_TEXT = "Withheld in the public view."
"""The description of an incident whose texts are withheld."""


def _places() -> MappingProxyType[str, Reach]:
    reaches: dict[str, Reach] = {
        "low": "recorded", "moderate": "cell", "high": "unit", "severe": "country",
    }  # fmt: skip
    return MappingProxyType(reaches)


@dataclass(frozen=True)
class Policy:
    """The rules of the public view.

    `places` says how exactly the place of an incident is told, by its `sensitivity`; one that
    nobody coded counts as `unstated`. The grid has cells of `cell` degrees. The texts of the
    classes in `texts` are told, all others are withheld; what follows is about these.

    Numbers of persons from 1 to `least` - 1 are withheld. So are the values of `guarded` columns
    that fewer than `least` of these incidents of one unit share (see `cells`); `month` is the month
    in which the incident began, and where it is withheld the year is told. `delay` is in days:
    incidents that may have begun less than so many days ago are left out; 0 leaves none out.
    """

    places: MappingProxyType[str, Reach] = field(default_factory=_places)
    texts: frozenset[str] = frozenset({"low"})
    unstated: str = SENSITIVITY_UNSTATED
    cell: float = 0.1
    least: int = 5
    guarded: tuple[str, ...] = (
        "action_type", "sector", "enterprise_type", "demands", "outcome", "production_impact",
        "claimed_spread", "month",
    )  # fmt: skip
    delay: int = 0


@dataclass(frozen=True)
class Release:
    """What the rules did to a data set.

    `cells`, `units` and `countries` are the numbers of places (an incident may have several) that
    are told by a cell of the grid, by their first-level unit or by their country alone, though the
    record tells more. `texts` is the number of incidents without their texts, `values` that of
    single values withheld (codes, months, numbers of persons), `late` that of incidents left out
    since they began too short a time ago.
    """

    policy: Policy
    cells: int
    units: int
    countries: int
    texts: int
    values: int
    late: int
