"""Claims and configuration in, a role out: nothing unless both say so."""

import pytest

from dashboard.roles import (
    Access,
    BadAccessError,
    check_login,
    name_of,
    read_access,
    refusal_to_listen,
    role_of,
)

NOW = 1_800_000_000.0
KIM = ("kim@union.example",)
EVERYWHERE = "0.0.0.0"  # noqa: S104
ACCESS = read_access(
    {
        "editors": ["Ed.Itor@Union.example", "sub:E-1"],
        "readers": [
            "reader@union.example",
            "ed.itor@union.example",
            "sub:r-2",
            "kim@union.example",
        ],
    }
)
VERIFIED = {"is_logged_in": True, "email_verified": True, "iat": NOW - 60, "sub": "nobody"}
AUTH = {
    "redirect_uri": "https://dashboard.example/oauth2callback",
    "cookie_secret": "0123456789abcdef" * 2,
    "client_id": "dashboard",
    "client_secret": "obviously fake",
    "server_metadata_url": "https://id.example/.well-known/openid-configuration",
}


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({"email": "ed.itor@union.example"}, "editor"),  # in both lists: the larger right
        ({"email": "ED.ITOR@UNION.EXAMPLE"}, "editor"),
        ({"email": "Reader@Union.example"}, "reader"),
        ({"email": "stranger@union.example"}, None),
        ({"email": "reader@union.example.evil.example"}, None),
        ({"email": " reader@union.example"}, None),
        ({"email": "reader@union.example\n"}, None),
        ({"email": "\u212aim@union.example"}, None),  # the Kelvin sign, whose small letter is k
        ({"email": "Kim@union.example"}, "reader"),
        ({"email": ""}, None),
        ({"email": None}, None),
        ({"email": ["reader@union.example"]}, None),
        ({}, None),
        ({"email": "reader@union.example", "email_verified": False}, None),
        ({"email": "reader@union.example", "email_verified": None}, None),
        ({"email": "reader@union.example", "email_verified": "true"}, None),
        ({"email": "reader@union.example", "email_verified": 1}, None),
        ({"sub": "E-1"}, "editor"),
        ({"sub": "E-1", "email": "reader@union.example"}, "editor"),
        ({"sub": "e-1"}, None),  # a subject is compared as it is written
        ({"sub": "r-2", "email_verified": False}, "reader"),
        ({"sub": "sub:E-1"}, None),
        ({"sub": "reader@union.example"}, None),  # no e-mail address, whatever it looks like
        ({"sub": None}, None),
        ({"email": "sub:E-1"}, None),
        ({"sub": "E-1", "is_logged_in": False}, None),
        ({"sub": "E-1", "is_logged_in": None}, None),
        ({"sub": "E-1", "is_logged_in": "yes"}, None),
        ({"sub": "E-1", "iat": NOW - 12 * 3600 + 1}, "editor"),
        ({"sub": "E-1", "iat": NOW - 12 * 3600}, None),
        ({"sub": "E-1", "iat": NOW + 299}, "editor"),
        ({"sub": "E-1", "iat": NOW + 301}, None),
        ({"sub": "E-1", "iat": None}, None),
        ({"sub": "E-1", "iat": str(NOW)}, None),
        ({"sub": "E-1", "iat": True}, None),
        ({"sub": "E-1", "iat": float("nan")}, None),
    ],
)
def test_a_role_is_given_only_to_whom_the_lists_name(claims: dict, role: str | None) -> None:
    assert role_of({**VERIFIED, **claims}, ACCESS, NOW) == role


@pytest.mark.parametrize("claim", ["is_logged_in", "email_verified", "iat", "email"])
def test_a_claim_that_is_missing_denies(claim: str) -> None:
    whole = {**VERIFIED, "email": "reader@union.example"}
    assert role_of(whole, ACCESS, NOW) == "reader"
    assert role_of({name: it for name, it in whole.items() if name != claim}, ACCESS, NOW) is None


def test_empty_lists_let_nobody_in() -> None:
    claims = {**VERIFIED, "email": "reader@union.example"}
    assert role_of(claims, read_access({}), NOW) is None
    assert role_of(claims, Access(), NOW) is None


def test_hours_are_configured() -> None:
    claims = {**VERIFIED, "sub": "E-1", "iat": NOW - 3600}
    assert role_of(claims, read_access({"editors": ["sub:E-1"], "hours": 1}), NOW) is None
    assert role_of(claims, read_access({"editors": ["sub:E-1"], "hours": 1.1}), NOW) == "editor"


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ({"editors": "ed@union.example"}, "editors is no list"),
        ({"readers": ["ed@union.example", "everyone"]}, "readers: entry 2"),
        ({"readers": ["*"]}, "entry 1"),
        ({"readers": ["@union.example"]}, "entry 1"),
        ({"readers": ["sub:"]}, "entry 1"),
        ({"readers": [3]}, "entry 1"),
        ({"reader": []}, "has reader, which"),
        ({"hours": 0}, "hours"),
        ({"hours": True}, "hours"),
        ({"hours": 721}, "hours"),
        ({"hours": "12"}, "hours"),
    ],
)
def test_a_wrong_list_is_told_and_lets_nobody_in(section: dict, said: str) -> None:
    with pytest.raises(BadAccessError, match=said):
        read_access(section)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, None),
        ({"redirect_uri": "http://localhost:8501/oauth2callback"}, None),
        ({"redirect_uri": "http://dashboard.example/oauth2callback"}, "https://"),
        ({"redirect_uri": "https://dashboard.example/"}, "ends with /oauth2callback"),
        ({"server_metadata_url": "http://id.example/"}, "https://"),
        ({"server_metadata_url": "http://127.0.0.1:9000/o/"}, None),
        ({"cookie_secret": "short"}, "at least 32 random"),
        ({"cookie_secret": "x" * 64}, "at least 32 random"),
        ({"cookie_secret": ""}, "no cookie_secret"),
        ({"client_secret": None}, "no client_secret"),
        ({"client_id": " "}, "no client_id"),
    ],
)
def test_the_configuration_of_the_login_is_checked(change: dict, said: str | None) -> None:
    section = {**AUTH, **change}
    if said is None:
        check_login(section)
        return
    with pytest.raises(BadAccessError, match=said) as caught:
        check_login(section)
    assert "obviously fake" not in str(caught.value)
    assert "0123456789abcdef" not in str(caught.value)


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ed Itor", "email": "ed@union.example"}, "Ed Itor"),
        ({"name": " Ed\n\tItor\u202e\u200b ", "sub": "1"}, "Ed Itor"),
        ({"name": "\u200b", "email": "ed@union.example"}, "ed@union.example"),
        ({"name": 3, "sub": "248"}, "248"),
        ({"name": "x" * 200}, "x" * 80),
        ({}, "unnamed"),
    ],
)
def test_the_name_is_one_line(claims: dict, name: str) -> None:
    assert name_of(claims) == name


@pytest.mark.parametrize(
    ("address", "login", "told", "listens"),
    [
        ("127.0.0.1", False, False, True),
        ("127.8.9.1", False, False, True),
        ("::1", False, False, True),
        ("localhost", False, False, True),
        (EVERYWHERE, False, False, False),
        ("::", False, False, False),
        ("", False, False, False),
        (None, False, False, False),
        ("192.0.2.7", False, False, False),
        ("127.0.0.1.evil.example", False, False, False),
        ("dashboard.example", False, False, False),
        (EVERYWHERE, True, False, True),
        (EVERYWHERE, False, True, True),
        (None, True, False, True),
    ],
)
def test_without_a_login_it_listens_on_loopback_alone(
    address: str | None, login: bool, told: bool, listens: bool
) -> None:
    refusal = refusal_to_listen(address, ["localhost", "127.0.0.1"], login, told)
    assert (refusal is None) == listens
    assert listens or "--without-login" in str(refusal)


def test_without_a_login_it_answers_to_no_other_name() -> None:
    names = ["localhost", "dashboard.example"]
    assert "the name dashboard.example" in str(refusal_to_listen("127.0.0.1", names, False, False))
    assert refusal_to_listen("127.0.0.1", names, True, False) is None
    assert refusal_to_listen("127.0.0.1", names, False, True) is None
    assert "the name *" in str(refusal_to_listen("127.0.0.1", ["*"], False, False))
