"""What one may do from the command palette. Apps add to it in their `ready()`, beside the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch

from launchhub.accounts.rights import Right, may
from launchhub.web.links import link
from launchhub.web.navigation import entries_for

MOST = 6
"""Commands that are shown before anything was typed, and at most after that."""


@dataclass(frozen=True)
class Command:
    """Something one may do: `dialog` ones open the form at their address in the dialog."""

    label: str
    icon: str
    url_name: str
    keywords: str = ""
    right: Right | None = None
    dialog: bool = True


@dataclass(frozen=True)
class Offered:
    """A command as one request sees it."""

    label: str
    icon: str
    url: str
    dialog: bool


_commands: dict[str, Command] = {}


def register(*commands: Command) -> None:
    """Add commands; the same URL name registered again replaces the earlier one."""
    _commands.update({command.url_name: command for command in commands})


def commands_for(request: HttpRequest, text: str) -> list[Offered]:
    """Return what the request's member may do or go to, as far as it fits all the words of `text`."""
    typed = text.casefold().split()
    offered = []
    for command in _commands.values():
        if command.right and not may(request.member, command.right):  # type: ignore[attr-defined]
            continue
        if not _fits(typed, f"{command.label} {command.keywords}"):
            continue
        try:
            offered.append(Offered(command.label, command.icon, link(request, command.url_name), command.dialog))
        except NoReverseMatch:
            continue
    places = [entry for entry in entries_for(request) if _fits(typed, f"go to {entry.label}")] if typed else []
    offered += [Offered(f"Go to {entry.label}", entry.icon, entry.url, dialog=False) for entry in places]
    return offered[:MOST]


def _fits(typed: list[str], words: str) -> bool:
    known = words.casefold().split()
    return all(any(word.startswith(each) for word in known) for each in typed)
