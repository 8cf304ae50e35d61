"""How several workers share the tests (pytest-xdist): one by one, but for those that ask a server.

These all run in one worker, so that there is one server and one Chromium: two starve each other.
`--dist loadgroup` is for this, but beside pytest 9.2 it drops the groups without a word
(pytest-xdist issue 1386).
"""

from xdist.scheduler import LoadScopeScheduling

WITH_SERVER = (
    "tests/browser/", "tests/nginx/", "tests/test_apart.py", "tests/test_headers.py",
    "tests/test_leaving.py", "tests/test_limits.py", "tests/test_logs.py", "tests/test_server.py",
    "tests/test_sockets.py", "tests/test_starting.py",
)  # fmt: skip
"""How the ids of the tests begin that ask a running server."""


class OneServer(LoadScopeScheduling):
    """Tests with the server are one piece of work, and the first; every other test is one too."""

    def _split_scope(self, nodeid: str) -> str:
        return "server" if nodeid.startswith(WITH_SERVER) else nodeid
