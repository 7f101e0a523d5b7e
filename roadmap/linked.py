"""How a feature hangs together with other features, and a launch with other launches."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, NamedTuple

from django.db.models import Q

from launchhub.accounts.models import Member
from roadmap.graph import Edge, violations
from roadmap.models import Dependency, DependencyKind, Feature, Launch

WAYS = {
    "needs": ("Waits for", DependencyKind.BLOCKS, False),
    "needed_by": ("Comes before", DependencyKind.BLOCKS, True),
    "relates": ("Related to", DependencyKind.RELATES, True),
    "replaces": ("Replaces", DependencyKind.REPLACES, True),
    "replaced_by": ("Replaced by", DependencyKind.REPLACES, False),
}
"""How one hangs together with another one → the words for it, the kind, and whether it is the source."""


class Link(NamedTuple):
    """What something hangs together with, in words, and by how many days the dates do not keep it (0: they do)."""

    words: str
    other: Feature | Launch
    dependency: Dependency
    days_short: int


def named(rows: Any, words: str) -> Any:
    """Return those features, launches or goals whose title or name holds these words, as somebody types them."""
    name = "name" if rows.model is Launch else "title"
    words = words.strip().replace("\0", "")
    return rows.filter(**{f"{name}__icontains": words}) if words else rows


def links_of(one: Feature | Launch, member: Member) -> list[Link]:
    """Return what a feature or a launch hangs together with, as far as the member sees it, in the order of `WAYS`."""
    source, target = f"from_{one.noun}", f"to_{one.noun}"
    rows = Dependency.objects.visible_to(member).with_both_ends().filter(Q(**{source: one}) | Q(**{target: one}))
    found = []
    for row in rows.select_related(source, target).order_by("pk"):
        is_source = getattr(row, f"{source}_id") == one.pk
        same = (words for words, kind, first in WAYS.values() if kind == row.kind and first == is_source)
        found.append(Link(next(same, "Related to"), row.target if is_source else row.source, row, _days_short(row)))
    order = [words for words, _, _ in WAYS.values()]
    return sorted(found, key=lambda each: order.index(each.words))


def ever_linked(feature: Feature, member: Member) -> list[uuid.UUID]:
    """Return the ids of all dependencies that a feature has or had: what happened to them is part of its history.

    None for a guest, who may not have been shown the other end.
    """
    if member.is_guest:
        return []
    of_it = Q(from_feature=feature) | Q(to_feature=feature)
    return list(Dependency.objects.filter(of_it, workspace=feature.workspace_id).values_list("pk", flat=True))


def _days_short(row: Dependency) -> int:
    """Return 0 as well where there is no order, and where one end is no longer to come."""
    earlier, later = row.source, row.target
    if row.kind != DependencyKind.BLOCKS or not (_is_ahead(earlier) and _is_ahead(later)):
        return 0
    days = {"earlier": _day_of(earlier), "later": _day_of(later)}
    known = {end: day for end, day in days.items() if day}
    return sum(violation.days_short for violation in violations([Edge("earlier", "later", row.lag_days)], known))


def _is_ahead(end: Feature | Launch) -> bool:
    return not end.is_over if isinstance(end, Launch) else end.is_open


def _day_of(end: Feature | Launch) -> dt.date | None:
    return end.date if isinstance(end, Launch) else end.target
