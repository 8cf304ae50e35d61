"""Trigger events and coverage statements as they stand beside the records."""

from dashboard.context import read_coverage, read_triggers
from dashboard.countries import country_codes


def test_the_speech_is_a_trigger_with_its_source() -> None:
    triggers = read_triggers()
    speech = triggers[triggers["label"].str.contains("New Year speech")].iloc[0]
    assert f"{speech['date']:%Y-%m-%d}" == "2026-01-01"
    assert speech["country"] == "PRK"
    assert speech["source_url"].startswith("https://")
    assert triggers["date"].is_monotonic_increasing


def test_every_coverage_statement_names_its_source_and_a_country_or_none() -> None:
    coverage = read_coverage()
    assert (coverage["source"] != "").all()
    assert {*coverage["country"]} <= {*country_codes(), ""}
    assert coverage["sentence"].str.contains("5 to 10 percent").any()
