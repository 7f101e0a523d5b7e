"""What came in, from where, and what became of it."""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet


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
