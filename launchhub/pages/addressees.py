"""Deliveries with the names of whom they go to."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from launchhub.accounts.models import Invitation, Member
from launchhub.events.kinds import sentence
from launchhub.notifications.models import Channel, Delivery, DeliveryAttempt, Webhook


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """A delivery as a line of the log."""

    delivery: Delivery
    sentence: str
    target: str
    last: DeliveryAttempt | None

    @property
    def answer(self) -> str:
        """What was heard last: the receiver's code, or why there is none."""
        if self.delivery.error:
            return self.delivery.error
        return f"Status {self.last.status}" if self.last and self.last.status else ""


def shown_deliveries(deliveries: Sequence[Delivery]) -> list[ShownDelivery]:
    """Return deliveries that were read `with_attempts`, with a query for each channel among them."""
    names = _names(deliveries)
    return [
        ShownDelivery(
            each,
            sentence(each.event, str(each.event.actor) if each.event.actor else ""),
            names.get(each.target, "Somebody who has left"),
            each.attempt_list[-1] if each.attempt_list else None,  # type: ignore[attr-defined]
        )
        for each in deliveries
    ]


def _names(deliveries: Sequence[Delivery]) -> dict[uuid.UUID, str]:
    targets: dict[str, set[uuid.UUID]] = defaultdict(set)
    for each in deliveries:
        targets[each.channel].add(each.target)
    people = Member.objects.filter(pk__in=targets[Channel.EMAIL])
    found = dict(people.values_list("pk", "user__email")) if targets[Channel.EMAIL] else {}
    if wanted := targets[Channel.INVITATION]:
        found |= {row.pk: row.email for row in Invitation.objects.filter(pk__in=wanted)}
    if wanted := targets[Channel.WEBHOOK]:
        found |= {row.pk: row.host for row in Webhook.objects.filter(pk__in=wanted)}
    return found
