"""A way into a workspace for somebody who is not a member yet."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.db import models
from django.utils import timezone

from launchhub.accounts.models.members import Hat, Role
from launchhub.accounts.scoping import EditableModel

VALID_FOR = dt.timedelta(days=14)
SIGNER = signing.Signer(salt="launchhub.accounts.invitation")


def expiry() -> dt.datetime:
    """Return the instant at which an invitation made now ends (14 days)."""
    return timezone.now() + VALID_FOR


class Invitation(EditableModel):
    """An offer of membership to an e-mail address, by a link that is sent to it.

    One to a guest may name an object, by noun and id, that is shared with them as soon as they come.
    """

    noun = "invitation"

    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    hats = ArrayField(models.CharField(max_length=20, choices=Hat), default=list, blank=True)
    invited_by = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+", editable=False)
    expires_at = models.DateTimeField(default=expiry)
    accepted_at = models.DateTimeField(null=True, editable=False)
    shared_noun = models.CharField(max_length=40, blank=True, default="", db_default="")
    shared_id = models.UUIDField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email

    @property
    def is_open(self) -> bool:
        """Whether the link still leads in."""
        return self.accepted_at is None and self.deleted_at is None and self.expires_at > timezone.now()

    @property
    def secret(self) -> str:
        """What the link holds. It is signed, not stored, and no longer good once the invitation has changed."""
        return SIGNER.sign_object([str(self.pk), self.version])
