"""The data in use, and the folder that keeps what people add to it.

`Store(folder)` keeps uploads and decisions (data/README.md shows the files); `Store.read(places)`
makes the `Dataset` of bundled files and uploads in force; `combine` adds a session's own files.
"""

from dashboard.store.audit import Audit
from dashboard.store.datasets import (
    BUNDLED_INCIDENTS,
    Dataset,
    combine,
    placed_anew,
    read_bundled,
    with_places,
)
from dashboard.store.errors import StoreError, WrongEntryError
from dashboard.store.journal import Fault
from dashboard.store.receipts import Decision, Entry, Fact
from dashboard.store.stores import Accepted, Store
from dashboard.store.uploads import Upload

__all__ = [
    "BUNDLED_INCIDENTS",
    "Accepted",
    "Audit",
    "Dataset",
    "Decision",
    "Entry",
    "Fact",
    "Fault",
    "Store",
    "StoreError",
    "Upload",
    "WrongEntryError",
    "combine",
    "placed_anew",
    "read_bundled",
    "with_places",
]
