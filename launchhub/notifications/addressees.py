"""Whom deliveries go to, by name."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable

from launchhub.accounts.models import Invitation, Member
from launchhub.notifications.models import Channel, Webhook


def names_of(targets: Iterable[tuple[str, uuid.UUID]]) -> dict[uuid.UUID, str]:
    """Return the names of targets, given by channel and id, with a query for each channel among them.

    A mailbox is known by its address, a webhook by its host; what is gone for good has no name.
    """
    wanted: dict[str, set[uuid.UUID]] = defaultdict(set)
    for channel, target in targets:
        wanted[channel].add(target)
    people = Member.objects.filter(pk__in=wanted[Channel.EMAIL])
    found = dict(people.values_list("pk", "user__email")) if wanted[Channel.EMAIL] else {}
    if ids := wanted[Channel.INVITATION]:
        found |= {row.pk: row.email for row in Invitation.objects.filter(pk__in=ids)}
    if ids := wanted[Channel.WEBHOOK]:
        found |= {row.pk: row.host for row in Webhook.objects.filter(pk__in=ids)}
    return found
