"""Deliveries with the names of whom they go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from launchhub.events.kinds import sentence
from launchhub.notifications.addressees import names_of
from launchhub.notifications.models import Delivery, DeliveryAttempt


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
    names = names_of((each.channel, each.target) for each in deliveries)
    return [
        ShownDelivery(
            each,
            sentence(each.event, str(each.event.actor) if each.event.actor else ""),
            names.get(each.target, "Somebody who has left"),
            each.attempt_list[-1] if each.attempt_list else None,  # type: ignore[attr-defined]
        )
        for each in deliveries
    ]
