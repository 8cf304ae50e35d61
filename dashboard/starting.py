"""What is looked at before the server starts: the login, and where it may listen."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from dashboard import logs
from dashboard.roles import BadAccessError, check_login, read_access, refusal_to_listen
from dashboard.ui import access

WITHOUT_LOGIN = "--without-login"
REFUSED = 2
FILE = ".streamlit/secrets.toml"


def prepare(script: Path) -> None:
    """Make this process the server that `streamlit run` makes of `script`: with its own logs, and
    ended with status 2 and a reason where it must not start. Elsewhere (tests, tools) do nothing.
    """
    if not sys.argv or Path(sys.argv[0]).resolve() != script.resolve():
        return
    logs.install()
    if (reason := refusal(WITHOUT_LOGIN in sys.argv[1:])) is not None:
        print(f"unrest run: {reason}", file=sys.stderr, flush=True)
        sys.exit(REFUSED)
    if access.has_login():
        access.require_login()


def refusal(without_login: bool) -> str | None:
    """Why the server must not start as it is configured; None where it may."""
    there = [path for path in st.get_option("secrets.files") if Path(path).exists()]
    if there and not st.secrets.load_if_toml_exists():
        return f"{FILE} is there and cannot be read: no TOML, or no right to read it."
    login, lists = access.settings("auth"), access.settings("access")
    if login is None and lists is None:
        names = st.get_option("server.allowedHosts") or ["*"]
        return refusal_to_listen(st.get_option("server.address"), names, False, without_login)
    try:
        if login is None or lists is None:
            missing = "auth" if login is None else "access"
            raise BadAccessError(f"there is no section [{missing}] beside the other")
        check_login(login)
        read_access(lists)
        _check_settings(str(login["redirect_uri"]))
    except BadAccessError as error:
        return f"The login in {FILE} cannot be used: {error}."
    return None


def tell(error: Exception) -> bool:
    """Show the code under which `error` is in the log; True: nothing else is shown of it."""
    st.error(f"Something went wrong: code {logs.code_of(error)}")
    st.text(
        "The person who runs this server finds with it where that was, and nothing of the data."
    )
    return True


def _check_settings(redirect_uri: str) -> None:
    name = urlsplit(redirect_uri).hostname or ""
    if name not in (st.get_option("server.allowedHosts") or ()):
        raise BadAccessError(f"it leads back to {name}: start with --host {name}")
    if st.get_option("server.trustedUserHeaders"):
        raise BadAccessError("server.trustedUserHeaders would let a header say who somebody is")
