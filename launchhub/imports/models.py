"""What came in, from where, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models import Member


class UploadQuerySet(WorkspaceQuerySet):
    """Reads of uploads."""

    def visible_to(self, member: Member) -> UploadQuerySet:
        """A member's own."""
        return self.in_workspace(member.workspace_id).filter(member=member)


class Import(WorkspaceModel):
    """One file that was tried or taken in. All or nothing: with errors, nothing was written but this report."""

    noun: ClassVar[str] = "import"

    kind = models.CharField(max_length=40)
    filename = models.CharField(max_length=255)
    mapping = models.JSONField(default=dict)
    defaults = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    dry_run = models.BooleanField(default=False)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = WorkspaceQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["workspace", "-id"], name="imports_latest")]

    def __str__(self) -> str:
        return f"{self.filename} ({self.kind})"

    @property
    def event_launch_id(self) -> None:
        """An import concerns no single launch."""

    @property
    def is_clean(self) -> bool:
        """Whether every row could be taken in."""
        return not self.errors


class Upload(WorkspaceModel):
    """A file that a member is about to import, kept between choosing it and taking it in: one for each member."""

    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    filename = models.CharField(max_length=255)
    content = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = UploadQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "member"], name="imports_upload_member"),
        ]

    def __str__(self) -> str:
        return self.filename
