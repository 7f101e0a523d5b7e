"""Chromium for the tests: find it, and get it where that can be done without asking."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ADVICE = """\
The tests need Chromium, and none was found. Get it with one of
  apt-get install chromium              (Debian, Ubuntu; as root this happens by itself)
  dnf install chromium                  (Fedora)
  brew install --cask google-chrome     (macOS)
or name one: CHROMIUM=/path/to/chromium make test"""


def find_browser() -> str | None:
    """Return the path of a Chromium or Chrome, or None."""
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), str(MACOS) if MACOS.exists() else None]
    return next(filter(None, candidates), None)


def install_browser() -> None:
    """Install Debian's Chromium."""
    print("Installing Chromium for the tests …", flush=True)  # noqa: T201
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]):
        subprocess.run([*command, "--quiet=2"], check=True, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})


if __name__ == "__main__":
    if not find_browser() and os.geteuid() == 0 and shutil.which("apt-get"):
        install_browser()
    if not find_browser():
        sys.exit(ADVICE)
