"""The page Accounts: who says what, tone and gap, moods and demands, responses."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.indicators import tone
from dashboard.indicators.averages import CAVEAT
from dashboard.indicators.worker import WorkFailed
from dashboard.ui import state
from tests.pages import cards, checked, components, figures, go, start, upload

HOERYONG = "PRK-2026-001"
NOTHING_SAID = ""
NOT_YET = "Not all texts are measured yet; numbers follow when they are."


def table(app: AppTest) -> dict[str, dict[str, str]]:
    """The comparison: the text of each row's cells by side, and its mark as '!'."""
    (found,) = [data["table"] for data in components(app) if "table" in data]
    return {
        row["name"]: {**dict(zip(found["columns"], row["cells"], strict=True)), "!": row["mark"]}
        for row in found["rows"]
    }


def card(app: AppTest, title: str) -> dict:
    return next(card for card in cards(app) if card["title"].startswith(title))


def facts(app: AppTest, title: str) -> dict[str, str]:
    return dict(card(app, title)["facts"])


@pytest.fixture(scope="module")
def hoeryong() -> AppTest:
    return start("accounts", accounts_of=HOERYONG)


def test_the_first_case_is_read_at_a_glance(hoeryong: AppTest) -> None:
    said = table(hoeryong)
    happened = said["Did it happen?"]
    assert happened["Local sources (1 account, 1 origin)"] == "Says it happened"
    assert happened["State media and officials (3 accounts, 3 origins)"].startswith(
        "Silent: covered the occasion"
    )
    assert happened["!"] == "official and other accounts differ"
    mood = said["The workers' mood as told"]
    assert (
        mood["State media and officials (3 accounts, 3 origins)"]
        == "Enthusiasm (1)\nLoyalty (1)\nNeutral (1)"
    )
    assert (mood["Local sources (1 account, 1 origin)"], mood["!"]) == (
        "Resentment",
        "official and other accounts differ",
    )
    assert said["When?"]["Independent press (3 accounts, 1 origin)"] == "2 Jan 2025 (1)\n2026 (1)"
    assert (
        said["How many workers?"]["State media and officials (3 accounts, 3 origins)"]
        == NOTHING_SAID
    )
    badges = [text for text, _ in card(hoeryong, "Hoeryong")["badges"]]
    assert "4 reports and 4 other accounts, 1 independent origin" in badges


def test_silence_is_a_value_and_not_a_blank(hoeryong: AppTest) -> None:
    caption = next(data["table"]["caption"] for data in components(hoeryong) if "table" in data)
    assert "Silent: state media and officials." in caption
    told = facts(hoeryong, "Party newspaper")
    assert told["Did it happen?"].startswith("Silent")
    assert "how many workers" in told["Does not say"]


def test_an_account_shows_origin_language_grades_apart_and_its_tone(hoeryong: AppTest) -> None:
    told = facts(hoeryong, "Business Insider Polska")
    assert told["First reported by"] == "Daily NK"
    assert (told["Published"], told["Language"]) == ("12 Jan 2026", "Polish")
    assert told["Source (A to F)"] == "C: Fairly reliable"
    assert told["Information (1 to 6)"] == "3: Possibly true"
    assert "measured by a machine" in told["Tone of the summary, not the mood of the workers"]
    loyal = facts(hoeryong, "Party newspaper")
    assert loyal["Tone of the summary, not the mood of the workers"].startswith("positive (+")
    assert "loyalty +" in loyal["Words behind it"]


def test_differences_are_marked_field_by_field(hoeryong: AppTest) -> None:
    assert "When?" in card(hoeryong, "Business Insider Polska")["differs"]
    assert card(hoeryong, "KCNA")["differs"] == ["Did it happen?", "The workers' mood as told"]


def test_a_second_case_with_a_state_account() -> None:
    said = table(start("accounts", accounts_of="CHN-2024-001"))
    assert said["Did it happen?"]["State media and officials (1 account, 1 origin)"].startswith(
        "Silent"
    )
    assert said["Did it happen?"]["Independent press (6 accounts, 5 origins)"].count("(") == 2
    assert said["How far did it spread?"]["!"] == "accounts differ"


def test_without_an_id_the_incident_whose_accounts_differ_most_is_shown_first() -> None:
    app = start("accounts")
    assert cards(app)[1]["title"].startswith("Hoeryong factory workers leave")
    others = [one for one in cards(app) if "Accounts differ in:" in str(one["body"])]
    assert others[0]["badges"] == [["official silence: 1", True]]
    assert "whether it happened" in others[0]["body"]


def test_an_unknown_id_is_said() -> None:
    app = start("accounts", accounts_of="X-1")
    assert "No incident in the data in use has this id" in app.info[0].value


def test_a_side_without_an_account_is_no_silence() -> None:
    app = start("accounts", accounts_of="IRN-2025-001")
    texts = [text.value for text in app.text]
    assert any(
        "No account of local sources" in text and "not 'nobody spoke'" in text for text in texts
    )


@pytest.mark.parametrize(
    ("look", "keys"),
    [
        ("Tone and gap", ["tone text", "gap", "gap"]),
        ("Moods and demands", ["mood", "demand", "demand"]),
        ("Responses", ["response", "delay"]),
    ],
)
def test_every_look_has_its_figures_with_incidents_and_date(look: str, keys: list[str]) -> None:
    drawn = figures(start("accounts", look=look))
    assert len(drawn) == len(keys)
    for figure in drawn:
        assert figure["alt"]
        assert "93 incidents, the latest of 2 Jan 2026." in str(figure["note"])


def test_every_figure_of_tone_says_first_what_it_is_not() -> None:
    for figure in figures(start("accounts", look="Tone and gap")):
        assert str(figure["title"]).startswith(CAVEAT)


def test_too_few_accounts_give_the_texts_and_the_reason() -> None:
    app = start("accounts", look="Tone and gap", country="North Korea")
    body = str(card(app, "Do official and local accounts differ in tone?")["body"])
    assert body.startswith("Tone of the texts, not the mood of the workers:")
    few = go(start("accounts", look="Tone and gap", q="Hoeryong"), "accounts")
    body = str(card(few, "Do official and local accounts differ in tone?")["body"])
    assert "3 on each side are needed" in body
    assert card(few, "KCNA")["facts"][0][0] == "Tone of the text"


@pytest.mark.parametrize("page", ["overview", "timeline"])
def test_tone_and_gap_in_a_line_with_coverage_and_caveat(page: str) -> None:
    app = start(page)
    line = card(app, CAVEAT)
    assert "Tone from 175 of 176 accounts." in line["body"]
    assert "by a machine unless a person judged it" in line["body"]
    gap = card(app, "Do official and local accounts differ in tone?")
    assert gap["body"].startswith("Tone of the texts, not the mood of the workers:")


def test_nothing_expected_counts_as_observed() -> None:
    app = start("accounts", look="Responses", q="Hoeryong")
    (shown,) = [text.value for text in app.text if "expected:" in text.value]
    assert shown.startswith("3 expected: 0 seen, 0 not seen, 3 open.")
    assert "The records reach 12 Jan 2026 (North Korea)" in shown
    later = start("accounts", look="Responses", q="Hoeryong", window="30")
    assert any("3 open" in text.value for text in later.text)


ACCOUNTS = """incident_id,account_id,side,outlet,summary,tone
PRK-2026-001,OWN-1,local,A worker,We were happy and glad,-0.9
PRK-2026-001,OWN-2,local,Another,공장 노동자들이 나갔다,
""".encode()


def test_a_persons_tone_wins_and_an_unknown_script_is_not_scored() -> None:
    app = upload(start(), ("own.csv", ACCOUNTS))
    app.query_params["accounts_of"] = HOERYONG
    go(app, "accounts")
    app.text_input(key="accounts_of").set_value(HOERYONG)
    checked(app.run())
    own = facts(app, "A worker")
    assert (
        own["Tone of the summary, not the mood of the workers"]
        == "negative (−0.90), judged by a person"
    )
    assert "Words behind it" not in own
    other = facts(app, "Another")
    assert other["Tone of the summary, not the mood of the workers"].startswith("not scored")


def test_a_click_on_another_incident_puts_its_accounts_side_by_side() -> None:
    app = start("accounts")
    other = next(one for one in cards(app) if "Accounts differ in:" in str(one["body"]))
    app.text_input(key="accounts_of").set_value(other["opens"])
    checked(app.run())
    assert cards(app)[1]["title"] == other["title"]


def test_the_choice_of_a_method_is_there_only_where_both_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tone, "is_available", lambda method: method == "vader")
    assert "Tone is measured by" not in [box.label for box in start("accounts").selectbox]
    monkeypatch.setattr(tone, "is_available", lambda method: True)
    assert "Tone is measured by" in [box.label for box in start("accounts").selectbox]


def test_many_texts_are_measured_while_the_page_is_complete_already() -> None:
    lines = "".join(
        f"PRK-2026-001,MANY-{n},local,Outlet {n},The workers of hall {n} were angry.,\n"
        for n in range(900)
    )
    header = ACCOUNTS.decode().partition("\n")[0] + "\n"
    app = go(upload(start(), ("many.csv", (header + lines).encode())), "timeline")
    assert "93 of 93 incidents" in str(cards(app)[0]["body"])
    assert figures(app)
    assert card(app, CAVEAT)["body"] == NOT_YET  # a number of some of the texts would mislead
    deadline = time.monotonic() + 60
    while "Tone from 1,075 of 1,076" not in str(card(app, CAVEAT)["body"]):
        assert app.get("progress")
        assert time.monotonic() < deadline, card(app, CAVEAT)["body"]
        time.sleep(0.2)
        checked(app.run())
    assert not app.get("progress")


def test_measuring_that_fails_is_said_and_shows_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def known(self, texts: object) -> None:
            raise WorkFailed("it was killed three times")

    monkeypatch.setattr(state, "scorer", lambda method: Broken())
    state._shared.clear()  # what was measured once is kept with the data
    app = start("timeline")
    assert [error.value for error in app.error] == ["The tone could not be measured."]
    assert any("killed three times" in text.value for text in app.text)
    assert card(app, CAVEAT)["body"] == NOT_YET


def test_a_filter_hides_no_observation_of_the_same_group() -> None:
    incidents = (
        "incident_id,description,start_date,country,action_type,source_name,event_group\n"
        "E-1,They stopped.,2026-01-02,PRK,strike,A,group\n"
        "E-2,They stopped again.,2026-01-10,PRK,strike,A,group\n"
    )
    responses = (
        "incident_id,response_date,actor,response,status\n"
        "E-1,2026-01-03,party,ideological_campaign,expected\n"
        "E-2,2026-01-11,employer,ideological_campaign,observed\n"
    )
    app = upload(start(), ("e.csv", incidents.encode()), ("r.csv", responses.encode()))
    app.session_state["q"] = "They stopped."
    go(app, "accounts")
    app.segmented_control(key="look").set_value("Responses")
    checked(app.run())
    expected = next(one for one in cards(app) if one["opens"] == "E-1")
    assert expected["badges"] == [["Seen", False]]
    assert dict(expected["facts"])["Done by"] == "Employer"
    assert dict(expected["facts"])["At the incident"] == "E-2"


def test_of_many_accounts_of_a_side_the_latest_are_shown_and_the_origins_they_name_counted() -> (
    None
):
    lines = "".join(
        f"PRK-2026-001,MANY-{n},local,Outlet {n},The workers of hall {n} were angry.,\n"
        for n in range(40)
    )
    header = ACCOUNTS.decode().partition("\n")[0] + "\n"
    app = go(upload(start(), ("many.csv", (header + lines).encode())), "accounts")
    app.text_input(key="accounts_of").set_value(HOERYONG)
    checked(app.run())
    assert len([one for one in cards(app) if str(one["title"]).startswith("Outlet ")]) == 11
    assert any(text.value.startswith("19 of 48 accounts are shown") for text in app.text)
    badges = [text for text, _ in card(app, "Hoeryong")["badges"]]
    assert (
        "44 reports and 4 other accounts, 1 independent origin as its coder judged, though the "
        "accounts name 41"
    ) in badges


def test_reports_go_back_to_named_origins_and_experts_are_no_reports(hoeryong: AppTest) -> None:
    caption = next(data["table"]["caption"] for data in components(hoeryong) if "table" in data)
    assert caption.startswith("4 reports and 4 other accounts, 1 independent origin: Daily NK.")
    assert "Says it happened: local sources, independent press. Silent" in caption
    (said,) = [text.value for text in hoeryong.text if text.value.startswith("Responses.")]
    assert said.startswith("Responses. Observed: none reported. Only expected, which is no obs")


def test_the_gap_says_how_many_incidents_both_sides_tell_of_and_compares_those_alone() -> None:
    app = start("accounts", look="Tone and gap", country="North Korea")
    body = str(card(app, "Do official and local accounts differ in tone?")["body"])
    assert (
        "Official accounts tell of 1 incident, local ones of 30 incidents; both tell of 1." in body
    )
    assert "9 local ones" in body
    app.toggle(key="both").set_value(True)
    checked(app.run())
    body = str(card(app, "Do official and local accounts differ in tone?")["body"])
    assert "3 official origins and 1 local one have a scored text; 3 on each side" in body


def test_records_of_another_country_make_nothing_of_this_one_unseen() -> None:
    later = (
        "incident_id,description,start_date,country,action_type,source_name\n"
        "L-1,They stopped.,2026-10-01,KEN,strike,A\n"
    )
    app = go(upload(start(), ("later.csv", later.encode())), "accounts")
    app.segmented_control(key="look").set_value("Responses")
    checked(app.run())
    assert any("0 not seen, 3 open" in text.value for text in app.text)
    hoeryong = [one for one in cards(app) if one["opens"] == HOERYONG]
    assert {one["subtitle"][:8] for one in hoeryong} == {"Hoeryong"}
    assert dict(hoeryong[0]["facts"])["Not dated, counted from"] == "2 Jan 2026"
