"""Who is this, and what may they do: asked before anything is shown, and where anything is done.

Without a login in `.streamlit/secrets.toml` this is the server of one person, who may do all.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard.roles import (
    Access,
    BadAccessError,
    Role,
    is_logged_in,
    name_of,
    read_access,
    role_of,
)
from dashboard.store import StoreError

ASK = "ask the person who runs it"
SECTIONS = ("auth", "access")
_required = False


class NotAllowedError(StoreError):
    """What was asked is not for this person. Nothing was changed."""

    def __init__(self) -> None:
        cause = "Only an editor adds to the shared data, decides about them and takes back"
        super().__init__(
            "nothing was changed", cause, ASK[0].upper() + ASK[1:] + " to make you one"
        )


@dataclass(frozen=True)
class Person:
    """Who this session is of. `name` is None where no login is configured."""

    name: str | None
    role: Role | None


def require_login() -> None:
    """Let nobody in without a login from now on, whatever becomes of the configuration."""
    global _required
    _required = True


def has_login() -> bool:
    """Whether a login is configured, or was when the server started."""
    return _required or any(settings(name) is not None for name in SECTIONS)


def settings(section: str) -> Mapping[str, object] | None:
    """A section of the configuration; None where there is none or it cannot be read."""
    try:
        found = st.secrets.get(section)
    except FileNotFoundError:  # Streamlit's own error, of which this is the public base
        return None
    return found if isinstance(found, Mapping) else None


def person() -> Person:
    """Who this session is of, as the configuration says right now."""
    if not has_login():
        return Person(None, "editor")
    claims = _claims()
    return Person(name_of(claims), role(claims, time.time()))


def role(claims: Mapping[str, object], now: float) -> Role | None:
    """What the person with these claims may do at `now`, where a login is configured."""
    return role_of(claims, _access(), now)


def _claims() -> Mapping[str, object]:
    return st.user.to_dict()


def _access() -> Access:
    """Who is let in: nobody where the lists cannot be read."""
    try:
        return read_access(settings("access") or {})
    except BadAccessError:
        return Access()


def may_edit() -> bool:
    """Whether this person adds and undoes data, and decides about shared data."""
    return person().role == "editor"


def author(who: str | None) -> str | None:
    """The name for the history, of the login where there is one, else `who` as typed.

    Raises NotAllowedError where this is no editor: every writing to the shared data asks here.
    """
    this = person()
    if this.role != "editor":
        raise NotAllowedError
    return this.name or who


def admit() -> None:
    """End the run of everybody who may see nothing, after showing how to get in."""
    this = person()
    if this.role is not None:
        return
    st.title("Labor unrest")
    if is_logged_in(_claims(), _access(), time.time()):
        st.text(refusal(_claims()))
        st.button("Log out", on_click=st.logout)
    else:
        st.text("This dashboard is private. Log in with the account that you told who runs it.")
        if st.query_params:
            st.text("You came by a link. The login forgets it: open the link once more after it.")
        st.button("Log in", type="primary", on_click=st.login)
    st.stop()


def refusal(claims: Mapping[str, object]) -> str:
    """Why somebody who is logged in with these claims sees nothing, and whom to ask."""
    email = claims.get("email")
    if not isinstance(email, str):
        why = "the provider of logins tells no e-mail address of yours, and you are in no list here"
    elif claims.get("email_verified") is not True:
        why = f"the provider of logins has not verified that {email} is yours"
    else:
        why = f"{email} is in no list here"
    return f"You are logged in as {name_of(claims)}, but {why}: {ASK}."


def show_person() -> None:
    """Who is logged in, as what, and the way out; nothing where no login is configured."""
    this = person()
    if this.name is not None:
        st.text(f"{this.name}, {this.role}")
        st.button("Log out", on_click=st.logout)
