"""A login at a real OpenID provider, in a real browser: who is let in, as what, and who is not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from tests.browser.provider import CHANGES, PASSWORD, PEOPLE, Provider, running_provider
from tests.browser.screen import Screen
from tests.nginx.reader import Reader
from tests.servers import free_port, running_server

PAGES = ("", "map", "timeline", "accounts", "risk", "incidents", "data", "methods")
COOKIE = "_streamlit_user"


def one_incident(name: str) -> bytes:
    return (
        "incident_id,start_date,country,action_type,description\n"
        f"{name},2025-01-05,PRK,strike,Weavers stop the looms\n"
    ).encode()


@dataclass(frozen=True)
class Shared:
    """A dashboard with a login, and its provider."""

    server: str
    provider: Provider
    log: Path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    folder, port = tmp_path_factory.mktemp("login"), free_port()
    with running_provider(folder, port) as provider, pytest.MonkeyPatch.context() as patch:
        secrets, log = folder / "secrets.toml", folder / "log.txt"
        secrets.write_text(provider.secrets(port), encoding="utf-8")
        patch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
        patch.setenv("UNREST_DATA", str(folder / "data"))
        with running_server(log=log, port=port) as address:
            yield Shared(address, provider, log)
    assert "Traceback" not in log.read_text(encoding="utf-8")


@pytest.fixture
def screen(browser: Browser, shared: Shared) -> Iterator[Screen]:
    """A browser in which nobody is logged in; it may ask the dashboard and the provider alone."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, accept_downloads=True)
    shown = Screen(context.new_page(), shared.server)
    yield shown
    context.close()
    assert all(url.startswith(f"{shared.provider.address}/") for url in shown.outside)
    assert (shown.dialogs, shown.crashes) == ([], [])


def log_in(page: Page, server: str, account: str) -> None:
    """As a person does, from the first page on; ends where the provider sends the browser back."""
    page.goto(server)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Username").fill(account)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in here").click()
    page.wait_for_url(f"{server}/**")


def log_in_without_browser(shared: Shared, account: str) -> set[str]:
    """The names of the cookies that the dashboard gives to whom the provider sends back."""
    with httpx.Client(follow_redirects=True, timeout=60, trust_env=False) as client:
        with Reader(shared.server) as reader:
            asked = reader.open().press("Log in").redirect
        form = client.get(shared.server + asked)
        token = form.text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        sent = {"username": account, "password": PASSWORD, "csrfmiddlewaretoken": token}
        client.post(form.url, data=sent)
        return {cookie.name for cookie in client.cookies.jar}


def names(page: Page) -> set[str]:
    return {str(cookie.get("name")) for cookie in page.context.cookies()}


def test_an_editor_adds_a_file_and_the_history_has_the_name(screen: Screen) -> None:
    log_in(screen.page, screen.server, "editor")
    screen.settled()
    expect(screen.page.get_by_text("Ed Itor, editor")).to_be_visible()
    screen.open("data")
    screen.send("added.csv", one_incident("added"))
    expect(screen.page.get_by_label("Your name, for the history")).to_have_count(0)
    screen.page.get_by_role("button", name="Add to the shared data").click()
    expect(screen.page.get_by_role("button", name="Add to the shared data")).to_have_count(0)
    screen.settled()
    with Reader(screen.server) as reader:
        reader.cookies |= {
            str(one.get("name")): str(one.get("value")) for one in screen.page.context.cookies()
        }
        sent = reader.open("data").all("dataframe")
    tables = [convert_arrow_bytes_to_pandas_df(one.arrow_data.data) for one in sent]
    (history,) = [table for table in tables if "who" in table]
    assert [*history["who"]] == ["Ed Itor"]
    screen.page.get_by_role("button", name="Take it out of the shared data").click()
    screen.wait_for_filter("93 of 93 incidents")


def test_a_reader_sees_all_and_uses_private_files_and_has_no_way_to_add(screen: Screen) -> None:
    log_in(screen.page, screen.server, "reader")
    screen.settled()
    expect(screen.page.get_by_text("Rea Der, reader")).to_be_visible()
    screen.open("data")
    assert screen.page.get_by_text("For a person to decide").count() == 0
    before = int(screen.filter_line().split()[0])
    screen.send("mine.csv", one_incident("mine"))
    screen.wait_for_filter(f"{before + 1} of {before + 1} incidents")
    expect(screen.page.get_by_role("button", name="Take it out of this session")).to_be_visible()
    for name in ("Add to the shared data", "Take it out of the shared data", "Bring it back"):
        assert screen.page.get_by_role("button", name=name).count() == 0
    with screen.page.expect_download() as waiting:
        screen.page.get_by_role("button", name="Template (CSV)").click()
    assert waiting.value.failure() is None


@pytest.mark.parametrize("account", ["stranger", "unverified"])
def test_who_is_in_no_list_sees_nothing(screen: Screen, account: str) -> None:
    log_in(screen.page, screen.server, account)
    for page in ("", "data"):
        screen.page.goto(f"{screen.server}/{page}")
        expect(screen.page.get_by_text("ask the person who runs it")).to_be_visible()
        expect(screen.page.get_by_text(PEOPLE[account][0])).to_be_visible()
        assert screen.page.locator(".unrest-card, .unrest-figure").count() == 0
    screen.page.get_by_role("button", name="Log out").click()
    expect(screen.page.get_by_role("button", name="Log in")).to_be_visible()


@pytest.mark.parametrize("how", CHANGES)
def test_a_token_that_is_not_the_provider_s_for_this_login_is_refused(
    shared: Shared, how: str
) -> None:
    with shared.provider.tampering(how):
        assert COOKIE not in log_in_without_browser(shared, "editor")
    assert COOKIE in log_in_without_browser(shared, "editor")


def test_the_login_asks_for_a_code_with_proof_and_a_nonce(shared: Shared) -> None:
    with Reader(shared.server) as reader:
        asked = reader.ask(reader.open().press("Log in").redirect).headers["location"]
    assert asked.startswith(f"{shared.provider.address}/o/authorize/?")
    for sent in ("response_type=code", "code_challenge_method=S256", "nonce=", "state="):
        assert sent in asked


def test_after_the_log_out_nothing_is_shown(screen: Screen) -> None:
    log_in(screen.page, screen.server, "reader")
    screen.open("data")
    with Reader(screen.server) as reader:
        cookies = screen.page.context.cookies()
        reader.cookies |= {str(one.get("name")): str(one.get("value")) for one in cookies}
        (path,) = [
            one.url for one in reader.open("data").all("download_button")
            if one.label == "Template (CSV)"
        ]  # fmt: skip
        assert reader.ask(path).status == 200
        del reader.cookies[COOKIE]
        assert reader.ask(path).status == 403
    screen.page.get_by_role("button", name="Log out").click()
    expect(screen.page.get_by_role("button", name="Log in")).to_be_visible()
    assert COOKIE not in names(screen.page)
    screen.page.go_back()
    screen.page.goto(f"{screen.server}/data")
    expect(screen.page.get_by_role("button", name="Log in")).to_be_visible()
    assert screen.page.locator(".unrest-card, .unrest-figure").count() == 0


def test_before_the_login_nothing_of_the_data_is_sent(shared: Shared) -> None:
    with Reader(shared.server) as reader:
        for page in PAGES:
            reader.open(page)
            assert {one.WhichOneof("type") for one in reader.elements} == {
                "heading", "text", "button",
            }  # fmt: skip
        path = f"/_stcore/upload_file/{reader.session}/one"
        assert reader.put(path, "a.csv", b"a").status == 403
        assert reader.ask("/media/one.csv").status == 403


@pytest.mark.parametrize("secret", ["", "a", "0" * 64])
def test_a_cookie_that_somebody_else_signed_lets_nobody_in(shared: Shared, secret: str) -> None:
    claims = {
        "is_logged_in": True, "origin": shared.server, "email": "ed.itor@union.example",
        "email_verified": True, "iat": 2_000_000_000, "provider": "default",
    }  # fmt: skip
    with Reader(shared.server) as reader:
        forged = create_signed_value(secret, COOKIE, json.dumps(claims)).decode()
        reader.cookies[COOKIE] = forged
        reader.open()
        assert [one.label for one in reader.all("button")] == ["Log in"]
        assert reader.ask("/media/one.csv").status == 403
        for path in ("/oauth2callback?state=a&code=b", "/oauth2callback", "/auth/login?provider=a"):
            answer = reader.ask(path)
            assert (answer.status, answer.headers["location"]) == (302, "/")
            assert COOKIE not in reader.cookies or not reader.cookies[COOKIE]
