"""Screens whose address carries how one looks at them. Apps name theirs in `ready()`."""

from __future__ import annotations

from typing import NamedTuple


class Screen(NamedTuple):
    """A screen: its heading and its URL name."""

    label: str
    url_name: str


SCREENS: dict[str, Screen] = {}


def register_screens(**screens: Screen) -> None:
    """Let views of these screens be saved: the word for a screen → what it is."""
    SCREENS.update(screens)
