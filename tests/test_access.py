"""What a reader may not do is refused where it is done, whatever the page shows."""

import time
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.loading import read_bytes
from dashboard.store import Store
from dashboard.ui import access
from tests.pages import ENTRY, checked, filter_line, go, upload
from tests.test_deciding import SPRINGFIELD, TWICE, opened
from tests.test_shared import FILE

LISTS = {"editors": ["ed@union.example"], "readers": ["rea@union.example"]}


def app_of(email: str | None, **claims: object) -> AppTest:
    """The app as whoever logged in with this address sees it; None has not logged in."""
    app = AppTest.from_file(ENTRY, default_timeout=60)
    app.secrets["auth"] = {"redirect_uri": "http://localhost:8501/oauth2callback"}
    app.secrets["access"] = LISTS
    app.user = {"is_logged_in": False}
    if email is not None:
        app.user = {
            "is_logged_in": True, "email": email, "email_verified": True, "iat": time.time(),
            "name": f"{email[:3].strip('@').title()} of the union", **claims,
        }  # fmt: skip
    return checked(app.run())


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def do(app: AppTest, what: Callable[..., None], **arguments: object) -> list[str]:
    """Call `what` in the session of `app`, as a page would; what it said as text."""
    run = AppTest.from_function(what, kwargs=arguments, default_timeout=60)
    run.secrets.update(app.secrets)
    run.user = dict(app.user)
    return [text.value for text in checked(run.run()).text]


def everything(entry: str) -> None:
    import hashlib

    import streamlit as st

    from dashboard.formats import read_file
    from dashboard.store import StoreError
    from dashboard.ui import history, session
    from tests.test_shared import FILE

    own = FILE.replace(b"X-1", b"Z-1")
    session.keep(own, read_file(own, "mine.csv"))
    try:
        session.accept(hashlib.sha256(own).hexdigest(), who="Somebody Else")
    except StoreError as error:
        st.text(f"accept: {error.cause}")
    session.forget(hashlib.sha256(own).hexdigest())
    for name, work in (
        ("decide", lambda: session.decide("different", {"incidents": ["X-1", "HOE-2026-001"]})),
        ("take back", lambda: session.take_back(entry)),
        ("undo", lambda: history._do("undo", entry, "Somebody Else")),
        ("redo", lambda: history._do("redo", entry, "Somebody Else")),
    ):
        work()
        said = session.said()
        st.text(f"{name}: {said[1] if said else 'done'}")


ONLY = "Only an editor adds to the shared data, decides about them and takes back"


@pytest.mark.parametrize("email", ["rea@union.example", "stranger@union.example", None])
def test_every_writing_is_refused_to_who_is_no_editor(store: Store, email: str | None) -> None:
    accepted = store.accept(FILE, read_bytes(FILE, "theirs.csv"))
    before = store.entries()
    said = do(app_of(email), everything, entry=accepted.upload.id)
    assert said == [f"{what}: {ONLY}" for what in ("accept", "decide", "take back", "undo", "redo")]
    assert store.entries() == before
    assert [upload.in_force for upload in store.uploads()] == [True]


def test_an_editor_s_name_is_that_of_the_login(store: Store) -> None:
    accepted = store.accept(FILE, read_bytes(FILE, "theirs.csv"), who="Before")
    do(app_of("ED@union.example"), everything, entry=accepted.upload.id)
    assert {entry.who for entry in store.entries()} == {"Before", "Ed of the union"}


def test_the_page_of_a_reader_has_no_way_to_write(store: Store) -> None:
    store.accept(TWICE, read_bytes(TWICE, "twice.csv"))
    app = go(app_of("rea@union.example"), "data")
    assert filter_line(app) == "95 of 95 incidents: all incidents"
    app.selectbox("history_chosen").select_index(0)
    checked(app.run())
    assert not {"Take it out of the shared data", "Bring it back"} & {*labels(app)}
    assert "For a person to decide" not in [one.value for one in app.subheader]
    app = upload(app, ("mine.csv", FILE))
    assert filter_line(app) == "96 of 96 incidents: all incidents"
    assert "Add to the shared data" not in labels(app)
    assert "Take it out of this session" in labels(app)


def test_a_reader_decides_about_files_of_the_session_alone(store: Store) -> None:
    app = opened(
        upload(go(app_of("rea@union.example"), "data"), ("twice.csv", TWICE)), "duplicates"
    )
    next(one for one in app.button if one.label == "Merge: same incident").click()
    assert filter_line(checked(app.run())) == "94 of 94 incidents: all incidents"
    store.accept(SPRINGFIELD, read_bytes(SPRINGFIELD, "springfield.csv"))
    app = opened(app, "places")
    place = next(one for one in app.selectbox if one.label == "Place that is meant")
    place.select_index(0)
    checked(app.run())
    next(one for one in app.button if one.label == "Place there").click()
    assert [one.value for one in checked(app.run()).error] == ["The decision was not kept."]
    assert store.active("place") == ()


def test_the_page_says_what_a_file_is_for_to_who_adds_none() -> None:
    told = {}
    for email in ("ed@union.example", "rea@union.example"):
        app = go(app_of(email), "data")
        told[email] = (app.subheader[0].value, app.markdown[0].value)
    assert told["ed@union.example"][0] == "Add incidents"
    assert told["rea@union.example"][0] == "Try a file"
    assert "unrest import" in told["ed@union.example"][1]
    assert not any(word in told["rea@union.example"][1] for word in ("unrest import", "add it"))


def test_who_adds_is_told_that_it_stays() -> None:
    app = upload(go(app_of("ed@union.example"), "data"), ("mine.csv", FILE))
    assert any("a copy stays on its disk" in one.value for one in app.caption)
    app = upload(go(app_of("rea@union.example"), "data"), ("mine.csv", FILE))
    assert not any("a copy stays on its disk" in one.value for one in app.caption)


@pytest.mark.parametrize(
    ("email", "claims", "why"),
    [
        ("stranger@union.example", {}, "stranger@union.example is in no list here: ask the person"),
        ("ed@union.example", {"email_verified": False}, "has not verified that ed@union.example"),
    ],
)
def test_who_is_not_let_in_is_told_why(email: str, claims: dict, why: str) -> None:
    assert why in app_of(email, **claims).text[0].value
    assert "logins tells no e-mail address of yours" in access.refusal({"name": "Nobody"})


@pytest.mark.parametrize(
    ("email", "claims", "button"),
    [
        (None, {}, "Log in"),
        ("stranger@union.example", {}, "Log out"),
        ("ed@union.example", {"email_verified": False}, "Log out"),
        ("ed@union.example", {"iat": 1_000_000_000}, "Log in"),
    ],
)
def test_who_is_not_let_in_gets_a_page_without_data(
    email: str | None, claims: dict, button: str
) -> None:
    app = app_of(email, **claims)
    assert labels(app) == [button]
    assert not app.get("bidi_component")
    assert not [*app.sidebar.children.values()] or not app.sidebar.text


def test_who_comes_by_a_link_is_told_that_the_login_forgets_it() -> None:
    app = app_of(None)
    assert "link" not in "".join(text.value for text in app.text)
    app.query_params["country"] = "North Korea"
    assert "open the link once more" in "".join(text.value for text in checked(app.run()).text)


def test_lists_that_cannot_be_read_let_nobody_in() -> None:
    app = app_of("ed@union.example")
    assert "Log out" in labels(app)
    app.secrets["access"] = {"editors": "ed@union.example"}
    assert labels(checked(app.run())) == ["Log out"]
    assert not app.get("bidi_component")


def test_a_login_that_was_configured_stays_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_required", False)
    access.require_login()
    app = AppTest.from_file(ENTRY, default_timeout=60)
    app.user = {}
    assert labels(checked(app.run())) == ["Log in"]
