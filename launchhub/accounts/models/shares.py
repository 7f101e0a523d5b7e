"""What was shared with a guest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet, orders

if TYPE_CHECKING:
    from launchhub.accounts.models.members import Member


class ShareQuerySet(WorkspaceQuerySet):
    """Reads of shares."""

    def shared_with(self, member: Member) -> Self:
        """What is shared with the guest: not who else sees it."""
        return self.filter(member=member)

    def of_guests(self) -> Self:
        """Shares that count: a guest who left, or has become a member, keeps theirs for the day they are one again."""
        return self.filter(member__role="guest", member__deleted_at=None)


class Share(WorkspaceModel):
    """One object that a guest may see, with what belongs to it (the queryset of each model says what that is).

    Not a wish of the guest's, as a watch is: members give it and take it back. `author` is empty when nobody knows.
    """

    noun = "share"

    target_noun = models.CharField(max_length=40)
    target_id = models.UUIDField()
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="shares")
    author = models.ForeignKey("accounts.Member", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = ShareQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        db_table = "shares"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "target_id", "member"], name="shares_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "target_noun", "id"], name="accounts_share_noun"),
            *orders(made="created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.target_noun} {self.target_id}"
