"""An nginx for the tests: one that is there, or the system's package.

Run as a script it tries to have one. Without one the tests of it are skipped, with the reason.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

UNPACKED = Path(__file__).parents[2] / ".venv" / "nginx"
MISSING = "no nginx was found, and the system's package could not be had: name one in UNREST_NGINX"


def find_nginx() -> str | None:
    """The path of an nginx that starts: `UNREST_NGINX`, the system's, or the unpacked one."""
    if named := os.environ.get("UNREST_NGINX"):
        return named
    places = (shutil.which("nginx"), "/usr/sbin/nginx", UNPACKED / "usr" / "sbin" / "nginx")
    return next((str(path) for path in places if path and _starts(Path(path))), None)


def _starts(path: Path) -> bool:
    if not path.exists():
        return False
    return subprocess.run([path, "-v"], capture_output=True, check=False).returncode == 0


def get_nginx() -> None:
    """Unpack Debian's package without installing it, which would start a server on port 80; where
    that fails, install the package of the system."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    may_install = not root or shutil.which("sudo")
    if shutil.which("apt-get") and shutil.which("dpkg"):
        _unpack()
        if not find_nginx() and may_install:
            subprocess.run([*root, "apt-get", "update", "-qq"], check=False)
            _unpack()
    for tool, step in (
        ("apt-get", ["install", "-y", "-qq", "nginx"]),
        ("dnf", ["install", "-y", "-q", "nginx"]),
        ("pacman", ["-Sy", "--noconfirm", "nginx"]),
        ("apk", ["add", "--quiet", "nginx"]),
    ):
        if not find_nginx() and shutil.which(tool) and may_install:
            subprocess.run([*root, tool, *step], check=False)


def _unpack() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["apt-get", "-o", "APT::Sandbox::User=root", "download", "-qq", "nginx"],
            cwd=folder,
            check=False,
        )
        for package in Path(folder).glob("*.deb"):
            subprocess.run(["dpkg", "-x", package, UNPACKED], check=False)


if __name__ == "__main__":
    if not find_nginx():
        get_nginx()
    print(f"tests of several processes use {find_nginx()}" if find_nginx() else MISSING)
