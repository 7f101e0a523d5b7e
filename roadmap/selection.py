"""What somebody looks at on the roadmap: the filters that its views share, as they stand in the address."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict

from launchhub.accounts.models import Member

NOBODY = "none"
"""The value of a filter for features that have no owner, or no launch."""

ME = "me"
LINKS = ("product", "launch", "owner")
NAMES = (*LINKS, "status", "label")


@dataclass(frozen=True, slots=True)
class Selection:
    """Filters on features: within one any value may fit, and every filter has to.

    A value that names nothing fits nothing.
    """

    words: str
    chosen: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, asked: QueryDict) -> Selection:
        """Read the filters from an address: `?q=sync&status=planned&status=building&owner=me`."""
        words = asked.get("q", "").strip().replace("\0", "")
        return cls(words, {name: tuple(dict.fromkeys(asked.getlist(name))) for name in NAMES if name in asked})

    @property
    def is_filtered(self) -> bool:
        """Whether anything is left out."""
        return bool(self.words or self.chosen)

    def of_features(self, features: Any, member: Member) -> Any:
        """Return the features that fit; `features` is a queryset of what the member may see."""
        if self.words:
            features = features.filter(Q(title__icontains=self.words) | Q(description__icontains=self.words))
        for name in LINKS:
            if name in self.chosen:
                features = features.filter(_linked(name, self.chosen[name], member))
        if "status" in self.chosen:
            features = features.filter(status__in=self.chosen["status"])
        if "label" in self.chosen:
            features = features.filter(labels__overlap=list(self.chosen["label"]))
        return features

    def fits(
        self,
        title: str,
        owner_ids: Collection[uuid.UUID],
        launch_id: uuid.UUID | None,
        product_ids: Collection[uuid.UUID],
        member: Member,
    ) -> bool:
        """Whether something fits that is no feature: it has neither the status of one nor labels."""
        if self.chosen.keys() & {"status", "label"} or self.words.lower() not in title.lower():
            return False
        has = {"product": product_ids, "launch": [launch_id] if launch_id else [], "owner": owner_ids}
        return all(self._has(name, values, member) for name, values in has.items() if name in self.chosen)

    def _has(self, name: str, values: Collection[uuid.UUID], member: Member) -> bool:
        wanted = {*self.ids(name)} | ({member.pk} if name == "owner" and ME in self.chosen[name] else set())
        return bool(wanted.intersection(values)) or (NOBODY in self.chosen[name] and not values)

    def ids(self, name: str) -> list[uuid.UUID]:
        """Return the ids that a filter names."""
        return known_ids(self.chosen.get(name, ()))


def _linked(name: str, values: tuple[str, ...], member: Member) -> Q:
    fits = Q(**{f"{name}__in": known_ids(values)})
    if NOBODY in values:
        fits |= Q(**{f"{name}__isnull": True})
    if ME in values and name == "owner":
        fits |= Q(owner=member)
    return fits


def known_ids(values: Iterable[str]) -> list[uuid.UUID]:
    """Return the ids among texts that came with an address."""
    found = []
    for value in values:
        try:
            found.append(uuid.UUID(value))
        except ValueError:
            continue
    return found
