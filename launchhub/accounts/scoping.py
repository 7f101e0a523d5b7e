"""Tenancy: the wall between workspaces.

Two walls stand behind each other. The first is the queryset: views reach rows only through
`visible_to(member)`. The second is PostgreSQL's row-level security: a connection sees only rows of the
workspace in `launchhub.workspace`, which `workspace_context` sets for the length of one transaction.
No context, no rows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import connection, models, transaction
from django.utils import timezone

from launchhub.lib.ids import new_id

if TYPE_CHECKING:
    from launchhub.accounts.models import Member, Workspace

EVERY = "*"


def enter(workspace_id: uuid.UUID | str, user_id: int | None = None) -> None:
    """Open the wall for one workspace until the present transaction ends.

    `user_id` also admits that user's own memberships in other workspaces (for the workspace switcher).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('launchhub.workspace', %s, true), set_config('launchhub.user', %s, true)",
            [str(workspace_id), "" if user_id is None else str(user_id)],
        )


@contextmanager
def _entered(value: str) -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('launchhub.workspace', true), set_config('launchhub.workspace', %s, true)",
                [value],
            )
            (previous, _) = cursor.fetchone()
        yield
        # On an error the rollback to the savepoint restores the setting, so this is for the good case only.
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('launchhub.workspace', %s, true)", [previous or ""])


def workspace_context(workspace: Workspace | uuid.UUID) -> Any:
    """Return a context manager: one transaction that sees the rows of this workspace only."""
    return _entered(str(getattr(workspace, "pk", workspace)))


def every_workspace() -> Any:
    """Return a context manager: one transaction that sees all rows.

    Only for the relay, migrations, maintenance commands and the look-up of credentials.
    """
    return _entered(EVERY)


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
