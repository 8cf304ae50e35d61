"""The rows of simulated incidents: what, how many, which demands, in the words of a record.

Every row says SIMULATED in its title, description, employer, source and tags. What is drawn here
is drawn row by row, independent of when and where, by shares that are made up.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard import schema
from dashboard.counting import Ints
from dashboard.simulator.marks import TAG
from dashboard.simulator.process import Events
from dashboard.simulator.towns import Towns

COLUMNS = (
    "incident_id", "title", "description", "start_date", "end_date", "country", "admin1",
    "location", "latitude", "longitude", "action_type", "work_stoppage", "sector", "employer",
    "enterprise_type", "workers_low", "workers_high", "demands", "outcome", "production_impact",
    "claimed_spread", "arrests", "injuries", "fatalities", "verification", "source_name",
    "source_url", "tags",
)  # fmt: skip

ACTIONS = {
    "strike": (34, "strike", "went on strike"),
    "protest": (24, "protest", "protested"),
    "walkout": (12, "walkout", "walked out"),
    "sit_in": (7, "sit-in", "sat in"),
    "slowdown": (6, "slowdown", "slowed down"),
    "refusal": (5, "refusal", "refused to work"),
    "petition": (4, "petition", "petitioned"),
    "absenteeism": (3, "absenteeism", "stayed away"),
    "road_block": (3, "road block", "blocked a road"),
    "riot": (1, "riot", "rioted"),
    "lockout": (1, "lockout", "were locked out"),
}
"""Of each action: its share, its noun, and what workers did."""

DEMANDS = {
    "wage_arrears": 40, "pay": 20, "working_conditions": 8, "compensation": 7, "job_security": 6,
    "food_rations": 5, "unpaid_mobilisation": 4, "overtime_hours": 4, "social_insurance": 3,
    "health_safety": 2, "union_rights": 1,
}  # fmt: skip
SECTORS = {"C": 42, "F": 22, "H": 12, "B": 8, "N": 5, "P": 4, "Q": 4, "A": 3}
ENTERPRISES = {"private": 50, "state": 25, "foreign": 12, "joint_venture": 5, "": 8}
OUTCOMES = {"": 55, "unknown": 15, "partly_met": 12, "demands_met": 8, "rejected": 7, "ongoing": 3}
IMPACTS = {"": 60, "slowed": 14, "partly_stopped": 12, "stopped": 9, "none": 5}
SPREADS = {"": 50, "single_site": 35, "multi_site": 10, "citywide": 4, "province": 1}
VERIFICATIONS = {"single_origin": 55, "corroborated": 20, "unverified": 22, "disputed": 3}
HARMS = {"arrests": 0.04, "injuries": 0.03, "fatalities": 0.004}
"""The share of rows with a number of persons above 0."""

_SOURCES = 9


@dataclass(frozen=True)
class Part:
    """What every column of some rows is drawn from: the rows `first` to `last` of all events."""

    events: Events
    first: int
    last: int
    towns: Towns
    start: np.datetime64
    seed: int
    draw: np.random.Generator

    def __len__(self) -> int:
        return self.last - self.first


def table(part: Part) -> pa.Table:
    """The rows of a part as strings, null where blank, in the order of `COLUMNS`."""
    where, when, what = _where(part), _when(part), _what(part)
    found = {**where, **when, **what, **_said(part, where, what)}
    blank = pa.scalar(None, pa.string())
    return pa.table(
        {name: pc.if_else(pc.equal(found[name], ""), blank, found[name]) for name in COLUMNS}
    )


def _where(part: Part) -> dict[str, pa.Array]:
    town = part.events.town[part.first : part.last]
    taken = part.towns.table
    texts = {
        name: _text(taken[name].to_numpy(dtype=object)[town]) for name in ("country", "admin1")
    }
    texts["location"] = _text(taken["name"].to_numpy(dtype=object)[town])
    named_only = pa.array(part.draw.random(len(part)) < 0.15)
    for name in ("latitude", "longitude"):
        shown = _text(taken[name].map("{:.5f}".format).to_numpy(dtype=object)[town])
        texts[name] = pc.if_else(named_only, "", shown)
    return texts


def _when(part: Part) -> dict[str, pa.Array]:
    days = np.floor(part.events.day[part.first : part.last]).astype(np.int64)
    start = part.start + days
    end = start + np.ceil(part.draw.lognormal(0.8, 1.0, len(part))).astype(np.int64)
    known, vague = part.draw.random(len(part)) < 0.3, part.draw.random(len(part)) < 0.03
    first = _text(np.datetime_as_string(start))
    month = pc.utf8_slice_codeunits(first, 0, 7)
    last = pc.if_else(pa.array(known & ~vague), _text(np.datetime_as_string(end)), "")
    return {"start_date": pc.if_else(pa.array(vague), month, first), "end_date": last}


def _what(part: Part) -> dict[str, pa.Array]:
    draw, number = part.draw, len(part)
    low = np.ceil(draw.lognormal(4.5, 1.3, number)).astype(np.int64)
    high = low + (low * draw.random(number) * 0.5).astype(np.int64)
    sized = pa.array(draw.random(number) < 0.6)
    action = _one_of({code: share for code, (share, *_) in ACTIONS.items()}, part)
    idle = pc.is_in(action, pa.array(["strike", "walkout", "absenteeism", "sit_in"]))
    return {
        "action_type": action,
        "work_stoppage": pc.if_else(idle, "yes", "unknown"),
        "sector": _one_of(SECTORS, part),
        "enterprise_type": _one_of(ENTERPRISES, part),
        "workers_low": pc.if_else(sized, _numbers(low), ""),
        "workers_high": pc.if_else(sized, _numbers(high), ""),
        "demands": _one_of(DEMANDS, part),
        "outcome": _one_of(OUTCOMES, part),
        "production_impact": pc.if_else(idle, _one_of(IMPACTS, part), ""),
        "claimed_spread": _one_of(SPREADS, part),
        "verification": _one_of(VERIFICATIONS, part),
        **{name: _harm(share, part) for name, share in HARMS.items()},
    }


def _said(part: Part, where: dict[str, pa.Array], what: dict[str, pa.Array]) -> dict[str, pa.Array]:
    """Names and sentences, made of what is known of the incident."""
    over = _mapped(
        what["demands"], {code: schema.label("demand", code).lower() for code in DEMANDS}
    )
    acted = _mapped(what["action_type"], {code: noun for code, (_, noun, _) in ACTIONS.items()})
    did = _mapped(what["action_type"], {code: verb for code, (_, _, verb) in ACTIONS.items()})
    many = what["workers_low"]
    some = pc.if_else(pc.equal(many, ""), "Workers", _join("At least ", many, " workers"))
    employer = _join("SIMULATED plant ", _numbers(part.draw.integers(1, 400, len(part))))
    source = _join("SIMULATED monitor ", _numbers(part.draw.integers(1, _SOURCES + 1, len(part))))
    number = _numbers(np.arange(part.first + 1, part.last + 1))
    padded = pc.utf8_lpad(number, 8, "0")
    return {
        "incident_id": _join(f"SIM-{part.seed}-", padded),
        "title": _join("SIMULATED ", acted, " over ", over, " in ", where["location"]),
        "description": _join(
            "SIMULATED: ",
            some,
            " of ",
            employer,
            " in ",
            where["location"],
            ", ",
            where["admin1"],
            ", ",
            did,
            " over ",
            over,
            ". Nothing of this happened.",
        ),
        "employer": employer,
        "source_name": source,
        "source_url": _join(f"https://simulated.example/{part.seed}/", number),
        "tags": pa.repeat(TAG, len(part)),
    }


def _one_of(shares: dict[str, int], part: Part) -> pa.Array:
    """One code per row, in these shares."""
    share = np.array([*shares.values()], dtype=np.float64)
    codes = part.draw.choice(len(share), size=len(part), p=share / share.sum())
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32)), pa.array([*shares])
    ).cast(pa.string())


def _mapped(codes: pa.Array, words: dict[str, str]) -> pa.Array:
    return pa.array([*words.values()]).take(pc.index_in(codes, pa.array([*words])))


def _harm(share: float, part: Part) -> pa.Array:
    persons = 1 + part.draw.poisson(2, len(part))
    return pc.if_else(pa.array(part.draw.random(len(part)) < share), _numbers(persons), "")


def _numbers(values: Ints) -> pa.Array:
    return pa.array(values).cast(pa.string())


def _text(values: np.ndarray) -> pa.Array:
    return pa.array(values, type=pa.string())


def _join(*parts: pa.Array | str) -> pa.Array:
    return pc.binary_join_element_wise(*parts, "")
