"""What the signed link in an e-mail leads to: a question to one member, for as long as it may be answered by link."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.accounts.nouns import find_visible
from launchhub.events.models import Event
from launchhub.lib.wall import workspace_context
from launchhub.notifications.models import Notification
from launchhub.notifications.questions import OPEN, QUESTIONS, Question, Standing
from launchhub.notifications.signed_links import ANSWER, member_with

LASTS = dt.timedelta(days=30)
"""How long after the event a link answers; in the inbox one may answer later."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A question to one member."""

    event: Event
    member: Member
    question: Question

    @property
    def standing(self) -> Standing:
        """What has become of it by now."""
        return self.question.standing(self.member, [self.event]).get(self.event.pk, OPEN)


def addressed(token: str) -> Addressed | None:
    """Return what a link asks and whom, or None: not one of ours, too old, or not for them any more.

    Whoever has left, or sees no more what it is about, is asked nothing; which of these it is, nobody learns.
    """
    ids = ANSWER.ids_in(token)
    member = member_with(ids[1]) if ids else None
    if ids is None or member is None or member.is_guest:
        return None
    with workspace_context(member.workspace_id):
        rows = Notification.objects.visible_to(member).asking().filter(event=ids[0]).with_events()
        event = next((row.event for row in rows), None)
        if event is None or event.kind not in QUESTIONS or event.happened_at < timezone.now() - LASTS:
            return None
        try:
            find_visible(event.subject_type, event.subject_id, member)
        except ValidationError:
            return None
    return Addressed(event, member, QUESTIONS[event.kind])
