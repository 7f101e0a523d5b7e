"""Deliveries with the names of whom they go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from launchhub.events.kinds import sentence
from launchhub.notifications.addressees import names_of
from launchhub.notifications.models import Delivery, DeliveryAttempt


@dataclass(frozen=True, slots=True)
class ShownDelivery:
    """A delivery as a line of the log."""

    delivery: Delivery
    sentence: str
    target: str
    attempts: Sequence[DeliveryAttempt]

    @property
    def last(self) -> DeliveryAttempt | None:
        """The latest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def answer(self) -> str:
        """What was heard last: the receiver's code, or why there is none."""
        if self.delivery.error:
            return self.delivery.error
        return f"Status {self.last.status}" if self.last and self.last.status else ""


def shown_deliveries(deliveries: Sequence[Delivery]) -> list[ShownDelivery]:
    """Return deliveries that were read `with_events`, with their attempts: a query for them and for each channel."""
    names = names_of((each.channel, each.target) for each in deliveries)
    attempts: dict[UUID, list[DeliveryAttempt]] = {each.pk: [] for each in deliveries}
    for attempt in DeliveryAttempt.objects.of(attempts):
        attempts[attempt.delivery_id].append(attempt)
    return [
        ShownDelivery(
            each,
            sentence(each.event, str(each.event.actor) if each.event.actor else ""),
            names.get(each.target, "Somebody who has left"),
            attempts[each.pk],
        )
        for each in deliveries
    ]
