"""Reading one file: what is accepted, what a reader is told about the rest."""

import codecs
import gzip
import io
import pickle
import zipfile
from datetime import date

import pandas as pd
import pytest

from dashboard.loading import Loaded, Refused, display_name, read_bytes, write_csv
from dashboard.schema import Problem

TODAY = date(2025, 6, 30)


def read(
    text: str | bytes, name: str = "a.csv", encoding: str | None = None, largest: int = 50 << 20
) -> Loaded:
    raw = text.encode() if isinstance(text, str) else text
    return read_bytes(raw, name, encoding, today=TODAY, largest=largest)


def refusal(text: str | bytes, **how: object) -> str:
    with pytest.raises(Refused) as caught:
        read(text, **how)  # type: ignore[arg-type]
    assert caught.value.report.error == str(caught.value)
    assert caught.value.report.accepted == 0
    return str(caught.value)


def one(**cells: str) -> Loaded:
    """A file of one record, good but for `cells`."""
    record = {
        "incident_id": "a",
        "start_date": "2025-01-05",
        "country": "PRK",
        "action_type": "strike",
        "description": "x",
        "source_name": "Daily NK",
        **cells,
    }
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in record.values())
    return read(",".join(record) + "\n" + quoted + "\n")


def kept(loaded: Loaded) -> bool:
    return loaded.report.accepted == 1


def only(loaded: Loaded) -> Problem:
    (problem,) = loaded.report.problems
    return problem


SMALL = "start_date,country,action_type,description,source_name\n"
ROW = "2025-01-05,PRK,strike,Workers stopped,Daily NK\n"


# The file as a whole


def test_a_good_file_is_read_whole() -> None:
    loaded = one(title="Strike at a plant", workers_low="30", workers_high="40")
    assert loaded.report.problems == ()
    assert (loaded.table, loaded.report.format) == ("incidents", "canonical")
    assert (loaded.report.records, loaded.report.accepted) == (1, 1)
    assert (loaded.report.encoding, loaded.report.delimiter) == ("utf-8", ",")
    row = loaded.frame.iloc[0]
    assert row["title"] == "Strike at a plant"
    assert (row["workers_low"], row["workers_high"]) == (30, 40)
    assert (row["file"], row["record"]) == ("a.csv", 1)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"\r\n \n", "empty"),
        (gzip.compress(b"x", mtime=0), "gzip"),
        (pickle.dumps({"a": 1}), "pickle"),
        (b'{"a": 1}', "JSON"),
        (b"[[1]]", "JSON"),
        (b"PAR1abc", "Parquet"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html>", "web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel"),
    ],
)
def test_other_formats_are_named(raw: bytes, words: str) -> None:
    assert words in refusal(raw)


@pytest.mark.parametrize(("inner", "words"), [("a.csv", "ZIP archive"), ("xl/a.xml", "Excel")])
def test_archives_are_told_apart(inner: str, words: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(inner, "a")
    assert words in refusal(packed.getvalue())


def test_a_large_file_is_refused_with_both_sizes() -> None:
    assert "0.0 MB, the limit is" in refusal(SMALL + ROW, largest=20)


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8-sig", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-32-le", codecs.BOM_UTF32_LE),
        ("utf-32-be", codecs.BOM_UTF32_BE),
    ],
)
def test_marked_encodings_are_read(encoding: str, mark: bytes) -> None:
    raw = mark + (SMALL + ROW.replace("Workers", "회령")).encode(encoding)
    loaded = read(raw)
    assert loaded.frame["description"].tolist() == ["회령 stopped"]
    assert loaded.report.problems[0].column == "incident_id"


def test_another_encoding_is_refused_by_the_byte_and_read_when_chosen() -> None:
    raw = (SMALL + ROW + ROW.replace("Workers", "회령")).encode("cp949")
    why = refusal(raw)
    # C8 B8 happens to be UTF-8 too; the next byte is not.
    offset = raw.index("회령".encode("cp949")) + 2
    assert f"byte 0xB7 at offset {offset} (line 3)" in why
    assert "choose the encoding" in why
    assert read(raw, encoding="CP949").frame["description"][1] == "회령 stopped"


def test_utf16_without_a_mark_is_recognised() -> None:
    raw = (SMALL + ROW).encode("utf-16-le")
    assert "looks like utf-16-le" in refusal(raw)
    assert read(raw, encoding="utf-16-le").report.accepted == 1


def test_a_cut_file_is_called_cut() -> None:
    assert "truncated?" in refusal((SMALL + "2025,PRK,strike,송").encode()[:-1])


@pytest.mark.parametrize("encoding", ["rot13", "zlib", "utf-7", "no-such", "../x"])
def test_only_listed_encodings_can_be_chosen(encoding: str) -> None:
    assert "no encoding we know" in refusal(SMALL, encoding=encoding)


def test_seven_bit_encodings_are_recognised() -> None:
    raw = (SMALL + ROW.replace("Workers", "会寧")).encode("iso2022_jp")
    assert "7-bit" in refusal(raw)
    assert read(raw, encoding="iso2022_jp").frame["description"][0] == "会寧 stopped"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_header_tells_the_delimiter(delimiter: str) -> None:
    loaded = read((SMALL + ROW).replace(",", delimiter))
    assert (loaded.report.accepted, loaded.report.delimiter) == (1, delimiter)


def test_excel_may_name_the_delimiter_in_a_line_of_its_own() -> None:
    assert read("sep=;\r\n" + (SMALL + ROW).replace(",", ";")).report.accepted == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_blank_lines_do_not_matter(end: str) -> None:
    loaded = read((SMALL + "\n" + ROW + "\n   \n" + ROW.replace("05", "06")).replace("\n", end))
    assert (loaded.report.records, loaded.report.accepted) == (2, 2)


# The header


def test_case_blanks_and_hyphens_in_the_header_do_not_matter() -> None:
    assert read(" Start Date ,COUNTRY,Action-Type,description\n2025,PRK,strike,x\n").report.accepted


def test_other_names_are_understood_where_ours_are_absent() -> None:
    text = "event_id,date,country,event_type,participants,notes,source\n"
    frame = read(text + "7,2025,North Korea,strike,33,x,Daily NK\n").frame
    row = frame.iloc[0]
    assert (row["incident_id"], row["country"], row["description"]) == ("7", "PRK", "x")
    assert (row["workers_low"], row["workers_high"]) == (33, 33)


def test_our_own_name_goes_before_another_name() -> None:
    loaded = read(
        "start_date,date,country,action_type,description,notes\n2025,1999,PRK,strike,a,b\n"
    )
    row = loaded.frame.iloc[0]
    assert (row["start_date"].year, row["description"], row["notes"]) == (2025, "a", "b")
    assert row["tags"] == "date=1999"


def test_a_missing_column_is_named_with_what_there_is() -> None:
    why = refusal("start_date,country,description\n2025,PRK,x\n")
    assert "missing column action_type (or event_type)" in why
    assert "'start_date', 'country', 'description'" in why


def test_a_slip_in_a_name_is_pointed_out() -> None:
    assert "Is 'start_dat' meant to be start_date?" in refusal(SMALL.replace("date", "dat") + ROW)


@pytest.mark.parametrize(
    ("written", "words"),
    [("d\u0430te", "U+0430 CYRILLIC SMALL LETTER A"), ("date\u200b", "U+200B ZERO WIDTH SPACE")],
)
def test_a_lookalike_in_the_header_is_named(written: str, words: str) -> None:
    assert words in refusal(SMALL.replace("start_date", written) + ROW)


def test_a_file_without_header_loses_no_record() -> None:
    why = refusal(ROW)
    assert "the first line names none of our columns" in why
    assert "'2025-01-05'" in why


def test_a_column_named_twice_is_refused() -> None:
    assert "twice: country" in refusal("start_date,country,Country ,action_type,description\n")


def test_too_many_columns_are_refused() -> None:
    assert "301 columns" in refusal(",".join(["start_date", *(f"c{n}" for n in range(300))]))


def test_a_header_alone_is_a_table_of_no_records() -> None:
    loaded = read(SMALL)
    assert (loaded.report.records, loaded.report.accepted) == (0, 0)
    assert only(loaded).reason == "the file has a header and no records"


def test_the_header_tells_the_table() -> None:
    accounts = read(
        "incident_id,side,outlet,summary,published\nA,state,KCNA,says nothing,2025-01\n"
    )
    assert accounts.table == "accounts"
    row = accounts.frame.iloc[0]
    assert (row["published"], row["published_precision"]) == (pd.Timestamp("2025-01-01"), "month")
    assert row["account_id"].startswith("account-")
    responses = read("incident_id,actor,response,status\nA,party,concession,observed\n")
    assert responses.table == "responses"
    assert responses.frame["status"].tolist() == ["observed"]


# The shape of records


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2025,PRK,strike,a,b,c\n", "has 6 fields, the header has 5 columns"),
        ("2025,PRK\n", "has 2 fields, the header has 5 columns"),
        ('2025,PRK,strike,"a"b,c\n', "misplaced quotation mark"),
    ],
)
def test_a_misshapen_record_is_set_apart(row: str, reason: str) -> None:
    loaded = read(SMALL + ROW + row + ROW.replace("05", "06"))
    assert loaded.frame["record"].tolist() == [1, 3]
    bad = [p for p in loaded.report.problems if p.effect == "row rejected"]
    assert [p.record for p in bad] == [2]
    assert reason in bad[0].reason


def test_an_open_quotation_mark_swallows_nothing() -> None:
    why = refusal(SMALL + ROW + '2025,PRK,strike,"open,b\n' + ROW)
    assert "record 2" in why
    assert "opened in line 3" in why


def test_an_open_quotation_mark_in_the_last_line_costs_that_record() -> None:
    loaded = read(SMALL + ROW + '2025,PRK,strike,"open,b')
    assert (loaded.report.records, loaded.report.accepted) == (2, 1)


def test_quoted_line_breaks_belong_to_the_text() -> None:
    assert one(description='a\r\nb\n"c"').frame["description"][0] == 'a\r\nb\n"c"'


# Cells


@pytest.mark.parametrize(
    ("written", "first", "last", "precision"),
    [
        ("2025-01-05", "2025-01-05", "2025-01-05", "day"),
        (" 2024-02-29 ", "2024-02-29", "2024-02-29", "day"),
        ("2025-02", "2025-02-01", "2025-02-28", "month"),
        ("2024", "2024-01-01", "2024-12-31", "year"),
    ],
)
def test_dates_are_intervals(written: str, first: str, last: str, precision: str) -> None:
    row = one(start_date=written).frame.iloc[0]
    assert row["start_date"] == pd.Timestamp(first)
    assert row["start_last"] == pd.Timestamp(last)
    assert row["date_precision"] == precision


@pytest.mark.parametrize(
    ("precision", "first", "last"),
    [
        ("week", "2025-01-06", "2025-01-12"),
        ("month", "2025-01-01", "2025-01-31"),
        ("year", "2025-01-01", "2025-12-31"),
    ],
)
def test_a_date_is_widened_to_its_precision(precision: str, first: str, last: str) -> None:
    row = one(start_date="2025-01-08", date_precision=precision).frame.iloc[0]
    assert (row["start_date"], row["start_last"]) == (pd.Timestamp(first), pd.Timestamp(last))


def test_a_precision_finer_than_the_date_is_corrected() -> None:
    loaded = one(start_date="2025-01", date_precision="day")
    assert loaded.frame["date_precision"][0] == "month"
    assert only(loaded).effect == "note"
    assert "month is used" in only(loaded).reason


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "blank"),
        ("05/01/2025", "write YYYY-MM-DD"),
        ("2025-1-5", "write YYYY-MM-DD"),
        ("20250105", "write YYYY-MM-DD"),
        ("1736035200", "write YYYY-MM-DD"),
        ("2025년 1월 5일", "write YYYY-MM-DD"),
        ("２０２５-01-05", "write YYYY-MM-DD"),
        ("2025-02-30", "no such day"),
        ("2025-13", "no such month"),
        ("0001-01-01", "outside the years 1900 to 2100"),
        ("9999-12-31", "outside the years 1900 to 2100"),
        ("2025-01-05T00:30:00+09:00", "calendar date alone"),
    ],
)
def test_a_bad_start_date_costs_the_record(written: str, words: str) -> None:
    loaded = one(start_date=written)
    assert not kept(loaded)
    problem = only(loaded)
    assert (problem.record, problem.column, problem.value) == (1, "start_date", written)
    assert (problem.effect, words in problem.reason) == ("row rejected", True)


def test_future_dates_are_noted_and_early_ends_dropped() -> None:
    assert "future" in only(one(start_date="2025-07-01")).reason
    loaded = one(end_date="2025-01-04")
    assert only(loaded).effect == "value dropped"
    assert loaded.frame["end_date"].isna().all()
    late = one(start_date="2025-01", end_date="2025-01").frame["end_date"][0]
    assert late == pd.Timestamp("2025-01-31")


@pytest.mark.parametrize(
    ("latitude", "longitude"), [("90", "-180"), ("+42.5", "129."), ("-.5", "0"), ("0", "10")]
)
def test_coordinates_are_read(latitude: str, longitude: str) -> None:
    row = one(latitude=latitude, longitude=longitude).frame.iloc[0]
    assert (row["latitude"], row["longitude"]) == (float(latitude), float(longitude))


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        ("91", "129", "outside -90 to 90"),
        ("42", "181", "outside -180 to 180"),
        ("129.75", "42.44", "look swapped"),
        ("nan", "nan", "not a number for latitude"),
        ("0x2A", "129", "not a number for latitude"),
        ("−42.44", "129", "not a number for latitude"),
        ("42,44", "129", "not a number for latitude"),
        ("1_0", "129", "not a number for latitude"),
        ("1e1", "129", "not a number for latitude"),
        ("٤٢", "129", "not a number for latitude"),
        ("0", "0.0", "exactly 0"),
        ("42", "", "without a usable longitude"),
        ("", "129", "without a usable latitude"),
    ],
)
def test_bad_coordinates_are_dropped_in_pairs(latitude: str, longitude: str, words: str) -> None:
    loaded = one(latitude=latitude, longitude=longitude)
    assert kept(loaded)
    assert loaded.frame[["latitude", "longitude"]].isna().all(axis=None)
    assert any(words in problem.reason for problem in loaded.report.problems)
    dropped = {p.column for p in loaded.report.problems if p.effect == "value dropped"}
    written = {"latitude": latitude, "longitude": longitude}
    assert dropped >= {name for name, cell in written.items() if cell and words != "exactly 0"}


@pytest.mark.parametrize(("written", "value"), [("0", 0), ("+120", 120), ("007", 7)])
def test_whole_numbers_are_read(written: str, value: int) -> None:
    assert one(arrests=written).frame["arrests"][0] == value


@pytest.mark.parametrize(
    "written", ["12.5", "1,200", "1_000", "-3", "nan", "inf", "٣", "1e3", "10000001", "9" * 5000]
)
def test_a_bad_number_is_dropped_and_listed(written: str) -> None:
    loaded = one(workers_low=written)
    assert kept(loaded)
    assert loaded.frame["workers_low"].isna().all()
    assert (only(loaded).column, only(loaded).value) == ("workers_low", written[:200])
    assert "number" in only(loaded).reason


def test_sizes_in_the_wrong_order_are_both_dropped() -> None:
    loaded = one(workers_low="40", workers_high="30")
    assert [p.column for p in loaded.report.problems] == ["workers_high", "workers_low"]
    assert loaded.frame[["workers_low", "workers_high"]].isna().all(axis=None)


@pytest.mark.parametrize("written", ["sit_in", "Sit-In", " sit in ", "Sit-in / occupation"])
def test_codes_and_labels_are_understood(written: str) -> None:
    assert one(action_type=written).frame["action_type"][0] == "sit_in"


def test_an_unknown_code_costs_the_record_only_where_it_is_required() -> None:
    problem = only(one(action_type="strikes"))
    assert problem.effect == "row rejected"
    assert "did you mean 'strike'?" in problem.reason
    loaded = one(outcome="won")
    assert kept(loaded)
    assert only(loaded).effect == "value dropped"
    assert loaded.frame["outcome"].isna().all()


def test_only_the_bad_part_of_a_list_is_dropped() -> None:
    loaded = one(demands="Pay; nonsense ;food_rations;pay")
    assert loaded.frame["demands"][0] == "pay;food_rations"
    assert (only(loaded).value, only(loaded).effect) == ("nonsense", "value dropped")


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "../../admin",
        "\\\\evil.invalid\\share",
        "file:///etc/passwd",
        "https://user:secret@example.org/",
        "https://example.org@evil.invalid",
        "https:///path",
        "https://exam ple.org",
        "https://example.org/\u202ecod",
        "https://example.org:port/",
        "https://[::1",
        "//example.org",
    ],
)
def test_bad_addresses_are_dropped(written: str) -> None:
    loaded = one(source_url=written)
    assert kept(loaded)
    assert loaded.frame["source_url"].isna().all()
    assert "url" in only(loaded).reason


def test_an_address_with_a_password_is_called_that() -> None:
    assert "user name" in only(one(source_url="https://user:secret@example.org/")).reason


def test_good_addresses_are_kept() -> None:
    written = "https://example.org/a?b=1; http://пример.рф/x ;HTTPS://[::1]:8000/;https://a.b/c;d=1"
    loaded = one(source_url=written)
    assert loaded.frame["source_url"][0] == (
        "https://example.org/a?b=1;http://пример.рф/x;HTTPS://[::1]:8000/;https://a.b/c%3Bd=1"
    )
    assert only(loaded).effect == "note"


def test_an_unknown_country_costs_the_record() -> None:
    problem = only(one(country="Atlantis"))
    assert (problem.value, problem.effect) == ("Atlantis", "row rejected")
    assert "country" in problem.reason


@pytest.mark.parametrize("mark", ["\0", "\x07", "\x1b[31m"])
def test_control_characters_cost_the_record(mark: str) -> None:
    problem = only(one(description=f"a{mark}b"))
    assert problem.effect == "row rejected"
    assert f"U+{ord(mark[0]):04X}" in problem.reason


@pytest.mark.parametrize(
    "text", ["a\u2028b\u0085c", "\u2067rtl", "\ufffe", "  =1+1", "\t=1", "é\u0301"]
)
def test_text_is_kept_to_the_letter(text: str) -> None:
    loaded = one(description=text)
    assert loaded.report.problems == ()
    assert loaded.frame["description"][0] == text


def test_names_are_trimmed_and_blanks_are_missing() -> None:
    row = one(location=" Musan\u00a0", employer="   ").frame.iloc[0]
    assert row["location"] == "Musan"
    assert pd.isna(row["employer"])


def test_a_field_may_be_too_long() -> None:
    assert kept(one(description="x" * 32_768))
    assert "32,768" in only(one(description="x" * 32_769)).reason
    assert "32,768" in only(one(description="x" * 200_000)).reason


def test_columns_of_others_are_kept_in_tags() -> None:
    loaded = one(tags="own", our_code="x;y", Ward="")
    assert loaded.frame["tags"][0] == "own;our_code=x%3By"
    assert only(loaded).column == "our_code"
    assert only(loaded).record is None
    assert "1 record" in only(loaded).reason


def test_a_blank_source_is_counted() -> None:
    problem = only(one(source_name=""))
    assert problem.record is None
    assert problem.reason == "source_name is blank in 1 record"


def test_another_name_of_a_column_is_in_the_problem() -> None:
    text = "event_id,date,country,event_type,participants,notes,source\n"
    problem = only(read(text + "7,2025,PRK,strike,many,x,Daily NK\n"))
    assert problem.column == "participants"
    assert "workers_low and workers_high" in problem.reason


# Writing


def test_dates_are_written_at_their_precision() -> None:
    text = SMALL + "2025-02,PRK,strike,a,b\n1999,PRK,strike,c,d\n"
    written = write_csv(read(text).frame, "incidents").decode()
    lines = written.split("\r\n")
    assert lines[0].startswith("incident_id,location_seq,title,description,start_date")
    assert ",2025-02,," in lines[1]
    assert ",1999,," in lines[2]


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "-2+3", "+x", "@a", "\t=1", "\r1", "＝1", "  =1", "\n=1", '"=1"', ' "=1',
        "\u200b=1",
        "\ufeff@a", "﹦1", "- 5", "-5-3", "-1e5", "--5", " -5", "-٣", "-5\n",
    ],
)  # fmt: skip
def test_a_download_runs_no_formula(text: str) -> None:
    frame = one(description=text).frame
    raw = write_csv(frame, "incidents", escape=True)
    cells = pd.read_csv(io.BytesIO(raw), keep_default_na=False, lineterminator="\n")
    assert f"'{text}"[:2] in raw.decode()
    assert cells["description"].str[0][0] == "'"
    again = read(raw)
    assert again.frame["description"][0] == text
    assert write_csv(again.frame, "incidents", escape=True) == raw
    assert f"'{text}" not in write_csv(frame, "incidents").decode()


@pytest.mark.parametrize("text", ["-5", "-0.25", "-007"])
def test_a_plain_negative_number_stays_one(text: str) -> None:
    frame = one(description=text).frame
    raw = write_csv(frame, "incidents", escape=True)
    assert f",{text}," in raw.decode()
    assert read(raw).frame["description"][0] == text


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/cron.d/x.csv", "x.csv"),
        ("C:\\Users\\a\\x.csv", "x.csv"),
        ("a\0b\u202e.csv", "ab.csv"),
        ("", "file"),
        ("n" * 300 + ".csv", "n" * 80 + "…" + "n" * 35 + ".csv"),
    ],
)
def test_a_name_is_for_display_alone(name: str, shown: str) -> None:
    assert display_name(name) == shown


def test_what_an_account_claims_has_its_own_date_size_and_causes() -> None:
    accounts = read(
        "incident_id,side,outlet,summary,claimed_date,claimed_workers_low,claimed_workers_high,"
        "claimed_causes,tone\n"
        "A,state,KCNA,says so,2025-01,100,300,pay;food_rations,-0.5\n"
        "B,local,A worker,says so,2026-01-02,300,100,wages,-2\n"
    )
    first, second = (row for _, row in accounts.frame.iterrows())
    assert (first["claimed_date"], first["claimed_date_precision"]) == (
        pd.Timestamp("2025-01-01"),
        "month",
    )
    assert (first["claimed_workers_low"], first["claimed_workers_high"]) == (100, 300)
    assert (first["claimed_causes"], first["tone"]) == ("pay;food_rations", -0.5)
    assert second["claimed_date_precision"] == "day"
    names = ["claimed_workers_low", "claimed_workers_high", "claimed_causes", "tone"]
    assert second[names].isna().all()
    problems = {problem.column: problem for problem in accounts.report.problems}
    assert "claimed_workers_low: both are dropped" in problems["claimed_workers_high"].reason
    assert {problems[name].record for name in names} == {2}
