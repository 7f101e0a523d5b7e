"""Systems that are told: an address, what it wants to hear, and the secret that signs what is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property

from launchhub.accounts.scoping import EditableModel, WorkspaceQuerySet
from launchhub.events.kinds import KINDS
from launchhub.lib.addresses import UnsafeAddress
from launchhub.lib.safe_http import check_url
from launchhub.notifications.secrets import disclose, new_concealed

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


def check_kinds(kinds: list[str]) -> None:
    """Raise `ValidationError` naming the kinds that nobody speaks."""
    if unknown := sorted(set(kinds) - KINDS.keys()):
        raise ValidationError(f"There is no event kind {', '.join(unknown)}; leave the list empty for all kinds.")


def check_address(url: str) -> None:
    """Raise `ValidationError` for an address that LaunchHub refuses to send to."""
    try:
        check_url(url, ",".join(settings.OUTBOUND_ALLOW))
    except UnsafeAddress as error:
        raise ValidationError(str(error)) from error


class WebhookQuerySet(WorkspaceQuerySet):
    """Reads of webhooks."""

    def visible_to(self, member: Member) -> WebhookQuerySet:
        """All of the workspace for an admin, none for the others: a webhook carries everything away."""
        rows = self.in_workspace(member.workspace_id).alive()
        return rows if member.is_admin else rows.none()

    def deleted_for(self, member: Member) -> WebhookQuerySet:
        """The bin, for admins."""
        rows = super().deleted_for(member)
        return rows if member.is_admin else rows.none()

    def hearing(self, kind: str) -> WebhookQuerySet:
        """Webhooks in use whose filter lets this kind through."""
        wanted = models.Q(kinds=[]) | models.Q(kinds__contains=[kind])
        return self.alive().filter(wanted, disabled_at=None)


class Webhook(EditableModel):
    """An address that gets events as signed requests (Standard Webhooks)."""

    noun = "webhook"

    url = models.CharField(max_length=2048, validators=[check_address])
    kinds = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        validators=[check_kinds],
        help_text="Event kinds to send; empty for all.",
    )
    secret = models.TextField(default=new_concealed, editable=False)
    previous_secret = models.TextField(blank=True, default="", editable=False)
    rotated_at = models.DateTimeField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    held_until = models.DateTimeField(null=True, editable=False)
    disabled_at = models.DateTimeField(null=True, editable=False)
    disabled_because = models.TextField(blank=True, default="", editable=False)

    objects: ClassVar[Any] = WebhookQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        db_table = "webhooks"

    def __str__(self) -> str:
        return self.host

    @property
    def host(self) -> str:
        """Where it goes, without the path, which may hold a key."""
        return urlsplit(self.url).netloc

    @cached_property
    def secrets(self) -> list[str]:
        """The secrets that sign now, newest first: two while one is being replaced."""
        return [disclose(sealed) for sealed in (self.secret, self.previous_secret) if sealed]
