"""The Data page: a foreign file confirmed, an unknown one mapped, then added and taken back."""

import hashlib
import io
import json
from pathlib import Path

import openpyxl
from streamlit.testing.v1 import AppTest

from dashboard.formats import FORMATS, read_file
from dashboard.store import Store
from dashboard.ui import state
from tests.formats.twins import CLB, records
from tests.pages import cards, checked, figures, filter_line, go, press, start, upload

CLB_FILE = records(
    CLB,
    {"Title": "Weavers stop the looms", "Province": "Guangdong", "Participants": "100-1000 Persons",
     "Action Taken Involve": "Strike,Sit-in", "Response to Collective Action": "Police"},
    {"Title": "Drivers block a road", "Province": "0", "Action Taken Involve": "Howling"},
)  # fmt: skip
HEADER = ["incident_id", "start_date", "country", "action_type", "description"]
ROW = ["A-1", "2026-02-03", "PRK", "strike", "They stopped"]
UNKNOWN = (
    b"Tag;Land;Art;Text\n"
    b"03/02/2026;PRK;Streik;Weavers stopped the looms\n"
    b"04/02/2026;PRK;Mahnwache;Miners kept a vigil\n"
)


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def key_of(raw: bytes, where: str = "report") -> str:
    """The beginning of the keys of a file's report on the page."""
    key = hashlib.sha256(raw).hexdigest()
    return f"{where}_{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def card(app: AppTest, title: str) -> dict[str, object]:
    return next(card for card in cards(app) if card["title"] == title)


def test_a_foreign_file_is_read_only_when_a_person_says_so() -> None:
    app = upload(start(), ("clb.csv", CLB_FILE))
    assert filter_line(app) == "93 of 93 incidents: all incidents"
    assert "China Labour Bulletin" in str(card(app, "clb.csv")["body"])
    (choice,) = [box for box in app.selectbox if box.label == "Read it as"]
    assert choice.value == "clb"
    app = press(app, "Read it this way")
    assert filter_line(app) == "95 of 95 incidents: all incidents"
    facts = dict(card(app, "clb.csv")["facts"])  # type: ignore[call-overload]
    assert (facts["Records"], facts["Kept"], facts["Not placed on the map"]) == ("2", "2", "1 row")
    assert facts["Read as"].startswith("format clb, utf-8")
    assert not any(box.label == "Read it as" for box in app.selectbox)


def test_what_became_of_each_column_is_one_click_away() -> None:
    app = press(upload(start(), ("clb.csv", CLB_FILE)), "Read it this way")
    app.session_state[f"{key_of(CLB_FILE)}_losses"] = True
    app = checked(app.run())
    tables = {tuple(table.value.columns): table.value for table in app.dataframe}
    words = tables[("column", "word", "cells")]
    assert words.to_numpy().tolist() == [["Action Taken Involve", "Howling", 1]]


def test_a_file_can_be_let_go() -> None:
    app = press(upload(start(), ("clb.csv", CLB_FILE)), "Let it go")
    assert not any(card["title"] == "clb.csv" for card in cards(app))


def map_here(app: AppTest) -> AppTest:
    """Choose to make a mapping for the waiting file, and the column of its actions."""
    next(box for box in app.selectbox if box.label == "Read it as").set_value(
        "a mapping I make here"
    )
    app = checked(app.run())
    for box in app.selectbox:
        if box.label == "action_type (needed)":
            box.set_value(2)
    return checked(app.run())


def test_an_unknown_table_is_mapped_and_an_ambiguous_date_is_refused() -> None:
    app = map_here(upload(start(), ("liste.csv", UNKNOWN)))
    said = " ".join(text.value for text in app.text)
    assert "DD/MM/YYYY: 03/02/2026 = 2026-02-03" in said
    assert "MM/DD/YYYY: 03/02/2026 = 2026-03-02" in said
    assert any("different days" in warning.value for warning in app.warning)
    (read,) = [button for button in app.button if button.label == "Read the file this way"]
    assert read.disabled
    (notation,) = [box for box in app.radio if "dates written" in box.label]
    assert notation.value is None
    notation.set_value("DD/MM/YYYY")
    app = checked(app.run())
    preview = next(t.value for t in app.dataframe if "start_date" in t.value.columns)
    assert [str(day) for day in preview["start_date"]] == ["2026-02-03", "2026-02-04"]
    app = press(app, "Read the file this way")
    assert filter_line(app) == "95 of 95 incidents: all incidents"


def test_the_mapping_of_a_header_is_offered_again() -> None:
    app = map_here(upload(start(), ("liste.csv", UNKNOWN)))
    next(box for box in app.radio if "dates written" in box.label).set_value("DD/MM/YYYY")
    app = press(checked(app.run()), "Read the file this way")
    more = UNKNOWN.replace(b"04/02/2026", b"05/02/2026")
    app = map_here(upload(app, ("naechste.csv", more)))
    (again,) = [toggle for toggle in app.toggle if "file with this header" in toggle.label]
    assert not again.value  # offered, never taken unasked
    again.set_value(True)
    app = checked(app.run())
    said = " ".join(text.value for text in app.text)
    assert "Tag: DD/MM/YYYY: 03/02/2026 = 2026-02-03" in said
    assert any("another notation too" in warning.value for warning in app.warning)
    app = press(app, "Read the file this way")
    assert filter_line(app).startswith("96 of 96")  # one record is in both files, and counts once


def test_added_data_have_a_history_and_can_be_taken_back(store: Store) -> None:
    app = press(upload(start(), ("clb.csv", CLB_FILE)), "Read it this way")
    next(box for box in app.text_input if box.label.startswith("Your name")).set_value("Kim")
    app = press(checked(app.run()), "Add to the shared data")
    other = go(start(), "data")
    assert filter_line(other) == "95 of 95 incidents: all incidents"
    (upload_kept,) = store.uploads()
    assert (upload_kept.who, upload_kept.rows, upload_kept.format) == ("Kim", 2, "clb")
    assert len(store.read(state.shared().places).responses) == 115
    (choice,) = [box for box in other.selectbox if box.label == "One of them"]
    choice.set_value(upload_kept.id)
    other = press(checked(other.run()), "Take it out of the shared data")
    assert filter_line(checked(app.run())) == "93 of 93 incidents: all incidents"
    other = press(other, "Bring it back")
    assert filter_line(checked(app.run())) == "95 of 95 incidents: all incidents"


def test_a_mapping_goes_with_its_file_to_all_readers(store: Store) -> None:
    app = map_here(upload(start(), ("liste.csv", UNKNOWN)))
    next(box for box in app.radio if "dates written" in box.label).set_value("DD/MM/YYYY")
    app = press(checked(app.run()), "Read the file this way")
    press(app, "Add to the shared data")
    (kept,) = store.active("mapping")
    assert 'dates = "DD/MM/YYYY"' in str(kept.facts["text"])
    more = UNKNOWN.replace(b"04/02/2026", b"05/02/2026")
    other = map_here(upload(start(), ("naechste.csv", more)))
    assert any("file with this header" in toggle.label for toggle in other.toggle)


def test_the_report_of_shared_data_stays_in_sight_for_everyone(store: Store) -> None:
    app = press(upload(start(), ("clb.csv", CLB_FILE)), "Read it this way")
    app = press(app, "Add to the shared data")
    assert card(app, "clb.csv")["badges"] == [["In the shared data", False]]
    other = go(start(), "data")
    next(box for box in other.selectbox if box.label == "One of them").set_value(
        store.uploads()[0].id
    )
    other = checked(other.run())
    facts = dict(card(other, "clb.csv")["facts"])  # type: ignore[call-overload]
    assert (facts["Records"], facts["Kept"], facts["Rejected"]) == ("2", "2", "0")
    assert store.original(store.uploads()[0]) == CLB_FILE


def test_two_sheets_of_one_workbook_are_two_files(store: Store) -> None:
    raw = workbook({"2023": [HEADER, ROW], "2024": [HEADER, ["B-1", *ROW[1:]]]})
    app = upload(start(), ("two.xlsx", raw))
    assert card(app, "two.xlsx")["badges"] == [["Not read yet: which sheet?", True]]
    app = press(app, "Take this sheet")
    assert filter_line(app).startswith("94 of 94")
    app = upload(press(app, "Add to the shared data"), ("two.xlsx", raw))
    next(box for box in app.selectbox if box.label == "Sheet").set_value("2024")
    app = press(checked(app.run()), "Take this sheet")
    assert filter_line(app).startswith("95 of 95")
    press(app, "Add to the shared data")
    assert [upload.sheet for upload in store.uploads()] == ["2023", "2024"]


def read_twice() -> None:
    """One file read by two mappings, in one session."""
    from dataclasses import replace

    import streamlit as st

    from dashboard.formats import FORMATS, read_file
    from dashboard.ui import session
    from tests.test_intake import CLB_FILE

    other = replace(FORMATS["clb"], name="other", constants={"country": "CHN"})
    st.text(str(session.keep(CLB_FILE, read_file(CLB_FILE, "a.csv", mapping=FORMATS["clb"]))))
    st.text(str(session.keep(CLB_FILE, read_file(CLB_FILE, "b.csv", mapping=other))))
    st.text(str(session.said()))
    st.text(str(session.said_again()))
    st.text(str(len(session.uploads())))


def test_a_file_in_use_read_in_another_way_is_said_and_changes_nothing() -> None:
    app = checked(AppTest.from_function(read_twice, default_timeout=60).run())
    first, second, said, again, held = (text.value for text in app.text)
    assert (first, second, again, held) == ("True", "False", "None", "1")
    assert "read in another way, as a.csv" in said
    assert "Take that out first" in said


def test_the_number_of_rejected_records_is_on_the_card() -> None:
    raw = CLB_FILE + CLB_FILE.splitlines(keepends=True)[1]
    app = press(upload(start(), ("clb.csv", raw)), "Read it this way")
    facts = dict(card(app, "clb.csv")["facts"])  # type: ignore[call-overload]
    assert (facts["Records"], facts["Kept"], facts["Rejected"]) == ("3", "2", "1")


def test_the_map_of_what_came_holds_that_alone() -> None:
    app = press(upload(start(), ("clb.csv", CLB_FILE)), "Read it this way")
    app.session_state[f"{key_of(CLB_FILE)}_map"] = True
    (figure,) = figures(checked(app.run()))
    assert figure["title"] == "Incidents in 1 place; most in Guangdong: 1"


def test_a_table_of_counts_is_refused_for_good() -> None:
    raw = b"week,region,incidents\n2024-01-01,A,3\n2024-01-08,A,4\n2024-01-15,B,1\n"
    app = upload(start(), ("counts.csv", raw))
    assert card(app, "counts.csv")["badges"] == [["Refused: nothing of it was added", True]]
    assert "counts" in str(card(app, "counts.csv")["body"])
    assert not any(box.label == "Read it as" for box in app.selectbox)


def test_a_bar_tells_how_far_the_reading_has_come() -> None:
    told: list[tuple[str, float]] = []
    read_file(CLB_FILE, "a.csv", None, FORMATS["clb"], progress=lambda *one: told.append(one))
    assert told[0] == ("2 records read; translating", 0.1)
    assert any("columns checked" in words for words, _ in told)
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1


def test_a_store_that_cannot_be_written_says_so_and_viewing_goes_on(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "uploads").write_text("a file stands here", encoding="utf-8")
    app = press(upload(start(), ("clb.csv", CLB_FILE)), "Read it this way")
    app = press(app, "Add to the shared data")
    assert any("was not added" in error.value for error in app.error)
    said = " ".join(text.value for text in app.text)
    assert "move it, or set UNREST_DATA" in said
    assert str(tmp_path) not in said
    assert filter_line(app) == "95 of 95 incidents: all incidents"


def test_bytes_of_no_table_are_refused_in_words() -> None:
    app = upload(start(), ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256))))
    assert card(app, "photo.csv")["badges"] == [["Refused: nothing of it was added", True]]
    assert "PNG" in str(card(app, "photo.csv")["body"])
    assert not any(box.label == "Read it as" for box in app.selectbox)


def test_another_encoding_can_be_tried() -> None:
    raw = "incident_id,start_date,country,action_type,description\nA,2026-02-03,PRK,strike,파업\n"
    app = upload(start(), ("kr.csv", raw.encode("cp949")))
    next(box for box in app.selectbox if box.label == "Encoding" and box.key).set_value("cp949")
    app = press(checked(app.run()), "Try this")
    assert filter_line(app).startswith("94 of 94")
    assert json.dumps(cards(app)).count("kr.csv")


def test_a_chosen_encoding_is_kept_when_the_file_is_mapped() -> None:
    raw = UNKNOWN.decode().replace("looms", "Webst\u00fchle").encode("cp1252")
    app = upload(start(), ("liste.csv", raw))
    next(box for box in app.selectbox if box.label == "Encoding" and box.key).set_value("cp1252")
    app = map_here(press(checked(app.run()), "Try this"))
    next(box for box in app.radio if "dates written" in box.label).set_value("DD/MM/YYYY")
    app = press(checked(app.run()), "Read the file this way")
    go(app, "incidents").text_input("q").set_value("Webst\u00fchle")
    assert filter_line(checked(app.run())).startswith("1 of 95")
