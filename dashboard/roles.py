"""Who may do what where a login is configured: claims and lists in, a role out.

An editor adds and undoes data and decides; a reader filters, reads and exports, and may use files
of the session. Who is in no list gets nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

Role = Literal["reader", "editor"]

HOURS = 12.0
"""How long a login holds where the configuration says nothing."""
SECRET_CHARACTERS = 32
NAME_CHARACTERS = 80
CALLBACK = "/oauth2callback"
_NEEDED = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_SUBJECT = "sub:"
# Only A to Z: whole Unicode has other letters whose small form is one of a to z.
_SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}


class BadAccessError(ValueError):
    """The configuration of the login cannot be used; str() says why, and never a secret."""


@dataclass(frozen=True)
class Access:
    """Who is let in: e-mail addresses in small letters, or `sub:` and a subject of the provider.

    `hours` is how long after a login it must be renewed.
    """

    editors: frozenset[str] = field(default_factory=frozenset)
    readers: frozenset[str] = field(default_factory=frozenset)
    hours: float = HOURS


def read_access(section: Mapping[str, object]) -> Access:
    """The section `[access]` of the configuration. Raises BadAccessError."""
    if unknown := {*section} - {"editors", "readers", "hours"}:
        raise BadAccessError(f"[access] has {', '.join(sorted(unknown))}, which it does not know")
    hours = section.get("hours", HOURS)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 720:
        raise BadAccessError("[access] hours is no number above 0 and up to 720")
    return Access(_listed(section, "editors"), _listed(section, "readers"), float(hours))


def _listed(section: Mapping[str, object], name: str) -> frozenset[str]:
    entries = section.get(name, ())
    if not isinstance(entries, list | tuple):
        raise BadAccessError(f"[access] {name} is no list")
    found = set()
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, str) and entry.startswith(_SUBJECT) and len(entry) > len(_SUBJECT):
            found.add(entry)
        elif isinstance(entry, str) and _EMAIL.fullmatch(entry):
            found.add(_address(entry))
        else:
            raise BadAccessError(
                f"[access] {name}: entry {number} is neither an e-mail address nor sub: with the "
                "subject that the provider gives a person"
            )
    return frozenset(found)


def check_login(section: Mapping[str, object]) -> None:
    """Make sure that the section `[auth]` is complete and safe. Raises BadAccessError."""
    for name in _NEEDED:
        given = section.get(name)
        if not isinstance(given, str) or not given.strip():
            raise BadAccessError(f"[auth] has no {name}")
    secret = str(section["cookie_secret"])
    if len(secret) < SECRET_CHARACTERS or len({*secret}) < 8:
        raise BadAccessError(
            f"[auth] cookie_secret must be at least {SECRET_CHARACTERS} random characters: "
            "python3 -c 'import secrets; print(secrets.token_hex(32))' prints one"
        )
    callback = urlsplit(str(section["redirect_uri"]))
    if callback.path != CALLBACK or not callback.hostname:
        raise BadAccessError(f"[auth] redirect_uri is no address that ends with {CALLBACK}")
    for name in ("redirect_uri", "server_metadata_url"):
        if not _is_private_on_its_way(str(section[name])):
            raise BadAccessError(
                f"[auth] {name} must begin with https:// (http:// on this machine)"
            )


def _is_private_on_its_way(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches a server that listens on `address`."""
    name = address.strip("[]").lower()
    return name in ("localhost", "::1") or bool(re.fullmatch(r"127(\.\d{1,3}){3}", name))


def role_of(claims: Mapping[str, object], access: Access, now: float) -> Role | None:
    """What the person with these claims may do at `now` (seconds since 1970); None is nothing.

    An e-mail address counts only where the provider says that it is verified; capital and small
    letters are the same in it. A subject counts as it is written.
    """
    if not is_logged_in(claims, access, now):
        return None
    known = {_SUBJECT + subject} if isinstance(subject := claims.get("sub"), str) else set()
    email = claims.get("email")
    if isinstance(email, str) and claims.get("email_verified") is True:
        known.add(_address(email))
    if known & access.editors:
        return "editor"
    return "reader" if known & access.readers else None


def is_logged_in(claims: Mapping[str, object], access: Access, now: float) -> bool:
    """Whether these are the claims of a login that still holds."""
    since = claims.get("iat")
    if claims.get("is_logged_in") is not True:
        return False
    if isinstance(since, bool) or not isinstance(since, int | float):
        return False
    return -300 <= now - since < access.hours * 3600  # clocks may differ by 5 minutes


def name_of(claims: Mapping[str, object]) -> str:
    """The name that the history gets: the person's own, else the address, else the subject."""
    for claim in ("name", "email", "sub"):
        text = claims.get(claim)
        if isinstance(text, str) and (name := _one_line(text)):
            return name
    return "unnamed"


def _one_line(text: str) -> str:
    """`text` without what is not seen, or turns what is seen around; at most 80 characters."""
    seen = (" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    return " ".join("".join(seen).split())[:NAME_CHARACTERS].strip()


def _address(email: str) -> str:
    return email.translate(_SMALL)


def refusal_to_listen(
    address: str | None, names: Iterable[str], login: bool, without_login: bool
) -> str | None:
    """Why the server must not listen on `address` (None is every interface) or answer to `names`,
    and what to do; None where it may: for this machine alone, with a login, or told to do without.
    """
    if login or without_login:
        return None
    everywhere = address in (None, "", "0.0.0.0", "::")  # noqa: S104
    foreign = [name for name in names if not is_loopback(name)]
    if everywhere or not is_loopback(address or ""):
        what = f"listen on {'every interface' if everywhere else address}"
    elif foreign:
        what = f"answer to the name {foreign[0]}"
    else:
        return None
    return (
        f"It does not {what}: no login is configured, and whoever reaches it could read all data, "
        "add to them and take them back. Configure a login (README, Sharing it), or say "
        "--without-login if everyone who reaches it may do so."
    )
