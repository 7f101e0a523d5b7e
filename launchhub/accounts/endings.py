"""Saying at once that a way in may have ended: a session is deleted, a password is another, a user is no longer active.

For what asks for credentials once and then stays open. What ends inside a workspace, such as a membership or a token,
is an event there and needs none of this.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from launchhub.accounts.models import User

ENDED = "launchhub_ended"
"""The channel of PostgreSQL on which it is said; the payload is the id of the user."""


@receiver(post_delete, sender=Session)
def session_ended(instance: Session, **rest: Any) -> None:
    """Signed out, here or from another browser, or begun anew under another key."""
    if user_id := instance.get_decoded().get(SESSION_KEY):
        _say(user_id)


@receiver(post_save, sender=User)
def user_changed(instance: User, created: bool, update_fields: frozenset[str] | None, **rest: Any) -> None:
    """Another password ends all sessions, and nobody who is not active has a way in; signing in ends nothing."""
    if not created and update_fields != frozenset({"last_login"}):
        _say(instance.pk)


def _say(user_id: Any) -> None:
    """Announce it when the present transaction commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [ENDED, str(user_id)])
