"""How a server process is told that it serves the public view alone: by its environment."""

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime

from dashboard.public.policy import Policy

PUBLIC, DELAY = "UNREST_PUBLIC", "UNREST_PUBLIC_DELAY"


def environment(public: bool, delay: int) -> Mapping[str, str]:
    """What tells a server process to serve the public view, where `public`, and its delay in days,
    which holds for the preview too. What the environment says already stays in force otherwise."""
    told = {PUBLIC: "1"} if public else {}
    return told | ({DELAY: str(delay)} if delay else {})


def is_public() -> bool:
    """Whether this process serves the public view alone. Anything but nothing or 0 says so."""
    return os.environ.get(PUBLIC, "0") not in ("", "0")


def policy() -> Policy:
    """The rules in force in this process. Raises ValueError where the delay is no number of days:
    a delay that is not understood must not become none."""
    told = os.environ.get(DELAY) or "0"
    if not told.isdecimal():
        raise ValueError(f"{DELAY} is {told!r}: give a whole number of days from 0 on")
    return Policy(delay=int(told))


def today() -> date:
    """The day from which a delay is counted (UTC)."""
    return datetime.now(UTC).date()
