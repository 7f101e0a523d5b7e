"""The first answers to requests that carried an Idempotency-Key."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel


class FirstAnswer(WorkspaceModel):
    """What a POST with an Idempotency-Key was answered, kept for a day for its repeats."""

    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(WorkspaceModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "member", "key"], name="api_firstanswer_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["created_at"], name="api_firstanswer_age")]

    def __str__(self) -> str:
        return self.key
