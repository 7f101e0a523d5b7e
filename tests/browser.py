"""Chromium for the tests: find it, and get it where that can be done without asking."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

SHELL = "chromium-headless-shell"
"""Chromium without what draws windows, as Debian has it: it shows the same pages for half the processor's time."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
ADVICE = """\
The tests need Chromium, and none was found. Get it with one of
  apt-get install chromium              (Debian, Ubuntu; as root this happens by itself)
  dnf install chromium                  (Fedora)
  brew install --cask google-chrome     (macOS)
or name one: CHROMIUM=/path/to/chromium make test"""


def find_browser(*, draws_windows: bool = False) -> str | None:
    """Return the path of a Chromium or Chrome, or None; `draws_windows` prefers one that people have on their desks."""
    names = (*NAMES, SHELL) if draws_windows else (SHELL, *NAMES)
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, names), str(MACOS) if MACOS.exists() else None]
    return next(filter(None, candidates), None)


def apt_get(*words: str) -> bool:
    """Run Debian's installer without questions, and say whether it went well."""
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", *words, "--yes", "--quiet=2"], env=quietly).returncode == 0


def install_browser() -> None:
    """Install Debian's Chromium; where another is there, only what can be had without looking for news."""
    print("Installing Chromium for the tests …", flush=True)  # noqa: T201
    is_found = bool(find_browser())
    if not is_found:
        apt_get("update")
    for package in (SHELL,) if is_found else (SHELL, "chromium"):
        if apt_get("install", "--no-install-recommends", package):
            break


if __name__ == "__main__":
    is_chosen = os.environ.get("CHROMIUM") or shutil.which(SHELL)
    if not is_chosen and os.geteuid() == 0 and shutil.which("apt-get"):
        install_browser()
    if not find_browser():
        sys.exit(ADVICE)
