"""Three-way merge, value by value: what was opened, what one made of it, and what somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Same = Callable[[str, Any, Any], bool]
"""Says whether two values of the one with this name are the same."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge: every name is in one of the two, or stays as one typed it."""

    taken: frozenset[str]
    """Names whose value is the other's: only the other changed them."""
    clashes: frozenset[str]
    """Names that both changed, each to something else: a person has to choose."""


def _equal(name: str, one: Any, other: Any) -> bool:
    return bool(one == other)


def merge(
    base: Mapping[str, Any] | None,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    *,
    together: Iterable[Iterable[str]] = (),
    same: Same = _equal,
) -> Merged:
    """Return which values of `theirs` go into `mine`, and which clash.

    All have the same names; without a `base` whatever differs clashes. Names that make sense only `together`, such as
    a start and an end, are merged as one.
    """
    groups = [frozenset(group) & mine.keys() for group in together]
    groups += [frozenset([name]) for name in mine.keys() - frozenset().union(*groups)]
    taken: set[str] = set()
    clashes: set[str] = set()
    for group in groups:
        differing = {name for name in group if not same(name, mine[name], theirs[name])}
        if base is None:
            clashes |= differing
        elif not any(not same(name, base[name], mine[name]) for name in group):
            taken |= differing
        elif any(not same(name, base[name], theirs[name]) for name in group):
            clashes |= differing
    return Merged(frozenset(taken), frozenset(clashes))
