"""What can be shared with a guest: each app says so of its own nouns, and whoever may edit one may share it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from launchhub.accounts.rights import Right
from launchhub.accounts.scoping import EditableModel


@dataclass(frozen=True, slots=True)
class Shareable:
    """What sharing an object of a noun takes and gives.

    `shows` says in a sentence what a guest sees of it then. `within` returns the objects that show it as well when they
    are shared: the products of a launch.
    """

    right: Right
    shows: str
    within: Callable[[Any], Iterable[EditableModel]] = lambda _: ()


_shareable: dict[str, Shareable] = {}


def register_shareable(**nouns: Shareable) -> None:
    """Let objects of these nouns be shared. Apps call it in `ready()`; the `shared_with` of the model honours it."""
    _shareable.update(nouns)


def shareable() -> dict[str, Shareable]:
    """Return all that can be shared, by noun."""
    return _shareable
