"""The date ledger: every change of a date that was ever promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet, orders

if TYPE_CHECKING:
    from launchhub.accounts.models import Member
    from launchhub.accounts.scoping import EditableModel


class MoveReason(models.TextChoices):
    """Why a date moved."""

    SCOPE = "scope", "Scope"
    QUALITY = "quality", "Quality"
    DEPENDENCY = "dependency", "Dependency"
    CAPACITY = "capacity", "Capacity"
    MARKET = "market", "Market"
    EXTERNAL = "external", "External"
    CORRECTION = "correction", "Correction"
    UNSPECIFIED = "unspecified", "Unspecified"


class DateMoveQuerySet(WorkspaceQuerySet):
    """Reads of the ledger."""

    def shared_with(self, member: Member) -> Self:
        """Lines of launches shared with the guest."""
        from roadmap.models.launches import Launch

        return self.filter(launch__in=Launch.objects.visible_to(member).values("pk"))

    def of(self, subject: EditableModel) -> Self:
        """Lines about one launch, feature or milestone, newest first."""
        return self.filter(workspace=subject.workspace_id, subject_id=subject.pk).newest_first()

    def newest_first(self) -> Self:
        """In the order of a ledger read from its end."""
        return self.order_by("-created_at", "-id")


class DateMove(WorkspaceModel):
    """One line in the date ledger of a launch, a feature or a milestone. PostgreSQL refuses to change or delete it.

    A slip is a move to later (`days` > 0), a pull-in one to earlier. `old` is empty when a date was first set.
    """

    noun = "date_move"

    subject_type = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    launch = models.ForeignKey("roadmap.Launch", on_delete=models.DO_NOTHING, null=True, related_name="date_moves")
    old = models.DateField(null=True)
    new = models.DateField(null=True)
    days = models.IntegerField(default=0)
    reason = models.CharField(max_length=20, choices=MoveReason)
    note = models.TextField(blank=True, default="")
    actor = models.ForeignKey("accounts.Member", on_delete=models.DO_NOTHING, null=True, related_name="+")
    caused_by = models.ForeignKey("self", on_delete=models.DO_NOTHING, null=True, related_name="caused")
    blast_radius = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = DateMoveQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "subject_id", "-created_at"], name="roadmap_datemove_subject"),
            models.Index(fields=["workspace", "launch", "-created_at"], name="roadmap_datemove_launch"),
            *orders(made="created_at", by_days="days", of_kind="subject_type"),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"

    @property
    def is_slip(self) -> bool:
        """Whether the date went to later."""
        return self.days > 0
