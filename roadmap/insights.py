"""What is read of insights: the inbox, and how much a feature is asked for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, Sum

from launchhub.accounts.models import Member
from roadmap.models import Customer, Feature, Insight, InsightStatus
from roadmap.models.insights import ANSWER_WITHIN_DAYS

SHOWS = {
    "": "To answer",
    "new": "New",
    "linked": "Linked",
    "planned": "Planned",
    "declined": "Declined",
    "late": f"Over {ANSWER_WITHIN_DAYS} days",
    "mine": "Shared by me",
    "all": "All",
}
"""What the inbox shows → its word; what waits for an answer when nothing is said."""


OFFERED = 12
"""How many features are offered to be linked, for what was typed so far."""


MOST_COUNTED = 1000


class Weight(NamedTuple):
    """How much a feature is asked for."""

    insights: int
    customers: int
    value: int
    """What these customers pay together in a year, as far as that is known; each counts once."""


def weight_of(feature: Feature, member: Member) -> Weight:
    """Return how many insights ask for a feature, and of whom. What was declined does not count. Two queries."""
    rows = Insight.objects.visible_to(member).filter(features=feature).exclude(status=InsightStatus.DECLINED)
    who = Customer.objects.visible_to(member).filter(pk__in=rows.values("customer"))
    found = who.aggregate(count=Count("pk"), value=Sum("value"))
    return Weight(rows.count(), found["count"], found["value"] or 0)


def with_all(rows: Any) -> Any:
    """Return insights with what a card shows of them: customer, author and the features that are there."""
    features = Prefetch("features", Feature.objects.alive().order_by("title", "pk"), "linked")
    return rows.select_related("customer", "author__user").prefetch_related(features)


def offered(insight: Insight, words: str, member: Member) -> list[Feature]:
    """Return features that an insight may be linked to: those whose titles hold the words, else those changed last."""
    rows = Feature.objects.visible_to(member).exclude(insights=insight).select_related("product")
    found = (
        rows.filter(title__icontains=words).order_by("title", "pk") if words else rows.order_by("-updated_at", "-pk")
    )
    return list(found[:OFFERED])


@dataclass(frozen=True)
class Selection:
    """Which insights the inbox shows."""

    show: str
    customer: uuid.UUID | None

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Selection:
        """Return what the parameters of an address say; what they say wrongly is left out."""
        show = asked.get("show", "")
        return cls(show if show in SHOWS else "", _as_id(asked.get("customer", "")))

    def found(self, member: Member) -> Any:
        """Return the insights, the latest first."""
        rows = Insight.objects.visible_to(member)
        match self.show:
            case "":
                rows = rows.unanswered()
            case "late":
                rows = rows.late()
            case "mine":
                rows = rows.filter(author=member)
            case "new" | "linked" | "planned" | "declined":
                rows = rows.filter(status=self.show)
        if self.customer:
            rows = rows.filter(customer=self.customer)
        return rows.order_by("-created_at", "-id")


def waiting(member: Member) -> dict[str, str]:
    """Return how many insights wait for an answer, and how many longer than they should: "17" or "1,000+".

    Two queries, which count no further than that, so that a long neglected inbox opens as quickly as a tidy one.
    """
    rows = Insight.objects.visible_to(member)
    found = {"": rows.unanswered(), "late": rows.late()}
    counts = {show: each.values("pk")[: MOST_COUNTED + 1].count() for show, each in found.items()}
    return {
        show: str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED:,}+" for show, count in counts.items() if count
    }


def _as_id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
