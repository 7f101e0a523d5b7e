"""Sending once more: one delivery of any channel, with the id that it had before."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from launchhub.accounts.models import Invitation, Member
from launchhub.accounts.rights import Right, require
from launchhub.events.kinds import EventKind
from launchhub.events.record import record
from launchhub.notifications.actions.webhooks import require_enabled
from launchhub.notifications.events import EMAIL_REPLAYED, WEBHOOK_REPLAYED
from launchhub.notifications.models import Channel, Delivery, Status, Webhook

OVER = (Status.SENT, Status.DEAD, Status.CANCELLED)


def create(delivery: Delivery, *, by: Member) -> Delivery:
    """Send a delivery that is over, such as one that was given up, once more, with as many tries as a new one.

    Raises `ValidationError` while it is still on its way, or when nobody is there to get it any more.
    """
    require(by, Right.ADMINISTER)
    kind, receiver = _receiver(delivery, by)
    with transaction.atomic():
        row: Delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.status not in OVER:
            raise ValidationError({"delivery": "It is still on its way."})
        row.status, row.attempts, row.next_attempt_at, row.finished_at = Status.PENDING, 0, timezone.now(), None
        row.save(update_fields=["status", "attempts", "next_attempt_at", "finished_at"])
        record(kind, receiver, by=by, delivery=row.pk, count=1)
    return row


def _receiver(delivery: Delivery, by: Member) -> tuple[EventKind, Webhook | Member | Invitation]:
    """Return whom it goes to, and what to record about them."""
    if delivery.channel == Channel.WEBHOOK:
        webhook = Webhook.objects.visible_to(by).filter(pk=delivery.target).first()
        if webhook is None:
            raise ValidationError("This webhook has been removed.")
        require_enabled(webhook)
        return WEBHOOK_REPLAYED, webhook
    if delivery.channel == Channel.INVITATION:
        invitation = Invitation.objects.in_workspace(by.workspace_id).filter(pk=delivery.target).first()
        if invitation is None or not invitation.is_open:
            raise ValidationError("This invitation has been used or withdrawn.")
        return EMAIL_REPLAYED, invitation
    member = Member.objects.in_workspace(by.workspace_id).alive().filter(pk=delivery.target).first()
    if member is None:
        raise ValidationError("This member has left.")
    return EMAIL_REPLAYED, member
