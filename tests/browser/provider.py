"""A real OpenID provider on this machine, Django OAuth Toolkit, with people who can log in.

Run as a script it serves until it is ended. A word in the file `tamper` of its folder has somebody
between it and the dashboard change the ID tokens that come next.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc import jwk, jws, jwt

from tests.servers import ROOT, free_port

CLIENT, SECRET = "dashboard", "obviously fake, made for a test"
PASSWORD = "obviously fake"  # noqa: S105
PEOPLE = {  # account: name, address, whether the provider has verified it
    "editor": ("Ed Itor", "Ed.Itor@Union.example", True),
    "reader": ("Rea Der", "reader@union.example", True),
    "stranger": ("Stran Ger", "stranger@union.example", True),
    "unverified": ("Un Verified", "claimed@union.example", False),
}
LOGIN = "<form method=post>{% csrf_token %}{{ form }}<button>Log in here</button></form>"
CHANGES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "audience": lambda claims: {**claims, "aud": "another"},
    "nonce": lambda claims: {**claims, "nonce": "another"},
    "no nonce": lambda claims: {name: it for name, it in claims.items() if name != "nonce"},
    "issuer": lambda claims: {**claims, "iss": "https://another.example/o"},
    "expired": lambda claims: {**claims, "exp": claims["exp"] - 1_000_000},
    "unsigned": dict,
    "another key": dict,
}
"""What is changed of an ID token; the last two change how it is signed."""


@dataclass(frozen=True)
class Provider:
    """Where it answers and where its files lie."""

    address: str
    folder: Path

    @property
    def discovery(self) -> str:
        return f"{self.address}/o/.well-known/openid-configuration"

    @contextmanager
    def tampering(self, how: str) -> Iterator[None]:
        """Change the tokens in one of the ways of `CHANGES` until the block ends."""
        path = self.folder / "tamper"
        path.write_text(how, encoding="utf-8")
        yield
        path.unlink()

    def secrets(self, port: int) -> str:
        """The configuration of a dashboard on `port` that lets the people of this provider in."""
        return (
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            f'cookie_secret = "{os.urandom(32).hex()}"\nclient_id = "{CLIENT}"\n'
            f'client_secret = "{SECRET}"\nserver_metadata_url = "{self.discovery}"\n'
            '[access]\neditors = ["ed.itor@union.example"]\n'
            'readers = ["reader@union.example", "claimed@union.example"]\n'
        )


@contextmanager
def running_provider(folder: Path, dashboard_port: int) -> Iterator[Provider]:
    """The provider, for a dashboard on `dashboard_port` of this machine, until the block ends."""
    port = free_port()
    made = Provider(f"http://localhost:{port}", folder)
    command = ["-m", "tests.browser.provider", str(folder), str(port), str(dashboard_port)]
    with (folder / "provider.txt").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _wait(made, process)
        yield made
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(provider: Provider, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(provider.discovery, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.1)
    told = (provider.folder / "provider.txt").read_text(errors="replace")
    raise AssertionError(f"the provider did not start:\n{told}")


def serve(folder: Path, port: int, dashboard_port: int) -> None:
    """Make keys, a database, people and one client, then answer until the process is ended."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.core.servers.basehttp import run
    from django.core.wsgi import get_wsgi_application

    key = jwk.RSAKey.generate_key(2048)
    settings.configure(
        SECRET_KEY=os.urandom(32).hex(),
        ALLOWED_HOSTS=["localhost"],
        ROOT_URLCONF="tests.browser.provider_urls",
        LOGIN_URL="/login/",
        SESSION_COOKIE_NAME="provider_session",
        USE_TZ=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # a fast one
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "oauth2_provider",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(folder / "provider.sqlite"),
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [
                        (
                            "django.template.loaders.locmem.Loader",
                            {"registration/login.html": LOGIN},
                        )
                    ]
                },
            }
        ],
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": key.as_pem(private=True).decode(),
            "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
            "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT": False,
            "OAUTH2_VALIDATOR_CLASS": "tests.browser.provider_urls.Claims",
            "PKCE_REQUIRED": True,
            "SCOPES": {"openid": "who", "email": "address", "profile": "name"},
        },
    )
    django.setup()
    call_command("migrate", verbosity=0)
    _fill(f"http://127.0.0.1:{dashboard_port}/oauth2callback")
    run("127.0.0.1", port, _Between(get_wsgi_application(), folder, key), threading=True)


def _fill(redirect_uri: str) -> None:
    from django.contrib.auth.models import Group, User
    from oauth2_provider.models import Application

    verified = Group.objects.create(name="verified")
    for account, (name, email, is_verified) in PEOPLE.items():
        user = User.objects.create_user(account, email, PASSWORD, first_name=name)
        if is_verified:
            user.groups.add(verified)
    Application.objects.create(
        name="dashboard", client_id=CLIENT, client_secret=SECRET, skip_authorization=True,
        client_type="confidential", authorization_grant_type="authorization-code",
        redirect_uris=redirect_uri, post_logout_redirect_uris=redirect_uri, algorithm="RS256",
    )  # fmt: skip


class _Between:
    """Changes the ID token of an answer as the file `tamper` says; everything else passes."""

    def __init__(self, app: Callable[..., Iterable[bytes]], folder: Path, key: jwk.RSAKey) -> None:
        self.app, self.path, self.key = app, folder / "tamper", key

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/o/token/" or not self.path.exists():
            return self.app(environ, start)
        said: list[Any] = []
        body = b"".join(self.app(environ, lambda *arguments: said.extend(arguments[:2])))
        answer = json.loads(body)
        answer["id_token"] = self._changed(answer["id_token"], self.path.read_text("utf-8"))
        changed = json.dumps(answer).encode()
        headers = [pair for pair in said[1] if pair[0].lower() != "content-length"]
        start(said[0], [*headers, ("Content-Length", str(len(changed)))])
        return [changed]

    def _changed(self, token: str, how: str) -> str:
        claims = CHANGES[how](jwt.decode(token, self.key).claims)
        kept = jws.extract_compact(token.encode()).headers()
        if how == "unsigned":
            kept = {**kept, "alg": "none"}
            return jwt.encode(
                kept, claims, jwk.OctKey.import_key("any"), registry=jws.JWSRegistry(["none"])
            )
        key = jwk.RSAKey.generate_key(2048) if how == "another key" else self.key
        return jwt.encode(kept, claims, key)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
