"""A Chromium for the browser tests: one that is there, the system's package, or Playwright's.

Run as a script it makes sure that there is one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autofill-server-url=http://127.0.0.1:9/",  # it would ask its maker what the fields are
    "--enable-unsafe-swiftshader",
    "--use-gl=angle",
    "--use-angle=swiftshader",
)


def find_chromium() -> str | None:
    """The path of a Chromium: `UNREST_CHROMIUM`, one on the PATH, or Playwright's own."""
    if named := os.environ.get("UNREST_CHROMIUM"):
        return named
    for name in NAMES:
        if found := shutil.which(name):
            return found
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return next((path for path in (*MAC, own) if Path(path).exists()), None)


def install_chromium() -> None:
    """Try the system's package manager, then Playwright's download; the first that works."""
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for tool, steps in (
        ("apt-get", (["update", "-qq"], ["install", "-y", "-qq", "chromium"])),
        ("dnf", (["install", "-y", "-q", "chromium"],)),
        ("pacman", (["-Sy", "--noconfirm", "chromium"],)),
        ("apk", (["add", "--quiet", "chromium"],)),
    ):
        if shutil.which(tool) and (not root or shutil.which("sudo")):
            done = [subprocess.run([*root, tool, *step], check=False).returncode for step in steps]
            if not any(done) and find_chromium():
                return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    if not find_chromium():
        install_chromium()
    if not (path := find_chromium()):
        sys.exit(
            "No Chromium for the browser tests was found, and none could be installed. "
            "Install one, or name it in UNREST_CHROMIUM."
        )
    print(f"browser tests use {path}")
