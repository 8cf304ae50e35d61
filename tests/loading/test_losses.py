"""What became of each column of a file in our own columns."""

from datetime import date

from dashboard.loading import Loss, read_bytes

TODAY = date(2025, 6, 30)
HEADER = "start_date,country,action_type,description,sector,our_code\n"


def test_columns_of_ours_are_kept_and_others_go_to_tags() -> None:
    rows = "2025-01-05,PRK,strike,a,C,k1\n2025-01-06,PRK,strike,b,ZZ,\n,PRK,strike,c,C,k3\n"
    report = read_bytes((HEADER + rows).encode(), "a.csv", today=TODAY).report
    start, *_, sector, code = report.losses
    assert start == Loss("start_date", ("start_date",), blank=1, kept=2)
    assert sector == Loss("sector", ("sector",), kept=1, dropped=1, rejected=1)
    assert code == Loss("our_code", ("tags",), blank=1, tagged=1, rejected=1)
    (told,) = [loss for loss in report.to_json()["losses"] if loss["column"] == "sector"]  # type: ignore[attr-defined]
    assert (told["kept"], told["dropped"], told["targets"]) == (1, 1, ("sector",))


def test_tables_without_tags_lose_what_they_have_no_column_for() -> None:
    text = "incident_id,actor,response,status,extra\na,security,arrest,observed,x\n"
    report = read_bytes(text.encode(), "a.csv", today=TODAY).report
    assert report.losses[-1] == Loss(
        "extra", (), dropped=1, reason="is no column of this table, which has no tags"
    )
