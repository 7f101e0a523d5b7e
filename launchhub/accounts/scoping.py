"""Tenancy: which rows are whose.

Two walls stand behind each other. The first is here, the queryset: views reach rows only through
`visible_to(member)`. The second is PostgreSQL's row-level security (`launchhub.lib.wall`).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from launchhub.lib.ids import new_id

if TYPE_CHECKING:
    from launchhub.accounts.models import Member, Workspace


class WorkspaceQuerySet(models.QuerySet[Any]):
    """Reads of tenant rows."""

    def visible_to(self, member: Member) -> Self:
        """Rows that the member may read: all of the workspace; for a guest only what is shared with them."""
        rows = self.in_workspace(member.workspace_id).alive()
        return rows.shared_with(member) if member.is_guest else rows

    def deleted_for(self, member: Member) -> Self:
        """Rows in the workspace's bin that the member may restore (guests: none)."""
        rows = self.in_workspace(member.workspace_id)
        if member.is_guest or not issubclass(self.model, EditableModel):
            return rows.none()
        return rows.filter(deleted_at__isnull=False)

    def shared_with(self, member: Member) -> Self:
        """Rows shared with a guest. Nothing unless the model's own queryset says otherwise."""
        return self.none()

    def in_workspace(self, workspace: Workspace | uuid.UUID) -> Self:
        """Rows of one workspace."""
        return self.filter(workspace=workspace)

    def alive(self) -> Self:
        """Rows that are not in the bin."""
        return self.filter(deleted_at__isnull=True) if issubclass(self.model, EditableModel) else self


class WorkspaceModel(models.Model):
    """Base of every tenant row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey("accounts.Workspace", on_delete=models.CASCADE, related_name="+", editable=False)

    objects: ClassVar[Any] = WorkspaceQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "id"], name="%(app_label)s_%(class)s_workspace_id"),
        ]


def orders(**columns: str) -> list[models.Index]:
    """Return an index for each way in which a long list is put in order: name of the index → the column.

    "-" stands for the descending order of a column that may be empty: rows without a value come last there, too, so
    that it is not the ascending order read backwards.
    """
    return [_order(f"%(app_label)s_%(class)s_{name}", column) for name, column in columns.items()]


def _order(name: str, column: str) -> models.Index:
    if not column.startswith("-"):
        return models.Index(fields=["workspace", column, "id"], name=name)
    last = models.F(column[1:]).desc(nulls_last=True)
    return models.Index(models.F("workspace"), last, models.F("id").desc(), name=name)


IN_TIME = orders(made="created_at", changed="updated_at")
"""For lists by the time when rows were made or last changed."""

BINNED = models.Index(
    fields=["workspace", "deleted_at"],
    name="%(app_label)s_%(class)s_binned",
    condition=models.Q(deleted_at__isnull=False),
)
"""For what lies in the bin, of nouns of which there are many."""


class EditableModel(WorkspaceModel):
    """Base of every row that people edit: a version for If-Match, a bin, and where it came from."""

    noun: ClassVar[str]
    """The word for it in events, addresses and messages ("launch")."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    external_id = models.CharField(max_length=200, blank=True, default="")

    class Meta(WorkspaceModel.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *WorkspaceModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                condition=~models.Q(external_id=""),
                name="%(app_label)s_%(class)s_external_id",
                violation_error_message="Another object in this workspace already has this external id.",
            ),
        ]

    def __str__(self) -> str:
        return str(getattr(self, "title", None) or getattr(self, "name", None) or self.pk)

    @property
    def event_launch_id(self) -> uuid.UUID | None:
        """The launch that a change of this row concerns, when there is one."""
        return getattr(self, "launch_id", None)
