"""Records for tests of the public view: read and placed as an upload is."""

import csv
import io
from datetime import date

import pandas as pd

from dashboard.loading import read_bytes
from dashboard.places import resolve_places
from dashboard.public import Policy, PublicDataset, release
from dashboard.store import Dataset
from tests.frames import accounts, responses
from tests.simulated import the_places

SECRET = b"0123456789abcdef0123456789abcdef"
TODAY = date(2026, 11, 27)
HOERYONG = {"admin1": "North Hamgyong", "location": "Hoeryong", "latitude": "42.43981",
            "longitude": "129.75094"}  # fmt: skip
TEXTS = ("title", "description", "location_native", "employer", "organization", "event_group")


def record(number: int = 1, **cells: str) -> dict[str, str]:
    """A strike of miners in Hoeryong, every text of which says what it is and its number."""
    return {
        "incident_id": f"raw-{number}", "start_date": "2024-03-14", "country": "PRK", **HOERYONG,
        "action_type": "strike", "sector": "B", "enterprise_type": "state",
        **{name: f"{name} {number}" for name in TEXTS}, "source_name": f"Outlet {number}",
        "workers_text": f"about 100 (Outlet {number})",
        "source_url": f"https://outlet{number}.example/a", "notes": f"notes {number}",
        "tags": f"tags {number}",
    } | cells  # fmt: skip


def raw_csv(*records: dict[str, str]) -> bytes:
    names = list(dict.fromkeys(name for each in records for name in each))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def dataset(*records: dict[str, str]) -> Dataset:
    """A data set of these records alone."""
    loaded = read_bytes(raw_csv(*records), "a-secret-name.csv", today=TODAY)
    frame = resolve_places(loaded.frame, the_places())
    frame = frame.assign(versions=1)
    told = accounts(incident_id=frame["incident_id"].tolist()).assign(derived=False)
    return Dataset(frame, told, responses(incident_id=["raw-1"]), (loaded.report,), frame.iloc[:0])


def released(*records: dict[str, str], policy: Policy | None = None) -> PublicDataset:
    return release(dataset(*records), the_places(), policy or Policy(), SECRET, TODAY)


def one(policy: Policy | None = None, **cells: str) -> pd.Series:
    """What the public is told of one of five incidents that differ in nothing but number."""
    made = released(*(record(number, **cells) for number in range(1, 6)), policy=policy)
    return made.incidents.iloc[0]
