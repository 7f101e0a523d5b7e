"""What a member wants to get by e-mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class Email(models.TextChoices):
    """Which notifications also go out by e-mail. The inbox gets them all."""

    URGENT = "urgent", "Only what is urgent"
    ALL = "all", "Everything"
    NONE = "none", "Nothing"


class PreferenceQuerySet(WorkspaceQuerySet):
    """Reads of preferences."""

    def visible_to(self, member: Member) -> PreferenceQuerySet:
        """A member's own."""
        return self.in_workspace(member.workspace_id).filter(member=member)


class Preference(WorkspaceModel):
    """A member's choice; without a row the defaults hold."""

    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+", editable=False)
    email = models.CharField(max_length=10, choices=Email, default=Email.URGENT)

    objects: ClassVar[Any] = PreferenceQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        db_table = "preferences"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "member"], name="preferences_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_email_display()}"
