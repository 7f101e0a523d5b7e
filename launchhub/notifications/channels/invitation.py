"""Invitations: an e-mail to somebody who is not a member yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from launchhub.accounts.events import INVITED
from launchhub.accounts.models import Invitation
from launchhub.events.models import Event
from launchhub.lib.wall import every_workspace
from launchhub.notifications import letters, models
from launchhub.notifications.channels.base import Claimed, Outcome, Outgoing, Result
from launchhub.notifications.channels.email import Batch, written
from launchhub.notifications.models import Delivery


class Invitations(Outgoing):
    """Brings the link of an invitation to the address that was invited."""

    def spread(self, event: Event) -> None:
        """Line up the e-mail of an invitation that was just made."""
        if event.kind == str(INVITED):
            channel = models.Channel.INVITATION
            row = Delivery(
                workspace_id=event.workspace_id, event=event, channel=channel, target=event.subject_id, lane=channel
            )
            Delivery.objects.bulk_create([row], ignore_conflicts=True)

    def send(self, deliveries: Sequence[Claimed], deadline: float) -> Iterator[list[Outcome]]:
        """Send over one connection; what was withdrawn or used in the meantime is not sent."""
        with every_workspace():
            rows = Invitation.objects.select_related("workspace").filter(pk__in=[each.target for each in deliveries])
            waiting = {row.pk: row for row in rows if row.is_open}
        batch = Batch()
        try:
            for delivery in deliveries:
                yield [_send(batch, delivery, waiting.get(delivery.target), deadline)]
        finally:
            batch.close()


def _send(batch: Batch, delivery: Claimed, invitation: Invitation | None, deadline: float) -> Outcome:
    if invitation is None:
        return Outcome(delivery, Result.CANCELLED)
    ready = written(delivery, invitation.email, partial(letters.invite, delivery.event, invitation))
    return batch.post(delivery, ready, deadline)
