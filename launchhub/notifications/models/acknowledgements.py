"""Who has seen that something moved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel


class Acknowledgement(WorkspaceModel):
    """ "I have seen it": a member's word about an event that asked for it. A ledger."""

    noun = "acknowledgement"

    event = models.ForeignKey(
        "events.Event", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False, editable=False
    )
    member = models.ForeignKey("accounts.Member", on_delete=models.PROTECT, related_name="+", editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta(WorkspaceModel.Meta):
        db_table = "acknowledgements"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(fields=["workspace", "event", "member"], name="acknowledgements_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.at.isoformat()}"
