"""How somebody looks at a screen, under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from launchhub.accounts.scoping import IN_TIME, EditableModel, WorkspaceQuerySet, orders
from launchhub.lib.text import typed_text
from launchhub.saved_views.screens import SCREENS

if TYPE_CHECKING:
    from launchhub.accounts.models import Member

LONGEST = 2000
"""Characters of what an address says."""

FLEETING = frozenset({"page", "only", "loaded"})
"""Parameters of an address that say where somebody is just now, not how they look."""


class SavedViewQuerySet(WorkspaceQuerySet):
    """Reads of saved views."""

    def visible_to(self, member: Member) -> Self:
        """One's own, and what others share. To a guest their own: a name may tell what is not shared with them."""
        rows = self.in_workspace(member.workspace_id).alive()
        return rows.filter(owner=member) if member.is_guest else rows.filter(Q(owner=member) | Q(is_shared=True))

    def deleted_for(self, member: Member) -> Self:
        """One's own in the bin."""
        return self.in_workspace(member.workspace_id).filter(owner=member, deleted_at__isnull=False)


class SavedView(EditableModel):
    """A screen, and the query string of its address: filters, zoom, groups, columns, order."""

    noun = "saved_view"

    name = models.CharField(max_length=80)
    screen = models.CharField(max_length=40)
    query = models.TextField(blank=True, default="")
    owner = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="+", editable=False)
    is_shared = models.BooleanField(default=False)

    objects: ClassVar[Any] = SavedViewQuerySet.as_manager()

    class Meta(EditableModel.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *EditableModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "screen", "name"],
                condition=Q(deleted_at__isnull=True),
                name="saved_views_savedview_name",
                violation_error_message="You have a view of this name already: choose another one.",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *IN_TIME,
            *orders(by_name="name"),
            models.Index(fields=["workspace", "screen", "name", "id"], name="saved_views_savedview_screen"),
            models.Index(fields=["workspace", "owner", "id"], name="saved_views_savedview_owner"),
        ]

    def clean(self) -> None:
        """Refuse a screen that there is not; keep of the query what says how one looks."""
        if self.screen not in SCREENS:
            raise ValidationError({"screen": f"“{self.screen}” is no screen: use {', '.join(SCREENS)}."})
        self.query = _kept(self.query)


def _kept(query: str) -> str:
    query = query.removeprefix("?")
    if len(query) > LONGEST:
        raise ValidationError({"query": f"That is longer than {LONGEST} characters: choose fewer filters."})
    pairs = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True) if name not in FLEETING]
    try:
        for pair in pairs:
            for part in pair:
                typed_text(part)
    except ValidationError as error:
        raise ValidationError({"query": error.message}) from error
    return urlencode([(name, value) for name, value in pairs if value])
