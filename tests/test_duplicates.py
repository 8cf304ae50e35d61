"""Proposals to merge, what was measured of them, and what a decision does to a data set."""

import csv
import io
import json
from functools import cache
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cli import main
from dashboard.duplicates import (
    SIMILAR,
    Decision,
    apply_decisions,
    kept_id,
    pairs,
    propose,
    read_decision,
    versions,
)
from dashboard.duplicates.clusters import MOST_TOGETHER
from dashboard.duplicates.measured import MEASURED
from dashboard.duplicates.words import weigh
from dashboard.origins import all_accounts, count_origins
from dashboard.proposals import Table, clusters, read_table
from dashboard.store import Dataset
from tests.frames import accounts, incidents, responses

# A benchmark in small: three events retold by others, and three that look alike and are not one.
TWIN = """record,true_event,source_name,title,start_date,country,admin1
a1,A,Outlet 1,Shoe workers at a Burberry plant in Dongguan strike over housing fund,2014-11-05,CHN,Guangdong
a2,A,Outlet 2,Hundreds of shoe workers at a Burberry plant in Dongguan stop over housing fund,2014-11-08,CHN,Guangdong
b1,B,Outlet 1,"Teachers in Tongling, Anhui, strike for better pay",2014-12-18,CHN,Anhui
b2,B,Outlet 2,"Over 1000 teachers in Tongling, Anhui, strike for pay",2014-12-18,CHN,Anhui
b3,B,Outlet 3,"Teachers at Tongling, Anhui, demonstrate and strike for better pay",2014-12-19,CHN,Anhui
c1,C,Outlet 1,회령시 방직공장 노동자들이 배급 중단에 항의해 파업,2014-03-02,PRK,North Hamgyong
c2,C,Outlet 2,회령 방직공장의 노동자들 배급 중단에 파업으로 항의,2014-03-02,PRK,North Hamgyong
d1,D,Outlet 1,"Taxi drivers in Hefei, Anhui, strike against unlicensed taxis",2014-05-01,CHN,Anhui
e1,E,Outlet 1,"Taxi drivers in Hefei, Anhui, strike against unlicensed taxis",2014-05-02,CHN,Anhui
f1,F,Outlet 2,"Taxi drivers in Hefei, Anhui, strike against unlicensed taxis",2014-05-06,CHN,Anhui
"""  # noqa: E501


@cache
def read_once(raw: bytes) -> Table:
    """The benchmark as it is read, for all that is measured on it."""
    return read_table(raw)


def f1(raw: bytes, similar: float = SIMILAR, sources: bool = True) -> float:
    """Pairwise F1 of the proposals against the column true_event."""
    table = read_once(raw)
    rows = table.incidents
    if not sources:
        rows = rows.assign(source_name=pd.Series(None, rows.index, dtype="str"))
    event = {
        int(row["record"]) if row["record"].isdecimal() else row["record"]: row["true_event"]
        for row in csv.DictReader(io.StringIO(raw.decode()))
    }
    found = clusters(propose(rows, similar=similar), table)
    told = [pair for one in found for pair in combinations(one, 2)]
    right = sum(event[one] == event[other] for one, other in told)
    sizes = pd.Series(list(event.values())).value_counts()
    return 2 * right / (len(told) + int((sizes * (sizes - 1) // 2).sum()))


def ids(rows: pd.DataFrame, **more: object) -> list[tuple[str, ...]]:
    return [one.incidents for one in propose(rows, **more).proposals]  # type: ignore[arg-type]


def alike(**given: object) -> pd.DataFrame:
    """Incidents of one text, unit and day, unless `given` says otherwise."""
    length = max(len(values) for values in given.values())  # type: ignore[arg-type]
    return incidents(**{
        "title": ["Weavers of the Hoeryong mill walk out"] * length,
        "unit": ["PRK-3307"] * length,
        "unit_name": ["North Hamgyong"] * length,
    } | given)  # type: ignore[arg-type]  # fmt: skip


# What is proposed


def test_the_twin_of_the_benchmark() -> None:
    assert f1(TWIN.encode()) == 1
    # As if no source were named, the two strikes of Hefei on following days look like one.
    assert f1(TWIN.encode(), sources=False) == pytest.approx(10 / 11)


def test_the_shared_benchmark(shared_folder: Path) -> None:
    raw = (shared_folder / "data" / "duplicates" / "china_2014_pairs.csv").read_bytes()
    assert {row[0]: min(row[1:]) > 0.92 for row in MEASURED}[SIMILAR]
    for similar, with_sources, without in MEASURED:
        assert f1(raw, similar) == pytest.approx(with_sources, abs=0.0011)
        assert f1(raw, similar, sources=False) == pytest.approx(without, abs=0.0011)


def test_why_is_said_in_words() -> None:
    rows = alike(
        source_name=["A", "B"], start_date=["2024-01-01", "2024-01-03"], workers_low=[50, 60],
        workers_high=[50, None], sector=["C", None], location=["Hoeryong", "Hoeryong"],
    )  # fmt: skip
    (found,) = propose(rows).proposals
    assert found.incidents == ("I1", "I2")
    assert found.similarity == pytest.approx(1)
    why = dict(found.why)
    assert "hoeryong" in why["Words in common"]
    assert why["When"] == "1 Jan 2024; 3 Jan 2024: 2 days apart"
    assert why["Unit"] == "the same: North Hamgyong"
    assert why["Place"] == "the same: Hoeryong"
    assert why["Workers"] == "different: 50; at least 60"
    assert why["Sector"].endswith("not stated in 1 of 2")
    assert why["Sources"] == "different: A; B"


@pytest.mark.parametrize(
    ("given", "together"),
    [
        ({"start_date": ["2024-01-01", "2024-01-04"]}, True),
        ({"start_date": ["2024-01-01", "2024-01-05"]}, False),
        ({"start_date": ["2024-01", "2024-01-29"], "date_precision": ["month", "day"]}, True),
        ({"start_date": ["2024-01", "2024-02-04"], "date_precision": ["month", "day"]}, False),
        ({"unit": ["PRK-3307", "PRK-3314"]}, False),
        ({"unit": [None, "PRK-3314"]}, False),
        ({"unit": [None, None]}, True),
        ({"unit": [None, None], "country": ["PRK", "CHN"]}, False),
        ({"title": ["Weavers walk out", "Miners sit in"], "description": [None, None]}, False),
        ({"source_name": ["A", "A;B"]}, False),
        ({"source_name": ["A", "a"], "location": ["Hoeryong", "Musan"]}, False),
        ({"source_name": ["A", "A"], "location": ["Hoeryong", "HOERYŎNG"]}, True),
        ({"source_name": ["A", "B"], "location": ["Hoeryong", "Musan"]}, True),
        ({"incident_id": ["I1", "I1"]}, False),
    ],
)
def test_what_may_be_one(given: dict[str, list[object]], together: bool) -> None:
    rows = alike(**{"source_name": ["A", "B"]} | given)
    if "start_date" in given:  # the last day of an interval, from its precision
        rows = rows.sort_values("start_date")
    assert bool(ids(rows)) == together


def test_pairs_across_sources_come_before_more_similar_ones_within_one() -> None:
    rows = alike(
        incident_id=["I1", "I2", "I3", "I4"],
        title=[
            "Weavers of the Hoeryong mill walk out",
            "Weavers of the Hoeryong mill walk out",
            "Miners at Musan refuse the night shift over rations",
            "Miners at Musan refuse the whole night shift over rations",
        ],
        source_name=["A", "A", "A", "B"],
        location=["Hoeryong"] * 4,
    )
    first, second = propose(rows).proposals
    assert (first.incidents, first.across) == (("I3", "I4"), True)
    assert (second.incidents, second.across) == (("I1", "I2"), False)
    assert second.similarity > first.similarity


def test_three_are_one_proposal_and_one_source_stands_in_it_once() -> None:
    assert ids(alike(source_name=["A", "B", "C"])) == [("I1", "I2", "I3")]
    assert ids(alike(source_name=["A", "B", "A"])) == [("I1", "I2")]


def test_what_a_person_called_different_is_not_proposed_again() -> None:
    rows = alike(source_name=["A", "B"])
    assert ids(rows, decided=[Decision("different", ("I2", "I1"))]) == []
    assert ids(rows, decided=[Decision("different", ("I1", "X"))]) == [("I1", "I2")]


def test_different_from_a_part_is_different_from_the_whole() -> None:
    rows = alike(source_name=["A", "B", "C"])
    decided = [Decision("merge", ("I1", "I2")), Decision("different", ("I2", "I3"))]
    assert ids(apply_decisions(data(rows), decided).incidents, decided=decided) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("深圳富士康工厂数千名工人罢工要求加薪", "深圳富士康数千工人罢工，要求加薪"),
        ("회령시 방직공장 노동자들이 파업했다", "회령 방직공장 노동자들은 파업했다"),
        ("คนงานโรงงานทอผ้าในกรุงเทพหยุดงานประท้วง", "คนงานโรงงานทอผ้ากรุงเทพหยุดงาน"),
        ("Забастовка шахтёров в Караганде", "ЗАБАСТОВКА ШАХТЕРОВ КАРАГАНДЫ в Караганде"),
    ],
)
def test_scripts_without_blanks_are_compared_too(one: str, other: str) -> None:
    rows = alike(source_name=["A", "B"], title=[one, other], description=[None, None])
    assert ids(rows) == [("I1", "I2")]


def test_only_pairs_that_cannot_reach_the_threshold_are_skipped() -> None:
    rows = read_table(TWIN.encode()).incidents
    vectors = weigh(rows["title"])
    codes = pd.factorize(rows["incident_id"])[0].astype("int64")
    places = pairs.block(rows, codes)
    for similar in (0.2, 0.4, 0.57, 0.8):
        found = pairs.find_pairs(places, vectors, similar)
        every = [
            (one, other)
            for one, other in combinations(range(len(rows)), 2)
            if rows["unit"][one] == rows["unit"][other]
            and abs((rows["start_date"][one] - rows["start_date"][other]).days) <= pairs.DAYS
            and vectors.cosines(codes[[one]], codes[[other]])[0] >= similar
        ]
        assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == every


def test_a_crowded_block_is_bounded_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = alike(source_name=[f"S{number}" for number in range(300)])
    whole = propose(rows)
    assert whole.left_out == 0
    assert {len(one.incidents) for one in whole.proposals} == {MOST_TOGETHER}
    monkeypatch.setattr(pairs, "MOST_PAIRS", 20_000)
    some = propose(rows)
    assert some.left_out > 100_000
    assert sum(len(one.incidents) for one in some.proposals) == 300


def test_nothing_gives_nothing() -> None:
    assert propose(incidents()).proposals == ()
    assert ids(alike(title=[None, None], description=[None, None])) == []


def test_without_a_unit_the_country_is_said_to_be_all() -> None:
    rows = alike(source_name=["A", "B"], unit=[None, None], unit_name=[None, None])
    (found,) = propose(rows).proposals
    assert dict(found.why)["Unit"] == "the same: North Korea, no unit given"


# Decisions


def test_a_decision_is_plain_data() -> None:
    made = Decision("merge", ("B", "A;C"))
    kept = json.loads(json.dumps(made.facts))
    assert read_decision("merge", kept) == made
    for kind, facts in (("drop", kept), ("merge", {}), ("merge", {"incidents": ["A", "A"]}),
                        ("merge", {"incidents": "AB"})):  # fmt: skip
        with pytest.raises(ValueError, match=r"kind|incidents"):
            read_decision(kind, facts)


def data(rows: pd.DataFrame, told: pd.DataFrame | None = None) -> Dataset:
    told = accounts() if told is None else told
    return Dataset(rows, all_accounts(rows, told), responses(incident_id=["I2"]), (), rows.iloc[:0])


def merged(rows: pd.DataFrame, *groups: tuple[str, ...]) -> pd.DataFrame:
    return apply_decisions(data(rows), [Decision("merge", one) for one in groups]).incidents


def test_merging_joins_accounts_and_adds_up_sources() -> None:
    rows = alike(
        source_name=["A", "B"], source_url=["http://a.example", "http://b.example"],
        workers_low=[50, 200], workers_high=[100, None], demands=["pay", "pay;housing"],
        employer=[None, "The mill"], title=["First", "Second"], sector=[None, "C"],
    )  # fmt: skip
    after = apply_decisions(data(rows), [Decision("merge", ("I1", "I2"))])
    (row,) = after.incidents.to_dict("records")
    assert row["incident_id"] == "I2"  # more facts
    assert row["source_name"] == "B;A"
    assert row["source_url"] == "http://b.example;http://a.example"
    assert (row["workers_low"], row["workers_high"]) == (50, 200)
    assert (row["demands"], row["employer"], row["title"]) == ("pay;housing", "The mill", "Second")
    assert after.accounts["outlet"].tolist() == ["A", "B"]
    assert set(after.accounts["incident_id"]) == set(after.responses["incident_id"]) == {"I2"}
    assert after.incidents.dtypes[rows.columns].equals(rows.dtypes)
    assert kept_id(after.incidents, "I1") == "I2"
    assert kept_id(after.incidents, "I2") == "I2"


def test_facts_that_differ_stay_visible() -> None:
    rows = alike(title=["First", "Second"], employer=["X", None], notes=["=1", "=1"])
    told = versions(merged(rows, ("I1", "I2")).iloc[0])
    facts = {one.incident_id: dict(one.facts) for one in told}
    assert list(facts) == ["I1", "I2"]
    assert (facts["I1"]["title"], facts["I2"]["title"]) == ("First", "Second")
    assert facts["I2"]["employer"] == ""
    assert "notes" not in facts["I1"]  # they agree
    assert facts["I2"]["record"] == "2"
    assert versions(rows.iloc[0]) == ()


def test_a_coded_account_decides_who_keeps_its_id() -> None:
    rows = alike(employer=[None, "The mill"])
    told = data(rows, accounts(incident_id=["I1"]))
    after = apply_decisions(told, [Decision("merge", ("I1", "I2"))])
    assert after.incidents["incident_id"].tolist() == ["I1"]
    assert after.incidents["employer"].tolist() == ["The mill"]


def test_dates_that_contradict_are_disputed_and_a_month_gives_way_to_its_day() -> None:
    rows = alike(start_date=["2024-01-01", "2024-01-03"])
    assert merged(rows, ("I1", "I2"))["tags"].tolist() == ["disputed_date=2024-01-03"]
    rows = alike(
        start_date=["2024-01-01", "2024-01-09"], date_precision=["month", "day"],
        employer=["X", None],
    )  # fmt: skip
    after = merged(rows, ("I1", "I2")).iloc[0]
    assert after["incident_id"] == "I1"
    assert (str(after["start_date"].date()), after["date_precision"]) == ("2024-01-09", "day")
    assert pd.isna(after["tags"])


def test_the_more_exact_place_stands() -> None:
    rows = alike(
        location_precision=["province", "town"], location=[None, "Hoeryong"],
        map_latitude=[41.0, 42.4], employer=["X", None], sector=["C", None],
    )  # fmt: skip
    after = merged(rows, ("I1", "I2")).iloc[0]
    assert (after["incident_id"], after["location"], after["map_latitude"]) == (
        "I1", "Hoeryong", 42.4,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        (("single_origin", "single_origin"), None),
        (("single_origin", "corroborated"), "corroborated"),
        (("disputed", "corroborated"), "disputed"),
        (("retracted", "corroborated"), "disputed"),
        (("retracted", "retracted"), "retracted"),
        (("unverified", None), "unverified"),
    ],
)
def test_verification_of_the_whole(told: tuple[str, str], whole: str | None) -> None:
    found = merged(alike(verification=list(told)), ("I1", "I2"))["verification"].iloc[0]
    assert (None if pd.isna(found) else found) == whole


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        ((None, None), None),
        (("low", "moderate"), "moderate"),
        (("low", None), "high"),  # one that says none counts as high
        ((None, "severe"), "severe"),
    ],
)
def test_the_strictest_class_holds_for_the_whole(told: tuple[str, str], whole: str | None) -> None:
    found = merged(alike(sensitivity=list(told)), ("I1", "I2"))["sensitivity"].iloc[0]
    assert (None if pd.isna(found) else found) == whole


@pytest.mark.parametrize(("other", "origins"), [("RFA", 2), ("Daily NK", 1)])
def test_origins_follow_from_the_merged_accounts(other: str, origins: int) -> None:
    rows = alike(verification=["single_origin", "single_origin"])
    told = accounts(incident_id=["I1", "I2"], outlet=["A", "B"], origin_outlet=["Daily NK", other])
    after = apply_decisions(data(rows, told), [Decision("merge", ("I1", "I2"))])
    counted = count_origins(after.accounts, after.incidents).iloc[0]
    assert (counted["reports"], counted["origins"]) == (2, origins)


def test_merging_leaves_the_other_rows_and_their_order_alone() -> None:
    rows = alike(incident_id=["A", "B", "C", "C", "D"], location_seq=[1, 1, 1, 2, 1])
    after = merged(rows, ("B", "C"), ("D", "gone"))
    assert after["incident_id"].tolist() == ["A", "B", "D"] or after["incident_id"].tolist() == [
        "A", "C", "C", "D",
    ]  # fmt: skip
    pd.testing.assert_frame_equal(
        after[after["incident_id"].isin(["A", "D"])][rows.columns].reset_index(drop=True),
        rows[rows["incident_id"].isin(["A", "D"])].reset_index(drop=True),
    )


POOL = alike(
    source_name=["A", "B", "A;C", None, "D", "E"], employer=["X", None, "Y", None, None, "Z"],
    workers_low=[5, None, 7, 9, None, 1], location_precision=["town", None, "county"] * 2,
    start_date=["2024-01-01", "2024-01-02", "2024-01-01", "2024-01-05", "2024-01-02", "2024-01-01"],
)  # fmt: skip
TOLD = data(POOL, accounts(incident_id=["I3", "I3"]))
DECISIONS = st.lists(
    st.builds(
        Decision,
        st.sampled_from(["merge", "different"]),
        st.lists(st.sampled_from(["I1", "I2", "I3", "I4", "I5", "I6", "I7"]), min_size=2,
                 max_size=3, unique=True).map(tuple),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(DECISIONS, st.randoms(use_true_random=False))
def test_laws_of_decisions(decided: list[Decision], random: object) -> None:
    before = TOLD
    once = apply_decisions(before, decided)
    twice = apply_decisions(once, decided)
    shuffled = decided.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = apply_decisions(before, shuffled)
    for name in ("incidents", "accounts", "responses"):
        pd.testing.assert_frame_equal(getattr(once, name), getattr(twice, name))
        pd.testing.assert_frame_equal(getattr(once, name), getattr(other, name))
    gone = sum(
        len(json.loads(cell)) for cell in once.incidents.get("merged_ids", pd.Series()).dropna()
    )
    assert once.incidents["incident_id"].nunique() == 6 - gone
    assert len(once.accounts) == len(before.accounts)
    assert sorted(once.accounts["account_id"]) == sorted(before.accounts["account_id"])
    assert set(once.accounts["incident_id"]) <= set(once.incidents["incident_id"])


# The command


def test_the_command_prints_clusters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "twin.csv"
    file.write_text(TWIN, encoding="utf-8")
    assert main(["duplicates", "--json", str(file)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sorted(map(sorted, found["clusters"])) == [
        ["a1", "a2"],
        ["b1", "b2", "b3"],
        ["c1", "c2"],
    ]
    assert main(["duplicates", str(file)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("twin.csv: 10 incidents compared; 7 of them may be 3\n")
    assert "Unit: the same: Anhui" in out


def test_without_a_record_column_records_are_numbered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.csv"
    rows = ["2024-01-01,Weavers walk out,A", "yesterday,Weavers walk out,B",
            "2024-01-02,Weavers walk out,C\x1b"]  # fmt: skip
    file.write_text("start_date,title,source_name\n" + "\n".join(rows), encoding="utf-8")
    assert main(["duplicates", "--json", str(file)]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == {"clusters": [[1, 3]]}
    assert "record 2" in told.err
    assert main(["duplicates", str(file)]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_a_file_that_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.csv"
    assert main(["duplicates", str(file)]) == 2
    assert "No such file" in capsys.readouterr().err
    file.write_text("title,when\nx,y\n", encoding="utf-8")
    assert main(["duplicates", "--json", str(file)]) == 1
    assert "missing column start_date" in json.loads(capsys.readouterr().out)["error"]
    assert main(["duplicates", str(file)]) == 1
    assert capsys.readouterr().out.startswith("a.csv: refused\n  missing column start_date")
