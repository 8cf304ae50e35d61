"""The shared data on the pages: what another process adds shows at the next run."""

from streamlit.testing.v1 import AppTest

from dashboard.loading import read_bytes
from dashboard.store import Store
from tests.pages import cards, checked, filter_line, go, start, upload

FILE = b"""incident_id,title,description,start_date,country,admin1,action_type,source_name
X-1,Weavers stop,Weavers stopped the looms.,2024-02-03,PRK,North Hamgyong,strike,A monitor
"""


def test_an_import_by_another_process_shows_at_the_next_run(store: Store) -> None:
    app = start()
    assert filter_line(app) == "93 of 93 incidents: all incidents"
    accepted = store.accept(FILE, read_bytes(FILE, "theirs.csv"))
    assert filter_line(checked(app.run())) == "94 of 94 incidents: all incidents"
    assert any("theirs.csv" in text.value for text in app.sidebar.text)
    store.undo(accepted.upload.id)
    assert filter_line(checked(app.run())) == "93 of 93 incidents: all incidents"


def test_an_upload_is_private_until_it_is_accepted(store: Store) -> None:
    mine = upload(start(), ("mine.csv", FILE))
    other = start()
    assert filter_line(mine) == "94 of 94 incidents: all incidents"
    assert filter_line(checked(other.run())) == "93 of 93 incidents: all incidents"
    assert store.version == ""
    assert not store.folder.exists()


def test_a_damaged_file_is_told_on_the_page_and_the_rest_is_shown(store: Store) -> None:
    store.accept(FILE, read_bytes(FILE, "theirs.csv"))
    next((store.folder / "files").glob("*.csv")).unlink()
    app = go(start(), "data")
    assert filter_line(app) == "93 of 93 incidents: all incidents"
    card = next(card for card in cards(app) if "damaged" in card["title"])
    assert "is missing; theirs.csv is left out" in card["body"]


def test_an_undone_upload_leaves_a_session_and_its_own_files_as_they_are(store: Store) -> None:
    theirs = FILE.replace(b"X-1", b"Y-1")
    accepted = store.accept(theirs, read_bytes(theirs, "theirs.csv"))
    app = upload(start(), ("mine.csv", FILE))
    assert filter_line(app) == "95 of 95 incidents: all incidents"
    store.undo(accepted.upload.id)
    assert filter_line(checked(app.run())) == "94 of 94 incidents: all incidents"


def accept_one() -> None:
    import hashlib

    import streamlit as st

    from dashboard.formats import read_file
    from dashboard.ui import session
    from tests.test_shared import FILE

    sha256 = hashlib.sha256(FILE).hexdigest()
    session.keep(FILE, read_file(FILE, "mine.csv"))
    came = session.accept(sha256, who="Kim")
    st.text(f"{came.outcome}, {came.upload.name}, {len(session.uploads())} in the session")
    st.text(str(session.dataset().incidents["incident_id"].nunique()))
    session.keep(FILE, read_file(FILE, "again.csv"))
    st.text(str(session.said_again()))


def test_accepting_moves_an_upload_from_the_session_to_all(store: Store) -> None:
    app = checked(AppTest.from_function(accept_one, default_timeout=60).run())
    assert [text.value for text in app.text] == [
        "added, mine.csv, 0 in the session",
        "94",
        "mine.csv",
    ]
    assert [upload.who for upload in store.uploads()] == ["Kim"]
