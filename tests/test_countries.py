"""What files call countries."""

from pathlib import Path

import pandas as pd
import pytest

from dashboard.countries import country_codes, country_name, fold, resolve_country


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PRK", "PRK"),
        ("kp", "PRK"),
        ("408", "PRK"),
        ("DPRK", "PRK"),
        ("Korea, North", "PRK"),
        ("Democratic People’s Republic of Korea", "PRK"),
        ("북한", "PRK"),
        ("Republic of Korea", "KOR"),
        ("Burma", "MMR"),
        ("Cote d'Ivoire", "CIV"),
        ("CÔTE D’IVOIRE", "CIV"),
        ("Viet Nam", "VNM"),
        ("Congo-Kinshasa", "COD"),
        ("Congo, Democratic Republic of the", "COD"),
        ("Congo", "COG"),
        ("the Gambia", "GMB"),
        ("Bosnia & Herzegovina", "BIH"),
        ("Türkiye", "TUR"),
        ("U.S.A.", "USA"),
        ("4", "AFG"),
        ("004", "AFG"),
        ("NA", "NAM"),
        ("SDS", "SSD"),
        ("KOS", "XKX"),
        ("PSX", "PSE"),
        ("SAH", "ESH"),
    ],
)
def test_names_and_codes(text: str, code: str) -> None:
    assert resolve_country(text) == code


@pytest.mark.parametrize(
    "text", ["", " ", "-", "Korea", "Atlantis", "000", "999", "PR", "..", "the"]
)
def test_unknown_or_ambiguous_is_none(text: str) -> None:
    expected = {"PR": "PRI"}  # a code, however short
    assert resolve_country(text) == expected.get(text)


def test_every_code_and_short_name_is_its_own_country() -> None:
    assert len(country_codes()) == 250
    for code in country_codes():
        assert resolve_country(code) == code
        assert resolve_country(country_name(code)) == code


def test_country_name() -> None:
    assert country_name("PRK") == "North Korea"
    assert country_name("COD") == "DR Congo"
    assert country_name("QQQ") == "QQQ"


def test_countries_of_real_exports(shared_folder: Path) -> None:
    files = shared_folder / "data" / "incident_files"
    scad = files / "scad_latin_america" / "SCAD2018LatinAmerica_Final.csv"
    names = set(pd.read_csv(scad, encoding="latin-1", dtype="str")["countryname"].dropna())
    acled = files / "acled_dummy" / "acled_old_dummy_converted.csv"
    names |= set(pd.read_csv(acled, dtype="str")["country"].dropna())
    assert len(names) == 13
    assert {name for name in names if resolve_country(name) is None} == set()


def test_spellings_of_event_data() -> None:
    names = ["Democratic Republic of Congo", "eSwatini", "Trinidad and Tobago", "Cape Verde"]
    assert [resolve_country(name) for name in names] == ["COD", "SWZ", "TTO", "CPV"]


def test_fold_keeps_lines_and_takes_marks_away() -> None:
    folded = fold("P'yŏngan-namdo\nŞanlıurfa\n ʿAmmān \nนคร\nनेपाल\n한국")
    assert folded == "pyongan namdo\nsanliurfa\namman\nนคร\nनेपाल\n한국"
