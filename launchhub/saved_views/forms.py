"""What is typed to keep a view."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, may
from launchhub.saved_views.models import SavedView
from launchhub.web.forms import EditForm


class SavedViewForm(EditForm):
    """A view: its name, and whether everybody has it."""

    name = forms.CharField(max_length=80, label="Name")
    is_shared = forms.BooleanField(required=False, label="Share it with everybody in the workspace")
    query = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may(member, Right.SHARE):
            del self.fields["is_shared"]

    @staticmethod
    def values_of(obj: SavedView) -> dict[str, Any]:
        """Return what the fields hold of a view."""
        return {"name": obj.name, "is_shared": obj.is_shared, "query": obj.query}
