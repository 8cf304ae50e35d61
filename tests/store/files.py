"""Small files for tests of the store."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from dashboard.loading import Loaded, read_bytes
from dashboard.store import Accepted, Store

HEADER = "incident_id,start_date,country,admin1,location,action_type,description,source_name"


def incident(number: object = "1", description: str = "Workers stopped.", **cells: str) -> str:
    """One line of an incidents file."""
    told = {
        "start_date": "2025-01-05",
        "country": "PRK",
        "admin1": "North Hamgyong",
        "location": "Hoeryong",
        "action_type": "strike",
        "source_name": "Daily NK",
    } | cells
    row: Mapping[str, str] = {"incident_id": f"T-{number}", "description": description, **told}
    return ",".join(row[name] for name in HEADER.split(","))


def incidents_file(*lines: str) -> bytes:
    """An incidents file of these lines."""
    return "\n".join([HEADER, *lines, ""]).encode()


def accounts_file(*ids: object, outlet: str = "Asiapress") -> bytes:
    """An accounts file with one account for each incident."""
    lines = [f"A-{number},T-{number},{outlet},It happened.,independent" for number in ids]
    return "\n".join(["account_id,incident_id,outlet,summary,side", *lines, ""]).encode()


def responses_file(*ids: object) -> bytes:
    """A responses file with one response for each incident."""
    lines = [f"T-{number},employer,negotiation,observed" for number in ids]
    return "\n".join(["incident_id,actor,response,status", *lines, ""]).encode()


@lru_cache(maxsize=256)
def loaded(raw: bytes, name: str = "mine.csv") -> Loaded:
    """`raw` as it is read, once for all who only use it."""
    return read_bytes(raw, name)


def accept(store: Store, raw: bytes, name: str = "mine.csv", who: str | None = None) -> Accepted:
    """`raw` read and accepted."""
    return store.accept(raw, loaded(raw, name), who=who)


def kept(store: Store) -> dict[str, Path]:
    """The kept files by name."""
    return {path.name: path for path in (store.folder / "files").iterdir()}
