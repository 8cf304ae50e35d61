"""The server with faults in it: what it is given makes it raise, with all of it in the message.

`python -m tests.failing_server PORT`: an upload raises in the page, in a thread and as a warning,
the address of a boundary file in its route.
"""

import sys
import threading
import warnings
from typing import Any

from streamlit.web import cli

from dashboard import formats, published
from tests.servers import ROOT


def fail(raw: bytes, name: str, *_: Any, **__: Any) -> None:
    told = f"{name}: {raw!r}"
    warnings.warn(told, stacklevel=1)
    thread = threading.Thread(target=fail_here, args=(told,))
    thread.start()
    thread.join()
    try:
        fail_here(told)
    except LookupError as error:
        raise RuntimeError(told) from error


def fail_here(told: str) -> Any:
    raise LookupError(told)


if __name__ == "__main__":
    formats.read_file = fail
    published.read_published = fail_here
    script = str(ROOT / "dashboard" / "server.py")
    cli.main(["run", script, "--server.port", sys.argv[1]])
