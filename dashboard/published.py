"""The files a browser may fetch, each under an address that names its content.

They are boundaries and Plotly's script.

An address carries the start of the file's SHA-256 (`?v=`), so it may be kept for a year: a
changed file has another address.
"""

import gzip
import hashlib
import importlib.util
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GEO = Path(__file__).parent.parent / "geo"
PREFIX = "/geo/"
PLOTLY_PATH = "/plotly.min.js"


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """One file as it goes to the browser. `body` and `gzipped` hold the same bytes."""

    body: bytes
    gzipped: bytes
    etag: str


def is_published(name: str) -> bool:
    """Whether `name`, relative to `geo/`, is a boundary file that exists inside `geo/`."""
    path = (GEO / name).resolve()
    inside = path.is_relative_to(GEO) and path.relative_to(GEO).as_posix() == name
    return inside and path.suffix == ".geojson" and path.is_file()


def publish(body: bytes) -> PublishedFile:
    """`body` with its compressed form and its SHA-256 as the tag."""
    return PublishedFile(
        body, gzip.compress(body, compresslevel=6, mtime=0), hashlib.sha256(body).hexdigest()
    )


@cache
def _read(name: str) -> PublishedFile:
    return publish((GEO / name).read_bytes())


def read_published(name: str) -> PublishedFile:
    """The file `name`, relative to `geo/`.

    Raises FileNotFoundError for anything that is not a boundary file inside `geo/`.
    """
    if not is_published(name):
        raise FileNotFoundError(name)
    return _read(name)


@cache
def address(name: str) -> str:
    """The address of `name` on our own host, such as `/geo/units/PRK.geojson?v=0a1b2c3d4e5f`."""
    return f"{PREFIX}{name}?v={read_published(name).etag[:12]}"


@cache
def plotly_script() -> PublishedFile:
    """Plotly's script, as the installed package ships it."""
    spec = importlib.util.find_spec("plotly")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package plotly is not installed: run `make run`")
    return publish((Path(spec.origin).parent / "package_data" / "plotly.min.js").read_bytes())


@cache
def plotly_address() -> str:
    """The address of Plotly's script on our own host."""
    return f"{PLOTLY_PATH}?v={plotly_script().etag[:12]}"
