"""Names of places: from what a file writes to units of the map and places of the gazetteer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.countries import fold

KINDS_OF_UNIT = """
    province provincia provincial provincie provinz prov state states estado etat oblast oblasti
    oblysy obl region regiune regione reg governorate gov muhafazat muhafazah wilaya wilayah vilayat
    velayat viloyati department departamento departement dept district distrito distretto prefecture
    prefectura county comte megye judet zupanija kanton canton division territory krai kray okrug
    republic respublika autonomous municipality municipio metropolitan city ciudad special capital
    area of the de del la di da do du si sheng shi zizhiqu il"""
KINDS_OF_PLACE = """
    town township village gun kun ku guyok up eup ri ni li dong tong rodongjagu nodongjagu xian
    qu zhen near zone port"""
GENERIC = frozenset(KINDS_OF_UNIT.split())
"""Words that say what kind of unit a name belongs to. They are dropped only where the rest is the
name of one unit."""

PLACE_WORDS = GENERIC | frozenset(KINDS_OF_PLACE.split())
NATIVE_ENDING = re.compile(
    "(?:特別行政區|特别行政区|(?:壮族|回族|维吾尔)?自治[区區州]|省|市|県|府|都|區|区|"
    "특별자치도|특별자치시|특별시|광역시|직할시|시|도|군|구)$"
)
SEPARATORS = re.compile(r"[,/;()\[\]]|\s[-–—]\s")
DOMINANT = 10
"""How many times the weight of the next place of that name, in another unit, makes a place the one
surely meant. Weight is population, times OWN for a place of which it is the main name."""
OWN = 100
COUNTY_PEOPLE = 100_000
"""Taken for a county, of which the gazetteer has none: North Korea had 24 million people in about
200 cities, counties and districts in 2008."""


def bare(folded: str, words: frozenset[str] = GENERIC) -> str:
    """A folded name without generic words; the whole name where nothing else would be left."""
    if " " in folded:
        folded = " ".join(word for word in folded.split(" ") if word not in words) or folded
    if folded[-1:] > "\u3000":
        return NATIVE_ENDING.sub("", folded) or folded
    return folded


def key(country: str, folded: str) -> str:
    """What names are looked up by: spaces do not matter (Ryang-gang, Ryanggang)."""
    return f"{country} {folded.replace(' ', '')}"


@dataclass(frozen=True)
class UnitNames:
    """Units by name and code within a country. '' is a name that several units have.

    `remarks` holds, for a synonym's key, the ISO 3166-2 code meant by it and a note for the page.
    """

    whole: Mapping[str, str]
    short: Mapping[str, str]
    codes: Mapping[str, str]
    remarks: Mapping[str, tuple[str, str]]

    def find(self, country: str, text: str) -> tuple[str | None, tuple[str, str]]:
        """The unit `text` names (None: no unit, '': several), and the remark on the name."""
        folded = fold(text).replace("\n", " ")
        found = key(country, folded)
        unit = self.whole.get(found)
        if unit is None:
            found = key(country, bare(folded))
            unit = self.short.get(found)
        return unit, self.remarks.get(found, ("", ""))

    def find_code(self, country: str, text: str) -> tuple[str | None, tuple[str, str]]:
        """The unit of an ISO 3166-2 or Natural Earth code, and the remark on it."""
        found = f"{country} {text.strip().upper()}"
        return self.codes.get(found), self.remarks.get(found, ("", ""))


def fold_all(names: pd.Series) -> list[str]:
    """`fold` of every name, in one go."""
    return fold("\n".join(names.str.replace("\n", " "))).split("\n") if len(names) else []


def _only(known: Mapping[str, str], keys: Iterable[str], units: Iterable[str]) -> dict[str, str]:
    """`known`, and of the keys new to it each with its unit, or '' where it has more than one."""
    new: dict[str, str] = {}
    for name, unit in zip(keys, units, strict=True):
        if name not in known:
            new[name] = unit if new.get(name, unit) == unit else ""
    return {**known, **new}


def _long(units: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """One row per name (a cell's names are split at |): country, adm1_code, `whole` and `short`."""
    long = units.melt(["country", "adm1_code"], columns, value_name="text").drop(columns="variable")
    long = long.assign(text=long["text"].str.split("|")).explode("text")
    long = long[long["text"].str.strip() != ""].assign(folded=lambda rows: fold_all(rows["text"]))
    long = long[long["folded"] != ""]
    pairs = list(zip(long["country"], long["folded"], strict=True))
    return long.assign(
        whole=[key(country, name) for country, name in pairs],
        short=[key(country, bare(name)) for country, name in pairs],
    )


def index_units(units: pd.DataFrame, synonyms: pd.DataFrame) -> UnitNames:
    """`units` with adm1_code, country, names and codes as columns; synonyms win over names, and a
    unit's main names over its other ones."""
    given = _long(synonyms[synonyms["kind"] == "name"], ["synonym"])
    main = _long(units, ["name", "name_native", "name_ne"])
    other = _long(units, ["name_alt"])
    both = pd.concat([main, given])
    whole: dict[str, str] = {}
    for names in (given, main, other):
        whole = _only(whole, names["whole"], names["adm1_code"])
    short = _only({}, both["short"], both["adm1_code"])
    short = _only(short, other["short"], other["adm1_code"])

    coded = synonyms[synonyms["kind"] != "name"]
    codes = _only({}, coded["country"] + " " + coded["synonym"], coded["adm1_code"])
    for column in ("iso_3166_2", "adm1_code"):
        codes = _only(codes, units["country"] + " " + units[column], units["adm1_code"])
    return UnitNames(whole, short, codes, _remarks(synonyms))


def _remarks(synonyms: pd.DataFrame) -> dict[str, tuple[str, str]]:
    remarks: dict[str, tuple[str, str]] = {}
    for country, kind, text, code, note in zip(
        *(synonyms[name] for name in ("country", "kind", "synonym", "iso_3166_2", "place_note")),
        strict=True,
    ):
        if not (code or note):
            continue
        if kind == "name":
            remarks[key(country, fold(text))] = (code, note)
            remarks.setdefault(key(country, bare(fold(text))), (code, note))
        else:
            remarks[f"{country} {text}"] = (code, note)
    return remarks


def name_forms(text: str) -> list[str]:
    """What to look up for a place written as `text`, best first: all of it, then its parts.

    'Tongi, Gazipur' -> tongi gazipur, tongi, gazipur; 'Undok county' -> undok county, undok.
    """
    forms: list[str] = []
    for part in (text, *SEPARATORS.split(text)):
        folded = fold(part).replace("\n", " ")
        for form in (folded, bare(folded, PLACE_WORDS)):
            if form and form not in forms:
                forms.append(form)
    return forms


@dataclass(frozen=True)
class Gazetteer:
    """Places by name. `rows[key]` are positions in the arrays; a negative one (~i) is a place's
    other name. Counties have no point (NaN). `id` is the GeoNames id, '' for a county, `name` the
    main name."""

    rows: Mapping[str, tuple[int, ...]]
    id: np.ndarray
    name: np.ndarray
    unit: np.ndarray
    code: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    people: np.ndarray

    def find(self, country: str, text: str) -> tuple[int, ...]:
        """The places that the first known form of `text` may mean; () if none is known."""
        for form in name_forms(text):
            if found := self.rows.get(key(country, form)):
                return found
        return ()

    def weigh(self, found: tuple[int, ...]) -> tuple[int, bool]:
        """The place most likely meant, and whether it is clear which unit is meant.

        Clear: all lie in one unit, or it has DOMINANT times the weight of any in another unit.
        """
        weight = {
            (row if row >= 0 else ~row): max(self.people[row if row >= 0 else ~row], 1)
            * (OWN if row >= 0 else 1)
            for row in sorted(found)
        }
        best = max(weight, key=lambda row: (weight[row], -row))
        others = (row for row in weight if self.unit[row] != self.unit[best])
        rival = max((weight[row] for row in others), default=0)
        same = [row for row in weight if self.unit[row] == self.unit[best]]
        # A town and the county around it: the town, since it has a point.
        town = max(same, key=lambda row: (not np.isnan(self.latitude[row]), weight[row], -row))
        return town, weight[best] >= DOMINANT * rival


def index_gazetteer(gazetteer: pd.DataFrame, wanted: Mapping[str, set[str]]) -> Gazetteer:
    """The places of `gazetteer` in the countries of `wanted` (country -> texts to look up).

    Its columns `own` and `other` hold the ready forms of a place's name and of its other names.
    """
    keys = {
        key(country, form)
        for country, texts in wanted.items()
        for text in texts
        for form in name_forms(text)
    }
    table = gazetteer[gazetteer["country"].isin(list(wanted))]
    rows: dict[str, list[int]] = {}
    for place, (country, own, other) in enumerate(
        zip(table["country"].tolist(), table["own"].tolist(), table["other"].tolist(), strict=True)
    ):
        for names, sign in ((own, place), (other, ~place)):
            for name in names.split("|"):
                if (found := f"{country} {name}") in keys:
                    rows.setdefault(found, []).append(sign)
    return Gazetteer(
        {name: tuple(found) for name, found in rows.items()},
        table["geonameid"].astype("Int64").astype("str").fillna("").to_numpy(dtype=object),
        table["name"].to_numpy(dtype=object),
        table["adm1_code"].to_numpy(dtype=object),
        table["admin1code"].to_numpy(dtype=object),
        table["latitude"].to_numpy(dtype=float),
        table["longitude"].to_numpy(dtype=float),
        table["population"].fillna(COUNTY_PEOPLE).to_numpy(dtype=float),
    )
