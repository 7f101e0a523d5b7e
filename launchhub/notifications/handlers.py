"""What notifications do about events: they tell people and systems of every one, and watch for who is spoken to."""

from typing import Any

from launchhub.accounts.models import Member, Role
from launchhub.accounts.nouns import model_of
from launchhub.events.bus import ALL, on
from launchhub.events.models import Event
from launchhub.notifications import spread
from launchhub.notifications.actions import watches


@on(ALL)
def fan_out(event: Event) -> None:
    """Fill inboxes and line up e-mails and webhooks."""
    spread.fan_out(event)


@on("comment.added")
def watch_for_the_author(event: Event) -> None:
    """Let whoever has commented on something hear the answers."""
    _watch(event, [event.actor_id], "you commented on")


@on("comment.mentioned")
def watch_for_the_mentioned(event: Event) -> None:
    """Let whoever was mentioned hear how it goes on."""
    _watch(event, event.data["mentioned"], "you were mentioned on")


def _watch(event: Event, ids: list[Any], why: str) -> None:
    """Make members watch what the event is about. Not guests: they are told of nothing but what is shared."""
    rows = Member.objects.in_workspace(event.workspace_id).alive().filter(pk__in=ids).exclude(role=Role.GUEST)
    target = model_of(event.subject_type).objects.filter(pk=event.subject_id).first()
    if target:
        watches.ensure(target, list(rows), because=f"{why} “{target}”")
