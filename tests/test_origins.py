from pathlib import Path

import pandas as pd
import pytest

from dashboard.origins import all_accounts, count_origins, derive_accounts
from tests.frames import accounts, incidents

NONE = accounts()


def test_a_source_list_gives_one_account_per_name() -> None:
    rows = incidents(
        source_name=["Daily NK; RFA ;;", "RFA", None],
        source_url=["http://a.example;http://b.example", "http://c.example;http://d.example", None],
    )
    made = derive_accounts(rows, NONE)
    assert made["account_id"].tolist() == ["I1-S1", "I1-S2", "I2-S1"]
    assert made["outlet"].tolist() == ["Daily NK", "RFA", "RFA"]
    # I2 has two addresses for one name: which is whose is not known.
    assert made["url"].tolist()[:2] == ["http://a.example", "http://b.example"]
    assert made["url"].isna().tolist() == [False, False, True]
    assert made["side"].isna().all()
    assert made["claims_happened"].isna().all()
    assert made["derived"].all()
    assert made["record"].tolist() == [1, 1, 2]


def test_only_incidents_without_accounts_get_derived_ones() -> None:
    rows = incidents(source_name=["Daily NK", "RFA"])
    coded = accounts(incident_id=["I1"], outlet=["Rodong Sinmun"])
    together = all_accounts(rows, coded)
    assert together["outlet"].tolist() == ["Rodong Sinmun", "RFA"]
    assert together["derived"].tolist() == [False, True]
    pd.testing.assert_series_equal(together.dtypes.drop("derived"), coded.dtypes)


def test_the_rows_of_one_incident_name_a_source_once() -> None:
    rows = incidents(incident_id=["I1", "I1"], source_name=["A;B", "B;C"])
    made = derive_accounts(rows, NONE)
    assert made[["account_id", "outlet"]].values.tolist() == [
        ["I1-S1", "A"],
        ["I1-S2", "B"],
        ["I1-S3", "C"],
    ]


# Five reports of one walkout: three relays and their source, a silent state paper, an expert.
RELAYED = accounts(
    outlet=["Review", "Polska", "Source", "State TV", "Analyst"],
    origin_outlet=["Daily NK", "Daily NK", "Daily NK", "KCNA", "Review"],
    side=["independent", "independent", "local", "state", "expert"],
    claims_happened=["yes", "yes", None, "silent", "yes"],
)


def test_relays_of_one_outlet_are_one_origin() -> None:
    counted = count_origins(RELAYED, incidents(title=["Walkout"])).loc["I1"]
    assert counted["reports"] == 3
    assert counted["origins"] == 1
    assert counted["origin_names"] == "Daily NK"
    assert counted["known_by"] == "accounts"
    assert not counted["at_least"]


def test_a_blank_origin_is_the_outlet_itself_where_others_are_coded() -> None:
    told = accounts(outlet=["A", "B", "C"], origin_outlet=["A", None, "A"])
    counted = count_origins(told, incidents(title=["x"])).loc["I1"]
    assert (counted["origins"], counted["origin_names"]) == (2, "A; B")


@pytest.mark.parametrize("told", [accounts(outlet=["A", "B"]), accounts()])
def test_without_any_coded_origin_it_is_unknown(told: pd.DataFrame) -> None:
    counted = count_origins(told, incidents(title=["x"])).loc["I1"]
    assert counted["reports"] == len(told)
    assert pd.isna(counted["origins"])
    assert pd.isna(counted["origin_names"])
    assert pd.isna(counted["known_by"])


@pytest.mark.parametrize(
    ("verification", "origin_outlets", "origins", "at_least", "known_by"),
    [
        ("single_origin", ["A", "B"], 1, False, "person"),
        ("single_origin", [None, None], 1, False, "person"),
        ("corroborated", [None, None], 2, True, "person"),
        ("corroborated", ["A", "A"], 2, True, "person"),
        ("corroborated", ["A", "B"], 2, False, "person"),
        ("disputed", ["A", "B"], 2, False, "accounts"),
    ],
)
def test_a_persons_verification_wins(
    verification: str,
    origin_outlets: list[str | None],
    origins: int,
    at_least: bool,
    known_by: str,
) -> None:
    rows = incidents(verification=[verification])
    counted = count_origins(accounts(origin_outlet=origin_outlets), rows).loc["I1"]
    assert counted["origins"] == origins
    assert counted["at_least"] == at_least
    assert counted["known_by"] == known_by


def test_every_incident_has_one_line_in_its_order_and_foreign_accounts_count_nowhere() -> None:
    rows = incidents(incident_id=["B", "A", "B"])
    counted = count_origins(accounts(incident_id=["A", "C"], origin_outlet=["X", "Y"]), rows)
    assert counted.index.tolist() == ["B", "A"]
    assert counted["reports"].tolist() == [0, 1]
    assert counted["origins"].tolist() == [pd.NA, 1]


def test_the_first_case_rests_on_one_origin(shared_folder: Path) -> None:
    folder = shared_folder / "data" / "records"
    told = pd.read_csv(folder / "accounts.csv", dtype="str")
    read = pd.read_csv(folder / "incidents.csv", dtype="str")
    counted = count_origins(told, read)
    assert counted.loc["PRK-2026-001", ["reports", "origins"]].tolist() == [4, 1]
    assert counted.loc["PRK-2026-001", "origin_names"] == "Daily NK"
    north_korea = counted[counted.index.str.startswith("PRK")]
    assert (len(north_korea), (north_korea["origins"] == 1).sum()) == (31, 31)
    assert (counted["origins"] > 1).sum() == 29
